import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Job } from '../../../shared/contract/jobs.ts';
import type { ReadOnlyReason } from '../../../shared/contract/project.ts';
import { isPropagation, isUnderWay, presentJob } from '../../document/jobs-mirror.ts';
import { useEditor, useJobs, useSession } from '../../editor/editor-context.ts';
import { stepName } from '../../editor/undo-step.ts';
import { Button, CommandButton } from '../../ui/button.tsx';
import { clearEnded } from '../../document/job-calls.ts';
import { JobActions } from './job-actions.tsx';
import { jobName, jobText } from './job-text.ts';
import { MachineFacts } from './machine-facts.tsx';

const READ_ONLY = { openElsewhere: 'Read only: open in another window', notWritable: 'Read only: cannot be written' } as const satisfies Readonly<Record<ReadOnlyReason, string>>;

/** The running job, or the last one that stopped before its end; the pages; what the computer works with; the step that undo takes back. */
export function StatusBar(): ReactNode {
  const editor = useEditor();
  // Small work of the window itself has no line here; what the program has begun has one while it runs.
  const jobs = useJobs().filter((each) => each.transient !== true || (isPropagation(each) && isUnderWay(each)));
  const running = jobs.filter(isUnderWay);
  const job = presentJob(running) ?? jobs.find((each) => each.state !== 'done');
  const undoLabel = useStore(editor.project, (mirror) => stepName(mirror, 'undo'));
  const hasClip = useSession((session) => session.clipId !== null);
  const readOnly = useStore(editor.project, ({ state }) => state?.readOnlyReason);
  return (
    <footer className="status" aria-label="Jobs and state">
      <CommandButton id="view.jobs">Jobs</CommandButton>
      {job === undefined ? null : <JobLine job={job} />}
      {running.length > 1 ? <span>and {running.length - 1} more</span> : null}
      {hasClip ? <Pages /> : null}
      <span className="push">{readOnly === undefined ? '' : READ_ONLY[readOnly]}</span>
      <MachineFacts />
      {undoLabel === undefined || readOnly !== undefined ? null : <span className="undo" title={`Undo: ${undoLabel}`}>Undo: {undoLabel}</span>}
    </footer>
  );
}

/** Pages of the project, as in Resolve at the foot of the window. */
function Pages(): ReactNode {
  const page = useSession((session) => session.page);
  return (
    <nav className="pages" aria-label="Pages">
      <CommandButton id="page.shots" pressed={page === 'shots'}>Shots</CommandButton>
      <CommandButton id="page.colour" pressed={page === 'colour'}>Colour</CommandButton>
      <CommandButton id="page.quality" pressed={page === 'quality'}>Quality</CommandButton>
      <CommandButton id="page.deliver" pressed={page === 'deliver'}>Deliver</CommandButton>
    </nav>
  );
}

function JobLine({ job }: { readonly job: Job }): ReactNode {
  const editor = useEditor();
  const under = isUnderWay(job);
  const text = jobText(job, useStore(editor.project, ({ state }) => jobName(job, state?.document ?? null)));
  return (
    <>
      <span role="status" aria-live="polite" data-testid="job" data-kind={job.kind} data-state={job.state} className={job.state === 'failed' ? 'failed' : ''} title={text}>{text}</span>
      {under && job.total > 0 ? <span className="bar" role="progressbar" aria-label={job.label} aria-valuemin={0} aria-valuemax={job.total} aria-valuenow={job.done}><i style={{ width: `${(100 * job.done) / job.total}%` }} /></span> : null}
      <JobActions job={job} pause="icon" />
      {under ? null : <Button look="plain" onClick={() => { clearEnded(editor).catch(editor.report); }}>Dismiss</Button>}
    </>
  );
}
