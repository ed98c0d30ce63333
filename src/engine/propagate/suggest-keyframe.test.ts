import fc from 'fast-check';
import { expect, test } from 'vitest';
import { suggestKeyframe } from './suggest-keyframe.ts';

test('the middle of the range of low confidence is suggested, not its single worst frame', () => {
  const confidences = Array.from({ length: 60 }, (_, frame): number => (frame >= 30 && frame <= 50 ? 0.3 : 0.95));
  confidences[31] = 0.25;
  const found = suggestKeyframe(confidences, [0])!;
  expect(found).toBeGreaterThan(36);
  expect(found).toBeLessThan(44);
});

test('a shot with high confidence everywhere, or without made frames, needs no keyframe', () => {
  expect(suggestKeyframe([0.97, 0.98, 0.99], [])).toBeUndefined();
  expect(suggestKeyframe([null, null], [])).toBeUndefined();
  expect(suggestKeyframe([], [])).toBeUndefined();
});

test('a keyframe in between stops the effect on frames beyond it', () => {
  const confidences = [0.5, 0.9, 1, 0.2, 0.2, 0.2];
  expect(suggestKeyframe(confidences, [2])).toBe(4);
});

test('the suggested frame is a made frame and not a keyframe', () => {
  const confidences = fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 40 });
  fc.assert(fc.property(confidences, fc.array(fc.nat({ max: 39 }), { maxLength: 6 }), (given, keys) => {
    const found = suggestKeyframe(given, keys);
    if (found === undefined) return;
    expect(given[found]).not.toBeNull();
    expect(keys).not.toContain(found);
  }));
});

test('in a shot of 20,000 frames with one range of low confidence, a frame of that range is suggested', () => {
  const confidences = Array.from({ length: 20_000 }, (_, frame) => (frame >= 13_003 && frame <= 13_041 ? 0.3 : 0.95));
  const found = suggestKeyframe(confidences, [0])!;
  expect(found).toBeGreaterThanOrEqual(13_003);
  expect(found).toBeLessThanOrEqual(13_041);
});
