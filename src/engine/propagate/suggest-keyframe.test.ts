import fc from 'fast-check';
import { expect, test } from 'vitest';
import { suggestKeyframe } from './suggest-keyframe.ts';

test('the middle of the stretch of low confidence is suggested, not its single worst frame', () => {
  const confidences = Array.from({ length: 60 }, (_, frame): number => (frame >= 30 && frame <= 50 ? 0.3 : 0.95));
  confidences[31] = 0.25;
  const found = suggestKeyframe(confidences, [0])!;
  expect(found).toBeGreaterThan(36);
  expect(found).toBeLessThan(44);
});

test('a shot that is sure everywhere, or of which nothing is made, needs no keyframe', () => {
  expect(suggestKeyframe([0.97, 0.98, 0.99], [])).toBeUndefined();
  expect(suggestKeyframe([null, null], [])).toBeUndefined();
  expect(suggestKeyframe([], [])).toBeUndefined();
});

test('a keyframe in between keeps the shortfall behind it from counting', () => {
  const confidences = [0.5, 0.9, 1, 0.2, 0.2, 0.2];
  expect(suggestKeyframe(confidences, [2])).toBe(4);
});

test('what is suggested is a made frame that is no keyframe', () => {
  const confidences = fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 40 });
  fc.assert(fc.property(confidences, fc.array(fc.nat({ max: 39 }), { maxLength: 6 }), (given, keys) => {
    const found = suggestKeyframe(given, keys);
    if (found === undefined) return;
    expect(given[found]).not.toBeNull();
    expect(keys).not.toContain(found);
  }));
});

test('of a shot of 20,000 frames with low confidence in one stretch, a frame of that stretch is suggested', () => {
  const confidences = Array.from({ length: 20_000 }, (_, frame) => (frame >= 13_003 && frame <= 13_041 ? 0.3 : 0.95));
  const found = suggestKeyframe(confidences, [0])!;
  expect(found).toBeGreaterThanOrEqual(13_003);
  expect(found).toBeLessThanOrEqual(13_041);
});
