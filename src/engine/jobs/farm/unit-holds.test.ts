import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { describe, expect, test } from 'vitest';
import { timing, unitOf, useFarm } from '../testing/own-farm.ts';
import { hasRedis } from '../testing/own-redis.ts';
import { until } from '../testing/sample-jobs.ts';
import { FARM_PREFIX, FARM_QUEUE, farmConnection } from './farm-connection.ts';
import { openFarmQueue } from './farm-queue.ts';

describe.skipIf(!hasRedis)('units of a farm that are held or cancelled', () => {
  const farm = useFarm();

  test('units that are held are taken out of the queue, but for the one in hand, and are sent again when they are not', async () => {
    const first = Promise.withResolvers<undefined>();
    farm.work('a', async (unit) => {
      if (unit.label === 'one') await first.promise;
      return unit.label;
    });
    let isHeld = false;
    const hold = (is: boolean): Promise<void> => {
      isHeld = is;
      return farm.queue.checkHeld();
    };
    const sendHeld = (name: string, priority: number): Promise<unknown> => farm.queue.send(unitOf(name), { signal: new AbortController().signal, priority: () => priority, progress: () => undefined, isHeld: () => isHeld });
    const sent = [sendHeld('one', 1)];
    // Sent beside it, another could be the first to be taken.
    await until(() => farm.begun.length === 1);
    sent.push(sendHeld('two', 2), sendHeld('three', 3));
    await until(async () => (await farm.queue.status()).counts.waiting === 2);
    await hold(true);
    expect((await farm.queue.status()).counts).toMatchObject({ waiting: 0, active: 1, delayed: 0 });
    first.resolve(undefined);
    expect(await sent[0]).toBe('one');
    // Several checks later they are not taken for lost, nor after Redis was emptied.
    await farm.redis.client.flushall();
    await sleep(timing.beatMs * 4);
    expect(farm.begun).toEqual(['one a']);
    await hold(false);
    expect(await Promise.all(sent)).toEqual(['one', 'two', 'three']);
    expect(farm.begun).toEqual(['one a', 'two a', 'three a']);
  });

  test('a unit that is held by one sender is made for another, and cancelled there it is not made', async () => {
    const other = openFarmQueue(farm.redis.url, { timing });
    const stop = new AbortController();
    let isHeld = true;
    const wanted = ['one', 'two'].map((name) => other.send(unitOf(name), { signal: name === 'two' ? stop.signal : new AbortController().signal, priority: () => 1, progress: () => undefined }));
    // What is held before another wants it is taken out.
    await until(async () => (await farm.queue.status()).counts.waiting === 2);
    const held = ['one', 'two'].map((name) => farm.queue.send(unitOf(name), { signal: new AbortController().signal, priority: () => 1, progress: () => undefined, isHeld: () => isHeld }));
    await farm.queue.checkHeld();
    expect((await farm.queue.status()).counts.waiting).toBe(2);
    stop.abort();
    await expect(wanted[1]).rejects.toThrow();
    await until(async () => (await farm.queue.status()).counts.waiting === 1);
    farm.work('a', (unit) => Promise.resolve(unit.label));
    expect(await Promise.all([wanted[0], held[0]])).toEqual(['one', 'one']);
    expect(farm.begun).toEqual(['one a']);
    isHeld = false;
    expect(await held[1]).toBe('two');
    await other.close();
  });

  test('a cancelled unit leaves the queue, one in work is stopped, and one that another sender wants goes on', async () => {
    const aborted: string[] = [];
    farm.work('a', (unit, { signal }) => (unit.label === 'shared' ? Promise.resolve(unit.label) : new Promise((_resolve, reject) => {
      // Only a cancel ends it.
      signal.addEventListener('abort', () => { aborted.push(unit.label); reject(signal.reason as Error); });
    })));
    const other = openFarmQueue(farm.redis.url, { timing });
    const stopping = new AbortController();
    const running = farm.send('running', { signal: stopping.signal, priority: 1 });
    // Sent beside it, another could be the first to be taken.
    await until(() => farm.begun.length === 1);
    const mine = [running, ...['shared', 'waiting'].map((name, index) => farm.send(name, { signal: stopping.signal, priority: index + 2 }))];
    const shared = other.send(unitOf('shared'), { signal: new AbortController().signal, priority: () => 2, progress: () => undefined });
    await until(async () => (await farm.queue.status()).counts.waiting === 2 && await farm.senders('shared') === 2);
    stopping.abort();
    expect((await Promise.allSettled(mine)).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await shared).toBe('shared');
    expect(aborted).toEqual(['running']);
    expect(farm.begun).toEqual(['running a', 'shared a']);
    await other.close();
  });

  test('a unit that is asked for again before its worker has stopped for the cancel is made again', async () => {
    const [told, stopped] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    farm.work('a', (unit, { signal }) => (farm.begun.length > 1 ? Promise.resolve(unit.label) : new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        told.resolve(undefined);
        // A graph that runs is not interrupted.
        void stopped.promise.then(() => { reject(signal.reason as Error); });
      });
    })));
    const stopping = new AbortController();
    const cancelled = farm.send('one', { signal: stopping.signal });
    await until(() => farm.begun.length === 1);
    stopping.abort(new Error('cancelled'));
    await expect(cancelled).rejects.toThrow('cancelled');
    await told.promise;
    const again = farm.send('one');
    await until(async () => await farm.senders('one') === 1);
    stopped.resolve(undefined);
    expect(await again).toBe('one');
    expect(farm.begun).toEqual(['one a', 'one a']);
  });

  test('a unit that is cancelled and asked for again at once stays in the queue', async () => {
    const stopping = new AbortController();
    const cancelled = farm.send('one', { signal: stopping.signal });
    await until(async () => (await farm.queue.status()).counts.waiting === 1);
    stopping.abort(new Error('cancelled'));
    const again = farm.send('one');
    await expect(cancelled).rejects.toThrow('cancelled');
    await sleep(timing.checkMs * 2); // so that a unit that is taken out late is seen
    expect([(await farm.queue.status()).counts.waiting, await farm.senders('one')]).toEqual([1, 1]);
    farm.work('a', (unit) => Promise.resolve(unit.label));
    expect(await again).toBe('one');
    expect(farm.begun).toEqual(['one a']);
  });

  test('a unit that is left to another sender while it is held, and cancelled there, is made when it is not held', async () => {
    const other = openFarmQueue(farm.redis.url, { timing });
    const stop = new AbortController();
    let isHeld = true;
    farm.work('a', (unit, { signal }) => (farm.begun.length > 1 ? Promise.resolve(unit.label) : new Promise((_resolve, reject) => { signal.addEventListener('abort', () => { reject(signal.reason as Error); }); })));
    const wanted = other.send(unitOf('one'), { signal: stop.signal, priority: () => 1, progress: () => undefined });
    await until(() => farm.begun.length === 1);
    const held = farm.queue.send(unitOf('one'), { signal: new AbortController().signal, priority: () => 1, progress: () => undefined, isHeld: () => isHeld });
    await farm.queue.checkHeld();
    stop.abort(new Error('cancelled'));
    await expect(wanted).rejects.toThrow('cancelled');
    await until(async () => (await farm.queue.status()).counts.failed === 1);
    await sleep(timing.checkMs * 2); // so that a unit that is farm.begun all the same is seen
    expect(farm.begun).toEqual(['one a']);
    isHeld = false;
    expect(await held).toBe('one');
    expect(farm.begun).toEqual(['one a', 'one a']);
    await other.close();
  });

  test('a unit that is cancelled while it is sent does not stay in the queue', async () => {
    const stopping = new AbortController();
    const sent = farm.send('one', { signal: stopping.signal });
    stopping.abort();
    await expect(sent).rejects.toThrow();
    await sleep(100); // so that a unit that is added late is seen
    await until(async () => (await farm.queue.status()).counts.waiting === 0 && (await farm.redis.client.keys('tintype:farm:wanted:*')).length === 0);
    expect((await farm.queue.status()).counts).toMatchObject({ waiting: 0, delayed: 0 });
  });

  test('a failure of an earlier request, told late, does not end a new one', async () => {
    const sent = farm.send('one');
    await until(async () => (await farm.queue.status()).counts.waiting === 1);
    const { id } = unitOf('one');
    await farm.redis.client.xadd(`${FARM_PREFIX}:${FARM_QUEUE}:events`, '*', 'event', 'failed', 'jobId', id, 'failedReason', JSON.stringify({ code: 'media.truncated', message: 'Earlier.' }), 'prev', 'active');
    farm.work('a', (unit) => Promise.resolve(unit.label));
    expect(await sent).toBe('one');
  });

  test('a unit that another sender takes out late, after it was asked for here, is put back at once', async () => {
    // Without checks at intervals, which would find it later.
    const other = openFarmQueue(farm.redis.url, { timing: { ...timing, checkMs: 1e6 } });
    const sent = other.send(unitOf('one'), { signal: new AbortController().signal, priority: () => 1, progress: () => undefined });
    await until(async () => (await farm.queue.status()).counts.waiting === 1);
    const queue = new Queue(FARM_QUEUE, { connection: farmConnection(farm.redis.url), prefix: FARM_PREFIX });
    await queue.remove(unitOf('one').id);
    await queue.close();
    farm.work('a', (unit) => Promise.resolve(unit.label));
    expect(await sent).toBe('one');
    await other.close();
  });
});
