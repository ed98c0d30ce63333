import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AB_BIN_COUNT, abBins, nearestAbBin } from './ab-bins.ts';

const exported = JSON.parse(readFileSync(new URL('../../../resources/models/hint-unet/ab-bins.json', import.meta.url), 'utf8')) as { readonly centres: readonly (readonly [number, number])[] };

test('the bins are those of the network\'s training, in the same order', () => {
  expect(abBins()).toHaveLength(2 * AB_BIN_COUNT);
  expect([...abBins()]).toEqual(exported.centres.flat());
});

test('every bin is nearest to itself', () => {
  exported.centres.forEach(([a, b], bin) => expect(nearestAbBin(a, b)).toBe(bin));
});

test('gray belongs to the bin at the origin, and ab far outside to a bin at the edge', () => {
  const gray = nearestAbBin(0.4, -0.4);
  expect([abBins()[2 * gray], abBins()[2 * gray + 1]]).toEqual([0, 0]);
  expect(nearestAbBin(500, 0)).toBe(nearestAbBin(128, 0));
});
