import { expect, test } from 'vitest';
import { blendDirections } from './blend-directions.ts';
import type { DirectedColour } from './scratch-colours.ts';

const flat = (value: number, confidence: number, hasKey = true): DirectedColour => ({ plane: { width: 2, height: 1, samples: Int16Array.of(value, value, -value, -value) }, confidence: Uint8Array.of(confidence, confidence), hasKey });

test('equally sure directions change over linearly from the left keyframe to the right one', () => {
  for (const toRight of [0, 0.25, 0.5, 1]) expect(blendDirections(flat(0, 200), flat(1000, 200), toRight).plane.samples[0]).toBe(1000 * toRight);
});

test('the surer direction prevails, even far from its keyframe', () => {
  const { plane, confidence } = blendDirections(flat(0, 20), flat(1000, 250), 0.3);
  expect(plane.samples[0]).toBeGreaterThan(900);
  expect(confidence[0]).toBeGreaterThan(220);
});

test('a direction cut off from its keyframe does not count beside one that is not', () => {
  expect(blendDirections(flat(0, 0, false), flat(1000, 10), 0.1).plane.samples[0]).toBe(1000);
  expect(blendDirections(flat(500, 10), flat(1000, 255, false), 0.9).plane.samples[0]).toBe(500);
});

test('two lost directions still give a colour, and no confidence', () => {
  const { plane, confidence } = blendDirections(flat(0, 0, false), flat(1000, 0, false), 0.5);
  expect(plane.samples[0]).toBe(500);
  expect(confidence[0]).toBe(0);
});
