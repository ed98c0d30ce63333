import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gamutMap, inGamut } from './gamut.ts';
import { hexToLab } from './srgb.ts';

const lightness = fc.double({ min: 0, max: 100, noNaN: true });
const chroma = fc.double({ min: -110, max: 110, noNaN: true });

test('every sRGB code is inside the gamut', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 0xffffff }), (code) => {
    expect(inGamut(...hexToLab(`#${code.toString(16).padStart(6, '0')}`))).toBe(true);
  }));
});

test('a full-chroma green at the lightness of a dark suit is outside', () => {
  expect(inGamut(20, -80, 80)).toBe(false);
});

test('a gamut-mapped colour lies inside, keeps its lightness and hue, and never gains chroma', () => {
  fc.assert(fc.property(lightness, chroma, chroma, (l, a, b) => {
    const [l2, a2, b2] = gamutMap(l, a, b);
    expect(l2).toBe(l);
    expect(inGamut(l2, a2, b2)).toBe(true);
    expect(Math.hypot(a2, b2)).toBeLessThanOrEqual(Math.hypot(a, b));
    expect(a * b2 - b * a2).toBeCloseTo(0, 6);
    expect(a * a2 + b * b2).toBeGreaterThanOrEqual(0);
  }));
});

test('chroma is reduced no further than needed', () => {
  const [l, a, b] = gamutMap(50, 110, -110);
  expect(inGamut(l, a * 1.001, b * 1.001)).toBe(false);
});

test('black and white can carry no colour', () => {
  for (const l of [0, 100]) {
    const [, a, b] = gamutMap(l, 60, -40);
    expect(Math.hypot(a, b)).toBeLessThan(0.5);
  }
});
