import { expect, test } from 'vitest';
import { secondsOfPropagations, type WaitedPropagation } from './waited-propagations.ts';

const waited = (samples: number, job: Partial<WaitedPropagation['job']> = {}): WaitedPropagation => ({ samples, job: { state: 'queued', secondsLeft: null, done: 0, total: 0, ...job } });

test('propagations before a delivery take what the running one tells, and the others their samples by the speed of earlier runs', () => {
  const each = [waited(900, { state: 'done', done: 9, total: 9 }), waited(800, { state: 'running', secondsLeft: 3, done: 4, total: 8 }), waited(700), waited(400, { state: 'paused', done: 1, total: 4 })];
  expect(secondsOfPropagations(each, 100)).toBe(3 + 7 + 3);
});

test('nothing is told without a speed while one is left that tells nothing, and nothing is left once all have ended', () => {
  expect(secondsOfPropagations([waited(800, { state: 'running', secondsLeft: 3 })], undefined)).toBe(3);
  expect(secondsOfPropagations([waited(700)], undefined)).toBeNull();
  expect(secondsOfPropagations([waited(700, { state: 'failed' }), waited(7, { state: 'cancelled' })], undefined)).toBe(0);
});
