import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Job } from '../../shared/contract/jobs.ts';
import type { JobId } from '../../shared/model/ids.ts';
import type { WireClient } from '../host/wire.ts';

/** This window's copy of the engine's jobs, newest first. */
export interface JobsMirror {
  readonly jobs: readonly Job[];
  /** How often the whole list was read: once with each connection. */
  readonly listed: number;
}

export type JobsStore = StoreApi<JobsMirror>;

export function createJobsMirror(): JobsStore {
  return createStore<JobsMirror>(() => ({ jobs: [], listed: 0 }));
}

/** Has not ended: it waits, runs or is paused. */
export function isUnderWay(job: Pick<Job, 'state'>): boolean {
  return job.state === 'queued' || job.state === 'running' || job.state === 'paused';
}

/** Makes the colour of a shot: asked for by the user, or of stale frames while nobody works. */
export function isPropagation({ kind }: Pick<Job, 'kind'>): boolean {
  return kind === 'propagate' || kind === 'updateStale';
}

/** Can be paused, by itself or with all of its kind. What the program has begun gives way by itself. */
export function isPausable({ kind }: Pick<Job, 'kind'>): boolean {
  return kind === 'propagate' || kind === 'deliver';
}

/** Of the jobs under way the one that is told where there is room for one: what works comes before what waits for it, then what is queued, then what is paused. */
export function presentJob<Each extends Pick<Job, 'state' | 'phase'>>(jobs: readonly Each[]): Each | undefined {
  const isWaiting = ({ phase }: Each): boolean => phase === 'waiting' || phase === 'waitingForPaused';
  return jobs.find((job) => job.state === 'running' && !isWaiting(job)) ?? jobs.find(({ state }) => state === 'running') ?? jobs.find(({ state }) => state === 'queued') ?? jobs.find(isUnderWay);
}

/** Whether all jobs of a kind are paused: new ones wait too. */
export function isKindPaused(jobs: readonly Job[], kind: string): boolean {
  return jobs.some((job) => job.kind === kind && job.pause === 'queue');
}

/** Whether there is a job of the kind that could be paused. */
export function canPauseKind(jobs: readonly Job[], kind: string): boolean {
  return jobs.some((job) => job.kind === kind && isUnderWay(job) && job.pause === undefined);
}

/** Those that a user is shown: a transient job has no line once it is done or cancelled. */
export function listedJobs(jobs: readonly Job[]): readonly Job[] {
  return jobs.filter((job) => job.transient !== true || (job.state !== 'done' && job.state !== 'cancelled'));
}

/** Finished transient jobs that are kept for pending waits. */
const TRANSIENT_KEPT = 32;

/** Pure: the list with one job as it is now. */
export function jobsAfter(jobs: readonly Job[], job: Job): readonly Job[] {
  const at = jobs.findIndex((each) => each.id === job.id);
  const all = at === -1 ? [job, ...jobs] : jobs.with(at, job);
  const listed = new Set(listedJobs(all));
  let kept = 0;
  return all.filter((each) => listed.has(each) || ++kept <= TRANSIENT_KEPT);
}

/**
 * The job when it has ended, however it ends; its failure is told elsewhere. `undefined` when the engine does not know it any more, as after a restart.
 * @param options.onProgress called with the job until then
 */
export function jobEnd(store: JobsStore, jobId: JobId, options: { readonly signal?: AbortSignal; readonly onProgress?: (job: Job) => void } = {}): Promise<Job | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Job | undefined>();
  const { listed: before } = store.getState();
  const look = ({ jobs, listed }: JobsMirror): void => {
    const job = jobs.find((each) => each.id === jobId);
    if (job === undefined ? listed > before : !isUnderWay(job)) resolve(job);
    else if (job !== undefined) options.onProgress?.(job);
  };
  const stop = store.subscribe(look);
  const leave = (): void => { reject(new DOMException('Nobody waits for the job any more.', 'AbortError')); };
  options.signal?.addEventListener('abort', leave, { once: true });
  look(store.getState());
  if (options.signal?.aborted === true) leave();
  return promise.finally(() => {
    stop();
    options.signal?.removeEventListener('abort', leave);
  });
}

/** Follows the engine's jobs until the connection ends. `onEnd` is called for jobs that were seen running and have ended. */
export async function followJobs(store: JobsStore, client: WireClient, options: { readonly onEnd: (job: Job) => void }): Promise<void> {
  const events = await client.jobs.events();
  const jobs = await client.jobs.list();
  store.setState(({ listed }) => ({ jobs: jobs.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)), listed: listed + 1 }));
  for await (const job of events) {
    const before = store.getState().jobs.find((each) => each.id === job.id);
    store.setState(({ jobs: all }) => ({ jobs: jobsAfter(all, job) }));
    if (!isUnderWay(job) && (before === undefined || isUnderWay(before))) options.onEnd(job);
  }
}
