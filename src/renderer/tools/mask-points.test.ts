import { expect, test } from 'vitest';
import { frameIndex } from '../../shared/model/frame.ts';
import { outlineOf } from '../../shared/model/mask-coverage.ts';
import { Mask, newMask, type PolygonShape, shapeOnFrame, withShapeOnFrame } from '../../shared/model/mask.ts';
import { positionOnOutline, withoutMaskPoint, withPointOnOutline } from './mask-points.ts';

const square: PolygonShape = { kind: 'polygon', points: [[0.2, 0.2], [0.6, 0.2], [0.6, 0.6], [0.2, 0.6]], smooth: false };
const moved: PolygonShape = { ...square, points: square.points.map(([x, y]) => [x + 0.2, y] as const) };
const mask = withShapeOnFrame(newMask('Mask 1', frameIndex(0), square), frameIndex(10), moved);

test('a point is added on the outline of every shape of the mask, so that they can still be interpolated', () => {
  const more = Mask.parse(withPointOnOutline(mask, { after: 3, share: 0.5 }));
  expect(more.keys.map(({ shape }) => (shape.kind === 'polygon' ? shape.points[4] : undefined))).toEqual([[expect.closeTo(0.2), expect.closeTo(0.4)], [expect.closeTo(0.4), expect.closeTo(0.4)]]);
  expect(shapeOnFrame(more, 5)).toMatchObject({ points: [[expect.closeTo(0.3), 0.2], {}, {}, {}, [expect.closeTo(0.3), expect.closeTo(0.4)]] });
});

test('on a curve it lies on the curve that is drawn', () => {
  const smooth = { ...square, smooth: true };
  const [line] = outlineOf(smooth, { width: 200, height: 100 });
  // Twelve lines to a curve: the seventh point of the second curve is its middle.
  expect(positionOnOutline(smooth, { after: 1, share: 0.5 })).toEqual(line![18]!.map((each) => expect.closeTo(each) as number));
});

test('a point is removed from every shape; the last three stay, and other masks have none', () => {
  const fewer = withoutMaskPoint(mask, 1);
  expect(fewer?.keys.map(({ shape }) => (shape.kind === 'polygon' ? shape.points.length : 0))).toEqual([3, 3]);
  expect(withoutMaskPoint(fewer!, 0)).toBeUndefined();
  expect(withoutMaskPoint(mask, 4)).toBeUndefined();
  expect(withPointOnOutline(newMask('Round', frameIndex(0), { kind: 'ellipse', at: [0.5, 0.5], radii: [0.1, 0.1], angle: 0 }), { after: 0, share: 0.5 })).toBeUndefined();
});
