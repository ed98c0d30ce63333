import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cropPadding, padByReflection, padByZero } from './padding.ts';
import { lumaTensor } from './luma-tensor.ts';

test('padding reflects about the last sample without repeating it', () => {
  expect([...padByReflection(Float32Array.of(1, 2, 3, 4), { width: 4, height: 1 }, { width: 9, height: 2 })]).toEqual([1, 2, 3, 4, 3, 2, 1, 2, 3, 1, 2, 3, 4, 3, 2, 1, 2, 3]);
});

test('cropping gives back what was padded, whatever the sizes', () => {
  const side = fc.integer({ min: 1, max: 20 });
  fc.assert(fc.property(side, side, side, side, fc.constantFrom(1, 2), (width, height, moreX, moreY, channels) => {
    const values = Float32Array.from({ length: channels * width * height }, (_, index) => index + 1);
    const padded = { width: width + moreX, height: height + moreY };
    expect(cropPadding(padByReflection(values, { width, height }, padded), padded, { width, height })).toEqual(values);
    expect(cropPadding(padByZero(values, { width, height }, padded), padded, { width, height })).toEqual(values);
    expect(padByZero(values, { width, height }, padded).reduce((sum, value) => sum + value, 0)).toBe(values.reduce((sum, value) => sum + value, 0));
  }));
});

test('a luma becomes L/50 − 1 at a multiple of the network', () => {
  const tensor = lumaTensor({ frame: 0, width: 20, height: 16, lightness: new Float32Array(320).fill(75) }, 16);
  expect(tensor.dims).toEqual([1, 1, 16, 32]);
  expect(tensor.data.every((value) => value === 0.5)).toBe(true);
});

test('a luma with NaN in it is refused, and so is a picture under 16 pixels', () => {
  expect(() => lumaTensor({ frame: 3, width: 16, height: 16, lightness: new Float32Array(256).fill(Number.NaN) }, 16)).toThrow(expect.objectContaining({ code: 'input.malformed' }) as Error);
  expect(() => lumaTensor({ frame: 3, width: 40, height: 15, lightness: new Float32Array(600) }, 16)).toThrow(expect.objectContaining({ code: 'image.tooSmall' }) as Error);
});
