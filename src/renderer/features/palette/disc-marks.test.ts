import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainCoding } from '../../../shared/colour/coding.ts';
import { inGamut } from '../../../shared/colour/gamut.ts';
import { discMarks, type DiscPlace } from './disc-marks.ts';
import { GAMUT_REACH } from './gamut-image.ts';
import { discReach } from './lifted-colour.ts';

const coding = plainCoding('bt709');
const number = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });

/** Lab units a and b of a position. */
function abAt([x, y]: DiscPlace, reach: number): readonly [number, number] {
  return [(x - 0.5) * 2 * reach, (0.5 - y) * 2 * reach];
}

test('a colour of the gamut has one mark, where it stands', () => {
  const { obtained, wanted } = discMarks([20, -10], { lightness: 54, reach: 100, coding });
  expect(obtained).toEqual([0.6, 0.55]);
  expect(wanted).toBeUndefined();
});

test('a colour outside the gamut has its cross inside the disc, and the obtained colour on the same line of hue, nearer to gray and inside the gamut', () => {
  fc.assert(fc.property(number(5, 96), number(-110, 110), number(-110, 110), (lightness, a, b) => {
    const reach = discReach(lightness, GAMUT_REACH, coding);
    const { obtained, wanted } = discMarks([a, b], { lightness, reach, coding });
    const [seenA, seenB] = abAt(obtained, reach);
    expect(inGamut(lightness, seenA, seenB, coding)).toBe(true);
    expect(wanted === undefined).toBe(inGamut(lightness, a, b, coding));
    if (wanted === undefined) return;
    for (const share of wanted) expect(Math.abs(share - 0.5)).toBeLessThanOrEqual(0.5);
    const [crossA, crossB] = abAt(wanted, reach);
    // On one ray from gray: the cross product is zero, and the same side.
    expect(crossA * seenB - crossB * seenA).toBeCloseTo(0, 3);
    expect(crossA * a + crossB * b).toBeGreaterThanOrEqual(0);
    expect(Math.hypot(seenA, seenB)).toBeLessThan(Math.hypot(a, b));
  }));
});

test('at a dark place a chroma that the disc cannot hold stands at its edge', () => {
  const reach = discReach(6, GAMUT_REACH, coding);
  const { wanted } = discMarks([0, 100], { lightness: 6, reach, coding });
  expect(wanted).toEqual([0.5, expect.closeTo(0.03, 6)]);
});
