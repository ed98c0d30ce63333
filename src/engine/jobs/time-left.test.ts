import { expect, test } from 'vitest';
import { createTimeLeft } from './time-left.ts';

test('after the first second the rest is told from the speed', () => {
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

test('the speed of the last quarter minute counts: a slow shot after a fast one is seen', () => {
  const timeLeft = createTimeLeft();
  for (let second = 0; second < 60; second++) timeLeft.estimate({ done: second * 10, total: 1000 }, second * 1000);
  let told: number | null = null;
  for (let second = 60; second <= 80; second++) told = timeLeft.estimate({ done: 590 + (second - 60), total: 1000 }, second * 1000);
  expect(told).toBe(390);
});

test('nothing is told while nothing moves, and nothing is left at the end', () => {
  const timeLeft = createTimeLeft();
  for (let second = 0; second < 5; second++) expect(timeLeft.estimate({ done: 3, total: 10 }, second * 1000)).toBeNull();
  expect(timeLeft.estimate({ done: 10, total: 10 }, 6000)).toBe(0);
});
