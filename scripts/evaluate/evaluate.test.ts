import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rgbToYcc, yccToRgb } from '../../src/shared/colour/luma.ts';
import { srgbToLab } from '../../src/shared/colour/srgb.ts';
import { colourErrors, colourFrameOf, contactSheet, createColourCopier, grayFrame, summariseByDistance, thumbnail, type ColourFrame } from './index.ts';

const SIZE = { width: 8, height: 4 };

/** A frame of one colour, R′G′B′ 0…1. */
function plain(r: number, g: number, b: number): ColourFrame {
  const count = SIZE.width * SIZE.height;
  const [y, cb, cr] = rgbToYcc(r, g, b, 'bt709');
  return { ...SIZE, y: new Float32Array(count).fill(y), cb: new Float32Array(count).fill(cb), cr: new Float32Array(count).fill(cr) };
}

test('RGB PSNR from Cb and Cr alone is that of the two RGB pictures at the true luma', () => {
  const chroma = fc.double({ min: -0.4, max: 0.4, noNaN: true });
  fc.assert(fc.property(chroma, chroma, chroma, chroma, (cb, cr, otherCb, otherCr) => {
    fc.pre(Math.abs(cb - otherCb) + Math.abs(cr - otherCr) > 0.01);
    const count = SIZE.width * SIZE.height;
    const frame = (b: number, r: number): ColourFrame => ({ ...SIZE, y: new Float32Array(count).fill(0.4), cb: new Float32Array(count).fill(b), cr: new Float32Array(count).fill(r) });
    const truth = yccToRgb(0.4, cb, cr, 'bt709');
    const ours = yccToRgb(0.4, otherCb, otherCr, 'bt709');
    const expected = -10 * Math.log10(truth.reduce((sum, value, channel) => sum + (value - ours[channel]!) ** 2, 0) / 3);
    expect(colourErrors(frame(cb, cr), frame(otherCb, otherCr), 'bt709').rgbPsnr).toBeCloseTo(expected, 3);
  }));
});

test('the truth itself has no error, and a gray copy of a red frame has a large one', () => {
  const red = plain(0.8, 0.2, 0.15);
  expect(colourErrors(red, red, 'bt709')).toEqual({ rgbPsnr: Infinity, chromaPsnr: Infinity, deltaE: 0 });
  const gray = colourErrors(red, grayFrame(red), 'bt709');
  expect(gray.rgbPsnr).toBeLessThan(12);
  expect(gray.deltaE).toBeGreaterThan(20);
});

test('frames of different sizes are refused', () => {
  expect(() => colourErrors(plain(1, 0, 0), { ...plain(1, 0, 0), width: 4 }, 'bt709')).toThrow(RangeError);
});

test('copied colour keeps the Lab chroma of the key under another luma', () => {
  const key = plain(0.55, 0.45, 0.4);
  const other = { ...key, y: key.y.map((value) => value + 0.1) };
  const copied = createColourCopier(key, 'bt709')(other);
  const labOf = (frame: ColourFrame): readonly [number, number, number] => srgbToLab(...yccToRgb(frame.y[0]!, frame.cb[0]!, frame.cr[0]!, 'bt709'));
  expect(labOf(copied)[1]).toBeCloseTo(labOf(key)[1], 0);
  expect(labOf(copied)[2]).toBeCloseTo(labOf(key)[2], 0);
  expect(copied.y).toBe(other.y);
});

test('distances count from the key, and a clip too short for one leaves it open', () => {
  const errors = Array.from({ length: 12 }, (_, index) => ({ rgbPsnr: 40 - index, chromaPsnr: 30, deltaE: 2 }));
  const summary = summariseByDistance(errors);
  expect(summary.at).toEqual({ 1: 40, 5: 36, 10: 31, 24: undefined });
  expect(summary.near).toBeCloseTo(34.5);
  expect(summary.worstTenth).toBe(29);
});

test('codes of limited range become signal: 235 is white, 128 is no colour', () => {
  const frame = colourFrameOf(Uint8Array.of(16, 235, 128, 240, 128, 16), 2, 1, { bitDepth: 8, range: 'limited' });
  expect([...frame.y]).toEqual([0, 1]);
  expect([...frame.cb]).toEqual([0, 0.5]);
  expect([...frame.cr]).toEqual([0, -0.5]);
});

test('a contact sheet shows each frame in its colour at its place', () => {
  const sheet = contactSheet([[thumbnail(plain(1, 0, 0), 'bt709', 4), thumbnail(plain(0, 0, 1), 'bt709', 4)]]);
  const pixel = (x: number, y: number): readonly number[] => [...sheet.data.subarray(3 * (y * sheet.width + x), 3 * (y * sheet.width + x) + 3)];
  expect(pixel(5, 5)).toEqual([255, 0, 0]);
  expect(pixel(sheet.width - 6, 5)).toEqual([0, 0, 255]);
});
