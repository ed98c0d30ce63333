import { expect, test } from 'vitest';
import { createTimeLeft } from './time-left.ts';

test('the time left is computed from the speed after the first progress behind the first second', () => {
  const timeLeft = createTimeLeft();
  const told = [0, 500, 1000, 1500, 2000, 3000].map((atMs) => timeLeft.estimate({ done: atMs / 100, total: 100 }, atMs));
  expect(told).toEqual([null, null, null, null, 8, 7]);
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

test('frames of unequal times are measured by whole groups, until then earlier runs tell', () => {
  const timeLeft = createTimeLeft();
  /** Of four frames the first takes three seconds, the others half a second each; the networks take five seconds to load. */
  const endOf = (frame: number): number => 5000 + Math.floor((frame - 1) / 4) * 4500 + 3000 + ((frame - 1) % 4) * 500;
  timeLeft.estimate({ done: 0, total: 40 }, 0);
  const told = Array.from({ length: 9 }, (_, index) => timeLeft.estimate({ done: index + 1, total: 40, group: 4, expectedSeconds: 45 - index }, endOf(index + 1)));
  // The first frame is not measured, since loading is in its time; the fifth ends a group, the ninth another. In truth 37.5 s are left after the fifth, 33 after the ninth.
  expect(told.slice(0, 4)).toEqual([45, 44, 43, 42]);
  expect([told[4], told[8]]).toEqual([40, 35]);
});

test('without earlier runs nothing is told until a group is measured', () => {
  const timeLeft = createTimeLeft();
  timeLeft.estimate({ done: 0, total: 40 }, 0);
  expect([2, 3, 4, 5, 6].map((second) => timeLeft.estimate({ done: second - 1, total: 40, group: 4 }, second * 1000))).toEqual([null, null, null, null, 35]);
});

test('there is no estimate while nothing progresses, and zero at the end', () => {
  const timeLeft = createTimeLeft();
  for (let second = 0; second < 5; second++) expect(timeLeft.estimate({ done: 3, total: 10 }, second * 1000)).toBeNull();
  expect(timeLeft.estimate({ done: 10, total: 10 }, 6000)).toBe(0);
});
