import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHROMA_LIMIT, chromaAtLuma, GAMUT_TOLERANCE, gamutShare, unboundedChromaAtLuma } from './chroma-at-luma.ts';
import { createChromaTable } from './chroma-table.ts';
import { plainCoding } from './coding.ts';
import { fillChromaRow } from './fill-chroma-row.ts';
import { chromaScale, type MatrixName, rgbToYcc, yccToRgb } from './luma.ts';
import { srgbToLab } from './srgb.ts';

const matrix = fc.constantFrom<MatrixName>('bt709', 'bt601', 'bt2020');
const unit = fc.double({ min: 0, max: 1, noNaN: true });
const chroma = fc.double({ min: -128, max: 128, noNaN: true });

/** One sample by the table. */
function fromTable(y: number, a: number, b: number, name: MatrixName, rounds: 1 | 2 = 1): readonly [number, number] {
  const cb = new Float32Array(1);
  const cr = new Float32Array(1);
  fillChromaRow(createChromaTable(plainCoding(name)), { count: 1, y: Float32Array.of(y), a: Float32Array.of(a), b: Float32Array.of(b), cb, cr }, rounds);
  return [cb[0]!, cr[0]!];
}

test('Cb and Cr of an sRGB colour are recovered from its Lab chroma and its luma', () => {
  fc.assert(fc.property(unit, unit, unit, matrix, (r, g, b, name) => {
    const [y, cb, cr] = rgbToYcc(r, g, b, name);
    const [, labA, labB] = srgbToLab(r, g, b);
    const [foundCb, foundCr] = chromaAtLuma(y, labA, labB, plainCoding(name));
    expect(Math.abs(foundCb - cb)).toBeLessThan(1e-6);
    expect(Math.abs(foundCr - cr)).toBeLessThan(1e-6);
  }), { numRuns: 500 });
});

test('gray stays gray at every luma, to the code', () => {
  for (const bitDepth of [8, 10]) {
    const { offset, scale } = chromaScale({ bitDepth, range: 'limited' });
    fc.assert(fc.property(fc.double({ min: -0.08, max: 1.1, noNaN: true }), matrix, (y, name) => {
      for (const [cb, cr] of [chromaAtLuma(y, 0, 0, plainCoding(name)), fromTable(y, 0, 0, name)]) {
        expect(Math.round(cb * scale + offset)).toBe(128 * 2 ** (bitDepth - 8));
        expect(Math.round(cr * scale + offset)).toBe(128 * 2 ** (bitDepth - 8));
      }
    }));
  }
});

test('any chroma at any luma is mapped into sRGB, with that luma and hue kept', () => {
  fc.assert(fc.property(unit, chroma, chroma, matrix, (y, a, b, name) => {
    const [wantedCb, wantedCr] = unboundedChromaAtLuma(y, a, b, plainCoding(name));
    const [cb, cr] = chromaAtLuma(y, a, b, plainCoding(name));
    const [r, g, blue] = yccToRgb(y, cb, cr, name);
    for (const channel of [r, g, blue]) {
      expect(channel).toBeGreaterThan(-GAMUT_TOLERANCE - 1e-9);
      expect(channel).toBeLessThan(1 + GAMUT_TOLERANCE + 1e-9);
    }
    expect(Math.abs(rgbToYcc(r, g, blue, name)[0] - y)).toBeLessThan(1e-6);
    expect(Math.abs(cb * wantedCr - cr * wantedCb)).toBeLessThan(1e-9);
    expect(cb * wantedCb + cr * wantedCr).toBeGreaterThanOrEqual(-1e-12);
  }), { numRuns: 500 });
});

test('the reduction is the smallest that suffices', () => {
  fc.assert(fc.property(unit, chroma, chroma, matrix, (y, a, b, name) => {
    const [cb, cr] = unboundedChromaAtLuma(y, a, b, plainCoding(name));
    const share = gamutShare(y, cb, cr, name);
    if (share === 1) return;
    const rgb = yccToRgb(y, share * cb, share * cr, name);
    const distance = Math.min(...rgb.map((channel) => Math.min(Math.abs(channel + GAMUT_TOLERANCE), Math.abs(channel - 1 - GAMUT_TOLERANCE))));
    expect(distance).toBeLessThan(1e-9);
  }));
});

test('the reduction grows with the requested chroma and never reverses it', () => {
  fc.assert(fc.property(unit, fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }), fc.double({ min: 1, max: 50, noNaN: true }), (y, hue, reach) => {
    const at = (distance: number): number => Math.hypot(...unboundedChromaAtLuma(y, distance * Math.cos(hue), distance * Math.sin(hue), plainCoding('bt709')));
    expect(at(reach * 1.1)).toBeGreaterThan(at(reach));
  }));
});

test('super-white, sub-black and extreme chroma give finite numbers', () => {
  for (const y of [-1, -0.1, -0.01, 0, 1, 1.05, 1.1, 2]) {
    for (const [a, b] of [[110, 110], [-128, 127.9], [0.001, -0.001], [-1000, 3]] as const) {
      for (const [cb, cr] of [chromaAtLuma(y, a, b, plainCoding('bt709')), fromTable(y, a, b, 'bt709')]) {
        expect(Number.isFinite(cb) && Number.isFinite(cr), `${y} ${a} ${b}`).toBe(true);
        expect(Math.abs(cb) <= 0.505 && Math.abs(cr) <= 0.505, `${y} ${a} ${b}: ${cb} ${cr}`).toBe(true);
      }
    }
  }
});

test('chroma beyond the limit equals that of the limit in the same direction', () => {
  expect(chromaAtLuma(0.5, 2 * CHROMA_LIMIT, CHROMA_LIMIT, plainCoding('bt709'))).toEqual(chromaAtLuma(0.5, CHROMA_LIMIT, CHROMA_LIMIT / 2, plainCoding('bt709')));
});

/** Difference of table and exact computation over a grid of the sRGB cube, in 10-bit codes. */
function tableErrors(name: MatrixName, rounds: 1 | 2): { readonly mean: number; readonly worst: number } {
  const steps = 24;
  let total = 0;
  let worst = 0;
  for (let r = 0; r <= steps; r++) {
    for (let g = 0; g <= steps; g++) {
      for (let b = 0; b <= steps; b++) {
        const rgb = [r / steps, g / steps, b / steps] as const;
        const [y] = rgbToYcc(...rgb, name);
        const [, labA, labB] = srgbToLab(...rgb);
        const exact = chromaAtLuma(y, labA, labB, plainCoding(name));
        const fast = fromTable(y, labA, labB, name, rounds);
        const error = 896 * Math.max(Math.abs(exact[0] - fast[0]), Math.abs(exact[1] - fast[1]));
        total += error;
        worst = Math.max(worst, error);
      }
    }
  }
  return { mean: total / (steps + 1) ** 3, worst };
}

test.each(['bt709', 'bt601', 'bt2020'] as const)('one Newton step from the table of %s stays within 0.1 of a 10-bit code on average and 1.5 at worst, two within 0.15', (name) => {
  const one = tableErrors(name, 1);
  expect(one.mean).toBeLessThan(0.1);
  expect(one.worst).toBeLessThan(1.5);
  expect(tableErrors(name, 2).worst).toBeLessThan(0.15);
});
