import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coverOutlines } from './coverage.ts';
import { ellipse, rectangle } from './shapes.ts';

const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);

test('coverage of a rectangle sums to its area wherever it lies between pixels', () => {
  fc.assert(fc.property(fc.double({ min: 1, max: 40, noNaN: true }), fc.double({ min: 1, max: 40, noNaN: true }), fc.double({ min: 0.1, max: 20, noNaN: true }), fc.double({ min: 0.1, max: 20, noNaN: true }), (x, y, width, height) => {
    const coverage = coverOutlines([rectangle(x, y, width, height)], 64, 64, 0)!;
    expect(sum(coverage.values)).toBeCloseTo(width * height, 2);
  }));
});

test('the part of a disc that leaves the picture is cut off exactly at the edge', () => {
  const whole = coverOutlines([ellipse(32, 32, 12, 12)], 64, 64, 0)!;
  const half = coverOutlines([ellipse(0, 32, 12, 12)], 64, 64, 0)!;
  expect(sum(half.values)).toBeCloseTo(sum(whole.values) / 2, 1);
  expect(half.width).toBe(12);
});

test('an outline outside the picture covers nothing', () => {
  expect(coverOutlines([rectangle(-30, 4, 10, 10)], 64, 64, 0)).toBeUndefined();
});
