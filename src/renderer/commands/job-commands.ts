import type { Job } from '../../shared/contract/jobs.ts';
import { isPausable, isUnderWay, presentJob } from '../document/jobs-mirror.ts';
import { clearEnded, errorDetails } from '../document/job-calls.ts';
import type { Editor } from '../editor/editor.ts';
import { deliveredFiles } from '../features/deliver/delivered-files.ts';
import type { Command } from './command.ts';
import { allOf, type Condition, needs } from './conditions.ts';

/** The job whose menu was opened, else the one that is under way. */
function jobHere({ jobs, session }: Editor): Job | undefined {
  const { menu } = session.getState();
  const { jobs: all } = jobs.getState();
  return menu?.id === 'job' ? all.find(({ id }) => id === menu.target) : presentJob(all);
}

const isHere = (lack: string, is: (job: Job) => boolean): Condition => allOf(needs('No job is under way.', (editor) => jobHere(editor) !== undefined), needs(lack, (editor) => {
  const job = jobHere(editor);
  return job !== undefined && is(job);
}));

const canResume = (job: Job): boolean => job.pause !== undefined || (!isUnderWay(job) && job.state !== 'done');

/** What can be done with a job, beside its buttons in the list of jobs. */
export const jobCommands: readonly Command[] = [
  { id: 'job.pause', group: 'Deliver', label: 'Pause job', enabled: isHere('This job cannot be paused now.', (job) => isPausable(job) && isUnderWay(job) && job.pause === undefined), run: async (editor) => {
    const job = jobHere(editor);
    if (job !== undefined) await editor.connection.client().jobs.pause({ jobId: job.id });
  } },
  { id: 'job.resume', group: 'Deliver', label: (editor) => (jobHere(editor)?.kind === 'deliver' && jobHere(editor)?.pause === undefined ? 'Run job again' : 'Resume job'), enabled: isHere('This job is not paused.', canResume), run: async (editor) => {
    const job = jobHere(editor);
    if (job !== undefined) await editor.connection.client().jobs.resume({ jobId: job.id });
  } },
  { id: 'job.cancel', group: 'Deliver', label: 'Cancel job', enabled: isHere('This job has ended.', isUnderWay), run: async (editor) => {
    const job = jobHere(editor);
    if (job !== undefined) await editor.connection.client().jobs.cancel({ jobId: job.id });
  } },
  { id: 'job.report', group: 'Deliver', label: 'Show delivery report', enabled: isHere('This job has delivered nothing.', (job) => deliveredFiles(job).length > 0), run: (editor) => { editor.session.setState({ dialog: 'report', reportOf: jobHere(editor)?.id ?? null }); } },
  { id: 'job.copyDetails', group: 'Deliver', label: 'Copy error details of job', enabled: isHere('This job has not failed.', ({ error }) => error !== undefined), run: async (editor) => {
    const job = jobHere(editor);
    if (job !== undefined) await navigator.clipboard.writeText(errorDetails(job));
  } },
  { id: 'job.clearEnded', group: 'Deliver', label: 'Clear finished jobs', enabled: needs('No job has ended.', ({ jobs }) => jobs.getState().jobs.some((job) => !isUnderWay(job))), run: clearEnded },
];
