import PQueue from 'p-queue';
import type { Job, JobState } from '../../shared/contract/jobs.ts';
import { AppError, type ErrorWire } from '../../shared/errors/app-error.ts';
import { JobId, newId } from '../../shared/model/ids.ts';
import { type JobKind, type JobProgress, type Lane, type PreparedJob, withoutPhase } from './job-kind.ts';
import type { JobStore } from './job-store.ts';
import { openSqliteJobStore } from './sqlite-job-store.ts';
import { createThrottle } from './throttle.ts';
import { createTimeLeft } from './time-left.ts';

/** Jobs of a lane at once: the network fills the machine alone, ffmpeg shares it with one other, the disk takes a few; a farm takes a whole film. */
const DEFAULT_CONCURRENCY: Readonly<Record<Lane, number>> = { inference: 1, interactive: 2, ffmpeg: 2, disk: 4, farm: 10_000 };
/** How many finished transient jobs can still be queried by id. */
const MAX_TRANSIENT = 64;
/** Ten events a second for each job. */
const EVENT_INTERVAL_MS = 100;
/** Progress is written to disk less often: after a crash it only shows how far the job was. */
const SAVE_INTERVAL_MS = 2000;
/** Ended jobs kept over a restart. */
const MAX_ENDED = 200;

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
  /** Oldest first, without transient ones that are done. */
  list(): readonly Job[];
  /** A queued job ends at once, a running one when it has stopped; one that has ended is left as it is. @throws AppError `job.notFound` */
  cancel(id: JobId): void;
  /** Starts an interrupted, failed or cancelled job again, under the same id. @throws AppError `job.notFound`, `input.malformed` when its stored params are of an older form */
  resume(id: JobId): Job;
  /**
   * Goes on with other params under the same id: what runs is stopped and begun again, before what else waits in its lane. Whoever
   * waits for the job waits for its new end. @throws AppError `job.notFound`, `input.malformed`
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

/** One run of a job, from the queue to its end. */
interface Run {
  readonly workKey: string | undefined;
  readonly controller: AbortController;
  readonly ended: Promise<Job>;
  readonly end: (job: Job) => void;
}

const hasEnded = (job: Job): boolean => job.state !== 'queued' && job.state !== 'running';

