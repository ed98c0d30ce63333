import type { ReactNode } from 'react';
import type { DeliveryEstimate } from '../../../shared/contract/deliver.ts';
import { KeptLines } from './kept-lines.tsx';
import { byteText, durationText } from '../jobs/job-text.ts';

const FILES_SHOWN = 3;

/** Estimate of a delivery: files, length, size, what is copied from the clip, and which frames stay gray. */
export function Estimate({ estimate, problem }: { readonly estimate: DeliveryEstimate | undefined; readonly problem: string | undefined }): ReactNode {
  if (problem !== undefined) return <div className="estimate" role="alert"><span className="bad">{problem}</span></div>;
  if (estimate === undefined) return <div className="estimate">Estimating…</div>;
  const more = estimate.files.length - FILES_SHOWN;
  return (
    <div className="estimate" data-testid="estimate">
      <div className="cost"><b>{estimate.frames} frames · about {durationText(estimate.seconds)} · about {byteText(estimate.bytes)}</b>{estimate.freeBytes > 0 ? ` of ${byteText(estimate.freeBytes)} free` : ''}</div>
      {estimate.freeBytes > 0 && estimate.bytes > estimate.freeBytes ? <div className="bad">The disk may be too full for this.</div> : null}
      {estimate.uncolouredFrames > 0 ? <div className="warn">{estimate.uncolouredFrames} {estimate.uncolouredFrames === 1 ? 'frame has' : 'frames have'} no colour yet and will be gray.</div> : null}
      <KeptLines kept={estimate.kept} />
      <details>
        <summary>Files and processing</summary>
        {estimate.files.slice(0, FILES_SHOWN).map((file) => <div key={file} className="path">{file}</div>)}
        {more > 0 ? <div>and {more} more</div> : null}
        {estimate.remarks.map((remark) => <div key={remark}>{remark}</div>)}
      </details>
    </div>
  );
}
