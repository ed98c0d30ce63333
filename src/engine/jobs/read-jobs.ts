import type { Job } from '../../shared/contract/jobs.ts';
import { type JobKind, withoutPhase } from './job-kind.ts';
import type { JobStore } from './job-store.ts';

/** Ended jobs kept over a restart. */
const MAX_ENDED = 200;

export const hasEnded = ({ state }: Job): boolean => state !== 'queued' && state !== 'running' && state !== 'paused';

/**
 * Jobs as the last engine left them: what it was about when it ended is interrupted, what was paused or about to be is paused, and of the
 * ended ones the newest are kept. Whoever asked for transient ones is gone, so they are forgotten.
 */
export function readJobs(store: JobStore, kinds: ReadonlyMap<string, JobKind<unknown, unknown>>): readonly Job[] {
  const stored = store.all();
  const ended = stored.filter(hasEnded);
  const forgotten = new Set(ended.slice(0, Math.max(0, ended.length - MAX_ENDED)).map((job) => job.id));
  for (const { id, kind } of stored) if (kinds.get(kind)?.transient === true) forgotten.add(id);
  store.remove([...forgotten]);
  return stored.filter((job) => !forgotten.has(job.id)).map((job) => {
    if (!hasEnded(job)) {
      const left: Job = { ...withoutPhase(job), state: job.pause === undefined ? 'interrupted' : 'paused' };
      if (left.state !== job.state) store.update(left);
      return left;
    }
    const { result, ...rest } = job;
    const read = result === undefined ? undefined : kinds.get(job.kind)?.readResult(result);
    return read === undefined ? rest : { ...rest, result: read };
  });
}
