import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameIndex, frameRange } from './frame.ts';
import { Mask, type MaskShape, newMask, shapeOnFrame } from './mask.ts';
import { withShapesOf } from './mask-join.ts';
import { distanceBetween } from './mask-track.ts';

const ellipse = (x: number): MaskShape => ({ kind: 'ellipse', at: [x, 0.5], radii: [0.1, 0.1], angle: 0 });
const mask = (...keys: readonly (readonly [number, number])[]): Mask => Mask.parse({ ...newMask('Face', frameIndex(0), ellipse(0)), id: 'face', keys: keys.map(([frame, x]) => ({ frame, shape: ellipse(x) })) });
const shot = frameRange(0, 59);
const keysOf = ({ keys }: Mask): readonly unknown[] => keys.map(({ frame, shape, tracked }) => [frame, shape.kind === 'ellipse' ? Math.round(shape.at[0] * 1000) / 1000 : shape.kind, ...(tracked === true ? ['tracked'] : [])]);

test('a mask takes the shapes of another on its frames, and keeps its own on all others', () => {
  const joined = withShapesOf(mask([5, 0.1], [25, 0.3]), mask([5, 0.1], [25, 0.5], [45, 0.7]), frameRange(30, 59), shot);
  // Held at 0.3 until the seam, and on the way from 0.5 to 0.7 behind it.
  expect(keysOf(joined)).toEqual([[5, 0.1], [25, 0.3], [29, 0.3, 'tracked'], [30, 0.55, 'tracked'], [45, 0.7]]);
  expect(keysOf(withShapesOf(mask([25, 0.5]), mask([5, 0.1], [25, 0.3]), frameRange(0, 29), shot))).toEqual([[5, 0.1], [25, 0.3], [29, 0.3, 'tracked'], [30, 0.5, 'tracked']]);
});

test('a mask that shows the same there is as it was, whatever shapes state it', () => {
  const own = mask([5, 0.1], [45, 0.5]);
  expect(withShapesOf(own, structuredClone(own), frameRange(30, 59), shot)).toBe(own);
  expect(withShapesOf(own, mask([5, 0.1], [25, 0.3], [45, 0.5]), frameRange(10, 40), shot)).toBe(own);
});

test('frames on which tracking lost a mask go with its shapes; a shape that cannot follow another leaves both', () => {
  const own = { ...mask([5, 0.1]), lost: [frameRange(10, 35)] };
  expect(withShapesOf(own, { ...mask([5, 0.2]), lost: [frameRange(40, 80)] }, frameRange(30, 59), shot).lost).toEqual([frameRange(10, 29), frameRange(40, 59)]);
  const polygon: Mask = { ...own, keys: [{ frame: frameIndex(40), shape: { kind: 'polygon', smooth: false, points: [[0, 0], [1, 0], [1, 1]] } }] };
  expect(withShapesOf(own, polygon, frameRange(30, 59), shot)).toBe(own);
});

test('on every frame a joined mask has the shape of the mask whose frame it is', () => {
  const keys = fc.uniqueArray(fc.tuple(fc.nat(59), fc.integer({ min: 0, max: 20 })), { minLength: 1, maxLength: 6, selector: ([frame]) => frame }).map((list) => mask(...list.toSorted(([a], [b]) => a - b).map(([frame, x]) => [frame, x / 20] as const)));
  fc.assert(fc.property(keys, keys, fc.nat(59), fc.nat(59), (own, other, a, b) => {
    const range = frameRange(Math.min(a, b), Math.max(a, b));
    const joined = withShapesOf(own, other, range, shot);
    for (let frame = 0; frame < 60; frame++) {
      const wanted = frame >= range.first && frame <= range.last ? other : own;
      expect(distanceBetween(shapeOnFrame(joined, frame), shapeOnFrame(wanted, frame))).toBeLessThan(1e-5);
    }
  }), { numRuns: 300 });
});
