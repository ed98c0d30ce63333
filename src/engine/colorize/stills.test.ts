import fc from 'fast-check';
import { expect, test } from 'vitest';
import { abBins, nearestAbBin } from '../../shared/colour/ab-bins.ts';
import { hexToLab } from '../../shared/colour/srgb.ts';
import { suggestColours } from './palette.ts';
import { globalVector, GLOBAL_SIZE, referenceStatistics } from './statistics.ts';

/** A uniform picture of 8-bit colour as 16-bit samples. */
function flat(hex: string, width: number, height: number): { readonly width: number; readonly height: number; readonly samples: Uint16Array } {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) * 257);
  return { width, height, samples: Uint16Array.from({ length: 3 * width * height }, (_, index) => channels[index % 3]!) };
}

test('a uniform picture fills one bin', () => {
  const [, a, b] = hexToLab('#c04030');
  const { histogram, saturation } = referenceStatistics(flat('#c04030', 40, 30));
  expect(histogram[nearestAbBin(a, b)]).toBeCloseTo(1, 5);
  expect(saturation).toBeCloseTo((0xc0 - 0x30) / 0xc0, 5);
});

test('a histogram sums to 1 at any size, down to a single pixel, and a gray picture requests gray', () => {
  for (const [width, height] of [[1, 1], [3, 500], [640, 361]] as const) {
    const { histogram, saturation } = referenceStatistics(flat('#808080', width, height));
    expect(histogram.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 4);
    expect(histogram[nearestAbBin(0, 0)]).toBeCloseTo(1, 4);
    expect(saturation).toBe(0);
  }
});

test('without a reference the global vector is zero, including the indicators', () => {
  expect([...globalVector(undefined)]).toEqual(Array.from({ length: GLOBAL_SIZE }, () => 0));
  const vector = globalVector(referenceStatistics(flat('#c04030', 8, 8)));
  expect([vector[313], vector[315]]).toEqual([1, 1]);
});

test('a distribution with two peaks suggests both, the higher first', () => {
  const logits = new Float32Array(313).fill(-20);
  const [skin, sky] = [nearestAbBin(20, 20), nearestAbBin(-10, -30)];
  logits[skin] = 4;
  logits[sky] = 2;
  const [first, second] = suggestColours(logits, 65);
  expect(nearestAbBin(...first!.ab)).toBe(skin);
  expect(nearestAbBin(...second!.ab)).toBe(sky);
  expect(first!.weight).toBeGreaterThan(second!.weight);
});

test('weights are shares, colours differ, and black has only black', () => {
  fc.assert(fc.property(fc.array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: 313, maxLength: 313 }), fc.double({ min: 15, max: 95, noNaN: true }), (logits, lightness) => {
    const found = suggestColours(Float32Array.from(logits), lightness);
    expect(found).toHaveLength(9);
    expect(found.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 6);
  }), { numRuns: 20 });
  expect(suggestColours(new Float32Array(abBins().length / 2), 0).every(({ hex }) => hex === '#000000')).toBe(true);
});
