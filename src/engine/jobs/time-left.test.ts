import { expect, test } from 'vitest';
import { createTimeLeft } from './time-left.ts';

test('after the first second the time left is computed from the speed', () => {
  const timeLeft = createTimeLeft();
  const told = [0, 500, 1000, 1500, 2000, 3000].map((atMs) => timeLeft.estimate({ done: atMs / 100, total: 100 }, atMs));
  expect(told).toEqual([null, null, null, 9, 8, 7]);
});

test('frames found in the cache at the beginning do not count as speed', () => {
  const timeLeft = createTimeLeft();
  timeLeft.estimate({ done: 0, total: 1000 }, 0);
  timeLeft.estimate({ done: 900, total: 1000 }, 10);
  for (let second = 1; second <= 4; second++) timeLeft.estimate({ done: 900 + 2 * second, total: 1000 }, second * 1000);
  expect(timeLeft.estimate({ done: 910, total: 1000 }, 5000)).toBe(45);
});

test('the speed of the last 15 seconds counts, so a slow shot after a fast one shows', () => {
  const timeLeft = createTimeLeft();
  for (let second = 0; second < 60; second++) timeLeft.estimate({ done: second * 10, total: 1000 }, second * 1000);
  let told: number | null = null;
  for (let second = 60; second <= 80; second++) told = timeLeft.estimate({ done: 590 + (second - 60), total: 1000 }, second * 1000);
  expect(told).toBe(390);
});

test('there is no estimate while nothing progresses, and zero at the end', () => {
  const timeLeft = createTimeLeft();
  for (let second = 0; second < 5; second++) expect(timeLeft.estimate({ done: 3, total: 10 }, second * 1000)).toBeNull();
  expect(timeLeft.estimate({ done: 10, total: 10 }, 6000)).toBe(0);
});
