import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chromaAtLuma } from './chroma-at-luma.ts';
import { createChromaTable } from './chroma-table.ts';
import { type ColourCoding, colourCoding, colourModel, displayGray, labToLinear, signalOfDisplayGray, signalToLab } from './coding.ts';
import { fillChromaRow } from './fill-chroma-row.ts';
import { rgbToYcc, yccToRgb } from './luma.ts';
import { CURVE_NAMES, transferCurve } from './transfer.ts';

const CODINGS: readonly ColourCoding[] = [
  { matrix: 'bt709', primaries: 'p3-d65', curve: 'display' }, { matrix: 'bt2020', primaries: 'bt2020', curve: 'display' }, { matrix: 'bt601', primaries: 'bt601-525', curve: 'display' },
  { matrix: 'bt601', primaries: 'bt601-625', curve: 'gamma28' }, { matrix: 'bt2020', primaries: 'bt2020', curve: 'pq' }, { matrix: 'bt2020', primaries: 'bt2020', curve: 'hlg' },
  { matrix: 'bt709', primaries: 'bt709', curve: 'linear' }, { matrix: 'bt709', primaries: 'bt709', curve: 'cineon' },
];

test.each(CURVE_NAMES)('%s: signal and light are each other’s inverse, and the slope is theirs', (name) => {
  const curve = transferCurve(name);
  fc.assert(fc.property(fc.double({ min: -0.2, max: 1.05, noNaN: true }), (signal) => {
    const linear = curve.toLinear(signal);
    expect(curve.toSignal(linear)).toBeCloseTo(signal, 6);
    if (signal < 0.1) return;
    const step = linear * 1e-5;
    expect(curve.slope(linear) / ((curve.toSignal(linear + step) - curve.toSignal(linear - step)) / (2 * step))).toBeCloseTo(1, 3);
  }));
});

test('points of the standards: PQ of 203 cd/m² and of black, HLG at 75 %, Cineon’s white and black', () => {
  expect(transferCurve('pq').toLinear(0.5806888)).toBeCloseTo(1, 4);
  expect(transferCurve('pq').toLinear(1)).toBeCloseTo(10_000 / 203, 2);
  expect(transferCurve('hlg').toLinear(0.75)).toBeCloseTo(1, 12);
  expect(transferCurve('cineon').toLinear(685 / 1023)).toBeCloseTo(1, 12);
  expect(transferCurve('cineon').toLinear(95 / 1023)).toBeCloseTo(0, 12);
});

test.each(CODINGS)('$primaries $curve: gray has no chroma, and a colour is recovered from its luma and its ab', (coding) => {
  const model = colourModel(coding);
  const table = createChromaTable(coding);
  fc.assert(fc.property(fc.double({ min: 12, max: 92, noNaN: true }), fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }), fc.double({ min: 0, max: 60, noNaN: true }), (lightness, hue, chroma) => {
    const ab = [chroma * Math.cos(hue), chroma * Math.sin(hue)] as const;
    const light = labToLinear(model, lightness, ...ab);
    // Colours at the very edge are as much outside as inside.
    fc.pre(light.every((channel) => channel > model.lowest + 0.002 && channel < model.highest - 0.002));
    const [r, g, b] = light.map((channel) => model.curve.toSignal(channel)) as [number, number, number];
    const [y, cb, cr] = rgbToYcc(r, g, b, coding.matrix);
    const exact = chromaAtLuma(y, ...ab, coding);
    expect(Math.hypot(exact[0] - cb, exact[1] - cr)).toBeLessThan(1e-6);
    const row = { count: 2, y: Float32Array.of(y, y), a: Float32Array.of(ab[0], 0), b: Float32Array.of(ab[1], 0), cb: new Float32Array(2), cr: new Float32Array(2) };
    fillChromaRow(table, row, 2);
    // A half of a 10-bit code.
    expect(Math.max(Math.abs(row.cb[0]! - cb), Math.abs(row.cr[0]! - cr)) * 896).toBeLessThan(0.5);
    expect([row.cb[1], row.cr[1]]).toEqual([0, 0]);
    const [, a, bb] = signalToLab(model, ...yccToRgb(y, cb, cr, coding.matrix));
    expect(Math.hypot(a - ab[0], bb - ab[1])).toBeLessThan(1e-6);
  }), { numRuns: 60 });
});

test('the gray of the display picture is converted back exactly, and white is that of the coding', () => {
  for (const coding of CODINGS) {
    const toGray = displayGray(coding);
    for (const gray of [0.1, 0.3, 0.5, 0.8]) expect(toGray(signalOfDisplayGray(coding, gray)), coding.curve).toBeCloseTo(gray, 2);
  }
});

test('tags are understood, and linear floats are read as PQ codes', () => {
  expect(colourCoding({ matrix: 'bt601', primaries: 'bt470bg', transfer: 'bt470bg' })).toEqual({ matrix: 'bt601', primaries: 'bt601-625', curve: 'gamma28' });
  expect(colourCoding({ matrix: 'bt709' })).toEqual({ matrix: 'bt709', primaries: 'bt709', curve: 'display' });
  expect(colourCoding({ matrix: 'bt709', transfer: 'linear', pixelFormat: 'gbrpf32le' }).curve).toBe('pq');
  expect(colourCoding({ matrix: 'bt709', transfer: 'linear', pixelFormat: 'gbrp10le' }).curve).toBe('linear');
});
