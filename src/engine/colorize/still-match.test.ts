import { expect, test } from 'vitest';
import { assertSamePicture } from './still-match.ts';

const size = { width: 160, height: 96 };
const bump = (x: number, y: number): number => Math.exp(-((x - 50) ** 2 + (y - 40) ** 2) / 900) + 0.3 * Math.sin(x / 9) * Math.cos(y / 13);
const lightness = Float32Array.from({ length: size.width * size.height }, (_, index) => 50 + 40 * bump(index % size.width, Math.floor(index / size.width)));
const luma = { frame: 7, ...size, lightness };
const still = (value: (x: number, y: number) => number): { readonly width: number; readonly height: number; readonly samples: Uint16Array } => ({
  ...size, samples: Uint16Array.from({ length: 3 * size.width * size.height }, (_, index) => {
    const pixel = Math.floor(index / 3);
    return Math.round(65535 * Math.min(1, Math.max(0, 0.5 + 0.3 * value(pixel % size.width, Math.floor(pixel / size.width)) + (index % 3) * 0.05)));
  }),
});

test('a graded colour still of the same frame is accepted', () => {
  expect(() => { assertSamePicture(still((x, y) => 0.6 * bump(x, y) - 0.2), luma, 'key.png'); }).not.toThrow();
});

test('a still of another picture is refused, by name and frame', () => {
  expect(() => { assertSamePicture(still((x, y) => bump(159 - x, 95 - y)), luma, 'key.png'); }).toThrow(/key\.png does not look like frame 7/);
});

test('a black frame cannot be compared and is accepted', () => {
  expect(() => { assertSamePicture(still(() => -2), luma, 'key.png'); }).not.toThrow();
});
