import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchAnswers } from './watch-answers.ts';

let heard: string[];
let answer: () => void;
let asked: number;
let stop: () => void;
beforeEach(() => {
  vi.useFakeTimers();
  heard = [];
  asked = 0;
  stop = watchAnswers(() => {
    asked += 1;
    return new Promise<void>((resolve) => { answer = resolve; });
  }, { onSilent: () => heard.push('silent'), onAnswer: () => heard.push('answer'), onDead: () => heard.push('dead') });
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});
const seconds = (count: number): Promise<unknown> => vi.advanceTimersByTimeAsync(count * 1000);

test('an engine that answers is asked every few seconds, and nothing is told of it', async () => {
  for (let round = 1; round <= 4; round++) {
    await seconds(5);
    expect(asked).toBe(round);
    await seconds(3);
    answer();
    await seconds(0);
  }
  expect(heard).toEqual([]);
});

test('one that stands still for a while is told as silent, then as answering, once each', async () => {
  await seconds(5 + 20);
  expect([heard, asked]).toEqual([['silent'], 1]);
  answer();
  await seconds(0);
  expect(heard).toEqual(['silent', 'answer']);
  await seconds(5);
  expect(asked).toBe(2);
});

test('one that does not answer for half a minute is given up', async () => {
  await seconds(5 + 29);
  expect(heard).toEqual(['silent']);
  await seconds(1);
  expect(heard).toEqual(['silent', 'dead']);
  await seconds(60);
  expect([heard.length, asked]).toEqual([2, 1]);
});

test('eight hours of sleep are one tick, not a silence', async () => {
  await seconds(5);
  vi.setSystemTime(Date.now() + 8 * 3_600_000);
  await seconds(2);
  expect(heard).toEqual([]);
});
