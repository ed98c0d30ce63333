import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SampleCoding } from './luma.ts';
import { compareLuma } from './compare-luma.ts';
import { isLumaExact, lumaCodeMap, toDeliveredLuma } from './luma-codes.ts';

const limited = (bitDepth: number): SampleCoding => ({ bitDepth, range: 'limited' });
const full = (bitDepth: number): SampleCoding => ({ bitDepth, range: 'full' });

test('8-bit limited luma becomes 10 bit by a shift of every code, sub-black and super-white too', () => {
  expect([...lumaCodeMap(limited(8), limited(10))!]).toEqual(Array.from({ length: 256 }, (_, code) => 4 * code));
});

test('full range keeps black and white, and maps no two codes to one', () => {
  const map = [...lumaCodeMap(full(8), full(10))!];
  expect([map[0], map[255], new Set(map).size]).toEqual([0, 1023, 256]);
});

test('the same coding returns the same samples', () => {
  const samples = Uint16Array.of(1, 2, 3);
  expect(toDeliveredLuma(samples, limited(10), limited(10))).toBe(samples);
});

test('a deeper delivery of the same range loses no code, and the report says so', () => {
  fc.assert(fc.property(fc.integer({ min: 8, max: 16 }), fc.integer({ min: 8, max: 16 }), fc.constantFrom('limited', 'full'), (from, to, range) => {
    const source = { bitDepth: from, range } as const;
    const target = { bitDepth: to, range } as const;
    const map = lumaCodeMap(source, target);
    expect(isLumaExact(source, target)).toBe(to >= from);
    if (to >= from && map !== undefined) expect(new Set(map).size).toBe(2 ** from);
  }), { numRuns: 30 });
});

test('one wrong sample in a lossless delivery is found, counted and called a failure', () => {
  const comparison = compareLuma(limited(8), true);
  const source = new Uint8Array(12).fill(100);
  const written = source.slice();
  written[5] = 103;
  comparison.add(source, source, { width: 4, deliveredWidth: 4 });
  comparison.add(source, written, { width: 4, deliveredWidth: 4 });
  expect(comparison.result()).toMatchObject({ result: 'failed', checkedFrames: 2, checkedSamples: 24, differingSamples: 1, meanError: 3 / 24, maxError: 3 });
  expect(comparison.result().psnr).toBeCloseTo(10 * Math.log10((255 ** 2 * 24) / 9), 9);
});

test('a delivery padded to an even width is compared where the picture is', () => {
  const comparison = compareLuma(limited(8), true);
  comparison.add(Uint8Array.of(1, 2, 3, 4, 5, 6), Uint8Array.of(1, 2, 3, 3, 4, 5, 6, 6), { width: 3, deliveredWidth: 4 });
  expect(comparison.result()).toMatchObject({ result: 'exact', differingSamples: 0 });
});
