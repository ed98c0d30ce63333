import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BoundaryHint, Hint, type ImagePoint, type StrokeHint } from '../../shared/model/hint.ts';
import { HintId, newId } from '../../shared/model/ids.ts';
import { createLiveWire } from './live-wire.ts';
import { handlesOf, withoutPoint, withPointAdded, withPointSnapped, withPointMoved } from './path-points.ts';

const ASPECT = 0.5;
const between = (from: ImagePoint, to: ImagePoint, count: number): readonly ImagePoint[] => Array.from({ length: count }, (_, index): ImagePoint => [from[0] + ((to[0] - from[0]) * index) / count, from[1] + ((to[1] - from[1]) * index) / count]);
/** A freehand path: points 0.004 of the width apart, along the given corners. */
const drawn = (...corners: readonly ImagePoint[]): readonly ImagePoint[] => [...corners.slice(1).flatMap((to, index) => between(corners[index]!, to, Math.max(1, Math.round(Math.hypot(to[0] - corners[index]![0], (to[1] - corners[index]![1]) * ASPECT) / 0.004)))), corners.at(-1)!];
const boundary = (path: readonly ImagePoint[]): BoundaryHint => ({ kind: 'boundary', id: newId(HintId), path });
const at = (hint: { readonly path: readonly ImagePoint[] }, x: number): ImagePoint => hint.path.reduce((best, place) => (Math.abs(place[0] - x) < Math.abs(best[0] - x) ? place : best));

test('a freehand path has handles at its ends and turns; a path of few points has one at each', () => {
  const freehand = drawn([0.1, 0.1], [0.5, 0.1], [0.5, 0.9]);
  expect(freehand.length).toBeGreaterThan(150);
  expect(handlesOf(freehand, { aspect: ASPECT }).map((index) => freehand[index])).toEqual([[0.1, 0.1], [0.5, 0.1], [0.5, 0.9]]);
  expect(handlesOf([[0.1, 0.1], [0.2, 0.1], [0.3, 0.1]], { aspect: ASPECT })).toEqual([0, 1, 2]);
  expect(handlesOf(freehand, { aspect: ASPECT, keep: 40 })).toContain(40);
});

test('a moved end of a straight line keeps it straight and changes nothing beyond the next turn', () => {
  const path = drawn([0.1, 0.1], [0.5, 0.1], [0.5, 0.9]);
  const moved = withPointMoved({ hint: boundary(path), index: 0 }, [0.1, 0.5], ASPECT);
  expect(moved.path[0]).toEqual([0.1, 0.5]);
  expect(at(moved, 0.3)[1]).toBeCloseTo(0.3, 6);
  expect(moved.path.slice(-50)).toEqual(path.slice(-50));
});

test('a moved point in the middle of a smooth line bends it without a corner', () => {
  const path = drawn([0.1, 0.5], [0.9, 0.5]);
  const moved = withPointMoved({ hint: boundary(path), index: 100 }, [0.5, 0.3], ASPECT);
  const rise = (index: number): number => path[index]![1] - moved.path[index]![1];
  expect([rise(0), rise(100), rise(200)]).toEqual([0, expect.closeTo(0.2, 9), 0]);
  expect(rise(99)).toBeGreaterThan(0.1999);
  expect(rise(50)).toBeGreaterThan(0.1);
});

test('a point that snaps to edges stays in the picture, however far outside the pointer is', () => {
  const wire = createLiveWire({ width: 200, height: 100, cost: new Uint8Array(200 * 100).fill(100) });
  for (const to of [[-0.05, 0.5], [1.04, 0.5], [0.2, -0.1], [0.2, 1.1]] as const) {
    const { hint, index } = withPointSnapped({ hint: boundary([[0.1, 0.2], [0.1, 0.5], [0.1, 0.8]]), index: 1 }, to, { aspect: ASPECT, wire });
    expect(Hint.safeParse(hint).success, String(to)).toBe(true);
    expect(hint.path[index]).toEqual([Math.min(1, Math.max(0, to[0])), Math.min(1, Math.max(0, to[1]))]);
  }
});

test('a point added to a stroke lies on it, has its width there, and can be removed again', () => {
  const stroke: StrokeHint = { kind: 'stroke', id: newId(HintId), path: [[0.1, 0.5], [0.5, 0.5], [0.9, 0.5]], widths: [0.5, 1, 2], radius: 0.01, ab: [10, 10] };
  const added = withPointAdded(stroke, [0.7, 0.55], ASPECT);
  expect(added).toMatchObject({ index: 2, hint: { path: [[0.1, 0.5], [0.5, 0.5], [expect.closeTo(0.7, 9), 0.5], [0.9, 0.5]], widths: [0.5, 1, expect.closeTo(1.5, 9), 2] } });
  expect(withoutPoint(added, ASPECT)).toEqual({ hint: stroke, index: 1 });
});

test('removing a point leaves a straight line between its neighbours; a boundary of one point is removed', () => {
  const path = drawn([0.1, 0.1], [0.5, 0.1], [0.5, 0.9]);
  const turn = handlesOf(path, { aspect: ASPECT })[1]!;
  expect(withoutPoint({ hint: boundary(path), index: turn }, ASPECT)?.hint.path).toEqual([[0.1, 0.1], [0.5, 0.9]]);
  expect(withoutPoint({ hint: boundary([[0.1, 0.1], [0.5, 0.1]]), index: 0 }, ASPECT)).toBeUndefined();
});

test('after any move, addition or removal the document accepts the hint, and points beyond the neighbouring handles stay', () => {
  const fraction = fc.double({ min: 0, max: 1, noNaN: true });
  const place = fc.tuple(fraction, fraction);
  fc.assert(fc.property(fc.array(place, { minLength: 2, maxLength: 60 }), fc.nat(), place, fc.boolean(), (path, pick, to, wide) => {
    const hint: StrokeHint = { kind: 'stroke', id: newId(HintId), path, radius: 0.01, ab: [0, 0], ...(wide ? { widths: path.map(() => 1) } : {}) };
    const index = pick % path.length;
    const handles = handlesOf(path, { aspect: ASPECT, keep: index });
    const [before, after] = [handles[handles.indexOf(index) - 1] ?? 0, handles[handles.indexOf(index) + 1] ?? path.length - 1];
    const moved = withPointMoved({ hint, index }, to, ASPECT);
    expect(moved.path[index]![0]).toBeCloseTo(to[0], 9);
    expect(moved.path.slice(0, before)).toEqual(path.slice(0, before));
    expect(moved.path.slice(after + 1)).toEqual(path.slice(after + 1));
    for (const each of [moved, withPointAdded(hint, to, ASPECT).hint, withoutPoint({ hint, index }, ASPECT)?.hint]) if (each !== undefined) expect(Hint.safeParse(each).success).toBe(true);
  }));
});
