import fc from 'fast-check';
import { plainCoding } from '../../../shared/colour/coding.ts';
import { expect, test } from 'vitest';
import { hexToLab } from '../../../shared/colour/srgb.ts';
import { colourNumbers, gamutText, hexOf, labOfText, numberOf } from './colour-entry.ts';

const notation = fc.constantFrom('LCh' as const, 'Lab' as const, 'RGB' as const);
const byte = fc.integer({ min: 0, max: 255 });

test('a colour written in any notation is read back as the same colour', () => {
  fc.assert(fc.property(notation, byte, byte, byte, fc.constantFrom(0, 1, 2), (how, r, g, b, index) => {
    const hex = `#${[r, g, b].map((each) => each.toString(16).padStart(2, '0')).join('')}`;
    const lab = hexToLab(hex);
    const number = colourNumbers(how, lab)[index];
    const again = number.with(Number(number.value))!;
    // L*, C*, a* and b* are written with one decimal, hue in whole degrees.
    expect(Math.hypot(again[0] - lab[0], again[1] - lab[1], again[2] - lab[2])).toBeLessThan(1.2);
    if (how === 'RGB') expect(hexOf(again)).toBe(hex);
  }));
});

test('changing the hue keeps lightness and chroma', () => {
  const [lightness, a, b] = colourNumbers('LCh', [54, 30, 0])[2].with(90)!;
  expect([lightness, a, b]).toEqual([54, expect.closeTo(0, 9), expect.closeTo(30, 9)]);
});

test('hex is read with and without #, long and short; other text is refused', () => {
  expect(labOfText('#fff')?.[0]).toBeCloseTo(100, 3);
  expect(labOfText(' 6f8aa6 ')).toEqual(hexToLab('#6f8aa6'));
  for (const text of ['', '#12345', 'red']) expect(labOfText(text)).toBeUndefined();
});

test('numbers out of range are refused; decimals may have a comma', () => {
  const [lightness, a] = colourNumbers('Lab', [50, 10, 10]);
  expect(lightness.with(101)).toBeUndefined();
  expect(a.with(-111)).toBeUndefined();
  expect(numberOf('12,5')).toBe(12.5);
  expect(numberOf(' ')).toBeUndefined();
});

test('a colour outside sRGB at its lightness is reported with the colour shown instead', () => {
  expect(gamutText([54, 10, 10], plainCoding('bt709'))).toBeUndefined();
  expect(gamutText([90, 0, -60], plainCoding('bt709'))).toMatch(/^Outside sRGB at L\* 90: C\* 60 is reduced to \d+\.$/);
});
