import { randomUUID } from 'node:crypto';
import { FlowProducer, type JobsOptions, Queue, QueueEvents } from 'bullmq';
import type { FarmStatus } from '../../../shared/contract/farm.ts';
import { AppError, ErrorWire } from '../../../shared/errors/app-error.ts';
import { FARM_PREFIX, FARM_QUEUE, farmConnection, type FarmUrl, openRedis } from './farm-connection.ts';
import { farmKeys } from './farm-keys.ts';
import { type FarmTiming, farmTiming } from './farm-timing.ts';
import { CANCELLED_UNIT, type FarmUnit, UnitProgress } from './farm-unit.ts';
import { readFarmStatus, readWorkers } from './read-farm-status.ts';
import { type Asked, newSentUnit, priorityOf, type SendOptions, type SentUnit } from './sent-unit.ts';
import { createUnitHolds } from './unit-holds.ts';

/** The sender's side of a farm. All of its state is also in memory: what Redis loses is sent again. */
export interface FarmQueue {
  /** Resolves with the unit's result. @throws AppError the unit's error, after all its attempts; the signal's reason */
  send(unit: FarmUnit, options: SendOptions): Promise<unknown>;
  /** Takes units that are held now back from the queue, and sends those that are no longer held, without waiting for the next check. */
  checkHeld(): Promise<void>;
  status(): Promise<FarmStatus>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Lets workers end when their units are done. @param worker one of them; all when left out */
  drain(worker?: string): Promise<void>;
  close(): Promise<void>;
}

const ATTEMPTS = 3;
/** Ended units are kept so long for a sender that was cut off. */
const KEEP_SECONDS = 3600;
/** Number of quick checks between two full ones. */
const FULL_CHECK_EVERY = 10;
const WANTED_SECONDS = 7 * 24 * 3600;
const DRAIN_SECONDS = 600;
/** Takes a sender from those that want a unit, and cancels the unit where none is left, in one step: another may ask for it meanwhile. */
const FORGET = `redis.call('srem', KEYS[1], ARGV[1])
if redis.call('scard', KEYS[1]) > 0 then return 0 end
redis.call('set', KEYS[2], ARGV[1], 'EX', ARGV[2])
return 1`;

const keyOf = (id: string): string => `${FARM_PREFIX}:${FARM_QUEUE}:${id}`;

