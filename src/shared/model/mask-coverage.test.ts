import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MaskId } from './ids.ts';
import { coverageName, coverageSize, fillCoverageRow, maskCoverage } from './mask-coverage.ts';
import type { MaskJoin, MaskShape } from './mask.ts';

const SIZE = { width: 160, height: 90 };
const plain = { feather: 0, inverted: false };
const circle: MaskShape = { kind: 'ellipse', at: [0.5, 0.5], radii: [0.2, 0.2], angle: 0 };
const square: MaskShape = { kind: 'polygon', points: [[0.25, 0.2], [0.75, 0.2], [0.75, 0.8], [0.25, 0.8]], smooth: false };
const stroke: MaskShape = { kind: 'brush', strokes: [{ path: [[0.2, 0.5], [0.8, 0.5]], radius: 0.1 }, { path: [[0.5, 0.2]], radius: 0.05 }] };

/** Covered area in units of the picture's width. */
const areaOf = (shape: MaskShape, feather = 0): number => maskCoverage({ shape, feather, inverted: false }, SIZE).values.reduce((sum, value) => sum + value / 255, 0) / SIZE.width ** 2;

const unit = fc.double({ min: -0.2, max: 1.2, noNaN: true });
const length = fc.double({ min: 0.02, max: 0.5, noNaN: true });
const anyShape: fc.Arbitrary<MaskShape> = fc.oneof(
  fc.record({ kind: fc.constant('ellipse' as const), at: fc.tuple(unit, unit), radii: fc.tuple(length, length), angle: fc.double({ min: -180, max: 180, noNaN: true }) }),
  fc.record({ kind: fc.constant('polygon' as const), points: fc.array(fc.tuple(unit, unit), { minLength: 3, maxLength: 7 }), smooth: fc.boolean() }),
  fc.record({ kind: fc.constant('brush' as const), strokes: fc.array(fc.record({ path: fc.array(fc.tuple(unit, unit), { minLength: 1, maxLength: 5 }), radius: length }), { minLength: 1, maxLength: 3 }) }),
);

test('a shape covers its own area, whatever the proportions of the picture', () => {
  expect(areaOf(circle)).toBeCloseTo(Math.PI * 0.04, 3);
  expect(areaOf({ kind: 'ellipse', at: [0.5, 0.5], radii: [0.25, 0.1], angle: 90 })).toBeCloseTo(Math.PI * 0.025, 3);
  expect(areaOf(square)).toBeCloseTo(0.5 * 0.6 * (90 / 160), 3);
  expect(areaOf({ ...square, smooth: true })).toBeGreaterThan(areaOf(square) * 1.1);
  // A stroke with round ends, and a dab of 0.05 that stands apart from it.
  expect(areaOf(stroke)).toBeCloseTo(0.6 * 0.2 + Math.PI * (0.01 + 0.0025), 2);
});

test('coverage is half on the outline, all a feather inside and none a feather outside it', () => {
  const { values } = maskCoverage({ shape: square, feather: 0.05, inverted: false }, SIZE);
  const row = Array.from({ length: 40 }, (_, column) => values[45 * 160 + 20 + column]!);
  expect(row.slice(0, 11).every((value) => value === 0)).toBe(true);
  expect((row[19]! + row[20]!) / 2).toBeCloseTo(127.5, 0);
  expect(row.slice(29).every((value) => value === 255)).toBe(true);
  expect(row).toEqual(row.toSorted((a, b) => a - b));
});

test('a wider feather takes from the inside and adds outside, and leaves the outline', () => {
  fc.assert(fc.property(anyShape, fc.double({ min: 0.01, max: 0.12, noNaN: true }), (shape, feather) => {
    const [hard, soft, softer] = [0, feather, 2 * feather].map((each) => maskCoverage({ shape, feather: each, inverted: false }, SIZE).values) as [Uint8Array, Uint8Array, Uint8Array];
    for (let index = 0; index < hard.length; index++) {
      if (hard[index]! > 127.5) expect(softer[index]!).toBeLessThanOrEqual(soft[index]!);
      else expect(softer[index]!).toBeGreaterThanOrEqual(soft[index]!);
    }
  }), { seed: 3, numRuns: 20 });
});

test('an inverted mask covers exactly the rest', () => {
  fc.assert(fc.property(anyShape, fc.double({ min: 0, max: 0.2, noNaN: true }), (shape, feather) => {
    const [one, other] = [false, true].map((inverted) => maskCoverage({ shape, feather, inverted }, SIZE).values) as [Uint8Array, Uint8Array];
    expect(one.every((value, index) => value + other[index]! === 255)).toBe(true);
  }), { seed: 4, numRuns: 20 });
});

test('a mask beyond the picture covers nothing of it, and one around it all', () => {
  expect(areaOf({ kind: 'ellipse', at: [1.8, 0.5], radii: [0.2, 0.2], angle: 0 })).toBe(0);
  const { values } = maskCoverage({ ...plain, shape: { kind: 'polygon', points: [[-0.5, -0.5], [1.5, -0.5], [1.5, 1.5], [-0.5, 1.5]], smooth: false } }, SIZE);
  expect(values.every((value) => value === 255)).toBe(true);
});

