import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createThrottle } from './throttle.ts';

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }); });
afterEach(() => { vi.useRealTimers(); });

test('of a thousand values in a second eleven pass at most, the first at once and the last always', () => {
  const passed: number[] = [];
  const throttle = createThrottle<number>((value) => passed.push(value), 100);
  throttle.push(0);
  expect(passed).toEqual([0]);
  for (let index = 1; index <= 1000; index++) {
    vi.advanceTimersByTime(1);
    throttle.push(index);
  }
  vi.advanceTimersByTime(100);
  expect(passed.length).toBeLessThanOrEqual(12);
  expect(passed.at(-1)).toBe(1000);
  expect(passed).toEqual(passed.toSorted((a, b) => a - b));
});

test('a waiting value is dropped when the throttle is cancelled', () => {
  const passed: number[] = [];
  const throttle = createThrottle<number>((value) => passed.push(value), 100);
  [1, 2, 3].forEach((value) => { throttle.push(value); });
  throttle.cancel();
  vi.advanceTimersByTime(1000);
  expect(passed).toEqual([1]);
});
