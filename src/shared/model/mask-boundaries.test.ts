import { expect, test } from 'vitest';
import { hintPlanes } from './hint-planes.ts';
import { MaskId } from './ids.ts';
import { boundariesOfMask } from './mask-boundaries.ts';
import { maskCoverage } from './mask-coverage.ts';
import type { MaskShape } from './mask.ts';

const size = { width: 192, height: 128 };
const id = MaskId.parse('m');

/** Samples that are reached from one without crossing a boundary. */
function reached(boundary: Float32Array, from: number): ReadonlySet<number> {
  const found = new Set([from]);
  for (const index of found) {
    const x = index % size.width;
    for (const next of [x > 0 ? index - 1 : -1, x < size.width - 1 ? index + 1 : -1, index - size.width, index + size.width]) {
      if (next >= 0 && next < boundary.length && boundary[next] === 0) found.add(next);
    }
  }
  return found;
}

const SHAPES: readonly (readonly [string, MaskShape])[] = [
  ['an ellipse', { kind: 'ellipse', at: [0.5, 0.5], radii: [0.2, 0.1], angle: 30 }],
  ['a curve', { kind: 'polygon', points: [[0.3, 0.3], [0.7, 0.25], [0.65, 0.7], [0.4, 0.75]], smooth: true }],
  ['a shape beyond the picture', { kind: 'polygon', points: [[-0.5, 0.2], [0.6, 0.3], [0.6, 0.6], [-0.5, 0.9]], smooth: false }],
  ['strokes of a brush', { kind: 'brush', strokes: [{ path: [[0.4, 0.4], [0.6, 0.5]], radius: 0.08 }, { path: [[0.55, 0.5], [0.55, 0.7]], radius: 0.06 }] }],
];

test.each(SHAPES)('the outline of %s keeps its inside from its outside', (_name, shape) => {
  const boundaries = boundariesOfMask({ id, shape }, size);
  for (const { path } of boundaries) for (const [x, y] of path) expect(x >= 0 && x <= 1 && y >= 0 && y <= 1).toBe(true);
  const { boundary } = hintPlanes([...boundaries], size);
  const { values } = maskCoverage({ shape, feather: 0, inverted: false }, size);
  const isInside = (index: number): boolean => values[index]! === 255;
  const middle = 62 * size.width + 96;
  expect(isInside(middle)).toBe(true);
  const found = reached(boundary, middle);
  const inside = [...values.keys()].filter(isInside).length;
  expect([...found].filter((index) => values[index] === 0).length).toBe(0);
  expect(found.size).toBeGreaterThan(0.8 * inside);
});

test('an outline around the whole picture is no boundary in it', () => {
  expect(boundariesOfMask({ id, shape: { kind: 'polygon', points: [[-1, -1], [2, -1], [2, 2], [-1, 2]], smooth: false } }, size)).toEqual([]);
});

test('the outline of a mask with parts is that of what it covers', () => {
  const circle = (radius: number): MaskShape => ({ kind: 'ellipse', at: [0.5, 0.5], radii: [radius, radius], angle: 0 });
  const ring = { id, shape: circle(0.2), parts: [{ by: 'subtract' as const, inverted: false, feather: 0.05, shape: circle(0.1) }] };
  const { boundary } = hintPlanes(boundariesOfMask(ring, size), size);
  const places = (x: number): number => Math.floor(size.height / 2) * size.width + Math.floor(x * size.width);
  const hole = reached(boundary, places(0.5));
  expect([hole.has(places(0.5)), hole.has(places(0.35)), hole.has(places(0.1))]).toEqual([true, false, false]);
  expect(reached(boundary, places(0.35)).has(places(0.1))).toBe(false);
  // Of the same shape without parts, whose outline is kept under the shape, nothing is taken over.
  expect(reached(hintPlanes(boundariesOfMask({ id, shape: ring.shape }, size), size).boundary, places(0.5)).has(places(0.35))).toBe(true);
});
