import { type ReactNode, useEffect, useState } from 'react';
import { counted } from '../../../shared/counted.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { ConformPreview } from '../../../shared/model/edit-list.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { shell } from '../../host/shell.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { showDone } from '../../ui/notify.ts';
import { BrowseDialog } from '../browse/browse-dialog.tsx';

const MOST_HANDLES = 10_000;

/** Which events of a list the project's clips have, before they become a sequence. */
export function ConformDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const [path, setPath] = useState<string | undefined>(undefined);
  const [handles, setHandles] = useState('0');
  const [preview, setPreview] = useState<ConformPreview | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const count = /^\d{1,5}$/.test(handles) && Number(handles) <= MOST_HANDLES ? Number(handles) : undefined;
  function fail(error: unknown): void {
    if (error instanceof AppError) setProblem(error.message);
    else editor.report(error);
  }
  useEffect(() => {
    const desktop = shell();
    if (desktop === undefined) return;
    desktop.pickEditList().then((picked) => {
      if (picked === undefined) onClose();
      else setPath(picked);
    }, editor.report);
    // oxlint-disable-next-line react/exhaustive-deps -- requested once, when the dialog opens
  }, []);
  useEffect(() => {
    if (path === undefined) return undefined;
    const life = new AbortController();
    editor.connection.client().interchange.conformPreview({ path }, { signal: life.signal }).then(
      (found) => { if (!life.signal.aborted) setPreview(found); },
      (error: unknown) => { if (!life.signal.aborted) fail(error); },
    );
    return () => { life.abort(); };
    // oxlint-disable-next-line react/exhaustive-deps -- `fail` only sets state
  }, [editor, path]);
  async function conform(): Promise<void> {
    if (path === undefined || count === undefined) return;
    try {
      const { sequenceId, conformed } = await editor.edits.afterChanges(({ interchange }) => interchange.conform({ path, handles: count }));
      onClose();
      editor.session.setState({ sequenceId });
      showDone(`“${conformed.name}” is a sequence of ${conformed.found + conformed.missing.length} events.`);
    } catch (error) {
      fail(error);
    }
  }
  if (path === undefined) return shell() === undefined ? <BrowseDialog want="editList" title="Conform edit list" onClose={onClose} onPick={setPath} /> : null;
  return (
    <Dialog
      title="Conform edit list" description="Looks for the events of a list in the project's clips, by reel, source timecode and name, and keeps them as a sequence." size="wide" focus="main" onClose={onClose}
      footer={<>
        <Button look="plain" onClick={onClose}>Cancel</Button>
        <Button look="main" disabled={preview === undefined || count === undefined} onClick={() => { void conform(); }}>Make sequence</Button>
      </>}
    >
      <div className="form-row"><span>List</span><span className="path">{path}</span></div>
      <div className="form-row"><label htmlFor="conform-handles">Handles</label><input id="conform-handles" className="field" inputMode="numeric" value={handles} aria-invalid={count === undefined} onChange={(event) => { setHandles(event.target.value); }} /></div>
      {problem === undefined ? null : <div className="estimate" role="alert"><span className="bad">{problem}</span></div>}
      {preview === undefined ? (problem === undefined ? <div className="empty-note">Reading the list…</div> : null) : <Found preview={preview} />}
    </Dialog>
  );
}

function Found({ preview: { found, missing, remarks } }: { readonly preview: ConformPreview }): ReactNode {
  const all = found + missing.length;
  return (
    <>
      <div className="estimate" role="status" aria-label="What is found">
        <div><b>{missing.length === 0 ? `All ${counted(all, 'event is', 'events are')} found` : `${found} of ${counted(all, 'event is', 'events are')} found`}</b></div>
        {remarks.length === 0 ? null : <ul className="list-remarks quiet-scroll" aria-label="What is not taken over, and what was assumed" tabIndex={0}>{remarks.map((remark) => <li key={remark} className="warn">{remark}</li>)}</ul>}
      </div>
      {missing.length === 0 ? null : (
        <div className="laid-shots quiet-scroll" role="region" aria-label="Events without a clip" tabIndex={0}>
          <table>
            <thead><tr><th scope="col">Event</th><th scope="col">Name</th><th scope="col">Why</th></tr></thead>
            <tbody>{missing.map(({ label, name, why }) => <tr key={label}><td>{label}</td><td>{name}</td><td>{why}</td></tr>)}</tbody>
          </table>
        </div>
      )}
    </>
  );
}
