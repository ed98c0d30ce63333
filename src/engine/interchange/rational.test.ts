import fc from 'fast-check';
import { expect, test } from 'vitest';
import { add, compare, divide, framesOf, multiply, rational, secondsOf, subtract, toNumber } from './rational.ts';

test('sums and products of fractions are exact', () => {
  expect(add(rational(1, 3), rational(1, 6))).toEqual(rational(1, 2));
  expect(subtract(rational(1, 2), rational(1, 3))).toEqual(rational(1, 6));
  expect(multiply(rational(1001, 24_000), rational(24_000))).toEqual(rational(1001));
  expect(divide(rational(3), rational(-6))).toEqual(rational(-1, 2));
  expect(compare(rational(518_405_621, 144_000), rational(3600))).toBe(1);
  expect(() => rational(1, 0)).toThrow(RangeError);
});

test('a count of frames becomes seconds and frames again, at every rate, also for many hours and below zero', () => {
  const rates = [[24_000, 1001], [24, 1], [25, 1], [30_000, 1001], [50, 1], [60_000, 1001], [60, 1]].map(([num, den]) => ({ num: num!, den: den! }));
  fc.assert(fc.property(fc.constantFrom(...rates), fc.integer({ min: -10_000_000, max: 10_000_000 }), (rate, frames) => {
    expect(framesOf(secondsOf(frames, rate), rate)).toEqual({ frames, isExact: true });
    expect(Math.abs(toNumber(secondsOf(frames, rate)) - (frames * rate.den) / rate.num)).toBeLessThan(1e-6);
  }));
});

test('a time between two frames goes to the nearest, and says that it is not exact', () => {
  const rate = { num: 24, den: 1 };
  expect(framesOf(rational(149, 240), rate)).toEqual({ frames: 15, isExact: false });
  expect(framesOf(rational(1, 48), rate)).toEqual({ frames: 1, isExact: false });
  expect(framesOf(rational(-1, 48), rate)).toEqual({ frames: 0, isExact: false });
  expect(framesOf(rational(-3, 96), rate)).toEqual({ frames: -1, isExact: false });
});
