import { type ReactNode, useEffect, useState } from 'react';
import type { ProjectSnapshot } from '../../../shared/contract/project.ts';
import { isAbort } from '../../../shared/errors/app-error.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { byteText } from '../jobs/job-text.ts';

const WHEN = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** Automatic copies of the project. One of them is opened as a file beside it; nothing is replaced. */
export function VersionsDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const [versions, setVersions] = useState<readonly ProjectSnapshot[] | undefined>(undefined);
  useEffect(() => {
    const life = new AbortController();
    editor.connection.client().project.snapshots(undefined, { signal: life.signal }).then(setVersions, (error: unknown) => { if (!isAbort(error) && !life.signal.aborted) editor.report(error); });
    return () => { life.abort(); };
  }, [editor]);
  async function open(takenAt: string): Promise<void> {
    onClose();
    await editor.edits.afterChanges(({ project }) => project.openSnapshot({ takenAt }));
  }
  return (
    <Dialog
      title="Earlier versions" focus="main" description="Tintype copies a changed project every ten minutes. Hourly copies are kept for a day, daily copies for a month. A version that you open becomes a separate project beside this one." onClose={onClose}
      footer={<Button look="main" onClick={onClose}>Close</Button>}
    >
      {versions === undefined ? <div className="empty-note">Loading…</div> : versions.length === 0 ? <div className="empty-note">No earlier versions yet.</div> : (
        <ul className="version-list quiet-scroll" aria-label="Earlier versions, newest first">
          {versions.map(({ takenAt, bytes }) => {
            const when = WHEN.format(new Date(takenAt));
            return <li key={takenAt}><span>{when}</span><small>{byteText(bytes)}</small><Button look="plain" aria-label={`Open the version of ${when}`} onClick={() => { open(takenAt).catch(editor.report); }}>Open</Button></li>;
          })}
        </ul>
      )}
    </Dialog>
  );
}
