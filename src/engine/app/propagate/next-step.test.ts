import { expect, test } from 'vitest';
import { frameRange } from '../../../shared/model/frame.ts';
import { nextStep } from './next-step.ts';

const key = (name: string) => ({ key: name });
const spans = [{ range: frameRange(1, 9), left: key('a'), right: key('b') }, { range: frameRange(11, 19), left: key('b'), right: key('c') }, { range: frameRange(21, 40), left: key('c') }];

test('the span of the playhead comes first, then the nearest', () => {
  expect(nextStep(spans, 15)).toBe(1);
  expect(nextStep(spans.filter((_, index) => index !== 1), 12)).toBe(0);
  expect(nextStep(spans.filter((_, index) => index !== 1), 18)).toBe(1);
});

test('without a playhead the order stays', () => {
  expect(nextStep(spans, undefined)).toBe(0);
});

test('a span that begins at a corrected frame waits for it, and for its dependencies', () => {
  const steps = [
    { range: frameRange(20, 20), left: key('a'), correction: key('first') },
    { range: frameRange(11, 19), left: key('a'), right: key('first') },
    { range: frameRange(30, 30), left: key('first'), correction: key('second') },
    { range: frameRange(31, 59), left: key('second') },
  ];
  expect(nextStep(steps, 50)).toBe(0);
  expect(nextStep(steps.slice(1), 50)).toBe(1);
  expect(nextStep(steps.slice(3), 50)).toBe(0);
});
