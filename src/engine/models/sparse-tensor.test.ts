import { expect, test } from 'vitest';
import { denseValues, sparseWhereSmaller } from './sparse-tensor.ts';

const DIMS = [1, 2, 64, 64] as const;

function plane(valueAt: (index: number) => number): { readonly dims: readonly number[]; readonly data: Float32Array } {
  return { dims: DIMS, data: Float32Array.from({ length: 2 * 64 * 64 }, (_, index) => valueAt(index)) };
}

test('a plane of a few hints goes as their values, and comes out with the same bits', () => {
  const hints = plane((index) => ({ 3: 0.25, 4: -0, 5: Number.NaN, 8191: -1.5 })[index] ?? 0);
  const sparse = sparseWhereSmaller(hints);
  if (!('at' in sparse)) throw new Error('It went as it is.');
  expect([...sparse.at]).toEqual([3, 4, 5, 8191]);
  expect(new Int32Array(denseValues(sparse).buffer)).toEqual(new Int32Array(hints.data.buffer));
});

test('a plane without any mark is nothing but its size', () => {
  const sparse = sparseWhereSmaller(plane(() => 0));
  expect(sparse).toMatchObject({ dims: DIMS, values: new Float32Array(0) });
});

test('a picture, and what is small anyhow, goes as it is', () => {
  const picture = plane((index) => Math.sin(index));
  expect(sparseWhereSmaller(picture)).toBe(picture);
  const vividness = { dims: [1, 2], data: new Float32Array(2) };
  expect(sparseWhereSmaller(vividness)).toBe(vividness);
});

test('a part of a larger buffer is read from its own beginning', () => {
  const whole = new Float32Array(10_000);
  whole[0] = 9;
  whole[1001] = 2;
  expect(sparseWhereSmaller({ dims: [1, 1, 80, 100], data: whole.subarray(1000, 9000) })).toMatchObject({ at: Uint32Array.of(1), values: Float32Array.of(2) });
});
