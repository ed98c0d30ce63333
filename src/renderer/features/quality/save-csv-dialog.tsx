import { type ReactNode, useId, useState } from 'react';
import type { KeptQuality } from '../../../shared/contract/quality.ts';
import { counted } from '../../../shared/counted.ts';
import type { ClipId } from '../../../shared/model/ids.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { showDone } from '../../ui/notify.ts';
import { type FilePlace, pathOf, splitPath } from '../browse/file-place.ts';
import { SaveFileDialog } from '../browse/save-file-dialog.tsx';

const KINDS = { findings: 'Findings, with what was accepted', frames: 'Figures, a line a frame' } as const;
type What = keyof typeof KINDS;

/** Writes the report that is shown as CSV, beside the file that was checked. */
export function SaveCsvDialog({ clipId, quality, onClose }: { readonly clipId: ClipId; readonly quality: KeptQuality; readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const id = useId();
  const [what, setWhat] = useState<What>('findings');
  const { folder, file } = splitPath(quality.entry.delivered);
  const [place, setPlace] = useState<FilePlace>({ folder, name: `${file} quality` });
  return (
    <SaveFileDialog
      title="Save quality report as CSV" description={`The report of “${file}”, for a table.`} action="Save" replaceLabel="Replace existing file" place={place} onChange={(part) => { setPlace((now) => ({ ...now, ...part })); }} onClose={onClose}
      save={async ({ overwrite }) => {
        const { path, lines } = await editor.connection.client().quality.exportCsv({ id: quality.entry.id, clipId, what, path: pathOf(place, '.csv'), overwrite });
        onClose();
        showDone(`Saved ${counted(lines, 'line')}.`, [], path);
      }}
    >
      <div className="form-row"><label htmlFor={id}>Contents</label>
        <select id={id} className="field" value={what} onChange={(event) => { setWhat(event.target.value === 'frames' ? 'frames' : 'findings'); }}>
          {Object.entries(KINDS).map(([kind, label]) => <option key={kind} value={kind}>{label}</option>)}
        </select>
      </div>
    </SaveFileDialog>
  );
}
