import { type ReactNode, useEffect, useState } from 'react';
import type { ReferenceImages, ReferencePreview } from '../../../shared/contract/interchange.ts';
import { counted } from '../../../shared/counted.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { timecodeOf } from '../../../shared/model/timecode.ts';
import { useEditor, useSession } from '../../editor/editor-context.ts';
import { shell } from '../../host/shell.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { showDone, showProgress } from '../../ui/notify.ts';
import { BrowseDialog } from '../browse/browse-dialog.tsx';

/** Rows that are drawn: enough to see whether the names are understood. */
const MOST_ROWS = 300;
const BECOMES = { nothing: 'new keyframe', hints: 'keyframe; its hints stay', still: 'replaces the still' } as const;

/** Which images give which frames of the clip, and which give none, before they become keyframes. */
export function ReferenceFramesDialog({ clip, onClose }: { readonly clip: Clip; readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const given = useSession((session) => session.referenceImages);
  const [preview, setPreview] = useState<ReferencePreview | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [importing, setImporting] = useState(false);
  const take = (images: ReferenceImages | null): void => { editor.session.setState({ referenceImages: images }); };
  useEffect(() => {
    if (given === null) return undefined;
    const life = new AbortController();
    editor.connection.client().interchange.referencePreview({ clipId: clip.id, ...given }, { signal: life.signal }).then(
      (found) => { if (!life.signal.aborted) setPreview(found); },
      (error: unknown) => {
        if (life.signal.aborted) return;
        if (error instanceof AppError) setProblem(error.message);
        else editor.report(error);
      },
    );
    return () => { life.abort(); };
  }, [editor, clip.id, given]);
  const close = (): void => {
    take(null);
    onClose();
  };
  async function importFrames(): Promise<void> {
    if (given === null) return;
    setImporting(true);
    try {
      const { frames, remarks } = await showProgress('Reading the images…', editor.edits.afterChanges(({ interchange }) => interchange.importReferenceFrames({ clipId: clip.id, ...given })));
      close();
      showDone([`Imported ${counted(frames.length, 'reference frame')}.`, ...remarks].join(' '));
    } catch (error) {
      setImporting(false);
      if (error instanceof AppError) setProblem(error.message);
      else editor.report(error);
    }
  }
  if (given === null && shell() === undefined) return <BrowseDialog want="folder" title="Import reference frames" onClose={close} onPick={(path) => { take({ path }); }} />;
  const count = preview?.frames.length ?? 0;
  return (
    <Dialog
      title="Import reference frames" description={`Colour images named by frame number or timecode become approved keyframes of “${clip.name}”. One undo takes them back.`} size="wide" focus="main" onClose={close}
      footer={<>
        <Button look="plain" onClick={close}>Cancel</Button>
        <Button look="main" disabled={count === 0 || importing} onClick={() => { void importFrames(); }}>{count === 0 ? 'Import' : `Import ${count}`}</Button>
      </>}
    >
      {problem === undefined ? null : <div className="estimate" role="alert"><span className="bad">{problem}</span></div>}
      {preview === undefined ? (problem === undefined ? <div className="empty-note">Reading the names…</div> : null) : <Preview clip={clip} preview={preview} />}
    </Dialog>
  );
}

function Preview({ clip, preview: { frames, misfits, remarks } }: { readonly clip: Clip; readonly preview: ReferencePreview }): ReactNode {
  const all = frames.length + misfits.length;
  return (
    <>
      <div className="estimate" role="status" aria-label="What fits">
        <div><b>{misfits.length === 0 ? `All ${all} images fit` : `${frames.length} of ${all} images fit`}</b></div>
        {remarks.map((remark) => <div key={remark}>{remark}</div>)}
        {misfits.length === 0 ? null : <ul className="list-remarks quiet-scroll" aria-label="Images that give no frame" tabIndex={0}>{misfits.map(({ name, why }) => <li key={name} className="warn">{why}</li>)}</ul>}
      </div>
      {frames.length === 0 ? null : (
        <div className="laid-shots quiet-scroll" role="region" aria-label="Frames of the images" tabIndex={0}>
          <table>
            <thead><tr><th scope="col">Frame</th><th scope="col">Timecode</th><th scope="col">Image</th><th scope="col">Shot</th><th scope="col">Becomes</th></tr></thead>
            <tbody>
              {frames.slice(0, MOST_ROWS).map(({ frame, name, hasMask, shot, replaces }) => (
                <tr key={frame}><td>{frame}</td><td>{timecodeOf(clip, frame)}</td><td>{name}{hasMask ? ' + mask' : ''}</td><td>{shot}</td><td>{BECOMES[replaces]}</td></tr>
              ))}
            </tbody>
          </table>
          {frames.length > MOST_ROWS ? <p className="empty-note">{`and ${frames.length - MOST_ROWS} more`}</p> : null}
        </div>
      )}
    </>
  );
}
