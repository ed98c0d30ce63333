import type { Job } from '../../shared/contract/jobs.ts';
import { isPausable, isUnderWay, presentJob } from '../document/jobs-mirror.ts';
import { clearEnded, errorDetails } from '../document/job-calls.ts';
import type { Editor } from '../editor/editor.ts';
import { deliveredFiles } from '../features/deliver/delivered-files.ts';
import type { Command } from './command.ts';

/** The job whose menu was opened, else the one that is under way. */
function jobHere({ jobs, session }: Editor): Job | undefined {
  const { menu } = session.getState();
  const { jobs: all } = jobs.getState();
  return menu?.id === 'job' ? all.find(({ id }) => id === menu.target) : presentJob(all);
}

const isHere = (is: (job: Job) => boolean) => (editor: Editor): boolean => {
  const job = jobHere(editor);
  return job !== undefined && is(job);
};

const canResume = (job: Job): boolean => job.pause !== undefined || (!isUnderWay(job) && job.state !== 'done');

/** What can be done with a job, beside its buttons in the list of jobs. */
export const jobCommands: readonly Command[] = [
  { id: 'job.pause', group: 'Deliver', label: 'Pause job', enabled: isHere((job) => isPausable(job) && isUnderWay(job) && job.pause === undefined), run: async (editor) => {
    const job = jobHere(editor);
    if (job !== undefined) await editor.connection.client().jobs.pause({ jobId: job.id });
  } },
  { id: 'job.resume', group: 'Deliver', label: (editor) => (jobHere(editor)?.kind === 'deliver' && jobHere(editor)?.pause === undefined ? 'Run job again' : 'Resume job'), enabled: isHere(canResume), run: async (editor) => {
    const job = jobHere(editor);
    if (job !== undefined) await editor.connection.client().jobs.resume({ jobId: job.id });
  } },
  { id: 'job.cancel', group: 'Deliver', label: 'Cancel job', enabled: isHere(isUnderWay), run: async (editor) => {
    const job = jobHere(editor);
    if (job !== undefined) await editor.connection.client().jobs.cancel({ jobId: job.id });
  } },
  { id: 'job.report', group: 'Deliver', label: 'Show delivery report', enabled: isHere((job) => deliveredFiles(job).length > 0), run: (editor) => { editor.session.setState({ dialog: 'report', reportOf: jobHere(editor)?.id ?? null }); } },
  { id: 'job.copyDetails', group: 'Deliver', label: 'Copy error details of job', enabled: isHere(({ error }) => error !== undefined), run: async (editor) => {
    const job = jobHere(editor);
    if (job !== undefined) await navigator.clipboard.writeText(errorDetails(job));
  } },
  { id: 'job.clearEnded', group: 'Deliver', label: 'Clear finished jobs', enabled: ({ jobs }) => jobs.getState().jobs.some((job) => !isUnderWay(job)), run: clearEnded },
];
