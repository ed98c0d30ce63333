import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filledFromNearest } from './fill-region.ts';

const size = { width: 9, height: 6 };
const count = size.width * size.height;
/** The left four columns; the fourth lies on the outline. */
const left = Float32Array.from({ length: count }, (_, index) => [1, 1, 1, 0.5][index % size.width] ?? 0);

test('known cells keep their values, the others take those of the nearest known one', () => {
  const values = Float32Array.from({ length: 2 * count }, (_, index) => index);
  const filled = filledFromNearest(values, left, size);
  for (let index = 0; index < count; index++) {
    const nearest = Math.floor(index / size.width) * size.width + Math.min(2, index % size.width);
    expect([filled[index], filled[count + index]]).toEqual([nearest, count + nearest]);
  }
});

test('what is not known never shows', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -100, max: 100 }), { minLength: count, maxLength: count }), (outside) => {
    const values = Float32Array.from(outside, (value, index) => (left[index] === 1 ? 0.25 : value));
    expect(filledFromNearest(values, left, size)).toEqual(new Float32Array(count).fill(0.25));
  }));
});

test('where the greatest weight is small, it is what is known', () => {
  const faint = left.map((value) => value * 0.2);
  const values = Float32Array.from({ length: count }, (_, index) => index);
  expect(filledFromNearest(values, faint, size)).toEqual(filledFromNearest(values, left, size));
});
