import { expect, test } from 'vitest';
import type { MaskShape } from './mask.ts';
import { maskCoverage } from './mask-coverage.ts';
import { tracedOutline } from './traced-outline.ts';

const SIZE = { width: 200, height: 120 };
const plane = (shape: MaskShape): Float32Array => Float32Array.from(maskCoverage({ shape, feather: 0, inverted: false }, SIZE).values, (value) => value / 255);

function overlap(one: Float32Array, other: Float32Array): number {
  let [both, either] = [0, 0];
  one.forEach((value, index) => {
    if (value > 0.5 && other[index]! > 0.5) both++;
    if (value > 0.5 || other[index]! > 0.5) either++;
  });
  return both / either;
}

test('a region becomes a curve through few points that covers the same', () => {
  for (const shape of [
    { kind: 'ellipse', at: [0.4, 0.5], radii: [0.2, 0.15], angle: 25 },
    { kind: 'brush', strokes: [{ path: [[0.1, 0.2], [0.4, 0.8], [0.8, 0.3]], radius: 0.06 }] },
    // At the edge of the picture it is closed along it.
    { kind: 'ellipse', at: [0, 0.5], radii: [0.2, 0.15], angle: 0 },
  ] satisfies MaskShape[]) {
    const region = plane(shape);
    const traced = tracedOutline({ ...SIZE, values: region })!;
    expect(traced.points.length).toBeLessThanOrEqual(40);
    expect(overlap(plane(traced), region)).toBeGreaterThan(0.96);
  }
});

test('of several parts the largest is taken, and holes are filled; of nothing there is no outline', () => {
  const large = plane({ kind: 'ellipse', at: [0.3, 0.5], radii: [0.2, 0.2], angle: 0 });
  const spots = plane({ kind: 'ellipse', at: [0.8, 0.5], radii: [0.05, 0.05], angle: 0 });
  const hole = plane({ kind: 'ellipse', at: [0.3, 0.5], radii: [0.05, 0.05], angle: 0 });
  const traced = tracedOutline({ ...SIZE, values: large.map((value, index) => Math.max(value - hole[index]!, spots[index]!)) })!;
  expect(overlap(plane(traced), large)).toBeGreaterThan(0.96);
  expect(tracedOutline({ ...SIZE, values: new Float32Array(large.length) })).toBeUndefined();
});
