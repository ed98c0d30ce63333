import Color from 'colorjs.io';
import { expect, test } from 'vitest';
import { AB_UNIT } from '../model/ab-plane.ts';
import { type ColourCoding, colourModel, h273Codes, labToLinear, plainCoding, signalToLab } from './coding.ts';
import { convertedRgb, rgbOfModel } from './image-rgb.ts';
import { stillChroma } from './still-chroma.ts';

const FINE = { bitDepth: 16, range: 'full' } as const;
const HDR: ColourCoding = { matrix: 'bt2020', primaries: 'bt2020', curve: 'pq' };
const WIDE: ColourCoding = { matrix: 'bt2020', primaries: 'bt2020', curve: 'display' };
const P3: ColourCoding = { matrix: 'bt709', primaries: 'p3-d65', curve: 'display' };

const samplesOf = (signals: readonly number[]): Uint16Array => Uint16Array.from(signals, (value) => Math.round(65_535 * value));
const abOf = (samples: Uint16Array, from: ColourCoding, colour: ColourCoding): readonly number[] => Array.from(stillChroma({ width: 1, height: 1, samples }, { colour, coding: FINE, rgb: rgbOfModel(colourModel(from)) }).samples, (value) => value / AB_UNIT);

test('a keyframe of an HDR film that was exported with its codes comes back as the colour that it had', () => {
  const model = colourModel(HDR);
  for (const [l, a, b] of [[60, 30, -20], [90, 10, 30], [120, 5, 15]] as const) {
    const signals = labToLinear(model, l, a, b).map((linear) => model.curve.toSignal(linear));
    const [ca, cb] = abOf(samplesOf(signals), HDR, HDR);
    expect(Math.hypot(ca! - a, cb! - b), `${l}`).toBeLessThan(0.1);
  }
  expect([h273Codes(HDR), h273Codes(P3), h273Codes({ primaries: 'bt709', curve: 'cineon' })]).toEqual([{ primaries: 9, transfer: 16 }, { primaries: 12, transfer: 13 }, undefined]);
});

test('a colour of P3 that sRGB lacks reaches a BT.2020 film whole, and is reduced in chroma alone for an HD film', () => {
  const red = [0.9, 0.1, 0.1];
  const [, a, b] = new Color('p3', red as [number, number, number]).to('lab-d65').coords.map(Number);
  const [wa, wb] = abOf(samplesOf(red), P3, WIDE);
  expect(Math.hypot(wa! - a!, wb! - b!)).toBeLessThan(0.3);
  const [na, nb] = abOf(samplesOf(red), P3, plainCoding('bt709'));
  expect(Math.hypot(na!, nb!)).toBeLessThan(Math.hypot(a!, b!) - 3);
  expect(Math.abs(Math.atan2(nb!, na!) - Math.atan2(b!, a!))).toBeLessThan(0.01);
});

test('gray stays gray, and the same coding changes no code by more than rounding', () => {
  const samples = samplesOf([0.02, 0.02, 0.02, 0.5, 0.5, 0.5, 1, 1, 1, 0.8, 0.4, 0.1]);
  const same = convertedRgb(samples, rgbOfModel(colourModel(P3)), colourModel(P3));
  expect(Math.max(...samples.map((value, index) => Math.abs(value - same[index]!)))).toBeLessThanOrEqual(1);
  const srgb = convertedRgb(samples, rgbOfModel(colourModel(P3)), colourModel(plainCoding('bt709')));
  for (const at of [0, 3, 6]) expect(Math.max(Math.abs(srgb[at]! - srgb[at + 1]!), Math.abs(srgb[at]! - srgb[at + 2]!))).toBeLessThanOrEqual(1);
  expect(signalToLab(colourModel(P3), 1, 1, 1)[0]).toBeCloseTo(100, 4);
});
