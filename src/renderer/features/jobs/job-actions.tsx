import type { ReactNode } from 'react';
import type { Job } from '../../../shared/contract/jobs.ts';
import { canPauseKind, isKindPaused, isPausable, isUnderWay } from '../../document/jobs-mirror.ts';
import { useEditor, useJobs } from '../../editor/editor-context.ts';
import { errorDetails, pauseOrResumeAll } from '../../document/job-calls.ts';
import { Button } from '../../ui/button.tsx';
import { playIcons } from '../../ui/icons.tsx';

/** Buttons of the actions that a job's state allows. */
export function JobActions({ job, pause }: { readonly job: Job; /** How a job is paused here, where it can be. */ readonly pause: 'word' | 'icon' }): ReactNode {
  const editor = useEditor();
  const { error } = job;
  const call = (work: () => Promise<unknown>): void => {
    // Without a connection the call throws synchronously.
    Promise.resolve().then(work).catch(editor.report);
  };
  if (isUnderWay(job)) {
    return (
      <>
        {isPausable(job) ? <PauseButton job={job} call={call} compact={pause === 'icon'} /> : null}
        <Button look="plain" onClick={() => { call(() => editor.connection.client().jobs.cancel({ jobId: job.id })); }}>Cancel</Button>
      </>
    );
  }
  if (job.state === 'done') return null;
  return (
    <>
      <Button look="plain" onClick={() => { call(() => editor.connection.client().jobs.resume({ jobId: job.id })); }}>{job.kind === 'deliver' ? 'Run again' : 'Resume'}</Button>
      {error === undefined ? null : <Button look="plain" onClick={() => { call(() => navigator.clipboard.writeText(errorDetails(job))); }}>Copy details</Button>}
    </>
  );
}

/** Pauses all jobs of a kind and new ones, or lets them go on; nothing where there are none. @param titles what pausing does, and resuming */
export function PauseAllButton({ kind, what, titles }: { readonly kind: 'deliver' | 'propagate'; readonly what: string; readonly titles: readonly [string, string] }): ReactNode {
  const editor = useEditor();
  const jobs = useJobs();
  const isPaused = isKindPaused(jobs, kind);
  if (!isPaused && !canPauseKind(jobs, kind)) return null;
  return <Button look="plain" title={titles[isPaused ? 1 : 0]} onClick={() => { pauseOrResumeAll(editor, kind).catch(editor.report); }}>{isPaused ? 'Resume' : 'Pause'} {what}</Button>;
}

/** A running job is paused after the frames in hand, a waiting one at once. */
function PauseButton({ job, call, compact }: { readonly job: Job; readonly call: (work: () => Promise<unknown>) => void; readonly compact: boolean }): ReactNode {
  const editor = useEditor();
  const isPaused = job.pause !== undefined;
  const word = isPaused ? 'Resume' : 'Pause';
  return <Button look="plain" className={compact ? 'icon-button' : ''} {...(compact ? { 'aria-label': `${word} job` } : {})} title={isPaused ? 'Resume' : 'Pause: stops after the frames in hand'} onClick={() => { call(() => (isPaused ? editor.connection.client().jobs.resume({ jobId: job.id }) : editor.connection.client().jobs.pause({ jobId: job.id }))); }}>{!compact ? word : isPaused ? playIcons.play : playIcons.pause}</Button>;
}
