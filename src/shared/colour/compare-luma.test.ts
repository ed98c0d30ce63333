import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareLuma } from './compare-luma.ts';

test('differences of luma are added up sample by sample, over several planes, padded or not', () => {
  fc.assert(fc.property(fc.constantFrom<8 | 10 | 16>(8, 10, 16), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 5 }), fc.constantFrom(0, 1), fc.array(fc.nat(), { minLength: 120, maxLength: 120 }), (bitDepth, width, height, padding, codes) => {
    const comparison = compareLuma({ bitDepth, range: 'full' }, false);
    const plane = (count: number, from: number): Uint8Array | Uint16Array => { const values = codes.slice(from, from + count).map((code) => code % 2 ** bitDepth); return bitDepth === 8 ? Uint8Array.from(values) : Uint16Array.from(values); };
    const errors: number[] = [];
    for (const from of [0, 3]) {
      const [source, delivered] = [plane(width * height, from), plane((width + padding) * height, from + 40)];
      comparison.add(source, delivered, { width, deliveredWidth: width + padding });
      source.forEach((code, index) => { errors.push(Math.abs(code - delivered[Math.floor(index / width) * (width + padding) + (index % width)]!)); });
    }
    const sum = (of: (error: number) => number): number => errors.reduce((total, error) => total + of(error), 0);
    const squares = sum((error) => error * error);
    expect(comparison.result()).toMatchObject({
      checkedFrames: 2, checkedSamples: errors.length, differingSamples: errors.filter((error) => error > 0).length, maxError: Math.max(...errors),
      meanError: expect.closeTo(sum((error) => error) / errors.length, 9) as number, psnr: squares === 0 ? null : expect.closeTo(10 * Math.log10(((2 ** bitDepth - 1) ** 2 * errors.length) / squares), 9) as number,
    });
  }), { numRuns: 60 });
});