export function createJobRunner(options: JobRunnerOptions): JobRunner {
  const store = options.store ?? openSqliteJobStore(options.databasePath);
  const kinds = new Map(options.kinds.map((kind) => [kind.kind, kind]));
  const lanes = createLanes(options.concurrency ?? {});
  const onBug = options.onBug ?? ((error: unknown) => { process.emitWarning(error instanceof Error ? error : String(error)); });
  const jobs = new Map(readJobs(store, kinds).map((job) => [job.id, job]));
  const runs = new Map<JobId, Run>();
  /** Transient jobs that are done, oldest first: they are in no list, nor in the store. */
  const left: JobId[] = [];
  const listeners = new Set<(job: Job) => void>();
  let closing: Promise<void> | undefined;

  const get = (id: JobId): Job => {
    const job = jobs.get(id);
    if (job === undefined) throw new AppError('job.notFound', 'This job is no longer in the list.', { details: id });
    return job;
  };
  const tell = (job: Job): void => {
    for (const listener of [...listeners]) {
      try {
        listener(job);
      } catch (error) {
        // An exception of a listener must not fail the job.
        onBug(error);
      }
    }
  };
  const save = (job: Job): void => {
    try {
      store.update(job);
    } catch (error) {
      // The job continues: a full disk stops it soon, with a better message.
      onBug(error);
    }
  };
  const become = (job: Job): Job => {
    jobs.set(job.id, job);
    save(job);
    tell(job);
    return job;
  };
  const leaveList = (id: JobId): void => {
    left.push(id);
    try {
      store.remove([id]);
    } catch (error) {
      onBug(error);
    }
    for (const oldest of left.splice(0, Math.max(0, left.length - MAX_TRANSIENT))) jobs.delete(oldest);
  };
  const end = (id: JobId, run: Run, state: JobState, outcome: { readonly error?: ErrorWire; readonly result?: unknown } = {}): void => {
    if (runs.get(id) !== run) return;
    runs.delete(id);
    const job = get(id);
    run.end(become({ ...withoutPhase(job), state, secondsLeft: null, ...(state === 'done' ? { done: job.total } : {}), ...outcome }));
    if (job.transient === true && state === 'done') leaveList(id);
  };
  const start = (job: Job, lane: Lane, prepared: PreparedJob<unknown, unknown>, options: { readonly priority?: number } = {}): Job => {
    const { promise: ended, resolve } = Promise.withResolvers<Job>();
    const run: Run = { workKey: workKeyOf(job.kind, prepared), controller: new AbortController(), ended, end: resolve };
    runs.set(job.id, run);
    const queued = become({ ...job, label: prepared.label, ...(prepared.shotId === undefined ? {} : { shotId: prepared.shotId }) });
    void lanes[lane].add(async () => {
      if (runs.get(job.id) !== run || closing !== undefined) return;
      await carryOut(job.id, run, prepared);
    }, { priority: options.priority ?? 0 });
    return queued;
  };
  async function carryOut(id: JobId, run: Run, prepared: PreparedJob<unknown, unknown>): Promise<void> {
    const { signal } = run.controller;
    const timeLeft = createTimeLeft();
    const told = createThrottle(tell, EVENT_INTERVAL_MS);
    const saved = createThrottle(save, SAVE_INTERVAL_MS);
    become({ ...get(id), state: 'running' });
    const report = (progress: JobProgress): void => {
      if (runs.get(id) !== run) return;
      const job: Job = { ...withoutPhase(get(id)), ...wholeProgress(progress), secondsLeft: timeLeft.estimate(progress, performance.now()) };
      jobs.set(id, job);
      told.push(job);
      saved.push(job);
    };
    const log = (message: string): void => { options.log?.({ jobId: id, kind: get(id).kind, message }); };
    const stopped = (): JobState => (closing === undefined ? 'cancelled' : 'interrupted');
    try {
      const result = await prepared.run({ signal, report, log });
      told.cancel();
      saved.cancel();
      end(id, run, 'done', { result });
    } catch (error) {
      told.cancel();
      saved.cancel();
      // After an abort any error (of a killed ffmpeg, for example) counts as the abort.
      if (signal.aborted) end(id, run, stopped());
      else end(id, run, 'failed', { error: errorWire(error) });
    }
  }
  const kindOf = (name: string): JobKind<unknown, unknown> => {
    const kind = kinds.get(name);
    if (kind === undefined) throw new AppError('job.notFound', `This Tintype has no jobs of the kind “${name}”.`);
    return kind;
  };
  const assertOpen = (): void => {
    if (closing !== undefined) throw new AppError('job.failed', 'The program is closing and starts no more jobs.');
  };

  return {
    enqueue(name, params) {
      assertOpen();
      const kind = kindOf(name);
      const prepared = kind.prepare(params);
      const workKey = workKeyOf(name, prepared);
      const same = workKey === undefined ? undefined : [...runs].find(([, run]) => run.workKey === workKey && !run.controller.signal.aborted);
      if (same !== undefined) return get(same[0]);
      const job: Job = {
        id: newId(JobId), kind: name, label: prepared.label, state: 'queued', done: 0, total: prepared.total, secondsLeft: null, createdAt: new Date().toISOString(),
        ...(kind.transient ? { transient: true } : {}),
      };
      store.insert({ job, params });
      return start(job, kind.lane(), prepared);
    },
    get,
    list: () => [...jobs.values()].filter(({ id }) => !left.includes(id)),
    cancel(id) {
      const job = get(id);
      const run = runs.get(id);
      if (run === undefined) return;
      run.controller.abort();
      if (job.state === 'queued') end(id, run, 'cancelled');
    },
    resume(id) {
      assertOpen();
      const job = get(id);
      if (!hasEnded(job) || job.state === 'done') return job;
      const kind = kindOf(job.kind);
      const { error: _error, result: _result, ...rest } = job;
      return start({ ...rest, state: 'queued', done: 0, secondsLeft: null }, kind.lane(), kind.prepare(store.params(id)));
    },
    restart(id, params) {
      assertOpen();
      const { error: _error, result: _result, ...rest } = get(id);
      const kind = kindOf(rest.kind);
      const prepared = kind.prepare(params);
      store.replaceParams(id, params);
      const before = runs.get(id);
      const waited = before !== undefined && rest.state === 'running' ? 1 : 0;
      // The old run ends silently: the job continues.
      runs.delete(id);
      before?.controller.abort();
      const started = start({ ...rest, state: 'queued', done: 0, total: prepared.total, secondsLeft: null }, kind.lane(), prepared, { priority: waited });
      if (before !== undefined) void runs.get(id)?.ended.then(before.end);
      return started;
    },
    params(id) {
      get(id);
      return store.params(id);
    },
    wait: (id) => {
      const job = get(id);
      return runs.get(id)?.ended ?? Promise.resolve(job);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
    clearEnded() {
      const ended = [...jobs.values()].filter(hasEnded).map((job) => job.id);
      store.remove(ended);
      for (const id of ended) jobs.delete(id);
      left.length = 0;
    },
    close() {
      closing ??= (async () => {
        const running = [...runs].map(([id, run]) => {
          run.controller.abort();
          if (get(id).state === 'queued') end(id, run, 'interrupted');
          return run.ended;
        });
        await Promise.all(running);
        await Promise.all(Object.values(lanes).map((lane) => lane.onIdle()));
        listeners.clear();
        store.close();
      })();
      return closing;
    },
  };
}

function workKeyOf(kind: string, { key }: PreparedJob<unknown, unknown>): string | undefined {
  return key === undefined ? undefined : `${kind} ${key}`;
}

function createLanes(concurrency: Partial<Readonly<Record<Lane, number>>>): Readonly<Record<Lane, PQueue>> {
  const lane = (name: Lane): PQueue => new PQueue({ concurrency: concurrency[name] ?? DEFAULT_CONCURRENCY[name] });
  return { inference: lane('inference'), interactive: lane('interactive'), ffmpeg: lane('ffmpeg'), disk: lane('disk'), farm: lane('farm') };
}

/**
 * Jobs as the last engine left them: what it was about when it ended is interrupted, and of the ended ones the newest are kept. Whoever
 * asked for transient ones is gone, so they are forgotten.
 */
function readJobs(store: JobStore, kinds: ReadonlyMap<string, JobKind<unknown, unknown>>): readonly Job[] {
  const stored = store.all();
  const ended = stored.filter(hasEnded);
  const forgotten = new Set(ended.slice(0, Math.max(0, ended.length - MAX_ENDED)).map((job) => job.id));
  for (const { id, kind } of stored) if (kinds.get(kind)?.transient === true) forgotten.add(id);
  store.remove([...forgotten]);
  return stored.filter((job) => !forgotten.has(job.id)).map((job) => {
    if (!hasEnded(job)) {
      const interrupted: Job = { ...job, state: 'interrupted' };
      store.update(interrupted);
      return interrupted;
    }
    const { result, ...rest } = job;
    const read = result === undefined ? undefined : kinds.get(job.kind)?.readResult(result);
    return read === undefined ? rest : { ...rest, result: read };
  });
}

function wholeProgress({ done, total, phase }: JobProgress): JobProgress {
  const whole = Math.max(0, Math.round(total));
  return { done: Math.min(whole, Math.max(0, Math.round(done))), total: whole, ...(phase === undefined ? {} : { phase }) };
}

/** The stored form of a failure. An unexpected error is stored as such, with its stack. */
function errorWire(error: unknown): ErrorWire {
  if (error instanceof AppError) return error.toWire();
  return { code: 'job.failed', message: 'The job stopped because of a fault in the program.', details: error instanceof Error ? error.stack ?? error.message : String(error) };
}
