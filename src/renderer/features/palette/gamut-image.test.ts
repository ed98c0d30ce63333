import { expect, test } from 'vitest';
import { inGamut } from '../../../shared/colour/gamut.ts';
import { labToSrgb } from '../../../shared/colour/srgb.ts';
import { GAMUT_REACH, gamutImage } from './gamut-image.ts';
import { isLifted, LIFTED } from './lifted-colour.ts';

const SIDE = 75;
const abOf = (index: number): readonly [number, number] => {
  const placed = (each: number): number => ((each + 0.5) / SIDE - 0.5) * 2 * GAMUT_REACH;
  return [placed(index % SIDE), -placed(Math.floor(index / SIDE))];
};

test('the disc shows exactly the colours of the gamut at a lightness, dark ones lifted', () => {
  for (const lightness of [5, 30, 54, 80, 97]) {
    const image = gamutImage(lightness, SIDE);
    let shown = 0;
    for (let index = 0; index < SIDE * SIDE; index++) {
      const [a, b] = abOf(index);
      const rgb = labToSrgb(lightness, a, b);
      const drawn = isLifted(lightness) ? labToSrgb(LIFTED, a, b).map((each) => Math.min(1, Math.max(0, each))) : rgb;
      // Rounding decides at the edge of the gamut.
      if (inGamut(lightness, a, b) !== (image[4 * index + 3] === 255)) expect(Math.min(...rgb.map((each) => Math.min(Math.abs(each), Math.abs(each - 1))))).toBeLessThan(1e-3);
      else if (image[4 * index + 3] === 255) {
        shown += 1;
        for (const [channel, value] of drawn.entries()) expect(Math.abs(image[4 * index + channel]! - 255 * value)).toBeLessThan(2.5);
      }
    }
    expect(shown).toBeGreaterThan(0);
  }
});

test('near black and near white fewer colours exist than in the middle', () => {
  const count = (lightness: number): number => gamutImage(lightness, SIDE).filter((_, index) => index % 4 === 3).reduce((sum, alpha) => sum + (alpha > 0 ? 1 : 0), 0);
  expect(count(4)).toBeLessThan(count(54) / 3);
  expect(count(98)).toBeLessThan(count(54) / 3);
});
