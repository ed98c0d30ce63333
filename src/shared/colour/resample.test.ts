import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AbPlane } from '../model/ab-plane.ts';
import { chromaGrid, createResampler, plainGrid, resampleChannel, resamplePlane } from './resample.ts';

function planeOf(width: number, height: number, valueAt: (x: number, y: number) => readonly [number, number]): AbPlane {
  const samples = new Int16Array(2 * width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) [samples[y * width + x], samples[(height + y) * width + x]] = valueAt(x, y) as [number, number];
  return { width, height, samples };
}

const side = fc.integer({ min: 1, max: 40 });

test('a flat plane stays flat at any size', () => {
  fc.assert(fc.property(side, side, side, side, fc.integer({ min: -28_000, max: 28_000 }), (w, h, width, height, value) => {
    const out = resamplePlane(planeOf(w, h, () => [value, -value]), { width, height });
    expect(out.samples.subarray(0, width * height).every((sample) => Math.abs(sample - value) <= 1)).toBe(true);
    expect(out.samples.subarray(width * height).every((sample) => Math.abs(sample + value) <= 1)).toBe(true);
  }));
});

test('the same size gives the same samples', () => {
  const plane = planeOf(7, 5, (x, y) => [x * 100 - y, y * 31]);
  expect(resamplePlane(plane, { width: 7, height: 5 }).samples).toEqual(plane.samples);
  const resampler = createResampler(plane, plainGrid(7), plainGrid(5));
  const row = new Float32Array(7);
  resampler.fillRow(plane.samples.subarray(0, 35), 3, row, 1);
  expect([...row]).toEqual([...plane.samples.subarray(21, 28)]);
});

test('a ramp enlarged four times is still that ramp, away from the edges', () => {
  const out = resampleChannel(Float32Array.from({ length: 12 }, (_, x) => x), { width: 12, height: 1 }, { width: 48, height: 1 });
  for (let x = 8; x < 40; x++) expect(out[x]).toBeCloseTo((x + 0.5) / 4 - 0.5, 5);
});

test('an enlarged step overshoots as a cubic does, by less than a tenth, and changes at the edge itself', () => {
  const out = resampleChannel(Float32Array.of(0, 0, 0, 0, 1, 1, 1, 1), { width: 8, height: 1 }, { width: 64, height: 1 });
  expect(Math.max(...out)).toBeLessThan(1.1);
  expect(Math.min(...out)).toBeGreaterThan(-0.1);
  expect(out[31]! + out[32]!).toBeCloseTo(1, 5);
  expect(out[31]).toBeLessThan(0.5);
});

test('reduction keeps the mean', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 24, maxLength: 24 }), fc.constantFrom(2, 3, 4, 5, 7, 12), (values, width) => {
    const out = resampleChannel(Float32Array.from(values), { width: 24, height: 1 }, { width, height: 1 });
    expect(out.reduce((sum, value) => sum + value, 0) / width).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 24, 3);
  }));
});

test('halving across for 4:2:2 weighs the co-sited column and half of each neighbour', () => {
  const { columns, rows } = chromaGrid({ width: 8, height: 1 }, '422');
  const row = new Float32Array(4);
  createResampler({ width: 8, height: 1 }, columns, rows).fillRow(Float32Array.of(0, 0, 0, 0, 100, 0, 0, 0), 0, row, 1);
  expect([...row]).toEqual([0, 0, 50, 0]);
  createResampler({ width: 8, height: 1 }, columns, rows).fillRow(Float32Array.of(0, 0, 0, 100, 0, 0, 0, 0), 0, row, 1);
  expect([...row]).toEqual([0, 25, 25, 0]);
});

test('4:2:0 chroma of a vertical ramp lies midway between its two rows, and odd pictures round up', () => {
  const { columns, rows } = chromaGrid({ width: 5, height: 7 }, '420');
  expect([columns.count, rows.count]).toEqual([3, 4]);
  const out = new Float32Array(3);
  const ramp = Float32Array.from({ length: 35 }, (_, index) => Math.floor(index / 5));
  createResampler({ width: 5, height: 7 }, columns, rows).fillRow(ramp, 1, out, 1);
  expect(out[1]).toBeCloseTo(2.5, 5);
});

test('a small plane is resampled to the positions of 4:2:0 samples', () => {
  const { columns, rows } = chromaGrid({ width: 64, height: 32 }, '420');
  const out = new Float32Array(32);
  const ramp = Float32Array.from({ length: 16 * 8 }, (_, index) => index % 16);
  createResampler({ width: 16, height: 8 }, columns, rows).fillRow(ramp, 4, out, 1);
  // Chroma column 10 lies on luma column 20, whose centre is 20.5/64 of the width: 4.625 in samples of the ramp.
  expect(out[10]).toBeCloseTo((20.5 / 64) * 16 - 0.5, 5);
});
