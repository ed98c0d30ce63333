import fc from 'fast-check';
import { expect, test } from 'vitest';
import { angleTo, normalAngle, pointOfWipe, sharedRectangle, towardsResult, wipeThrough, wipeWithin } from './wipe-line.ts';

const picture = { left: 100, top: 50, width: 800, height: 400 };

test('an upright wipe through the middle goes from the top edge to the bottom edge, the result on its right', () => {
  const [upper, lower] = wipeWithin(pointOfWipe({ at: [0.5, 0.5], angle: 0 }, picture), 0, picture)!;
  expect(upper).toEqual({ x: 500, y: 50 });
  expect(lower).toEqual({ x: 500, y: 450 });
  expect(towardsResult(0)).toEqual({ x: 1, y: 0 });
});

test('a wipe rotated clockwise by 90° is horizontal, the result below it', () => {
  const [upper, lower] = wipeWithin({ x: 500, y: 250 }, 90, picture)!;
  expect(upper.x).toBeCloseTo(900, 9);
  expect(lower.x).toBeCloseTo(100, 9);
  expect(towardsResult(90).y).toBeCloseTo(1, 9);
});

test('dragging the rotation handle turns the line towards it, at any angle', () => {
  fc.assert(fc.property(fc.double({ min: -180, max: 180, noNaN: true }), fc.double({ min: 1, max: 500, noNaN: true }), (angle, far) => {
    const grip = { x: 500 + far * Math.sin((angle * Math.PI) / 180), y: 250 - far * Math.cos((angle * Math.PI) / 180) };
    expect(Math.abs(normalAngle(angleTo({ x: 500, y: 250 }, grip) - angle))).toBeLessThan(1e-6);
  }));
});

test('the ends of the line lie on the edge of the picture and on the line', () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: -180, max: 180, noNaN: true }), (x, y, angle) => {
    const through = pointOfWipe({ at: [x, y], angle }, picture);
    const ends = wipeWithin(through, angle, picture);
    const normal = towardsResult(angle);
    for (const end of ends ?? []) {
      expect((end.x - through.x) * normal.x + (end.y - through.y) * normal.y).toBeCloseTo(0, 6);
      expect(end.x).toBeGreaterThan(picture.left - 1e-6);
      expect(end.x).toBeLessThan(picture.left + picture.width + 1e-6);
      expect(end.y).toBeGreaterThan(picture.top - 1e-6);
      expect(end.y).toBeLessThan(picture.top + picture.height + 1e-6);
    }
  }));
});

test('a line beside the picture has no part in it, and a wipe dragged beyond the edge stays at the edge', () => {
  expect(wipeWithin({ x: 20, y: 100 }, 0, picture)).toBeUndefined();
  expect(wipeThrough({ at: [0.5, 0.5], angle: 30 }, { x: 2000, y: 250 }, picture)).toEqual({ at: [1, 0.5], angle: 30 });
});

test('two separate rectangles have an empty intersection', () => {
  expect(sharedRectangle(picture, { left: 0, top: 0, width: 50, height: 50 })).toMatchObject({ width: 0, height: 0 });
});
