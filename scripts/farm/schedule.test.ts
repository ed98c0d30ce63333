import { expect, test } from 'vitest';
import { type SimulatedUnit, simulate, simulateEnds } from './schedule.ts';

const unit = (seconds: number, more: Partial<SimulatedUnit> = {}): SimulatedUnit => ({ frames: 1, priority: 1000 - seconds, seconds, paintSeconds: 0, filmBytes: 0, readyAt: 0, ...more });

test('one worker takes the sum; two take the longest first; a unit waits for its keyframes', () => {
  const units = [unit(1), unit(2), unit(3), unit(4)];
  expect(simulate(units, 1)).toBe(10);
  expect(simulate(units, 2)).toBe(5);
  expect(simulate(units, 9)).toBe(4);
  expect(simulate([unit(1), unit(1, { readyAt: 7 })], 1)).toBe(8);
});

test('the order is that of the priority, not of the list', () => {
  // The long unit last: 1 + 1, then 4 beside nothing.
  expect(simulate([unit(1, { priority: 1 }), unit(1, { priority: 2 }), unit(4, { priority: 3 })], 2)).toBe(5);
});

test('a piece waits for the units of its frames, and comes after units that wait for a worker', () => {
  const piece = (after: readonly number[]): Parameters<typeof simulateEnds>[0][number] => ({ priority: 5000, seconds: 2, readyAt: 0, after });
  // One worker: both units first, then the pieces.
  expect([...simulateEnds([unit(4), unit(3), piece([0]), piece([0, 1])], 1)]).toEqual([4, 7, 9, 11]);
  // Two: the worker that has no unit left encodes what is coloured.
  expect([...simulateEnds([unit(9), unit(3), piece([1]), piece([0])], 2)]).toEqual([9, 3, 5, 11]);
  expect(() => simulateEnds([piece([1]), piece([0])], 2)).toThrow(RangeError);
});
