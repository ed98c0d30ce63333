import type { Job } from '../../shared/contract/jobs.ts';
import type { JobId } from '../../shared/model/ids.ts';

/** A stored job: its public part, and the params to run it. */
interface StoredJob {
  readonly job: Job;
  /** As they were given; parsed by the job's kind when it is run. */
  readonly params: unknown;
}

/**
 * Where jobs are kept. The embedded one is a SQLite file; a farm's queue would be another. All calls answer for what is on the
 * disk: a job that was inserted is found again after a crash.
 */
export interface JobStore {
  /** Oldest first. */
  all(): readonly Job[];
  params(id: JobId): unknown;
  insert(stored: StoredJob): void;
  update(job: Job): void;
  replaceParams(id: JobId, params: unknown): void;
  remove(ids: readonly JobId[]): void;
  close(): void;
}
