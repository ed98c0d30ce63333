import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Job } from '../../shared/contract/jobs.ts';
import type { WireClient } from '../host/wire.ts';

/** This window's copy of the engine's jobs, newest first. */
export interface JobsMirror {
  readonly jobs: readonly Job[];
}

export type JobsStore = StoreApi<JobsMirror>;

export function createJobsMirror(): JobsStore {
  return createStore<JobsMirror>(() => ({ jobs: [] }));
}

export function isUnderWay(job: Job): boolean {
  return job.state === 'queued' || job.state === 'running';
}

/** Pure: the list with one job as it is now. */
export function jobsAfter(jobs: readonly Job[], job: Job): readonly Job[] {
  const at = jobs.findIndex((each) => each.id === job.id);
  return at === -1 ? [job, ...jobs] : jobs.with(at, job);
}

/** Follows the engine's jobs until the connection ends. `onEnd` hears of jobs that were seen under way and are no longer. */
export async function followJobs(store: JobsStore, client: WireClient, options: { readonly onEnd: (job: Job) => void }): Promise<void> {
  const events = await client.jobs.events();
  const jobs = await client.jobs.list();
  store.setState({ jobs: jobs.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)) });
  for await (const job of events) {
    const before = store.getState().jobs.find((each) => each.id === job.id);
    store.setState(({ jobs: all }) => ({ jobs: jobsAfter(all, job) }));
    if (!isUnderWay(job) && (before === undefined || isUnderWay(before))) options.onEnd(job);
  }
}
