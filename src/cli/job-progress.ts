import type { Job } from '../shared/contract/jobs.ts';
import { STORE_FULL_TEXT } from '../shared/model/job-phase-text.ts';
import type { Output } from './output.ts';

/** Tells the progress of jobs: frames, and once for each wait that the farm's shared folder is full. */
export function jobProgress(output: Pick<Output, 'note' | 'progress'>): (job: Job) => void {
  const full = new Set<Job['id']>();
  return (job) => {
    if (job.phase === 'storeFull') {
      if (!full.has(job.id)) output.note(`${job.label}: ${STORE_FULL_TEXT}.`);
      full.add(job.id);
      return;
    }
    full.delete(job.id);
    if (job.total > 0) output.progress(job.label, job.done, job.total);
  };
}
