import type { Job } from '../../shared/contract/jobs.ts';
import type { JobId } from '../../shared/model/ids.ts';
import type { JobKind, Lane } from './job-kind.ts';
import type { JobStore } from './job-store.ts';

export interface JobRunnerOptions {
  /** Where jobs are kept; `:memory:` for a command that runs once. */
  readonly databasePath: string;
  readonly kinds: readonly JobKind<unknown, unknown>[];
  readonly concurrency?: Partial<Readonly<Record<Lane, number>>>;
  /** Another keeper of jobs than the file of `databasePath`: a farm's queue. The runner closes it. */
  readonly store?: JobStore;
  readonly log?: (entry: { readonly jobId: JobId; readonly kind: string; readonly message: string }) => void;
  /** Called for unexpected failures: a listener that throws, a job list that cannot be written. Default: a process warning. */
  readonly onBug?: (error: unknown) => void;
}

/** Runs jobs in lanes, keeps them over a restart and publishes their changes. Each run of a job ends exactly once. */
export interface JobRunner {
  /** Of a kind whose work has a key, the job that is queued or running for it already. @throws AppError `input.malformed` when the params are not of the kind, `disk.full` */
  enqueue(kind: string, params: unknown): Job;
  /** @throws AppError `job.notFound` */
  get(id: JobId): Job;
  /** Oldest first, without transient ones that are done or cancelled. */
  list(): readonly Job[];
  /** A queued job ends at once, a running one when it has stopped; one that has ended is left as it is. @throws AppError `job.notFound` */
  cancel(id: JobId): void;
  /** Starts an interrupted, failed or cancelled job again, under the same id; a paused one goes on. @throws AppError `job.notFound`, `input.malformed` when its stored params are of an older form */
  resume(id: JobId): Job;
  /**
   * A waiting job is left out, a running one stops after what it has in hand and gives its room to others, until it is resumed; after a
   * restart of the program it is begun again then, from what it has finished. @throws AppError `job.notFound`, `job.failed` when its kind cannot be paused
   */
  pause(id: JobId): void;
  /** Pauses all jobs of a kind, and new ones for as long as one of these is paused. */
  pauseAll(kind: string): void;
  /** What `pauseAll` paused goes on, in order. */
  resumeAll(kind: string): void;
  /** Moves a job that waits before another of its kind that waits, or behind them all. One that has begun is left where it is. @throws AppError `job.notFound` */
  move(id: JobId, before?: JobId): void;
  /**
   * Goes on with other params under the same id: what runs is stopped and begun again, before what else waits in its lane. Whoever
   * waits for the job waits for its new end. A paused one stays so. @throws AppError `job.notFound`, `input.malformed`
   */
  restart(id: JobId, params: unknown): Job;
  /** The params of a job as they were given. @throws AppError `job.notFound` */
  params(id: JobId): unknown;
  /** The job when it has ended, however it ends; never rejects for the job's sake. @throws AppError `job.notFound` */
  wait(id: JobId): Promise<Job>;
  /** Subscribes to every change of every job; progress at most ten times a second per job, but always its first and last. Returns an unsubscribe function. */
  subscribe(listener: (job: Job) => void): () => void;
  /** Forgets the jobs that have ended. */
  clearEnded(): void;
  /** Stops what runs, marks it and what waits interrupted, and waits until it has stopped. */
  close(): Promise<void>;
}
