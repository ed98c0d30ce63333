import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../../shared/errors/app-error.ts';
import { timing, unitOf, useFarm } from '../testing/own-farm.ts';
import { hasRedis } from '../testing/own-redis.ts';
import { until } from '../testing/sample-jobs.ts';
import { UnitPostponed, UnitRefused } from './farm-unit.ts';

describe.skipIf(!hasRedis)('the queue of a farm', () => {
  const farm = useFarm();

  test('a piece of a delivery is taken when the colour of its frames is made, whoever sent that first and however urgent the piece is', async () => {
    const sent = [farm.send('shot 1'), farm.send('piece', { after: ['shot 1', 'shot 2'], priority: 1 }), farm.send('shot 2')];
    await until(async () => (await farm.queue.status()).counts.dependent === 1 && (await farm.queue.status()).counts.waiting === 2);
    farm.work('a');
    await Promise.all(sent);
    expect(farm.begun.at(-1)).toBe('piece a');
    expect(farm.begun).toHaveLength(3);
  });

  test('a piece whose colour fails, fails; two pieces cannot wait for one unit, and the second says so at once', async () => {
    const sent = [farm.send('piece', { after: ['bad'] }), farm.send('bad')];
    await until(async () => (await farm.queue.status()).counts.dependent === 1);
    await expect(farm.send('other piece', { after: ['bad'] })).rejects.toThrow('Another unit waits for what other piece needs.');
    farm.work('a', () => Promise.reject(new AppError('job.failed', 'No colour.')));
    const ends = await Promise.allSettled(sent);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(farm.begun).toEqual(Array.from({ length: 3 }, () => 'bad a'));
    expect((await farm.queue.status()).counts).toMatchObject({ waiting: 0, dependent: 0 });
  });

  test('cancelling a piece leaves the colour to those who want it, and nothing else', async () => {
    const controller = new AbortController();
    const [piece, shot] = [farm.send('piece', { after: ['shot 1', 'shot 2'], signal: controller.signal }), farm.send('shot 1')];
    await until(async () => (await farm.queue.status()).counts.dependent === 1);
    controller.abort(new Error('cancelled'));
    await expect(piece).rejects.toThrow('cancelled');
    await until(async () => (await farm.queue.status()).counts.waiting === 1);
    farm.work('a');
    await shot;
    expect(farm.begun).toEqual(['shot 1 a']);
    expect((await farm.queue.status()).counts).toMatchObject({ waiting: 0, dependent: 0 });
  });

  test('a piece that waits is sent again with its colour after Redis was emptied', async () => {
    const sent = [farm.send('piece', { after: ['shot 1'] }), farm.send('shot 1')];
    await until(async () => (await farm.queue.status()).counts.dependent === 1);
    await farm.redis.client.flushall();
    farm.work('a');
    await Promise.all(sent);
    expect(farm.begun.at(-1)).toBe('piece a');
  });

  test('a worker that finds its unit in the hands of another stops', async () => {
    const stopped = Promise.withResolvers<undefined>();
    farm.work('a', (unit, { signal }) => (signal.aborted || farm.begun.length > 1 ? Promise.resolve(unit.label) : new Promise((_, reject) => {
      signal.addEventListener('abort', () => { stopped.resolve(undefined); reject(signal.reason as Error); });
    })));
    const result = farm.send('unit');
    await until(() => farm.begun.length === 1);
    const lease = `tintype:farm:lease:${unitOf('unit').id}`;
    let isStopped = false;
    void stopped.promise.then(() => { isStopped = true; });
    await until(async () => {
      await farm.redis.client.set(lease, 'b');
      return isStopped;
    });
    await farm.redis.client.del(lease);
    expect(await result).toBe('unit');
    expect(farm.begun).toEqual(['unit a', 'unit a']);
  });

  test('equal work that is sent twice is made once, and the lower number comes first', async () => {
    const results = [farm.send('later', { priority: 900 }), farm.send('film', { priority: 1000 }), farm.send('film', { priority: 1000 }), farm.send('playhead', { priority: 1 })];
    await until(async () => (await farm.queue.status()).counts.waiting === 3);
    farm.work('a');
    expect(await Promise.all(results)).toEqual(['later', 'film', 'film', 'playhead'].map((unit) => ({ by: 'a', unit })));
    expect(farm.begun).toEqual(['playhead a', 'later a', 'film a']);
    expect(await farm.redis.client.keys('tintype:farm:{wanted,lease,refusals}:*')).toEqual([]);
  });

  test('a unit that fails thrice is reported with its own error, and the rest goes on', async () => {
    farm.work('a', (unit) => (unit.label === 'poisoned' ? Promise.reject(new AppError('media.truncated', 'Frame 7 cannot be read.')) : Promise.resolve('made')));
    const ends = await Promise.allSettled([farm.send('poisoned'), farm.send('one'), farm.send('two')]);
    expect(ends[0]).toMatchObject({ status: 'rejected', reason: { code: 'media.truncated', message: 'Frame 7 cannot be read.' } });
    expect(ends.slice(1)).toEqual([{ status: 'fulfilled', value: 'made' }, { status: 'fulfilled', value: 'made' }]);
    expect(farm.begun.filter((each) => each.startsWith('poisoned'))).toHaveLength(3);
    // Asked for again, it is tried again.
    await expect(farm.send('poisoned')).rejects.toThrow('Frame 7');
    expect(farm.begun.filter((each) => each.startsWith('poisoned'))).toHaveLength(6);
  });

  test('a unit that a worker refuses is made by another; what all refuse fails with every reason', async () => {
    farm.work('other networks', () => Promise.reject(new UnitRefused('h has another network.')));
    const first = farm.send('one');
    await until(() => farm.begun.length === 1);
    farm.work('good');
    expect(await first).toEqual({ by: 'good', unit: 'one' });
    await farm.workers.pop()!.close();
    await expect(farm.send('two')).rejects.toThrow('No worker of the farm can make this: h has another network.');
  });

  test('a unit is put off while the store is full, and never counts as failed', async () => {
    let isFull = true;
    farm.work('a', () => (isFull ? Promise.reject(new UnitPostponed('The store is full.')) : Promise.resolve('made')));
    const told: boolean[] = [];
    const sent = farm.queue.send(unitOf('one'), { signal: new AbortController().signal, priority: () => 1, progress: () => undefined, putOff: (is) => { told.push(is); } });
    await until(() => farm.begun.length > 4);
    await expect.poll(async () => (await farm.queue.status()).workers).toMatchObject([{ unitsFailed: 0 }]);
    await until(async () => told.length > 0 && (await farm.queue.status()).putOff !== undefined);
    expect((await farm.queue.status()).putOff).toEqual({ units: 1, reason: 'The store is full.' });
    // Told once, though it was tried again and again.
    expect(told).toEqual([true]);
    isFull = false;
    expect(await sent).toBe('made');
    expect((await farm.queue.status()).putOff).toBeUndefined();
  });

  test('Redis is emptied while a unit is made: it is not farm.begun twice, and what waited is sent again', async () => {
    const end = Promise.withResolvers<undefined>();
    farm.work('a', async (unit) => {
      if (unit.label === 'long') await end.promise;
      return unit.label;
    });
    const sent = [farm.send('long', { priority: 1 })];
    // Sent beside it, another could be the first to be taken.
    await until(() => farm.begun.length === 1);
    sent.push(farm.send('one'), farm.send('two'));
    await until(async () => (await farm.queue.status()).counts.waiting === 2);
    await farm.redis.client.flushall();
    farm.work('b', (unit) => Promise.resolve(unit.label));
    expect(await Promise.all(sent.slice(1))).toEqual(['one', 'two']);
    await sleep(timing.leaseMs * 2);
    expect(farm.begun.filter((each) => each.startsWith('long'))).toEqual(['long a']);
    end.resolve(undefined);
    expect(await sent[0]).toBe('long');
  });

  test('Redis is away and comes back empty: nothing is lost', async () => {
    farm.work('a', (unit) => sleep(150, unit.label));
    const names = ['one', 'two', 'three', 'four'];
    const sent = names.map((name) => farm.send(name));
    await until(() => farm.begun.length >= 1);
    await farm.redis.stop();
    await sleep(timing.lockMs);
    await farm.redis.start();
    expect(await Promise.all(sent)).toEqual(names);
  });
});
