import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { timing, useFarm } from '../testing/own-farm.ts';
import { hasRedis } from '../testing/own-redis.ts';
import { until } from '../testing/sample-jobs.ts';
import type { FarmUnit } from './farm-unit.ts';
import type { UnitContext } from './farm-worker.ts';

describe.skipIf(!hasRedis)('workers of a farm', () => {
  const farm = useFarm();

  test('a paused farm takes nothing; a drained worker ends after its unit and is listed no more', async () => {
    farm.work('a', (unit) => sleep(200, unit.label));
    await farm.queue.pause();
    const sent = farm.send('one');
    await until(async () => (await farm.queue.status()).counts.waiting === 1);
    await sleep(timing.checkMs * 2); // so that a unit that is taken all the same is seen
    expect(farm.begun).toEqual([]);
    // By its heartbeat, which may come late.
    await expect.poll(() => farm.queue.status()).toMatchObject({ isPaused: true, counts: { waiting: 1 }, workers: [{ name: 'a', state: 'idle' }] });
    expect(farm.begun).toEqual([]);
    await farm.queue.resume();
    await until(() => farm.begun.length === 1);
    await farm.queue.drain('a');
    expect(await sent).toBe('one');
    await farm.workers[0]!.drained;
    await farm.workers.pop()!.close();
    expect((await farm.queue.status()).workers).toEqual([]);
  });

  test('a drain is for the workers that run, not for one that starts later', async () => {
    farm.work('a', (unit) => Promise.resolve(unit.label));
    await until(async () => (await farm.queue.status()).workers.length === 1);
    await farm.queue.drain();
    await farm.workers[0]!.drained;
    await farm.workers.pop()!.close();
    for (const name of ['a', 'b']) farm.work(name, (unit) => Promise.resolve(unit.label));
    await until(async () => (await farm.queue.status()).workers.length === 2);
    await sleep(timing.beatMs * 3); // so that one that ends is seen
    await expect.poll(() => farm.queue.status()).toMatchObject({ isDraining: false, workers: [{ state: 'idle' }, { state: 'idle' }] });
    expect(await farm.send('one')).toBe('one');
  });

  describe('and a worker of two lanes', () => {
    let ends: Map<string, () => void>;
    /** Makes a unit until it is let go or stopped. */
    const waiting = (unit: FarmUnit, { signal }: UnitContext): Promise<unknown> => new Promise((resolve, reject) => {
      ends.set(unit.label, () => { resolve(unit.label); });
      signal.addEventListener('abort', () => { reject(signal.reason as Error); });
    });
    const unitsInWork = async (): Promise<readonly string[]> => (await farm.queue.status()).workers.flatMap(({ units }) => units.map(({ label }) => label)).toSorted();
    beforeEach(() => { ends = new Map(); });

    test('makes two units at once, and the third when one of them is done', async () => {
      farm.work('a', waiting, { lanes: 2 });
      const sent = Promise.all(['one', 'two', 'three'].map((name) => farm.send(name)));
      await until(async () => (await unitsInWork()).length === 2);
      await sleep(timing.beatMs * 3); // so that a third one is seen
      expect(farm.begun).toHaveLength(2);
      await expect.poll(async () => (await farm.queue.status()).workers).toMatchObject([{ name: 'a', lanes: 2, state: 'working' }]);
      const [first, second] = [...ends.keys()];
      ends.get(first!)!();
      await until(() => farm.begun.length === 3);
      // A heartbeat may have come when the one was done and the other not farm.begun.
      await expect.poll(unitsInWork).toEqual([...ends.keys()].filter((each) => each !== first).toSorted());
      for (const name of [second!, [...ends.keys()].at(-1)!]) ends.get(name)!();
      expect(await sent).toEqual(['one', 'two', 'three']);
    });

    test('stops the unit that is cancelled alone, and is drained when the other is done', async () => {
      farm.work('a', waiting, { lanes: 2 });
      const stopping = new AbortController();
      const [cancelled, kept] = [farm.send('cancelled', { signal: stopping.signal }), farm.send('kept')];
      await until(() => farm.begun.length === 2);
      stopping.abort(new Error('cancelled'));
      await expect(cancelled).rejects.toThrow('cancelled');
      await until(async () => (await unitsInWork()).join() === 'kept');
      await farm.queue.drain('a');
      await until(async () => (await farm.queue.status()).workers[0]?.state === 'draining');
      const isDrained = await Promise.race([farm.workers[0]!.drained.then(() => true), sleep(timing.beatMs * 3, false)]);
      expect(isDrained).toBe(false);
      ends.get('kept')!();
      expect(await kept).toBe('kept');
      await farm.workers[0]!.drained;
    });

    test('gives both units back where it is closed', async () => {
      farm.work('a', waiting, { lanes: 2 });
      const sent = Promise.all([farm.send('one'), farm.send('two')]);
      await until(() => farm.begun.length === 2);
      await farm.workers.pop()!.close();
      farm.work('b');
      expect(await sent).toEqual([{ by: 'b', unit: 'one' }, { by: 'b', unit: 'two' }]);
    });
  });
});
