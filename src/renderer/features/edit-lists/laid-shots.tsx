import type { ReactNode } from 'react';
import { counted } from '../../../shared/counted.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import type { LaidPreview } from '../../../shared/model/edit-list.ts';
import { rangeLength } from '../../../shared/model/frame.ts';
import { timecodeOf } from '../../../shared/model/timecode.ts';

/** Rows that are drawn: enough to see whether the list lies right. */
const MOST_ROWS = 300;

/** Preview of a list applied to a clip: how much of it fits, each shot, and what does not fit. */
export function LaidShots({ clip, preview }: { readonly clip: Clip; readonly preview: LaidPreview }): ReactNode {
  const { shots, events, fitting, markers, remarks } = preview;
  const rate = (preview.rate.num / preview.rate.den).toFixed(3).replace(/\.?0+$/, '');
  return (
    <>
      <div className="estimate" role="status" aria-label="What fits">
        <div><b>{fitting === events ? `All ${counted(events, 'event')} fit` : `${fitting} of ${counted(events, 'event')} fit`}</b>{`, ${counted(shots.length, 'shot')}${markers === 0 ? '' : `, ${counted(markers, 'marker')}`}. “${preview.name}”, ${rate} frames a second.`}</div>
        {remarks.length === 0 ? null : <ul className="list-remarks quiet-scroll" aria-label="What does not fit, and what was assumed" tabIndex={0}>{remarks.map((remark) => <li key={remark} className="warn">{remark}</li>)}</ul>}
      </div>
      <div className="laid-shots quiet-scroll" role="region" aria-label="Shots of the list" tabIndex={0}>
        <table>
          <thead><tr><th scope="col">#</th><th scope="col">Shot</th><th scope="col">From</th><th scope="col">Frames</th><th scope="col">Length</th><th scope="col">Begins with</th></tr></thead>
          <tbody>
            {shots.slice(0, MOST_ROWS).map(({ range, name, dissolve, isOfList }, index) => (
              <tr key={range.first} data-outside={!isOfList}>
                <td>{index + 1}</td><td>{name}</td><td>{timecodeOf(clip, range.first)}</td><td>{`${range.first}–${range.last}`}</td><td>{rangeLength(range)}</td>
                <td>{dissolve === undefined ? 'cut' : `dissolve ${dissolve.first}–${dissolve.last}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {shots.length > MOST_ROWS ? <p className="empty-note">{`and ${shots.length - MOST_ROWS} more`}</p> : null}
      </div>
    </>
  );
}
