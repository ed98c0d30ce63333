import type { Job } from '../../shared/contract/jobs.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { JobId } from '../../shared/model/ids.ts';
import type { JobKind } from './job-kind.ts';
import type { JobStore } from './job-store.ts';
import { hasEnded, readJobs } from './read-jobs.ts';

/** How many finished transient jobs can still be queried by id. */
const MAX_TRANSIENT = 64;

interface JobListOptions {
  readonly kinds: ReadonlyMap<string, JobKind<unknown, unknown>>;
  /** Called with what a listener throws, and where the list cannot be written. */
  readonly onBug: (error: unknown) => void;
}

/** The jobs as they are now: in memory, in the store, and with those who listen. Of what runs them it knows nothing. */
export interface JobList {
  /** @throws AppError `job.notFound` */
  get(id: JobId): Job;
  /** Oldest first, without transient ones that are done or cancelled. */
  all(): readonly Job[];
  /** Jobs of a kind that have not ended, in the order in which they begin. */
  unended(kind: string): readonly Job[];
  /** The job's place among those that wait; 0 for one that is gone. */
  placeOf(id: JobId): number;
  /** A place behind all others. */
  nextPlace(): number;
  /** As `JobRunner.move`. */
  move(id: JobId, before?: JobId): void;
  /** Stores a new job. @throws AppError `disk.full` */
  insert(job: Job, params: unknown): void;
  /** The job as it is from now on, in memory, on the disk and with the listeners. @returns it */
  become(job: Job): Job;
  /** The job as it is from now on, in memory alone. */
  set(job: Job): void;
  /** Tells the listeners of the job as it is now. @throws AppError `job.notFound` */
  tell(id: JobId): void;
  /** Writes the job as it is now to the disk. @throws AppError `job.notFound` */
  save(id: JobId): void;
  /** Takes a finished transient job out of the list and the store. The newest 64 can still be queried by id. */
  leave(id: JobId): void;
  /** Forgets the jobs that have ended. */
  clearEnded(): void;
  /** The params of a job as they were given. */
  params(id: JobId): unknown;
  replaceParams(id: JobId, params: unknown): void;
  subscribe(listener: (job: Job) => void): () => void;
  close(): void;
}

/** @param store closed with the list */
export function createJobList(store: JobStore, { kinds, onBug }: JobListOptions): JobList {
  const jobs = new Map(readJobs(store, kinds).map((job) => [job.id, job]));
  /** Transient jobs that are done or cancelled, oldest first: they are in no list, nor in the store. */
  const left: JobId[] = [];
  const listeners = new Set<(job: Job) => void>();
  let lastPlace = Math.max(0, ...[...jobs.values()].map(({ place }) => place ?? 0));

  const get = (id: JobId): Job => {
    const job = jobs.get(id);
    if (job === undefined) throw new AppError('job.notFound', 'This job is no longer in the list.', { details: id });
    return job;
  };
  const set = (job: Job): void => { jobs.set(job.id, job); };
  const tell = (id: JobId): void => {
    const job = get(id);
    for (const listener of [...listeners]) {
      try {
        listener(job);
      } catch (error) {
        // An exception of a listener must not fail the job.
        onBug(error);
      }
    }
  };
  const save = (id: JobId): void => {
    const job = get(id);
    try {
      store.update(job);
    } catch (error) {
      // The job continues: a full disk stops it soon, with a better message.
      onBug(error);
    }
  };
  const become = (job: Job): Job => {
    set(job);
    save(job.id);
    tell(job.id);
    return job;
  };
  const unended = (kind: string): readonly Job[] => [...jobs.values()].filter((job) => job.kind === kind && !hasEnded(job)).toSorted((a, b) => (a.place ?? 0) - (b.place ?? 0));

  return {
    get,
    all: () => [...jobs.values()].filter(({ id }) => !left.includes(id)),
    unended,
    placeOf: (id) => jobs.get(id)?.place ?? 0,
    nextPlace: () => ++lastPlace,
    move(id, before) {
      const job = get(id);
      const waiting = unended(job.kind).filter((each) => each.state === 'queued' || each.state === 'paused');
      if (!waiting.includes(job) || before === id) return;
      const others = waiting.filter((each) => each !== job);
      const at = before === undefined ? others.length : others.findIndex((each) => each.id === before);
      if (at === -1) return;
      // The same places, given out anew.
      for (const [index, each] of others.toSpliced(at, 0, job).entries()) if (each.place !== waiting[index]!.place) become({ ...each, place: waiting[index]!.place });
    },
    insert(job, params) { store.insert({ job, params }); },
    become, set, tell, save,
    leave(id) {
      left.push(id);
      try {
        store.remove([id]);
      } catch (error) {
        onBug(error);
      }
      for (const oldest of left.splice(0, Math.max(0, left.length - MAX_TRANSIENT))) jobs.delete(oldest);
    },
    clearEnded() {
      const ended = [...jobs.values()].filter(hasEnded).map((job) => job.id);
      store.remove(ended);
      for (const id of ended) jobs.delete(id);
      left.length = 0;
    },
    params: (id) => store.params(id),
    replaceParams(id, params) { store.replaceParams(id, params); },
    subscribe(listener) {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
    close() {
      listeners.clear();
      store.close();
    },
  };
}
