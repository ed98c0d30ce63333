import { type ReactNode, useState } from 'react';
import type { DeliveryEstimate } from '../../../shared/contract/deliver.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { shell } from '../../host/shell.ts';
import { Button } from '../../ui/button.tsx';
import { BrowseDialog } from '../browse/browse-dialog.tsx';
import { byteText } from '../jobs/job-text.ts';

interface FolderFieldProps {
  readonly directory: string;
  readonly estimate: DeliveryEstimate | undefined;
  readonly onChange: (directory: string) => void;
}

/** Where the files go; the engine looks at the folder while it is typed. */
export function FolderField({ directory, estimate, onChange }: FolderFieldProps): ReactNode {
  const editor = useEditor();
  const [browsing, setBrowsing] = useState(false);
  async function choose(): Promise<void> {
    const desktop = shell();
    const chosen = desktop === undefined ? undefined : await desktop.pickFolder(directory);
    if (desktop === undefined) setBrowsing(true);
    else if (chosen !== undefined) onChange(chosen);
  }
  const tooFull = estimate !== undefined && estimate.freeBytes > 0 && estimate.bytes > estimate.freeBytes;
  return (
    <div className="form-row top-aligned"><label htmlFor="deliver-directory">Folder</label>
      <div className="naming">
        <div className="with-button">
          <input id="deliver-directory" className="field" value={directory} spellCheck={false} aria-describedby="deliver-room" onChange={(event) => { onChange(event.target.value); }} />
          <Button onClick={() => { choose().catch(editor.report); }}>Browse…</Button>
        </div>
        <small id="deliver-room">
          {estimate === undefined ? null : tooFull ? <span className="bad">The disk may be too full: {byteText(estimate.freeBytes)} free, about {byteText(estimate.bytes)} needed.</span>
            : <>✓ Can be written. {estimate.freeBytes > 0 ? `${byteText(estimate.freeBytes)} free, about` : 'About'} {byteText(estimate.bytes)} needed.</>}
        </small>
      </div>
      {browsing ? <BrowseDialog want="folder" start={directory} onClose={() => { setBrowsing(false); }} onPick={(picked) => {
        onChange(picked);
        setBrowsing(false);
      }} /> : null}
    </div>
  );
}
