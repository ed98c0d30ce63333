import type { Job } from '../shared/contract/jobs.ts';
import { PUT_OFF_TEXT, STORE_FULL_TEXT } from '../shared/model/job-phase-text.ts';
import type { Output } from './output.ts';

/** Tells the progress of jobs: frames, and once for each wait that the farm's shared folder is full, for them or for workers. */
export function jobProgress(output: Pick<Output, 'note' | 'progress'>): (job: Job) => void {
  const full = new Set<Job['id']>();
  return (job) => {
    if (job.phase === 'storeFull' || job.phase === 'putOff') {
      if (!full.has(job.id)) output.note(`${job.label}: ${job.phase === 'storeFull' ? STORE_FULL_TEXT : PUT_OFF_TEXT}.`);
      full.add(job.id);
    } else full.delete(job.id);
    if (job.phase === 'storeFull') return;
    if (job.total > 0) output.progress(job.label, job.done, job.total);
  };
}