/** @param onNote called when the connection to Redis is lost or restored */
export function openFarmQueue(url: FarmUrl, { timing = farmTiming(), onNote }: { readonly timing?: FarmTiming; readonly onNote?: (note: string) => void } = {}): FarmQueue {
  const note = (error: unknown): void => { onNote?.(error instanceof Error ? error.message : String(error)); };
  const connection = farmConnection(url);
  const sender = randomUUID();
  const redis = openRedis(connection, note);
  const queue = new Queue<FarmUnit, unknown>(FARM_QUEUE, { connection, prefix: FARM_PREFIX });
  queue.on('error', note);
  let flows: FlowProducer | undefined;
  const sent = new Map<string, SentUnit>();
  let events: QueueEvents | undefined;
  let epoch: string | undefined;
  let looks = 0;
  let mustLook = false;
  let isClosed = false;
  let looking: Promise<void> | undefined;

  const settle = (id: string, act: (asked: Asked) => void): void => {
    const found = sent.get(id);
    if (found === undefined) return;
    sent.delete(id);
    for (const each of found.asked) act(each);
    if (redis.status === 'ready') void redis.pipeline().srem(farmKeys.wanted(id), sender).del(farmKeys.refusals(id)).exec().catch(note);
  };
  const completed = (id: string, result: unknown): void => { settle(id, ({ resolve }) => { resolve(result); }); };
  const fail = (id: string, error: unknown): void => { settle(id, ({ reject }) => { reject(error); }); };
  const failed = (id: string, reason: string): void => {
    const error = failureOf(reason);
    const each = sent.get(id);
    if (each === undefined || error.message !== CANCELLED_UNIT.message) fail(id, error);
    // It was cancelled by others, or before it was asked for here; its worker had not stopped by then. One that is held is put when it is not.
    else if (!each.isOut) put(each).catch((cause: unknown) => { fail(id, cause); });
  };
  /** An event may be of an earlier request, whose unit has been put anew since: the queue says what it is now. */
  async function failedNow(id: string): Promise<void> {
    const each = sent.get(id);
    if (each === undefined) return;
    await each.putting.catch(() => undefined); // told to whoever asked for it
    const [finishedOn, reason, result] = await redis.hmget(keyOf(id), 'finishedOn', 'failedReason', 'returnvalue');
    if (sent.get(id) === each && typeof finishedOn === 'string' && typeof reason === 'string' && reason !== '' && typeof result !== 'string') failed(id, reason);
  }
  /** Another sender may have taken a unit out while it was put here: nobody else would put it back at once. */
  async function putIfRemoved(id: string): Promise<void> {
    const each = sent.get(id);
    if (each === undefined) return;
    await each.putting.catch(() => undefined); // told to whoever asked for it
    if (await redis.exists(keyOf(id)) === 0 && sent.get(id) === each && !each.isOut) await put(each);
  }

  function listen(): void {
    if (events !== undefined) return;
    events = new QueueEvents(FARM_QUEUE, { connection, prefix: FARM_PREFIX });
    events.on('error', note);
    events.on('completed', ({ jobId, returnvalue }) => { completed(jobId, returnvalue); });
    events.on('failed', ({ jobId }) => { failedNow(jobId).catch(note); });
    events.on('removed', ({ jobId }) => { putIfRemoved(jobId).catch(note); });
    events.on('progress', ({ jobId, data }) => {
      const progress = UnitProgress.safeParse(data);
      if (progress.success) for (const each of sent.get(jobId)?.asked ?? []) each.progress(progress.data);
    });
    // A refusal, or a pause between two tries.
    events.on('delayed', ({ jobId }) => { if (sent.has(jobId)) mustLook = true; });
  }

  const jobOptions = (unit: FarmUnit, priority: number): JobsOptions & { readonly jobId: string } => ({
    jobId: unit.id, priority, attempts: ATTEMPTS, backoff: { type: 'exponential', delay: timing.backOffMs },
    removeOnComplete: { age: KEEP_SECONDS, count: 10_000 }, removeOnFail: { age: KEEP_SECONDS, count: 1000 }, stackTraceLimit: 0, keepLogs: 0,
  });

  /** Adds a unit that waits for others. @throws AppError `job.failed` where another unit waits for one of them already */
  async function putFlow({ unit, priority }: SentUnit, after: readonly FarmUnit[]): Promise<void> {
    if (flows === undefined) {
      flows = new FlowProducer({ connection, prefix: FARM_PREFIX });
      flows.on('error', note);
    }
    const node = (each: FarmUnit): { readonly name: string; readonly queueName: string; readonly data: FarmUnit } => ({ name: each.kind, queueName: FARM_QUEUE, data: each });
    await flows.add({ ...node(unit), opts: jobOptions(unit, priority), children: after.map((each) => ({ ...node(each), opts: { ...jobOptions(each, priority), failParentOnFailure: true } })) });
    // A job of BullMQ has one parent, and that it has another one already is not said.
    const parents = await Promise.all(after.map((each) => redis.hget(keyOf(each.id), 'parentKey')));
    if (parents.every((parent) => parent === keyOf(unit.id))) return;
    await Promise.all([queue.remove(unit.id, { removeChildren: false }), redis.srem(farmKeys.wanted(unit.id), sender)]);
    throw new AppError('job.failed', `Another unit waits for what ${unit.label} needs.`);
  }

  function put(each: SentUnit): Promise<void> {
    each.putting = add(each);
    return each.putting;
  }

  async function add(each: SentUnit): Promise<void> {
    const { unit, priority } = each;
    await redis.pipeline().sadd(farmKeys.wanted(unit.id), sender).expire(farmKeys.wanted(unit.id), WANTED_SECONDS).del(farmKeys.cancelled(unit.id)).exec();
    const before = await queue.getJob(unit.id);
    if (before !== undefined && (await before.isCompleted() || await before.isFailed())) await before.remove({ removeChildren: false }).catch(note);
    const after = each.after();
    // A child's failure is to fail the unit that waits for it, whoever sent the child first.
    await (after.length === 0 ? queue.add(unit.kind, unit, { ...jobOptions(unit, priority), failParentOnFailure: true }) : putFlow(each, after));
  }

  async function forget(id: string, after: readonly FarmUnit[] = []): Promise<void> {
    // Another project, or another window, may want the same.
    if (await redis.eval(FORGET, 2, farmKeys.wanted(id), farmKeys.cancelled(id), sender, KEEP_SECONDS) === 0) return;
    await queue.remove(id, { removeChildren: false }).catch(note); // in progress: the worker reads the cancel with its next heartbeat
    // Nobody else may have sent those.
    for (const child of after) if (!sent.has(child.id)) await forget(child.id);
  }

  /** Whether Redis was emptied or replaced since the last check. */
  async function isNewEpoch(): Promise<boolean> {
    const fresh = randomUUID();
    await redis.set(farmKeys.epoch, fresh, 'NX');
    const now = await redis.get(farmKeys.epoch) ?? fresh;
    const isNew = epoch !== undefined && epoch !== now;
    epoch = now;
    return isNew;
  }

  async function look(): Promise<void> {
    looks += 1;
    if (sent.size === 0 || redis.status !== 'ready') return;
    const isDue = await isNewEpoch() || mustLook || looks % FULL_CHECK_EVERY === 0 || [...sent.values()].some(({ missingSince, isPutOff }) => missingSince !== undefined || isPutOff);
    mustLook = false;
    for (const each of sent.values()) await reprioritise(each);
    await holds.follow();
    if (!isDue) return;
    const all = [...sent.values()].filter(({ isOut }) => !isOut);
    const pipeline = redis.pipeline();
    for (const { unit } of all) pipeline.hmget(keyOf(unit.id), 'timestamp', 'finishedOn', 'failedReason', 'returnvalue').exists(farmKeys.lease(unit.id)).hgetall(farmKeys.refusals(unit.id)).exists(farmKeys.putOff(unit.id));
    const answers = await pipeline.exec() ?? [];
    const workers = all.length === 0 ? [] : await readWorkers(redis);
    for (const [index, each] of all.entries()) {
      const [fields, lease, refusals, putOff] = [0, 1, 2, 3].map((at) => answers[index * 4 + at]?.[1]) as [(string | null)[] | undefined, number, Record<string, string>, number];
      if (fields === undefined) continue;
      tellPutOff(each, putOff === 1);
      const [timestamp, finishedOn, failedReason, returnValue] = fields;
      const { id } = each.unit;
      if (timestamp === null || timestamp === undefined) await sendAgain(each, lease === 1);
      else {
        each.missingSince = undefined;
        if (typeof finishedOn === 'string') {
          if (typeof failedReason === 'string' && failedReason !== '' && typeof returnValue !== 'string') failed(id, failedReason);
          else completed(id, typeof returnValue === 'string' ? JSON.parse(returnValue) : undefined);
        } else if (workers.length > 0 && workers.every(({ name }) => refusals[name] !== undefined)) {
          // Another worker may just be starting.
          each.refusedSince ??= Date.now();
          if (Date.now() - each.refusedSince >= timing.leaseMs) refuse(id, refusals);
          else mustLook = true;
        } else {
          each.refusedSince = undefined;
          if (Object.keys(refusals).length > 0) mustLook = true;
        }
      }
    }
  }

  function tellPutOff(each: SentUnit, isPutOff: boolean): void {
    if (each.isPutOff === isPutOff) return;
    each.isPutOff = isPutOff;
    for (const { putOff } of each.asked) putOff?.(isPutOff);
  }

  /** Sends a unit again that Redis has lost, unless a worker still processes it without knowing of the loss. */
  async function sendAgain(each: SentUnit, isLeased: boolean): Promise<void> {
    each.missingSince ??= Date.now();
    if (isLeased || Date.now() - each.missingSince < timing.beatMs * 2.5) return;
    each.missingSince = undefined;
    await put(each);
  }

  function refuse(id: string, refusals: Readonly<Record<string, string>>): void {
    settle(id, ({ reject }) => { reject(new AppError('job.failed', `No worker of the farm can make this: ${[...new Set(Object.values(refusals))].join(' ')}`, { details: Object.entries(refusals).map(([name, reason]) => `${name}: ${reason}`).join('\n') })); });
    void forget(id).catch(note);
  }

  async function reprioritise(each: SentUnit): Promise<void> {
    const priority = priorityOf(each.asked);
    if (priority === each.priority) return;
    each.priority = priority;
    await queue.getJob(each.unit.id).then((job) => job?.changePriority({ priority })).catch(note);
  }

  const holds = createUnitHolds({ redis, queue, sender, sent, put });
  const ticks = setInterval(() => { looking ??= look().catch(note).finally(() => { looking = undefined; }); }, timing.checkMs);
  ticks.unref();

  return {
    async send(unit, options) {
      options.signal.throwIfAborted();
      listen();
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const asked: Asked = { ...options, resolve, reject };
      const known = sent.get(unit.id);
      const each = known ?? newSentUnit(unit, options.after);
      each.asked.add(asked);
      const stop = (): void => {
        each.asked.delete(asked);
        if (each.asked.size === 0 && sent.get(unit.id) === each) {
          sent.delete(unit.id);
          // Removed only after `put` has ended: it would otherwise be added afterwards and stay in the queue.
          // Asked for again meanwhile, it stays there.
          void each.putting.catch(() => undefined).then(() => (isClosed || sent.has(unit.id) ? undefined : forget(unit.id, each.after()))).catch(note);
        }
        reject(options.signal.reason as Error);
      };
      options.signal.addEventListener('abort', stop, { once: true });
      try {
        if (known === undefined) {
          each.priority = priorityOf(each.asked);
          sent.set(unit.id, each);
          await Promise.race([put(each), promise]);
        }
        return await promise;
      } finally {
        options.signal.removeEventListener('abort', stop);
        each.asked.delete(asked);
        if (each.asked.size === 0 && sent.get(unit.id) === each) sent.delete(unit.id);
      }
    },
    async checkHeld() {
      if (redis.status === 'ready') await holds.follow();
    },
    status: () => readFarmStatus({ redis, queue }),
    pause: () => queue.pause(),
    resume: () => queue.resume(),
    drain: async (worker) => { await redis.set(farmKeys.drain(worker), randomUUID(), 'EX', DRAIN_SECONDS); },
    async close() {
      if (isClosed) return;
      clearInterval(ticks);
      await looking;
      if (redis.status === 'ready') for (const [id, { after }] of sent) await forget(id, after()).catch(note);
      isClosed = true;
      for (const [id] of sent) settle(id, ({ reject }) => { reject(new AppError('job.failed', 'The program is closing.')); });
      if (redis.status === 'ready') await Promise.all([events?.close(), flows?.close(), queue.close()]);
      else await Promise.all([events?.disconnect(), flows?.disconnect(), queue.disconnect()]);
      redis.disconnect();
    },
  };
}

function failureOf(reason: string): AppError {
  try {
    return AppError.fromWire(ErrorWire.parse(JSON.parse(reason)));
  } catch {
    // BullMQ's own: the unit lost its worker too often.
    return new AppError('job.failed', 'A unit failed repeatedly: each time its worker ended or lost its connection.', { details: reason });
  }
}
