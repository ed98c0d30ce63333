import { type ReactNode, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Clip } from '../../../shared/model/clip.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { shell } from '../../host/shell.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { showDone } from '../../ui/notify.ts';
import { BrowseDialog } from '../browse/browse-dialog.tsx';
import { LIST_FORMATS, type ListEnding, listPath, listPlace } from './list-place.ts';

/** Writes the clip's shots as an edit list, and says before what the format cannot hold. */
export function ExportListDialog({ clip, onClose }: { readonly clip: Clip; readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const projectPath = useStore(editor.project, ({ state }) => state?.path ?? '');
  const [place, setPlace] = useState(() => listPlace(projectPath, clip.name));
  const [overwrite, setOverwrite] = useState(false);
  const [browsing, setBrowsing] = useState(false);
  const [said, setSaid] = useState<{ readonly events: number; readonly remarks: readonly string[] } | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const change = (part: Partial<typeof place>): void => {
    setPlace((now) => ({ ...now, ...part }));
    setProblem(undefined);
  };
  useEffect(() => {
    const life = new AbortController();
    editor.connection.client().interchange.exportPreview({ clipId: clip.id, ending: place.ending }, { signal: life.signal }).then(
      (found) => { if (!life.signal.aborted) setSaid(found); },
      (error: unknown) => { if (!life.signal.aborted) editor.report(error); },
    );
    return () => { life.abort(); };
  }, [editor, clip.id, place.ending]);

  async function chooseFolder(): Promise<void> {
    const desktop = shell();
    const folder = await desktop?.pickFolder();
    if (desktop === undefined) setBrowsing(true);
    else if (folder !== undefined) change({ folder });
  }
  async function write(): Promise<void> {
    try {
      const { path, events } = await editor.connection.client().interchange.export({ clipId: clip.id, path: listPath(place), overwrite });
      onClose();
      showDone(`Exported ${events} shots.`, [], path);
    } catch (error) {
      if (error instanceof AppError) setProblem(error.message);
      else editor.report(error);
    }
  }
  if (browsing) return <BrowseDialog want="folder" start={place.folder} onClose={() => { setBrowsing(false); }} onPick={(folder) => {
    change({ folder });
    setBrowsing(false);
  }} />;
  return (
    <Dialog
      title="Export edit list" description={`Shots, dissolves and markers of “${clip.name}”, at its own timecode.`} onClose={onClose}
      footer={<>
        <Button look="plain" onClick={onClose}>Cancel</Button>
        <Button look="main" disabled={place.name.trim() === '' || place.folder.trim() === ''} onClick={() => { void write(); }}>Export</Button>
      </>}
    >
      <div className="form-row"><label htmlFor="list-name">Name</label>
        <input id="list-name" className="field" value={place.name} spellCheck={false} onChange={(event) => { change({ name: event.target.value }); }} onKeyDown={(event) => { if (event.key === 'Enter') void write(); }} />
      </div>
      <div className="form-row"><label htmlFor="list-format">Format</label>
        <select id="list-format" className="field" value={place.ending} onChange={(event) => { change({ ending: event.target.value as ListEnding }); }}>
          {LIST_FORMATS.map(({ ending, label }) => <option key={ending} value={ending}>{label}</option>)}
        </select>
      </div>
      <div className="form-row"><label htmlFor="list-folder">Folder</label>
        <div className="with-button">
          <input id="list-folder" className="field" value={place.folder} spellCheck={false} onChange={(event) => { change({ folder: event.target.value }); }} />
          <Button onClick={() => { chooseFolder().catch(editor.report); }}>Browse…</Button>
        </div>
      </div>
      <div className="form-row"><span />
        <label className="check"><input type="checkbox" checked={overwrite} onChange={(event) => { setOverwrite(event.target.checked); }} />Replace existing file</label>
      </div>
      {said === undefined ? null : (
        <div className="estimate" role="status" aria-label="What is written">
          <div><b>{`${said.events} ${said.events === 1 ? 'shot' : 'shots'}`}</b></div>
          {said.remarks.map((remark) => <div key={remark} className="warn">{remark}</div>)}
        </div>
      )}
      {problem === undefined ? null : <div className="estimate" role="alert"><span className="bad">{problem}</span></div>}
    </Dialog>
  );
}