test('planes have the proportions of the picture, and are read between their samples', () => {
  expect([coverageSize({ width: 1920, height: 1080 }), coverageSize({ width: 320, height: 180 }), coverageSize({ width: 1080, height: 1920 })])
    .toEqual([{ width: 960, height: 540 }, { width: 320, height: 180 }, { width: 540, height: 960 }]);
  const out = new Float32Array(5);
  fillCoverageRow({ width: 2, height: 2, values: Uint8Array.of(0, 255, 255, 255) }, { start: 0, step: 0.25, y: 0.25 }, out);
  expect([...out]).toEqual([0, 0, 0.5, 1, 1]);
  fillCoverageRow({ width: 2, height: 2, values: Uint8Array.of(0, 255, 255, 255) }, { start: 0.5, step: 0, y: 0.5 }, out);
  expect(out[0]).toBeCloseTo(0.75, 6);
});

test('a wide edge, found on a coarser grid, is that of every sample to three of 255', () => {
  const half = { width: 320, height: 180 };
  const whole = { width: 960, height: 540 };
  for (const shape of [circle, square, { ...square, smooth: true } as MaskShape, stroke]) {
    // At 320 samples a feather of 0.09 is found on all of them, at 960 on every third.
    const [small, large] = [half, whole].map((size) => maskCoverage({ shape, feather: 0.09, inverted: false }, size)) as [ReturnType<typeof maskCoverage>, ReturnType<typeof maskCoverage>];
    const off = small.values.map((value, index) => Math.abs(value - large.values[(Math.floor(index / 320) * 3 + 1) * 960 + (index % 320) * 3 + 1]!));
    expect(Math.max(...off)).toBeLessThanOrEqual(3);
  }
});

test('a part is added, cut out or intersected sample by sample, in the order of the parts, before the mask is inverted', () => {
  const feathers = fc.double({ min: 0, max: 0.1, noNaN: true });
  fc.assert(fc.property(anyShape, anyShape, anyShape, feathers, fc.boolean(), (own, one, other, feather, inverted) => {
    const [base, first, second] = [own, one, other].map((shape) => maskCoverage({ shape, feather, inverted: false }, SIZE).values) as [Uint8Array, Uint8Array, Uint8Array];
    const part = { feather, inverted: false } as const;
    const plane = (...parts: readonly { by: MaskJoin; shape: MaskShape; inverted: boolean; feather: number }[]): Uint8Array => maskCoverage({ shape: own, feather, inverted, parts }, SIZE).values;
    const expected = (value: (index: number) => number): Uint8Array => base.map((_, index) => (inverted ? 255 - value(index) : value(index)));
    expect(plane({ ...part, by: 'add', shape: one })).toEqual(expected((index) => Math.max(base[index]!, first[index]!)));
    expect(plane({ ...part, by: 'intersect', shape: one })).toEqual(expected((index) => Math.min(base[index]!, first[index]!)));
    expect(plane({ ...part, by: 'subtract', shape: one })).toEqual(expected((index) => Math.min(base[index]!, 255 - first[index]!)));
    // Cutting out is intersecting with the rest.
    expect(plane({ ...part, by: 'subtract', shape: one })).toEqual(plane({ ...part, inverted: true, by: 'intersect', shape: one }));
    expect(plane({ ...part, by: 'subtract', shape: one }, { ...part, by: 'add', shape: other })).toEqual(expected((index) => Math.max(Math.min(base[index]!, 255 - first[index]!), second[index]!)));
  }), { seed: 6, numRuns: 12 });
});

test('a hole has the area of its shape, and two halves that meet leave no seam', () => {
  const hole: MaskShape = { kind: 'ellipse', at: [0.5, 0.5], radii: [0.1, 0.1], angle: 0 };
  const { values } = maskCoverage({ ...plain, shape: circle, parts: [{ ...plain, by: 'subtract', shape: hole }] }, SIZE);
  expect(values.reduce((sum, value) => sum + value / 255, 0) / SIZE.width ** 2).toBeCloseTo(Math.PI * 0.03, 3);
  const half = (from: number, to: number): MaskShape => ({ kind: 'polygon', points: [[from, -0.2], [to, -0.2], [to, 1.2], [from, 1.2]], smooth: false });
  const soft = { feather: 0.05, inverted: false };
  const joined = maskCoverage({ ...soft, shape: half(-0.5, 0.55), parts: [{ ...soft, by: 'add', shape: half(0.45, 1.5) }] }, SIZE).values;
  expect(Math.min(...joined)).toBe(255);
});

test('masks of equal shapes and other parts have names of their own', () => {
  const id = MaskId.parse('m');
  const names = [undefined, 'add' as const, 'subtract' as const].map((by) => coverageName({ id, ...plain, shape: circle, ...(by === undefined ? {} : { parts: [{ ...plain, by, shape: square }] }) }));
  expect(new Set(names).size).toBe(3);
  expect(names[0]).toBe(JSON.stringify([false, 0, circle]));
});
