import type { Job, JobPause, JobState } from '../../shared/contract/jobs.ts';
import { AppError, type ErrorWire } from '../../shared/errors/app-error.ts';
import { JobId, newId } from '../../shared/model/ids.ts';
import { type JobContext, type JobKind, type JobProgress, type Lane, type PreparedJob, withoutPause, withoutPhase } from './job-kind.ts';
import { createJobList } from './job-list.ts';
import { errorWire, inLane, newRun, type Run, standStill, wholeProgress } from './job-run.ts';
import { createLanes } from './lanes.ts';
import { hasEnded } from './read-jobs.ts';
import type { JobRunner, JobRunnerOptions } from './runner.ts';
import { openSqliteJobStore } from './sqlite-job-store.ts';
import { createThrottle } from './throttle.ts';
import { createTimeLeft } from './time-left.ts';
import { isWaitingForJobs, waitForJobs } from './wait-for-jobs.ts';

/** Ten events a second for each job. */
const EVENT_INTERVAL_MS = 100;
/** Progress is written to disk less often: after a crash it only shows how far the job was. */
const SAVE_INTERVAL_MS = 2000;

export function createJobRunner(options: JobRunnerOptions): JobRunner {
  const kinds = new Map(options.kinds.map((kind) => [kind.kind, kind]));
  const onBug = options.onBug ?? ((error: unknown) => { process.emitWarning(error instanceof Error ? error : String(error)); });
  const list = createJobList(options.store ?? openSqliteJobStore(options.databasePath), { kinds, onBug });
  const lanes = createLanes(options.concurrency ?? {}, (id) => list.placeOf(id));
  const runs = new Map<JobId, Run>();
  let closing: Promise<void> | undefined;

  const end = (id: JobId, run: Run, state: JobState, outcome: { readonly error?: ErrorWire; readonly result?: unknown } = {}): void => {
    if (runs.get(id) !== run) return;
    runs.delete(id);
    const job = list.get(id);
    const left = withoutPhase(state === 'paused' ? job : withoutPause(job));
    run.end(list.become({ ...left, state, secondsLeft: null, ...(state === 'done' ? { done: job.total } : {}), ...outcome }));
    if (job.transient === true && (state === 'done' || state === 'cancelled')) list.leave(id);
  };
  const enter = (id: JobId, run: Run, priority = 0): void => {
    lanes.add(run.lane, { id, priority, work: async () => {
      if (runs.get(id) !== run || closing !== undefined) return;
      await inLane(run, () => carryOut(id, run));
    } });
  };
  const start = (job: Job, lane: Lane, prepared: PreparedJob<unknown, unknown>, { priority = 0 }: { readonly priority?: number } = {}): Job => {
    const run = newRun(prepared, lane, workKeyOf(job.kind, prepared));
    runs.set(job.id, run);
    const started = list.become({ ...job, label: prepared.label, ...(prepared.shotId === undefined ? {} : { shotId: prepared.shotId }) });
    if (started.state === 'queued') enter(job.id, run, priority);
    return started;
  };
  async function carryOut(id: JobId, run: Run): Promise<void> {
    const { signal } = run.controller;
    let timeLeft = createTimeLeft();
    // The job as it is then: it may have been resumed since.
    const told = createThrottle((each: JobId) => { list.tell(each); }, EVENT_INTERVAL_MS);
    const saved = createThrottle((each: JobId) => { list.save(each); }, SAVE_INTERVAL_MS);
    list.become({ ...list.get(id), state: 'running' });
    const report = (progress: JobProgress): void => {
      if (runs.get(id) !== run) return;
      // What was measured before it stood still for want of room says nothing of the time afterwards.
      if (progress.phase === 'storeFull') timeLeft = createTimeLeft();
      const before = list.get(id);
      // While it stands still, what was in hand is finished.
      const isStill = progress.phase === 'storeFull' || before.state === 'paused';
      const job: Job = { ...withoutPhase(before), ...wholeProgress(progress), secondsLeft: isStill ? null : timeLeft.estimate(progress, performance.now()) };
      list.set(job);
      told.push(id);
      saved.push(id);
    };
    const log = (message: string): void => { options.log?.({ jobId: id, kind: list.get(id).kind, message }); };
    const standStillPaused = async (): Promise<void> => {
      told.cancel();
      saved.cancel();
      list.become({ ...withoutPhase(list.get(id)), state: 'paused', secondsLeft: null });
      await standStill(run);
      timeLeft = createTimeLeft();
      list.become({ ...list.get(id), state: 'running' });
    };
    let standing: Promise<void> | undefined;
    const mayGoOn = async (): Promise<void> => {
      signal.throwIfAborted();
      if (runs.get(id) !== run || (standing === undefined && list.get(id).pause === undefined)) return;
      standing ??= standStillPaused().finally(() => { standing = undefined; });
      await standing;
    };
    const pauseAsked = async (): Promise<void> => {
      signal.throwIfAborted();
      if (runs.get(id) === run && list.get(id).pause !== undefined) return;
      const { promise, resolve } = Promise.withResolvers<undefined>();
      run.onPauseAsked = () => { resolve(undefined); };
      await promise;
    };
    const waitFor: JobContext['waitFor'] = async (others, { secondsLeft } = {}) => {
      signal.throwIfAborted();
      const ended = await waitForJobs(others, {
        get: () => list.get(id), become: (job) => { list.become(job); }, secondsLeft, runOf: (other) => runs.get(other), jobOf: (other) => list.get(other), enter: () => { enter(id, run, 1); }, standStill: () => standStill(run),
        tell: (job) => {
          list.set(job);
          told.push(id);
        },
        tellNothing: () => {
          told.cancel();
          saved.cancel();
        },
        subscribe: (listener) => list.subscribe(listener),
      });
      timeLeft = createTimeLeft();
      return ended;
    };
    const stopped = (): JobState => (closing === undefined ? 'cancelled' : unfinished(list.get(id)));
    try {
      const result = await run.prepared.run({ signal, report, log, mayGoOn, pauseAsked, waitFor });
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
  const pause = (id: JobId, how: JobPause): void => {
    const job = list.get(id);
    if (hasEnded(job) || job.pause !== undefined) return;
    if (kinds.get(job.kind)?.pausable !== true) throw new AppError('job.failed', 'Work of this kind cannot be paused. Cancel it, and start it again later: what is finished is not made again.');
    const stands = job.state === 'queued' || isWaitingForJobs(job);
    if (job.state === 'queued') lanes.remove(id);
    runs.get(id)?.onPauseAsked?.();
    list.become(stands ? { ...withoutPhase(job), pause: how, state: 'paused' } : { ...job, pause: how });
  };
  const goOn = (job: Job): Job => {
    const run = runs.get(job.id);
    // It has not come to its standstill yet.
    if (job.state === 'running') return list.become(withoutPause(job));
    if (run === undefined) {
      const kind = kindOf(job.kind);
      return start({ ...withoutPause(job), state: 'queued', done: 0 }, kind.lane(), kind.prepare(list.params(job.id)));
    }
    const queued = list.become({ ...withoutPause(job), state: 'queued' });
    enter(job.id, run, run.standstill === undefined ? 0 : 1);
    return queued;
  };
  const kindOf = (name: string): JobKind<unknown, unknown> => {
    const kind = kinds.get(name);
    if (kind === undefined) throw new AppError('job.notFound', `This Tintype has no jobs of the kind “${name}”.`);
    return kind;
  };
  const assertOpen = (): void => {
    if (closing !== undefined) throw new AppError('job.failed', 'The program is closing and starts no more jobs.');
  };

  // Those that an earlier run of the program left paused are found by the key of their work, as any that wait.
  for (const job of list.all()) {
    if (job.state !== 'paused') continue;
    try {
      const kind = kindOf(job.kind);
      start(job, kind.lane(), kind.prepare(list.params(job.id)));
    } catch (error) {
      // Told when it is resumed.
      if (!(error instanceof AppError)) throw error;
    }
  }

  return {
    enqueue(name, params) {
      assertOpen();
      const kind = kindOf(name);
      const prepared = kind.prepare(params);
      const workKey = workKeyOf(name, prepared);
      const same = workKey === undefined ? undefined : [...runs].find(([, run]) => run.workKey === workKey && !run.controller.signal.aborted);
      if (same !== undefined) return list.get(same[0]);
      const job: Job = {
        id: newId(JobId), kind: name, label: prepared.label, state: 'queued', done: 0, total: prepared.total, secondsLeft: null, createdAt: new Date().toISOString(), place: list.nextPlace(),
        ...(kind.transient ? { transient: true } : {}), ...(list.unended(name).some((each) => each.pause === 'queue') ? { state: 'paused', pause: 'queue' } : {}),
      };
      list.insert(job, params);
      return start(job, kind.lane(), prepared);
    },
    get: (id) => list.get(id),
    list: () => list.all(),
    cancel(id) {
      const job = list.get(id);
      const run = runs.get(id);
      if (run === undefined) {
        // Paused since an earlier run of the program.
        if (job.state === 'paused') list.become({ ...withoutPause(job), state: 'cancelled' });
        return;
      }
      run.controller.abort();
      if (run.work === undefined) {
        lanes.remove(id);
        end(id, run, 'cancelled');
      }
    },
    resume(id) {
      assertOpen();
      const job = list.get(id);
      if (job.pause !== undefined) return goOn(job);
      if (!hasEnded(job) || job.state === 'done') return job;
      const kind = kindOf(job.kind);
      const { error: _error, result: _result, ...rest } = job;
      return start({ ...rest, state: 'queued', done: 0, secondsLeft: null, place: list.nextPlace() }, kind.lane(), kind.prepare(list.params(id)));
    },
    pause(id) { pause(id, 'alone'); },
    pauseAll(kind) {
      for (const { id } of list.unended(kind)) pause(id, 'queue');
    },
    resumeAll(kind) {
      assertOpen();
      for (const job of list.unended(kind)) if (job.pause === 'queue') goOn(job);
    },
    move(id, before) { list.move(id, before); },
    restart(id, params) {
      assertOpen();
      const { error: _error, result: _result, ...rest } = withoutPhase(list.get(id));
      const kind = kindOf(rest.kind);
      const prepared = kind.prepare(params);
      list.replaceParams(id, params);
      const before = runs.get(id);
      const waited = before !== undefined && rest.state === 'running' ? 1 : 0;
      // The old run ends silently: the job continues.
      runs.delete(id);
      lanes.remove(id);
      before?.controller.abort();
      const started = start({ ...rest, state: rest.pause === undefined ? 'queued' : 'paused', done: 0, total: prepared.total, secondsLeft: null }, kind.lane(), prepared, { priority: waited });
      if (before !== undefined) void runs.get(id)?.ended.then(before.end);
      return started;
    },
    params(id) {
      list.get(id);
      return list.params(id);
    },
    wait: (id) => {
      const job = list.get(id);
      return runs.get(id)?.ended ?? Promise.resolve(job);
    },
    subscribe: (listener) => list.subscribe(listener),
    clearEnded() { list.clearEnded(); },
    close() {
      closing ??= (async () => {
        const running = [...runs].map(([id, run]) => {
          run.controller.abort();
          if (run.work === undefined) end(id, run, unfinished(list.get(id)));
          return run.ended;
        });
        await Promise.all(running);
        await lanes.idle();
        list.close();
      })();
      return closing;
    },
  };
}

function workKeyOf(kind: string, { key }: PreparedJob<unknown, unknown>): string | undefined {
  return key === undefined ? undefined : `${kind} ${key}`;
}

/** What a job is that the end of the program stops. */
function unfinished({ pause }: Job): JobState {
  return pause === undefined ? 'interrupted' : 'paused';
}
