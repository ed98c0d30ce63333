import { DelayedError, type Job, UnrecoverableError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { WorkerDescription, WorkerState } from '../../../shared/contract/farm.ts';
import { AppError, type ErrorWire } from '../../../shared/errors/app-error.ts';
import { fromFileSystem } from '../../../shared/errors/file-system-error.ts';
import { FARM_PREFIX, FARM_QUEUE, farmConnection, type FarmUrl, openRedis } from './farm-connection.ts';
import { farmKeys } from './farm-keys.ts';
import { type FarmTiming, farmTiming } from './farm-timing.ts';
import { createFrameRates } from './frame-rates.ts';
import { CANCELLED_UNIT, FarmUnit, UnitPostponed, type UnitProgress, UnitRefused } from './farm-unit.ts';

/** Context of the function that processes a unit. */
export interface UnitContext {
  readonly signal: AbortSignal;
  readonly report: (progress: { readonly done: number; readonly total: number }) => void;
  /** Something was made: reported to the sender with the next heartbeat. */
  readonly made: (fresh: unknown) => void;
}

export type UnitEnd = 'done' | 'failed' | 'refused' | 'postponed' | 'cancelled' | 'busy';

export interface FarmWorkerOptions {
  readonly url: FarmUrl;
  /** Unique on the farm. */
  readonly name: string;
  readonly description: WorkerDescription;
  /** @throws UnitRefused, UnitPostponed, AppError */
  readonly make: (unit: FarmUnit, context: UnitContext) => Promise<unknown>;
  readonly onUnit?: (unit: FarmUnit, end: UnitEnd, details: { readonly seconds: number; readonly reason?: string; readonly result?: unknown }) => void;
  /** Events for the log: Redis lost or restored, a lock lost. */
  readonly onNote?: (note: string) => void;
  readonly timing?: FarmTiming;
}

export interface FarmWorker {
  state(): WorkerState;
  /** Resolves when a drain was requested and the last unit is done. */
  readonly drained: Promise<undefined>;
  /** Returns the current unit to the queue, unless `finish`. */
  close(options?: { readonly finish?: boolean }): Promise<void>;
}

/** A unit may lose its worker so many times (killed, cut off) before it counts as failed. */
const MAX_STALLED = 10;
const LONGEST_REST_BEATS = 15;
const REFUSAL_SECONDS = 600;

interface UnitAtHand {
  readonly unit: FarmUnit;
  readonly since: number;
  readonly controller: AbortController;
  progress: { done: number; total: number };
  fresh: unknown[];
  isReported: boolean;
}

/** Takes units off the farm's queue and makes them until it is closed or drained. */
export function startFarmWorker(options: FarmWorkerOptions): FarmWorker {
  const { name, description, timing = farmTiming() } = options;
  const note = (error: unknown): void => { options.onNote?.(error instanceof Error ? error.message : String(error)); };
  const connection = farmConnection(options.url);
  const redis = openRedis(connection, note);
  const atHand = new Map<string, UnitAtHand>();
  const totals = { unitsDone: 0, unitsFailed: 0, framesDone: 0, seconds: 0 };
  const startedAt = Date.now();
  const rates = createFrameRates();
  const drained = Promise.withResolvers<undefined>();
  let pause: { state: 'resting' | 'waiting'; reason: string } | undefined;
  let refusedInARow = 0;
  let isDraining = false;
  /** Requests to end that were there before this worker was; they are not for it. */
  let earlierDrains: readonly unknown[] | undefined;
  let isClosed = false;

  const state = (): WorkerState => ({
    ...description, name, startedAt, beatAt: Date.now(),
    state: isDraining ? 'draining' : pause?.state ?? (atHand.size > 0 ? 'working' : 'idle'), ...(pause === undefined ? {} : { reason: pause.reason }),
    units: [...atHand.values()].map(({ unit, progress, since }) => ({ id: unit.id, label: unit.label, project: unit.project, ...progress, since })),
    unitsDone: totals.unitsDone, unitsFailed: totals.unitsFailed, framesDone: totals.framesDone,
    framesPerSecond: totals.seconds === 0 ? null : totals.framesDone / totals.seconds, residentBytes: process.memoryUsage.rss(), lastMinute: [...rates.lastMinute()],
  });

  /** Units at hand that are still this worker's. One that another has taken, while this one was paused or cut off, is stopped. */
  async function stillHeld(): Promise<readonly UnitAtHand[]> {
    const held = [...atHand.values()];
    if (held.length === 0) return held;
    const holders = await redis.mget(held.map(({ unit }) => farmKeys.lease(unit.id)));
    return held.filter(({ controller }, index) => {
      const holder = holders[index];
      const isOwn = holder === null || holder === undefined || holder === name;
      if (!isOwn) controller.abort(new Error('Another worker has this unit.'));
      return isOwn;
    });
  }

  /** Writes the heartbeat and the current unit, and reads pending requests. */
  async function beat(): Promise<void> {
    if (redis.status !== 'ready') return;
    const held = await stillHeld();
    const pipeline = redis.pipeline()
      .set(farmKeys.worker(name), JSON.stringify(state()), 'PX', Math.round(timing.leaseMs))
      .sadd(farmKeys.workers, name)
      .mget(farmKeys.drain(), farmKeys.drain(name));
    for (const { unit } of held) pipeline.set(farmKeys.lease(unit.id), name, 'PX', Math.round(timing.leaseMs)).exists(farmKeys.cancelled(unit.id));
    const answers = await pipeline.exec() ?? [];
    held.forEach(({ controller }, index) => { if (answers[4 + 2 * index]?.[1] === 1) controller.abort(new UnitCancelled()); });
    const drains = answers[2]?.[1];
    if (!Array.isArray(drains)) return;
    earlierDrains ??= drains;
    if (drains.some((each, index) => each !== null && each !== earlierDrains?.[index])) drain();
  }
  const beats = setInterval(() => { beat().catch(note); }, timing.beatMs);

  const drain = (): void => {
    if (isDraining) return;
    isDraining = true;
    void worker.pause().then(() => { drained.resolve(undefined); }, note);
  };

  async function reportProgress(job: Job, held: UnitAtHand): Promise<void> {
    if (held.isReported || redis.status !== 'ready') return;
    const fresh = held.fresh.splice(0);
    held.isReported = true;
    // Frames that are not reported here are found by the sender at the end.
    await job.updateProgress({ ...held.progress, worker: name, fresh } satisfies UnitProgress).catch(note);
  }

  /** It was put off, and is no longer. */
  async function canWriteAgain({ id }: FarmUnit): Promise<void> {
    if (redis.status === 'ready') await redis.del(farmKeys.putOff(id)).catch(note);
  }

  async function leave(unit: FarmUnit): Promise<void> {
    atHand.delete(unit.id);
    await releaseLease(redis, unit.id, name).catch(note);
  }

  /** Gives a unit back to be taken in a while, without counting it as an attempt. */
  async function giveBack(job: Job, token: string, delayMs: number): Promise<never> {
    await job.moveToDelayed(Date.now() + Math.round(delayMs), token);
    throw new DelayedError();
  }

  async function refuse(job: Job, token: string, unit: FarmUnit, reason: string): Promise<never> {
    refusedInARow += 1;
    await redis.pipeline().hset(farmKeys.refusals(unit.id), name, reason).expire(farmKeys.refusals(unit.id), REFUSAL_SECONDS).exec();
    await leave(unit);
    await job.moveToDelayed(Date.now() + Math.round(timing.beatMs), token);
    // A worker that refuses one unit would probably refuse the next: it pauses, so that others get them.
    pause = { state: 'resting', reason };
    await rest(timing.beatMs * Math.min(LONGEST_REST_BEATS, 2 ** refusedInARow), () => isClosed || isDraining);
    pause = undefined;
    throw new DelayedError();
  }

  async function take(job: Job, token: string): Promise<unknown> {
    const parsed = FarmUnit.safeParse(job.data);
    if (!parsed.success) throw new UnrecoverableError(failureText({ code: 'input.malformed', message: 'The unit was sent by another version of Tintype.', details: parsed.error.message }));
    const unit = parsed.data;
    const lease = await redis.set(farmKeys.lease(unit.id), name, 'PX', Math.round(timing.leaseMs), 'NX');
    if (lease === null && await redis.get(farmKeys.lease(unit.id)) !== name) {
      // Redis has lost the lock of a worker that still makes this.
      options.onUnit?.(unit, 'busy', { seconds: 0 });
      return giveBack(job, token, timing.beatMs * 2);
    }
    const held: UnitAtHand = { unit, since: Date.now(), controller: new AbortController(), progress: { done: 0, total: unit.frames }, fresh: [], isReported: true };
    atHand.set(unit.id, held);
    let hasBegun = false;
    const reporting = setInterval(() => { void reportProgress(job, held); }, timing.beatMs);
    const ended = (end: UnitEnd, details: { readonly reason?: string; readonly result?: unknown } = {}): void => {
      options.onUnit?.(unit, end, { seconds: (Date.now() - held.since) / 1000, ...details });
    };
    try {
      const result = await options.make(unit, {
        signal: held.controller.signal,
        report: (progress) => {
          rates.add(Math.max(0, progress.done - held.progress.done));
          held.progress = { ...progress };
          held.isReported = false;
          if (progress.done > 0 && !hasBegun) void canWriteAgain(unit);
          hasBegun ||= progress.done > 0;
        },
        made: (fresh) => { held.fresh.push(fresh); held.isReported = false; },
      });
      refusedInARow = 0;
      await canWriteAgain(unit);
      totals.unitsDone += 1;
      totals.framesDone += unit.frames;
      totals.seconds += (Date.now() - held.since) / 1000;
      ended('done', { result });
      return result;
    } catch (error) {
      if (held.controller.signal.aborted) {
        if (!(held.controller.signal.reason instanceof UnitCancelled)) {
          ended('busy', { reason: 'given back' });
          return await giveBack(job, token, 0);
        }
        ended('cancelled');
        throw new UnrecoverableError(failureText(CANCELLED_UNIT));
      }
      if (error instanceof UnitRefused) {
        ended('refused', { reason: error.message });
        return await refuse(job, token, unit, error.message);
      }
      if (error instanceof UnitPostponed) {
        ended('postponed', { reason: error.message });
        pause = { state: 'waiting', reason: error.message };
        await redis.set(farmKeys.putOff(unit.id), error.message, 'PX', Math.round(timing.postponeMs * 2 + timing.lockMs)).catch(note);
        await rest(timing.beatMs, () => isClosed);
        pause = undefined;
        return await giveBack(job, token, timing.postponeMs);
      }
      totals.unitsFailed += 1;
      const wire = wireOf(error);
      ended('failed', { reason: wire.message });
      throw new Error(failureText(wire), { cause: error });
    } finally {
      clearInterval(reporting);
      await leave(unit);
    }
  }

  const worker = new Worker(FARM_QUEUE, (job, token) => take(job, token ?? ''), {
    connection, prefix: FARM_PREFIX, name, concurrency: description.lanes,
    lockDuration: timing.lockMs, stalledInterval: timing.lockMs / 2, maxStalledCount: MAX_STALLED, drainDelay: 5, runRetryDelay: timing.beatMs,
  });
  worker.on('error', note);
  beat().catch(note);

  return {
    state, drained: drained.promise,
    async close({ finish = false } = {}) {
      if (isClosed) return;
      isClosed = true;
      if (!finish) for (const { controller } of atHand.values()) controller.abort(new Error('The worker ends.'));
      await worker.close();
      clearInterval(beats);
      if (redis.status === 'ready') await redis.pipeline().del(farmKeys.worker(name)).srem(farmKeys.workers, name).exec().catch(note);
      redis.disconnect();
    },
  };
}

class UnitCancelled extends Error {}

/** Removes only the worker's own lease. While Redis is not reachable it is left to expire. */
async function releaseLease(redis: Redis, unit: string, name: string): Promise<void> {
  if (redis.status !== 'ready') return;
  if (await redis.get(farmKeys.lease(unit)) === name) await redis.del(farmKeys.lease(unit));
}

async function rest(forMs: number, isOver: () => boolean): Promise<void> {
  const until = Date.now() + forMs;
  while (Date.now() < until && !isOver()) await new Promise((resolve) => { setTimeout(resolve, Math.min(100, Math.max(1, until - Date.now()))); });
}

function wireOf(error: unknown): ErrorWire {
  const told = fromFileSystem(error);
  if (told instanceof AppError) return told.toWire();
  return { code: 'job.failed', message: 'The unit stopped because of a fault in the program.', details: error instanceof Error ? error.stack ?? error.message : String(error) };
}

/** BullMQ keeps a failure as text. */
function failureText(wire: ErrorWire): string {
  return JSON.stringify(wire);
}
