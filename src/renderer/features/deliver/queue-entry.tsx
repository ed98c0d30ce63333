import { type ReactNode, useState } from 'react';
import { useDocument, useEditor } from '../../editor/editor-context.ts';
import { contextOf } from '../../editor/context-target.ts';
import { adviceFor } from '../../ui/advice.ts';
import { Button } from '../../ui/button.tsx';
import { symbols } from '../../ui/icons.tsx';
import { MoveButtons, type MoveProps } from '../../ui/row-moves.tsx';
import { JobActions } from '../jobs/job-actions.tsx';
import { showReport } from '../quality/show-quality.ts';
import { openInColour } from '../shots/board-edits.ts';
import { deliveredFiles } from './delivered-files.ts';
import { isOfSingleFrames, worstText } from './luma-files.ts';
import { LumaFramesLine } from './luma-frames-line.tsx';
import { ShowFile, WrittenFiles } from './written-files.tsx';
import type { QueueRow } from './queue-rows.ts';

interface QueueEntryProps {
  readonly row: QueueRow;
  readonly move: MoveProps | undefined;
}

/** Files whose frames are shown in the row; the report has all. */
const MOST_LUMA_LINES = 3;

/** One delivery. Where its files were checked, its name leads to the report. */
export function QueueEntry({ row, move }: QueueEntryProps): ReactNode {
  const editor = useEditor();
  const [open, setOpen] = useState(false);
  const { job, name, about, state, share, progress, quality, luma } = row;
  const single = luma.filter(isOfSingleFrames);
  const files = deliveredFiles(job);
  const advice = job.error === undefined ? undefined : adviceFor(job.error.code);
  const { reportId } = quality ?? {};
  const show = (): void => { if (reportId !== undefined) showReport(editor, reportId).catch(editor.report); };
  return (
    <li data-state={state} {...contextOf('job', job.id)} aria-label={name} {...move?.ofRow}>
      <div className="queue-name">
        {reportId === undefined ? <b title={name}>{name}</b> : <button type="button" title={`${name}: open the quality report`} onClick={show}>{name}</button>}
        <small>{about}</small>
      </div>
      <div className="queue-progress">
        <span className="bar" role="progressbar" aria-label={name} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(100 * share)}><i style={{ width: `${100 * share}%` }} /></span>
        <small>{progress}</small>
      </div>
      <div className="queue-proof">
        <Proof row={row} />
        {quality === undefined ? null : reportId === undefined ? <small>{quality.words}</small> : <button type="button" data-bad={(quality.findings ?? 0) > 0} title="Open the quality report" onClick={show}>{quality.words}</button>}
      </div>
      <div className="queue-actions">
        {move === undefined ? null : <MoveButtons label={`Write ${name}`} move={move} />}
        {files.length === 1 ? <ShowFile job={job} files={files} index={0} /> : null}
        {files.length > 1 ? <Button look="plain" className="icon-button" aria-label={`Files of ${name}`} title="Files" aria-expanded={open} onClick={() => { setOpen(!open); }}>{symbols.more}</Button> : null}
        {files.length > 0 ? <Button look="plain" className="icon-button" aria-label="Show report" title="Show report" onClick={() => { editor.session.setState({ dialog: 'report', reportOf: job.id }); }}>{symbols.report}</Button> : null}
        <JobActions job={job} pause="icon" />
      </div>
      {job.error === undefined ? null : <p className="job-error"><span className="bad">{job.error.message}</span>{advice === undefined ? null : <span> {advice}</span>}</p>}
      {single.slice(0, MOST_LUMA_LINES).map((file) => <LumaFramesLine key={file.path ?? ''} file={file} />)}
      {open ? <WrittenFiles job={job} /> : null}
    </li>
  );
}

/** What the check of luma says; where it has found differences, a press opens the frame with the largest. */
function Proof({ row: { state, proof, luma } }: { readonly row: QueueRow }): ReactNode {
  const editor = useEditor();
  const [file] = luma;
  const isHere = useDocument(({ clips }) => file?.clipId !== undefined && clips.some(({ id }) => id === file.clipId));
  const words = `${state === 'done' ? '✓ ' : ''}${proof}`;
  if (file?.clipId === undefined || file.worst === null || !isHere) return <span>{words}</span>;
  const { clipId, worst } = file;
  return <button type="button" className="proof-words" title={`Open the frame whose luma differs most: ${worstText(file, worst)}`} onClick={() => { openInColour(editor, worst.frame, clipId); }}>{words}</button>;
}
