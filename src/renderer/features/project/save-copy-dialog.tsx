import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import type { FileChange } from '../../../shared/contract/project.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { shell } from '../../host/shell.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { showDone } from '../../ui/notify.ts';
import { BrowseDialog } from '../browse/browse-dialog.tsx';
import { copyPath, copyPlace } from './copy-path.ts';

/** Title for a project whose file was changed by another program. */
const CHANGED: Readonly<Record<FileChange, string>> = {
  gone: 'The project’s file was moved or removed while it was open.',
  replaced: 'The project’s file was replaced by another one while it was open.',
  overwritten: 'Another program has written into the project’s file while it was open. The copy has no history to undo.',
};

/**
 * Saves everything in the project, with its history, to another file. The project stays open; one whose file was changed by another
 * program is closed and the copy is opened.
 */
export function SaveCopyDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const path = useStore(editor.project, ({ state }) => state?.path ?? '');
  const fileChange = useStore(editor.project, ({ state }) => state?.fileChange);
  const [place, setPlace] = useState(() => copyPlace(path));
  const [overwrite, setOverwrite] = useState(false);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [browsing, setBrowsing] = useState(false);
  const change = (part: Partial<typeof place>): void => {
    setPlace((now) => ({ ...now, ...part }));
    setProblem(undefined);
  };

  async function chooseFolder(): Promise<void> {
    const desktop = shell();
    const folder = await desktop?.pickFolder();
    if (desktop === undefined) setBrowsing(true);
    else if (folder !== undefined) change({ folder });
  }
  async function save(): Promise<void> {
    const target = copyPath(place);
    try {
      await editor.connection.client().project.saveAs({ path: target, overwrite });
      if (fileChange !== undefined) await editor.connection.client().project.open({ path: target });
      onClose();
      showDone('Saved a copy of the project.', [], target);
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
      title="Save copy" description={fileChange === undefined ? 'Changes are saved automatically. A copy is a separate project.' : `${CHANGED[fileChange]} Nothing that was saved is lost: save it under another name and go on there.`} onClose={onClose}
      footer={<>
        <Button look="plain" onClick={onClose}>Cancel</Button>
        <Button look="main" disabled={place.name.trim() === '' || place.folder.trim() === ''} onClick={() => { void save(); }}>Save copy</Button>
      </>}
    >
      <div className="form-row"><label htmlFor="copy-name">Name</label>
        <input id="copy-name" className="field" value={place.name} spellCheck={false} onChange={(event) => { change({ name: event.target.value }); }} onKeyDown={(event) => { if (event.key === 'Enter') void save(); }} />
      </div>
      <div className="form-row"><label htmlFor="copy-folder">Folder</label>
        <div className="with-button">
          <input id="copy-folder" className="field" value={place.folder} spellCheck={false} onChange={(event) => { change({ folder: event.target.value }); }} />
          <Button onClick={() => { chooseFolder().catch(editor.report); }}>Browse…</Button>
        </div>
      </div>
      <div className="form-row"><span />
        <label className="check"><input type="checkbox" checked={overwrite} onChange={(event) => { setOverwrite(event.target.checked); }} />Replace existing project</label>
      </div>
      {problem === undefined ? null : <div className="estimate" role="alert"><span className="bad">{problem}</span></div>}
    </Dialog>
  );
}
