import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { isUnderWay } from '../../document/jobs-mirror.ts';
import { PauseAllButton } from '../jobs/job-actions.tsx';
import { useEditor, useJobs } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { useSize } from '../../ui/use-size.ts';
import { useToastPlace } from '../../ui/use-toast-place.ts';
import { clearEnded } from '../../document/job-calls.ts';
import { QueueEntry } from './queue-entry.tsx';
import { useQueueMoves } from './queue-moves.ts';
import { type QueueRow, queueRows, queueText } from './queue-rows.ts';

/** All deliveries of the engine: what waits, what is written and verified, what became of the others. */
export function QueuePanel(): ReactNode {
  const editor = useEditor();
  const jobs = useJobs();
  const rows = useMemo(() => queueRows(jobs), [jobs]);
  const moves = useQueueMoves(rows);
  const panel = useRef<HTMLElement>(null);
  useToastPlace(panel, { size: useSize(panel) });
  const list = useRef<HTMLUListElement>(null);
  const seen = useRef(rows.length);
  // A delivery that has just begun stands at the end.
  useEffect(() => {
    if (rows.length > seen.current) list.current?.lastElementChild?.scrollIntoView({ block: 'nearest' });
    seen.current = rows.length;
  }, [rows.length]);
  return (
    <section ref={panel} className="panel queue" aria-label="Render queue">
      <h2>Render queue<span role="status">{queueText(rows)}</span><PauseAllButton kind="deliver" what="queue" titles={['Stops after the frames in hand; new deliveries wait', 'Deliveries that were paused with the queue go on']} /><Button look="plain" disabled={rows.every(({ job }) => isUnderWay(job))} onClick={() => { clearEnded(editor).catch(editor.report); }}>Clear finished</Button></h2>
      {rows.length === 0 ? <p className="empty-note">Nothing in the queue. Choose shots and how they are written, then deliver them: the queue goes on while you work on other pages.</p> : (
        <>
          <Total rows={rows} />
          <div className="queue-head" aria-hidden="true"><span>File</span><span>Progress</span><span>Verification</span></div>
          <ul ref={list} className="quiet-scroll" aria-label="Deliveries, in the order in which they are written">{rows.map((row) => <QueueEntry key={row.job.id} row={row} move={moves(row)} />)}</ul>
        </>
      )}
    </section>
  );
}

/** Frames of all deliveries that are under way. */
function Total({ rows }: { readonly rows: readonly QueueRow[] }): ReactNode {
  const under = rows.filter(({ job }) => isUnderWay(job));
  const [done, total] = [under.reduce((sum, { job }) => sum + job.done, 0), under.reduce((sum, { job }) => sum + job.total, 0)];
  if (total === 0) return null;
  return <div className="queue-total"><span className="bar" role="progressbar" aria-label="All deliveries" aria-valuemin={0} aria-valuemax={total} aria-valuenow={done}><i style={{ width: `${(100 * done) / total}%` }} /></span><span>{done.toLocaleString('en-GB')} of {total.toLocaleString('en-GB')} frames</span></div>;
}
