import { expect, test } from 'vitest';
import { FrameIndex } from './frame.ts';
import { Mask, type MaskShape, maskOnFrame, newMask, shapeOnFrame, withoutShapeOnFrame, withShapeOnFrame } from './mask.ts';

const frame = (index: number): FrameIndex => FrameIndex.parse(index);
const ellipse = (x: number, angle = 0): MaskShape => ({ kind: 'ellipse', at: [x, 0.5], radii: [0.1, 0.2], angle });
const polygon = (x: number, count = 3): MaskShape => ({ kind: 'polygon', points: Array.from({ length: count }, (_, index) => [x, index / 10] as const), smooth: true });

test('between its shapes a mask is interpolated, beyond them it stays', () => {
  const mask = withShapeOnFrame(newMask('Mask 1', frame(10), ellipse(0.2)), frame(20), ellipse(0.4));
  expect([0, 10, 15, 20, 99].map((at) => (shapeOnFrame(mask, at) as Extract<MaskShape, { kind: 'ellipse' }>).at[0])).toEqual([0.2, 0.2, expect.closeTo(0.3, 9), 0.4, 0.4]);
  // Equal objects for equal shapes, so that what is made of them is made once.
  expect(maskOnFrame(mask, 15)).toBe(maskOnFrame(mask, 15));
  const still = newMask('Mask 1', frame(10), ellipse(0.2));
  expect(maskOnFrame(still, 3)).toBe(maskOnFrame(still, 300));
});

test('an ellipse turns the shorter way', () => {
  const mask = withShapeOnFrame(newMask('Mask 1', frame(0), ellipse(0.2, 170)), frame(10), ellipse(0.2, -170));
  expect([2, 5, 8].map((at) => (shapeOnFrame(mask, at) as Extract<MaskShape, { kind: 'ellipse' }>).angle)).toEqual([174, expect.closeTo(180, 9), -174]);
});

test('a shape is stated anew on a frame, and removed from it; the last one stays', () => {
  const mask = newMask('Mask 1', frame(5), polygon(0.2));
  const two = withShapeOnFrame(withShapeOnFrame(mask, frame(2), polygon(0.1)), frame(2), polygon(0.3));
  expect(two.keys.map((key) => key.frame)).toEqual([2, 5]);
  expect(shapeOnFrame(two, 2)).toEqual(polygon(0.3));
  expect(withoutShapeOnFrame(two, 2).keys).toEqual(mask.keys);
  expect(withoutShapeOnFrame(mask, 5)).toBe(mask);
  expect(withoutShapeOnFrame(two, 4)).toBe(two);
});

test('shapes of other kinds or with other points, and frames out of order, are refused', () => {
  const mask = newMask('Mask 1', frame(5), polygon(0.2));
  const withKeys = (...keys: readonly (readonly [number, MaskShape])[]): unknown => ({ ...mask, keys: keys.map(([at, shape]) => ({ frame: at, shape })) });
  expect(Mask.safeParse(withKeys([1, polygon(0.2)], [2, polygon(0.4)])).success).toBe(true);
  for (const wrong of [withKeys(), withKeys([1, polygon(0.2)], [2, ellipse(0.2)]), withKeys([1, polygon(0.2)], [2, polygon(0.2, 4)]), withKeys([2, polygon(0.2)], [1, polygon(0.2)]), withKeys([1, polygon(0.2)], [1, polygon(0.3)])]) {
    expect(Mask.safeParse(wrong).success).toBe(false);
  }
});
