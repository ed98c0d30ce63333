import { expect, test } from 'vitest';
import { hexToLab } from '../../../shared/colour/srgb.ts';
import { AB_UNIT, type AbPlane } from '../../../shared/model/ab-plane.ts';
import { rgbToYcc } from '../../../shared/colour/luma.ts';
import { histogram, SKIN_ANGLE, vectorCounts, vectorTargets, waveformCounts } from './scope-counts.ts';
import { plainCoding } from '../../../shared/colour/coding.ts';
import { channelOf, scopeFrame } from './scope-frame.ts';

const SIZE = { width: 16, height: 8 };
const COUNT = SIZE.width * SIZE.height;

/** A uniform picture: its luma, and a plane of its chroma at a smaller size. */
function plain(hex: string): { readonly y: Float32Array; readonly plane: AbPlane; readonly rgb: readonly [number, number, number] } {
  const rgb = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as [number, number, number];
  const [, a, b] = hexToLab(hex);
  const [y] = rgbToYcc(...rgb, 'bt709');
  return { rgb, y: new Float32Array(COUNT).fill(y), plane: { width: 4, height: 2, samples: Int16Array.from({ length: 16 }, (_, index) => Math.round((index < 8 ? a : b) * AB_UNIT)) } };
}

test('a uniform picture has its red, green and blue everywhere', () => {
  for (const hex of ['#d3a083', '#5f7fa8', '#6d8a5f']) {
    const { y, plane, rgb } = plain(hex);
    const frame = scopeFrame(y, SIZE, { plane, coding: plainCoding('bt709') });
    for (const [index, channel] of (['red', 'green', 'blue'] as const).entries()) {
      for (const value of channelOf(frame, channel)) expect(value).toBeCloseTo(rgb[index]!, 2);
    }
  }
});

test('on the vectorscope skin lies near the skin line and gray in the middle', () => {
  for (const skin of ['#d3a083', '#8d5f45', '#f0c8ac']) {
    const { y, plane } = plain(skin);
    const { cb, cr } = scopeFrame(y, SIZE, { plane, coding: plainCoding('bt709') });
    expect(Math.abs((Math.atan2(cr[0]!, cb[0]!) * 180) / Math.PI - SKIN_ANGLE)).toBeLessThan(12);
  }
  const gray = vectorCounts(scopeFrame(new Float32Array(COUNT).fill(0.4), SIZE, { plane: undefined, coding: plainCoding('bt709') }), 64);
  expect(gray[32 * 64 + 32]).toBe(COUNT);
});

test('the trace of a colour bar lies on its target', () => {
  const side = 200;
  for (const target of vectorTargets('bt709')) {
    const counts = vectorCounts({ cb: Float32Array.of(target.x / 2), cr: Float32Array.of(target.y / 2) }, side);
    const at = counts.indexOf(1);
    expect(Math.abs((at % side) - (100 + 100 * target.x))).toBeLessThan(1.5);
    expect(Math.abs(Math.floor(at / side) - (100 - 100 * target.y))).toBeLessThan(1.5);
  }
  expect(vectorTargets('bt601').find(({ label }) => label === 'R')!.x).toBeCloseTo(-0.75 * 0.299 / (1 - 0.114), 6);
});

test('a ramp from black to white is a rising diagonal on the waveform', () => {
  const width = 64;
  const ramp = Float32Array.from({ length: width * 4 }, (_, index) => (index % width) / (width - 1));
  const counts = waveformCounts(ramp, width, { columns: width, rows: width });
  for (let column = 0; column < width; column++) expect(counts[(width - 1 - column) * width + column]).toBe(4);
});

test('every sample is counted once, also those beyond black and white', () => {
  const values = Float32Array.from([-0.1, 0, 0.5, 0.999, 1, 1.2]);
  expect([...histogram(values, 4)]).toEqual([2, 0, 1, 3]);
  expect(waveformCounts(values, 6, { columns: 3, rows: 5 }).reduce((sum, count) => sum + count, 0)).toBe(6);
  expect(vectorCounts({ cb: Float32Array.of(-0.7, 0.7), cr: Float32Array.of(0.7, 0) }, 8).reduce((sum, count) => sum + count, 0)).toBe(2);
});
