import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WorkerDescription } from '../../../shared/contract/farm.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { hasRedis, type OwnRedis, ownRedis } from '../testing/own-redis.ts';
import { farmKeys } from './farm-keys.ts';
import { type FarmQueue, openFarmQueue } from './farm-queue.ts';
import { farmTiming } from './farm-timing.ts';
import { type FarmUnit, UnitPostponed, UnitRefused } from './farm-unit.ts';
import { type FarmWorker, startFarmWorker, type UnitContext } from './farm-worker.ts';

const timing = farmTiming({ TINTYPE_FARM_LOCK_MS: '1800' });
const description: WorkerDescription = { host: 'h', pid: 1, version: '0', networks: [], provider: 'CPU', threads: 1, lanes: 1, probe: 'p' };
const unitOf = (name: string): FarmUnit => ({ id: createHash('sha256').update(name).digest('hex'), kind: 'test', label: name, project: 'film', frames: 1, body: { name } });

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!await condition()) await sleep(5);
}

describe.skipIf(!hasRedis)('the queue of a farm', () => {
  let folder: string;
  let redis: OwnRedis;
  let queue: FarmQueue;
  let workers: FarmWorker[];
  /** Units by the worker that began them. */
  let begun: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tt-queue-'));
    redis = ownRedis(folder, { persistent: false });
    await redis.start();
    queue = openFarmQueue(redis.url, { timing });
    [workers, begun] = [[], []];
  });
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.close()));
    await queue.close();
    await redis.close();
    await rm(folder, { recursive: true, force: true });
  });

  function work(name: string, make: (unit: FarmUnit, context: UnitContext) => Promise<unknown> = (unit) => Promise.resolve({ by: name, unit: unit.label }), { lanes = 1 } = {}): void {
    workers.push(startFarmWorker({ url: redis.url, name, description: { ...description, lanes }, timing, make: (unit, context) => {
      begun.push(`${unit.label} ${name}`);
      return make(unit, context);
    } }));
  }
  /** How many senders want a unit. */
  const senders = (name: string): Promise<number> => redis.client.scard(farmKeys.wanted(unitOf(name).id));
  const send = (name: string, options: { readonly signal?: AbortSignal; readonly priority?: number; readonly after?: readonly string[] } = {}): Promise<unknown> =>
    queue.send(unitOf(name), { signal: options.signal ?? new AbortController().signal, priority: () => options.priority ?? 1000, progress: () => undefined, ...(options.after === undefined ? {} : { after: () => options.after!.map(unitOf) }) });

  test('a piece of a delivery is taken when the colour of its frames is made, whoever sent that first and however urgent the piece is', async () => {
    const sent = [send('shot 1'), send('piece', { after: ['shot 1', 'shot 2'], priority: 1 }), send('shot 2')];
    await until(async () => (await queue.status()).counts.dependent === 1 && (await queue.status()).counts.waiting === 2);
    work('a');
    await Promise.all(sent);
    expect(begun.at(-1)).toBe('piece a');
    expect(begun).toHaveLength(3);
  });

  test('a piece whose colour fails, fails; two pieces cannot wait for one unit, and the second says so at once', async () => {
    const sent = [send('piece', { after: ['bad'] }), send('bad')];
    await until(async () => (await queue.status()).counts.dependent === 1);
    await expect(send('other piece', { after: ['bad'] })).rejects.toThrow('Another unit waits for what other piece needs.');
    work('a', () => Promise.reject(new AppError('job.failed', 'No colour.')));
    const ends = await Promise.allSettled(sent);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(begun).toEqual(Array.from({ length: 3 }, () => 'bad a'));
    expect((await queue.status()).counts).toMatchObject({ waiting: 0, dependent: 0 });
  });

  test('cancelling a piece leaves the colour to those who want it, and nothing else', async () => {
    const controller = new AbortController();
    const [piece, shot] = [send('piece', { after: ['shot 1', 'shot 2'], signal: controller.signal }), send('shot 1')];
    await until(async () => (await queue.status()).counts.dependent === 1);
    controller.abort(new Error('cancelled'));
    await expect(piece).rejects.toThrow('cancelled');
    await until(async () => (await queue.status()).counts.waiting === 1);
    work('a');
    await shot;
    expect(begun).toEqual(['shot 1 a']);
    expect((await queue.status()).counts).toMatchObject({ waiting: 0, dependent: 0 });
  });

  test('a piece that waits is sent again with its colour after Redis was emptied', async () => {
    const sent = [send('piece', { after: ['shot 1'] }), send('shot 1')];
    await until(async () => (await queue.status()).counts.dependent === 1);
    await redis.client.flushall();
    work('a');
    await Promise.all(sent);
    expect(begun.at(-1)).toBe('piece a');
  });

  test('a worker that finds its unit in the hands of another stops', async () => {
    const stopped = Promise.withResolvers<undefined>();
    work('a', (unit, { signal }) => (signal.aborted || begun.length > 1 ? Promise.resolve(unit.label) : new Promise((_, reject) => {
      signal.addEventListener('abort', () => { stopped.resolve(undefined); reject(signal.reason as Error); });
    })));
    const result = send('unit');
    await until(() => begun.length === 1);
    const lease = `tintype:farm:lease:${unitOf('unit').id}`;
    let isStopped = false;
    void stopped.promise.then(() => { isStopped = true; });
    await until(async () => {
      await redis.client.set(lease, 'b');
      return isStopped;
    });
    await redis.client.del(lease);
    expect(await result).toBe('unit');
    expect(begun).toEqual(['unit a', 'unit a']);
  });

  test('equal work that is sent twice is made once, and the lower number comes first', async () => {
    const results = [send('later', { priority: 900 }), send('film', { priority: 1000 }), send('film', { priority: 1000 }), send('playhead', { priority: 1 })];
    await until(async () => (await queue.status()).counts.waiting === 3);
    work('a');
    expect(await Promise.all(results)).toEqual(['later', 'film', 'film', 'playhead'].map((unit) => ({ by: 'a', unit })));
    expect(begun).toEqual(['playhead a', 'later a', 'film a']);
    expect(await redis.client.keys('tintype:farm:{wanted,lease,refusals}:*')).toEqual([]);
  });

  test('a unit that fails thrice is reported with its own error, and the rest goes on', async () => {
    work('a', (unit) => (unit.label === 'poisoned' ? Promise.reject(new AppError('media.truncated', 'Frame 7 cannot be read.')) : Promise.resolve('made')));
    const ends = await Promise.allSettled([send('poisoned'), send('one'), send('two')]);
    expect(ends[0]).toMatchObject({ status: 'rejected', reason: { code: 'media.truncated', message: 'Frame 7 cannot be read.' } });
    expect(ends.slice(1)).toEqual([{ status: 'fulfilled', value: 'made' }, { status: 'fulfilled', value: 'made' }]);
    expect(begun.filter((each) => each.startsWith('poisoned'))).toHaveLength(3);
    // Asked for again, it is tried again.
    await expect(send('poisoned')).rejects.toThrow('Frame 7');
    expect(begun.filter((each) => each.startsWith('poisoned'))).toHaveLength(6);
  });

  test('a unit that a worker refuses is made by another; what all refuse fails with every reason', async () => {
    work('other networks', () => Promise.reject(new UnitRefused('h has another network.')));
    const first = send('one');
    await until(() => begun.length === 1);
    work('good');
    expect(await first).toEqual({ by: 'good', unit: 'one' });
    await workers.pop()!.close();
    await expect(send('two')).rejects.toThrow('No worker of the farm can make this: h has another network.');
  });

  test('a unit is put off while the store is full, and never counts as failed', async () => {
    let isFull = true;
    work('a', () => (isFull ? Promise.reject(new UnitPostponed('The store is full.')) : Promise.resolve('made')));
    const told: boolean[] = [];
    const sent = queue.send(unitOf('one'), { signal: new AbortController().signal, priority: () => 1, progress: () => undefined, putOff: (is) => { told.push(is); } });
    await until(() => begun.length > 4);
    await expect.poll(async () => (await queue.status()).workers).toMatchObject([{ unitsFailed: 0 }]);
    await until(async () => told.length > 0 && (await queue.status()).putOff !== undefined);
    expect((await queue.status()).putOff).toEqual({ units: 1, reason: 'The store is full.' });
    // Told once, though it was tried again and again.
    expect(told).toEqual([true]);
    isFull = false;
    expect(await sent).toBe('made');
    expect((await queue.status()).putOff).toBeUndefined();
  });

  test('units that are held are taken out of the queue, but for the one in hand, and are sent again when they are not', async () => {
    const first = Promise.withResolvers<undefined>();
    work('a', async (unit) => {
      if (unit.label === 'one') await first.promise;
      return unit.label;
    });
    let isHeld = false;
    const hold = (is: boolean): Promise<void> => {
      isHeld = is;
      return queue.checkHeld();
    };
    const sendHeld = (name: string, priority: number): Promise<unknown> => queue.send(unitOf(name), { signal: new AbortController().signal, priority: () => priority, progress: () => undefined, isHeld: () => isHeld });
    const sent = [sendHeld('one', 1)];
    // Sent beside it, another could be the first to be taken.
    await until(() => begun.length === 1);
    sent.push(sendHeld('two', 2), sendHeld('three', 3));
    await until(async () => (await queue.status()).counts.waiting === 2);
    await hold(true);
    expect((await queue.status()).counts).toMatchObject({ waiting: 0, active: 1, delayed: 0 });
    first.resolve(undefined);
    expect(await sent[0]).toBe('one');
    // Several checks later they are not taken for lost, nor after Redis was emptied.
    await redis.client.flushall();
    await sleep(timing.beatMs * 4);
    expect(begun).toEqual(['one a']);
    await hold(false);
    expect(await Promise.all(sent)).toEqual(['one', 'two', 'three']);
    expect(begun).toEqual(['one a', 'two a', 'three a']);
  });

  test('a unit that is held by one sender is made for another, and cancelled there it is not made', async () => {
    const other = openFarmQueue(redis.url, { timing });
    const stop = new AbortController();
    let isHeld = true;
    const wanted = ['one', 'two'].map((name) => other.send(unitOf(name), { signal: name === 'two' ? stop.signal : new AbortController().signal, priority: () => 1, progress: () => undefined }));
    // What is held before another wants it is taken out.
    await until(async () => (await queue.status()).counts.waiting === 2);
    const held = ['one', 'two'].map((name) => queue.send(unitOf(name), { signal: new AbortController().signal, priority: () => 1, progress: () => undefined, isHeld: () => isHeld }));
    await queue.checkHeld();
    expect((await queue.status()).counts.waiting).toBe(2);
    stop.abort();
    await expect(wanted[1]).rejects.toThrow();
    await until(async () => (await queue.status()).counts.waiting === 1);
    work('a', (unit) => Promise.resolve(unit.label));
    expect(await Promise.all([wanted[0], held[0]])).toEqual(['one', 'one']);
    expect(begun).toEqual(['one a']);
    isHeld = false;
    expect(await held[1]).toBe('two');
    await other.close();
  });

  test('Redis is emptied while a unit is made: it is not begun twice, and what waited is sent again', async () => {
    const end = Promise.withResolvers<undefined>();
    work('a', async (unit) => {
      if (unit.label === 'long') await end.promise;
      return unit.label;
    });
    const sent = [send('long', { priority: 1 })];
    // Sent beside it, another could be the first to be taken.
    await until(() => begun.length === 1);
    sent.push(send('one'), send('two'));
    await until(async () => (await queue.status()).counts.waiting === 2);
    await redis.client.flushall();
    work('b', (unit) => Promise.resolve(unit.label));
    expect(await Promise.all(sent.slice(1))).toEqual(['one', 'two']);
    await sleep(timing.leaseMs * 2);
    expect(begun.filter((each) => each.startsWith('long'))).toEqual(['long a']);
    end.resolve(undefined);
    expect(await sent[0]).toBe('long');
  });

  test('Redis is away and comes back empty: nothing is lost', async () => {
    work('a', (unit) => sleep(150, unit.label));
    const names = ['one', 'two', 'three', 'four'];
    const sent = names.map((name) => send(name));
    await until(() => begun.length >= 1);
    await redis.stop();
    await sleep(timing.lockMs);
    await redis.start();
    expect(await Promise.all(sent)).toEqual(names);
  });

  test('a cancelled unit leaves the queue, one in work is stopped, and one that another sender wants goes on', async () => {
    const aborted: string[] = [];
    work('a', (unit, { signal }) => (unit.label === 'shared' ? Promise.resolve(unit.label) : new Promise((_resolve, reject) => {
      // Only a cancel ends it.
      signal.addEventListener('abort', () => { aborted.push(unit.label); reject(signal.reason as Error); });
    })));
    const other = openFarmQueue(redis.url, { timing });
    const stopping = new AbortController();
    const running = send('running', { signal: stopping.signal, priority: 1 });
    // Sent beside it, another could be the first to be taken.
    await until(() => begun.length === 1);
    const mine = [running, ...['shared', 'waiting'].map((name, index) => send(name, { signal: stopping.signal, priority: index + 2 }))];
    const shared = other.send(unitOf('shared'), { signal: new AbortController().signal, priority: () => 2, progress: () => undefined });
    await until(async () => (await queue.status()).counts.waiting === 2 && await senders('shared') === 2);
    stopping.abort();
    expect((await Promise.allSettled(mine)).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await shared).toBe('shared');
    expect(aborted).toEqual(['running']);
    expect(begun).toEqual(['running a', 'shared a']);
    await other.close();
  });

  test('a unit that is asked for again before its worker has stopped for the cancel is made again', async () => {
    const [told, stopped] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    work('a', (unit, { signal }) => (begun.length > 1 ? Promise.resolve(unit.label) : new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        told.resolve(undefined);
        // A graph that runs is not interrupted.
        void stopped.promise.then(() => { reject(signal.reason as Error); });
      });
    })));
    const stopping = new AbortController();
    const cancelled = send('one', { signal: stopping.signal });
    await until(() => begun.length === 1);
    stopping.abort(new Error('cancelled'));
    await expect(cancelled).rejects.toThrow('cancelled');
    await told.promise;
    const again = send('one');
    await until(async () => await senders('one') === 1);
    stopped.resolve(undefined);
    expect(await again).toBe('one');
    expect(begun).toEqual(['one a', 'one a']);
  });

  test('a unit that is cancelled and asked for again at once stays in the queue', async () => {
    const stopping = new AbortController();
    const cancelled = send('one', { signal: stopping.signal });
    await until(async () => (await queue.status()).counts.waiting === 1);
    stopping.abort(new Error('cancelled'));
    const again = send('one');
    await expect(cancelled).rejects.toThrow('cancelled');
    await sleep(timing.checkMs * 2); // so that a unit that is taken out late is seen
    expect([(await queue.status()).counts.waiting, await senders('one')]).toEqual([1, 1]);
    work('a', (unit) => Promise.resolve(unit.label));
    expect(await again).toBe('one');
    expect(begun).toEqual(['one a']);
  });

  test('a unit that is left to another sender while it is held, and cancelled there, is made when it is not held', async () => {
    const other = openFarmQueue(redis.url, { timing });
    const stop = new AbortController();
    let isHeld = true;
    work('a', (unit, { signal }) => (begun.length > 1 ? Promise.resolve(unit.label) : new Promise((_resolve, reject) => { signal.addEventListener('abort', () => { reject(signal.reason as Error); }); })));
    const wanted = other.send(unitOf('one'), { signal: stop.signal, priority: () => 1, progress: () => undefined });
    await until(() => begun.length === 1);
    const held = queue.send(unitOf('one'), { signal: new AbortController().signal, priority: () => 1, progress: () => undefined, isHeld: () => isHeld });
    await queue.checkHeld();
    stop.abort(new Error('cancelled'));
    await expect(wanted).rejects.toThrow('cancelled');
    await until(async () => (await queue.status()).counts.failed === 1);
    await sleep(timing.checkMs * 2); // so that a unit that is begun all the same is seen
    expect(begun).toEqual(['one a']);
    isHeld = false;
    expect(await held).toBe('one');
    expect(begun).toEqual(['one a', 'one a']);
    await other.close();
  });

  test('a unit that is cancelled while it is sent does not stay in the queue', async () => {
    const stopping = new AbortController();
    const sent = send('one', { signal: stopping.signal });
    stopping.abort();
    await expect(sent).rejects.toThrow();
    await sleep(100); // so that a unit that is added late is seen
    await until(async () => (await queue.status()).counts.waiting === 0 && (await redis.client.keys('tintype:farm:wanted:*')).length === 0);
    expect((await queue.status()).counts).toMatchObject({ waiting: 0, delayed: 0 });
  });

  test('a paused farm takes nothing; a drained worker ends after its unit and is listed no more', async () => {
    work('a', (unit) => sleep(200, unit.label));
    await queue.pause();
    const sent = send('one');
    await until(async () => (await queue.status()).counts.waiting === 1);
    await sleep(timing.checkMs * 2); // so that a unit that is taken all the same is seen
    expect(begun).toEqual([]);
    // By its heartbeat, which may come late.
    await expect.poll(() => queue.status()).toMatchObject({ isPaused: true, counts: { waiting: 1 }, workers: [{ name: 'a', state: 'idle' }] });
    expect(begun).toEqual([]);
    await queue.resume();
    await until(() => begun.length === 1);
    await queue.drain('a');
    expect(await sent).toBe('one');
    await workers[0]!.drained;
    await workers.pop()!.close();
    expect((await queue.status()).workers).toEqual([]);
  });

  test('a drain is for the workers that run, not for one that starts later', async () => {
    work('a', (unit) => Promise.resolve(unit.label));
    await until(async () => (await queue.status()).workers.length === 1);
    await queue.drain();
    await workers[0]!.drained;
    await workers.pop()!.close();
    for (const name of ['a', 'b']) work(name, (unit) => Promise.resolve(unit.label));
    await until(async () => (await queue.status()).workers.length === 2);
    await sleep(timing.beatMs * 3); // so that one that ends is seen
    await expect.poll(() => queue.status()).toMatchObject({ isDraining: false, workers: [{ state: 'idle' }, { state: 'idle' }] });
    expect(await send('one')).toBe('one');
  });

  describe('and a worker of two lanes', () => {
    let ends: Map<string, () => void>;
    /** Makes a unit until it is let go or stopped. */
    const waiting = (unit: FarmUnit, { signal }: UnitContext): Promise<unknown> => new Promise((resolve, reject) => {
      ends.set(unit.label, () => { resolve(unit.label); });
      signal.addEventListener('abort', () => { reject(signal.reason as Error); });
    });
    const unitsInWork = async (): Promise<readonly string[]> => (await queue.status()).workers.flatMap(({ units }) => units.map(({ label }) => label)).toSorted();
    beforeEach(() => { ends = new Map(); });

    test('makes two units at once, and the third when one of them is done', async () => {
      work('a', waiting, { lanes: 2 });
      const sent = Promise.all(['one', 'two', 'three'].map((name) => send(name)));
      await until(async () => (await unitsInWork()).length === 2);
      await sleep(timing.beatMs * 3); // so that a third one is seen
      expect(begun).toHaveLength(2);
      await expect.poll(async () => (await queue.status()).workers).toMatchObject([{ name: 'a', lanes: 2, state: 'working' }]);
      const [first, second] = [...ends.keys()];
      ends.get(first!)!();
      await until(() => begun.length === 3);
      // A heartbeat may have come when the one was done and the other not begun.
      await expect.poll(unitsInWork).toEqual([...ends.keys()].filter((each) => each !== first).toSorted());
      for (const name of [second!, [...ends.keys()].at(-1)!]) ends.get(name)!();
      expect(await sent).toEqual(['one', 'two', 'three']);
    });

    test('stops the unit that is cancelled alone, and is drained when the other is done', async () => {
      work('a', waiting, { lanes: 2 });
      const stopping = new AbortController();
      const [cancelled, kept] = [send('cancelled', { signal: stopping.signal }), send('kept')];
      await until(() => begun.length === 2);
      stopping.abort(new Error('cancelled'));
      await expect(cancelled).rejects.toThrow('cancelled');
      await until(async () => (await unitsInWork()).join() === 'kept');
      await queue.drain('a');
      await until(async () => (await queue.status()).workers[0]?.state === 'draining');
      const isDrained = await Promise.race([workers[0]!.drained.then(() => true), sleep(timing.beatMs * 3, false)]);
      expect(isDrained).toBe(false);
      ends.get('kept')!();
      expect(await kept).toBe('kept');
      await workers[0]!.drained;
    });

    test('gives both units back where it is closed', async () => {
      work('a', waiting, { lanes: 2 });
      const sent = Promise.all([send('one'), send('two')]);
      await until(() => begun.length === 2);
      await workers.pop()!.close();
      work('b');
      expect(await sent).toEqual([{ by: 'b', unit: 'one' }, { by: 'b', unit: 'two' }]);
    });
  });
});
