import { expect, test } from 'vitest';
import { hexToLab } from '../../../shared/colour/srgb.ts';
import { gamutImage, GAMUT_REACH } from './gamut-image.ts';
import { chipBackground, discReach, isLifted } from './lifted-colour.ts';

test('at a dark position the disc is filled by the few colours of the gamut, drawn light enough to be told apart', () => {
  const side = 64;
  const lightest = (lightness: number): number => {
    const image = gamutImage(lightness, side, { reach: discReach(lightness, GAMUT_REACH) });
    let most = 0;
    for (let at = 0; at < image.length; at += 4) if (image[at + 3] === 255) most = Math.max(most, image[at + 1]!);
    return most;
  };
  const covered = (lightness: number, reach = discReach(lightness, GAMUT_REACH)): number => gamutImage(lightness, side, { reach }).filter((value, index) => index % 4 === 3 && value === 255).length / side ** 2;
  expect(discReach(8, GAMUT_REACH)).toBeLessThan(0.7 * GAMUT_REACH);
  expect(discReach(60, GAMUT_REACH)).toBe(GAMUT_REACH);
  expect(covered(8)).toBeGreaterThan(2 * covered(8, GAMUT_REACH));
  expect(lightest(8)).toBeGreaterThan(110);
});

test('a dark chip shows the lifted colour, and the true one below it', () => {
  expect(isLifted(60)).toBe(false);
  expect(chipBackground(60, [20, 10])).toMatch(/^#[0-9a-f]{6}$/);
  const [lifted, own] = [...chipBackground(10, [10, 5]).matchAll(/#[0-9a-f]{6}/g)].map(([hex]) => hexToLab(hex)[0]);
  expect(lifted).toBeCloseTo(52, 0);
  expect(own).toBeCloseTo(10, 0);
});
