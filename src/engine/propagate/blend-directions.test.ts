import { expect, test } from 'vitest';
import { blendDirections } from './blend-directions.ts';
import type { StoredColour } from './frame-colour.ts';

const flat = (value: number, confidence: number): StoredColour => ({ plane: { width: 2, height: 1, samples: Int16Array.of(value, value, -value, -value) }, confidence: Uint8Array.of(confidence, confidence) });

test('equally confident directions are blended linearly from the left keyframe to the right one', () => {
  for (const toRight of [0, 0.25, 0.5, 1]) expect(blendDirections(flat(0, 200), flat(1000, 200), toRight).plane.samples[0]).toBe(1000 * toRight);
});

test('the more confident direction prevails, even far from its keyframe', () => {
  const { plane, confidence } = blendDirections(flat(0, 20), flat(1000, 250), 0.3);
  expect(plane.samples[0]).toBeGreaterThan(900);
  expect(confidence[0]).toBeGreaterThan(220);
});

test('two directions without confidence still give a colour, with confidence 0', () => {
  const { plane, confidence } = blendDirections(flat(0, 0), flat(1000, 0), 0.5);
  expect(plane.samples[0]).toBe(500);
  expect(confidence[0]).toBe(0);
});
