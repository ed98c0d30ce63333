import { expect, test } from 'vitest';
import { workClock } from './work-clock.ts';

test('time in which the work stands still is left out, that of several waits at once only once', async () => {
  let now = 1000;
  const clock = workClock(() => now);
  now += 2000;
  const [one, two] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  const waits = [clock.without(() => one.promise.then(() => undefined)), clock.without(() => two.promise.then(() => undefined))];
  now += 5000;
  one.resolve(undefined);
  await waits[0];
  now += 5000;
  two.reject(new Error('stopped'));
  await expect(waits[1]).rejects.toThrow('stopped');
  now += 500;
  expect(clock.seconds()).toBe(2.5);
});
