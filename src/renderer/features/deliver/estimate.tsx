import type { ReactNode } from 'react';
import type { DeliveryEstimate } from '../../../shared/contract/deliver.ts';
import { KeptLines } from './kept-lines.tsx';
import { byteText, durationText } from '../jobs/job-text.ts';

const FILES_SHOWN = 3;

/** `reel-01.mov, reel-02.mov and 4 more`. */
function namesOf(files: readonly string[]): string {
  const names = files.slice(0, FILES_SHOWN).map((file) => file.split(/[/\\]/).at(-1) ?? file);
  return files.length > FILES_SHOWN ? `${names.join(', ')} and ${files.length - FILES_SHOWN} more` : names.join(', ');
}

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
      {estimate.kept.map(({ files, lines }) => (
        <div key={files[0]} className="kept-group">
          {estimate.kept.length === 1 ? null : <h3 title={files.map((index) => estimate.files[index]).join('\n')}>{namesOf(files.map((index) => estimate.files[index] ?? ''))}</h3>}
          <KeptLines kept={lines} />
        </div>
      ))}
      <details>
        <summary>Files and processing</summary>
        {estimate.files.slice(0, FILES_SHOWN).map((file) => <div key={file} className="path">{file}</div>)}
        {more > 0 ? <div>and {more} more</div> : null}
        {estimate.remarks.map((remark) => <div key={remark}>{remark}</div>)}
      </details>
    </div>
  );
}
