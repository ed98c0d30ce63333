import { expect, test } from 'vitest';
import { clipSteppedTo } from './clip-step.ts';

test('arrows step from clip to clip and stop at both ends, Home and End go there', () => {
  const from = (at: number) => (key: string): number | undefined => clipSteppedTo(key, { at, count: 3 });
  expect(['ArrowLeft', 'ArrowUp', 'ArrowRight', 'ArrowDown', 'Home', 'End'].map(from(0))).toEqual([0, 0, 1, 1, 0, 2]);
  expect(['ArrowLeft', 'ArrowUp', 'ArrowRight', 'ArrowDown', 'Home', 'End'].map(from(2))).toEqual([1, 1, 2, 2, 0, 2]);
});

test('other keys are left to the commands of the window', () => {
  expect([' ', 'Enter', 'j'].map((key) => clipSteppedTo(key, { at: 1, count: 3 }))).toEqual([undefined, undefined, undefined]);
});
