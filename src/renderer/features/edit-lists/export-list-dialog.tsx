import { type ReactNode, useEffect, useId, useState } from 'react';
import { useStore } from 'zustand';
import { counted } from '../../../shared/counted.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { useEditor, useSession } from '../../editor/editor-context.ts';
import { showDone } from '../../ui/notify.ts';
import { SaveFileDialog } from '../browse/save-file-dialog.tsx';
import { LIST_FORMATS, type ListEnding, listPath, type ListPlace, listPlace } from './list-place.ts';

/** Writes the clip's shots as an edit list; lists beforehand what the format does not support. */
export function ExportListDialog({ clip, onClose }: { readonly clip: Clip; readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const formatId = useId();
  const projectPath = useStore(editor.project, ({ state }) => state?.path ?? '');
  const asked = useSession((session) => session.listEnding);
  const [place, setPlace] = useState((): ListPlace => {
    const ending = LIST_FORMATS.find((format) => format.ending === asked)?.ending;
    return { ...listPlace(projectPath, clip.name), ...(ending === undefined ? {} : { ending }) };
  });
  const [said, setSaid] = useState<{ readonly events: number; readonly remarks: readonly string[] } | undefined>(undefined);
  const change = (part: Partial<ListPlace>): void => { setPlace((now) => ({ ...now, ...part })); };
  useEffect(() => {
    const life = new AbortController();
    editor.connection.client().interchange.exportPreview({ clipId: clip.id, ending: place.ending }, { signal: life.signal }).then(
      (found) => { if (!life.signal.aborted) setSaid(found); },
      (error: unknown) => { if (!life.signal.aborted) editor.report(error); },
    );
    return () => { life.abort(); };
  }, [editor, clip.id, place.ending]);

  return (
    <SaveFileDialog
      title="Export edit list" description={`Shots, dissolves and markers of “${clip.name}”, at its own timecode.`} action="Export" replaceLabel="Replace existing file"
      place={place} onChange={change} onClose={onClose}
      save={async ({ overwrite }) => {
        const { path, events } = await editor.edits.afterChanges(({ interchange }) => interchange.export({ clipId: clip.id, path: listPath(place), overwrite }));
        onClose();
        showDone(`Exported ${counted(events, 'shot')}.`, [], path);
      }}
      preview={said === undefined ? null : (
        <div className="estimate" role="status" aria-label="What is written">
          <div><b>{counted(said.events, 'shot')}</b></div>
          {said.remarks.map((remark) => <div key={remark} className="warn">{remark}</div>)}
        </div>
      )}
    >
      <div className="form-row"><label htmlFor={formatId}>Format</label>
        <select id={formatId} className="field" value={place.ending} onChange={(event) => { change({ ending: event.target.value as ListEnding }); }}>
          {LIST_FORMATS.map(({ ending, label }) => <option key={ending} value={ending}>{label}</option>)}
        </select>
      </div>
    </SaveFileDialog>
  );
}
