import { expect, test } from 'vitest';
import { Hint, type ImagePoint } from '../../shared/model/hint.ts';
import { anchorPoints, followedHint, type FollowedPosition } from './followed-hint.ts';

const seen = ([x, y]: ImagePoint): FollowedPosition => ({ at: [x, y], confidence: 0.9, lost: false });
const lost = (at: ImagePoint): FollowedPosition => ({ at, confidence: 0.1, lost: true });
const path = Array.from({ length: 61 }, (_, index): ImagePoint => [0.2 + index / 200, 0.5]);
const stroke = Hint.parse({ kind: 'stroke', id: 's', path, radius: 0.01, ab: [3, 4] });

test('a point moves to its tracked position and keeps its other fields', () => {
  const point = Hint.parse({ kind: 'point', id: 'p', at: [0.5, 0.5], radius: 0.02, ab: [10, -5], swatch: 'coat' });
  expect(followedHint(point, [seen([0.6, 0.55])])).toEqual({ hint: { ...point, at: [0.6, 0.55] }, confidence: 0.9, lost: false });
});

test('of a long path some points are tracked, its ends among them, and the others are interpolated', () => {
  const anchors = anchorPoints(stroke);
  expect(anchors.length).toBeLessThan(20);
  expect([anchors[0], anchors.at(-1)]).toEqual([path[0], path.at(-1)]);
  // The left end stays, the right one moves down: points between move by their share.
  const moved = followedHint(stroke, anchors.map(([x, y]) => seen([x, y + (x - 0.2) * 0.5])));
  expect(moved.lost).toBe(false);
  if (moved.hint.kind !== 'stroke') throw new Error('a stroke stays one');
  moved.hint.path.forEach(([x, y], index) => {
    expect(x).toBeCloseTo(path[index]![0], 9);
    expect(y).toBeCloseTo(0.5 + (path[index]![0] - 0.2) * 0.5, 3);
  });
});

test('the covered part of a path moves with the visible part, and a path that is mostly covered is lost', () => {
  const shift = ([x, y]: ImagePoint): ImagePoint => [x + 0.1, y];
  const anchors = anchorPoints(stroke);
  const partly = followedHint(stroke, anchors.map((at, index) => (index < 4 ? lost(at) : seen(shift(at)))));
  expect(partly.lost).toBe(false);
  expect(partly.hint.kind === 'stroke' && partly.hint.path[0]![0]).toBeCloseTo(0.3, 9);
  expect(followedHint(stroke, anchors.map((at, index) => (index < 4 ? seen(shift(at)) : lost(at)))).lost).toBe(true);
});
