import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareLuma, isLumaShifted, mergeLumaChecks } from './compare-luma.ts';

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

test('a mean that moved is told from noise around the source, also of a film that was checked in parts', () => {
  const coding = { bitDepth: 8, range: 'limited' } as const;
  const source = Uint8Array.from({ length: 4000 }, (_, index) => 40 + (index % 150));
  const checkOf = (by: (index: number) => number) => {
    const comparison = compareLuma(coding, false);
    comparison.add(source, source.map((code, index) => code + by(index)), { width: 100, deliveredWidth: 100, frame: 0 });
    return comparison.result();
  };
  const [brighter, noise, both] = [checkOf(() => 2), checkOf((index) => (index % 2 === 0 ? 12 : -12)), checkOf((index) => (index % 2 === 0 ? 12 : -8))];
  expect([brighter, noise, both].map((check) => [check.shift, isLumaShifted(check, coding)])).toEqual([[2, true], [0, false], [2, true]]);
  const joined = mergeLumaChecks([brighter, noise], coding, false);
  expect([joined.shift, isLumaShifted(joined, coding)]).toEqual([1, true]);
  expect(mergeLumaChecks([brighter, { ...noise, shift: undefined }], coding, false).shift).toBeUndefined();
});
