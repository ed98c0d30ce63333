import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameIndex, frameIndex, frameRange } from './frame.ts';
import { Mask, Masks, type MaskShape, maskOnFrame, maskSpans, newMask, shapeLimits, shapeOnFrame, withoutShapeOnFrame, withParts, withShapeMoved, withShapeOnFrame, wrongPart } from './mask.ts';

const frame = (index: number): FrameIndex => FrameIndex.parse(index);
const ellipse = (x: number, angle = 0): MaskShape => ({ kind: 'ellipse', at: [x, 0.5], radii: [0.1, 0.2], angle });
const polygon = (x: number, count = 3): MaskShape => ({ kind: 'polygon', points: Array.from({ length: count }, (_, index) => [x, index / 10] as const), smooth: true });

test('between its shapes a mask is interpolated, beyond them it stays', () => {
  const mask = withShapeOnFrame(newMask('Mask 1', frame(10), ellipse(0.2)), frame(20), ellipse(0.4));
  expect([0, 10, 15, 20, 99].map((at) => (shapeOnFrame(mask, at) as Extract<MaskShape, { kind: 'ellipse' }>).at[0])).toEqual([0.2, 0.2, expect.closeTo(0.3, 9), 0.4, 0.4]);
  // Equal objects for equal shapes, so that what is made of them is made once.
  expect(maskOnFrame(mask, 15, [mask])).toBe(maskOnFrame(mask, 15, [mask]));
  const still = newMask('Mask 1', frame(10), ellipse(0.2));
  expect(maskOnFrame(still, 3, [still])).toBe(maskOnFrame(still, 300, [still]));
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

const onFrames = (lost: readonly (readonly [number, number])[], ...keys: readonly (readonly [frame: number, tracked?: 'tracked'])[]): Mask => Mask.parse({
  id: 'm', name: 'm', visible: true, inverted: false, feather: 0, lost: lost.map(([first, last]) => ({ first, last })),
  keys: keys.map(([frame, tracked]) => ({ frame, shape: { kind: 'ellipse', at: [0.5, 0.5], radii: [0.1, 0.1], angle: 0 }, ...(tracked === undefined ? {} : { tracked: true }) })),
});

test('the frames of a shot are told apart by how the mask’s shape came about: held, interpolated, tracked, or lost', () => {
  const spans = (mask: Mask): readonly string[] => maskSpans(mask, frameRange(10, 60)).map(({ first, last, kind }) => `${first}-${last} ${kind}`);
  expect(spans(onFrames([], [20]))).toEqual(['10-60 held']);
  expect(spans(onFrames([], [20], [30]))).toEqual(['10-19 held', '20-29 interpolated', '30-60 held']);
  expect(spans(onFrames([[41, 60]], [10], [20, 'tracked'], [40, 'tracked']))).toEqual(['10-40 tracked', '41-60 lost']);
  expect(spans(onFrames([[24, 27]], [10], [20, 'tracked'], [30], [50]))).toEqual(['10-23 tracked', '24-27 lost', '28-29 tracked', '30-49 interpolated', '50-60 held']);
  // Where a shape was set by hand since, it is not lost.
  expect(spans(onFrames([[24, 60]], [10], [23, 'tracked'], [30]))).toEqual(['10-23 tracked', '24-29 lost', '30-30 held', '31-60 lost']);
});

test('spans cover each frame of the shot once, whatever keys and losses a mask has', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 80 }), { minLength: 1, maxLength: 9 }), fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 }), (frames, tracked, hole, length) => {
    const mask = onFrames([[hole, hole + length]], ...frames.toSorted((a, b) => a - b).map((frame, index) => (tracked[index] === true ? [frame, 'tracked'] as const : [frame] as const)));
    const covered = maskSpans(mask, frameRange(10, 60)).flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, offset) => first + offset));
    expect(covered).toEqual(Array.from({ length: 51 }, (_, offset) => 10 + offset));
  }));
});

test('a shape set by hand is moved between its neighbours set by hand, over tracked ones; a tracked one is not', () => {
  const mask = onFrames([], [10], [15, 'tracked'], [20], [40]);
  expect(shapeLimits(mask, 20, frameRange(0, 60))).toEqual({ first: 11, last: 39 });
  expect(shapeLimits(mask, 40, frameRange(0, 60))).toEqual({ first: 21, last: 60 });
  expect(shapeLimits(mask, 15, frameRange(0, 60))).toBeUndefined();
  expect(withShapeMoved(mask, 20, frameIndex(15)).keys.map(({ frame, tracked }) => [frame, tracked])).toEqual([[10, undefined], [15, undefined], [40, undefined]]);
});

test('a mask shows its parts with their shapes of the frame, and another object once a part has changed', () => {
  const [coat, arm] = [newMask('Coat', frame(0), ellipse(0.5)), withShapeOnFrame(newMask('Arm', frame(0), ellipse(0.2)), frame(10), ellipse(0.4))];
  const cut = withParts(coat, [{ mask: arm.id, by: 'subtract' }]);
  const here = maskOnFrame(cut, 5, [cut, arm]);
  expect(here.parts).toMatchObject([{ by: 'subtract', inverted: false, shape: { at: [expect.closeTo(0.3, 9), 0.5] } }]);
  expect(maskOnFrame(cut, 5, [arm, cut])).toBe(here);
  expect(maskOnFrame(cut, 5, [cut, { ...arm, inverted: true }]).parts).toMatchObject([{ inverted: true }]);
  expect(withParts(cut, [])).toStrictEqual(coat);
  expect(maskOnFrame(coat, 5, [coat, arm])).not.toHaveProperty('parts');
});

test('a part is another mask of the shot without parts, once', () => {
  const [a, b, c] = ['A', 'B', 'C'].map((name) => newMask(name, frame(0), ellipse(0.5))) as [Mask, Mask, Mask];
  const withB = withParts(a, [{ mask: b.id, by: 'add' }]);
  expect(Masks.safeParse([withB, b, c]).success).toBe(true);
  expect(wrongPart(withParts(b, [{ mask: c.id, by: 'add' }]), [withB, b, c])).toBe('“B” is a part of “A” and cannot have parts itself.');
  expect(wrongPart(withParts(c, [{ mask: a.id, by: 'intersect' }]), [withB, b, c])).toBe('“A” has parts itself and cannot be a part of “C”.');
  expect(wrongPart(withParts(a, [{ mask: b.id, by: 'add' }, { mask: b.id, by: 'subtract' }]), [a, b])).toBe('“B” is a part of “A” already.');
  for (const [masks] of [[[withParts(a, [{ mask: a.id, by: 'add' }])]], [[withB, c]]] as const) expect(Masks.safeParse(masks).success).toBe(false);
});
