import { expect, test } from 'vitest';
import { hintsOfStill, overPainted } from './partial-still.ts';

const size = { width: 64, height: 36 };
const area = size.width * size.height;
const still = { ...size, samples: Int16Array.from({ length: 2 * area }, (_, index) => (index < area ? 5000 + index : -3000)) };
/** Opaque on the left, transparent on the right, one column of the edge half. */
const cover = Float32Array.from({ length: area }, (_, index) => (index % size.width < 32 ? 1 : index % size.width === 32 ? 0.5 : 0));

test('the opaque part gives hints, the transparent part gives none', () => {
  const hints = hintsOfStill(still, cover);
  expect(hints).toHaveLength(8 * 9);
  expect(hints.every((hint) => 'at' in hint && hint.at[0] < 0.5)).toBe(true);
  const first = hints[0]!;
  expect('ab' in first ? first.ab[1] : undefined).toBeCloseTo(-3000 / 256, 6);
  expect(hintsOfStill(still, new Float32Array(area))).toEqual([]);
});

test('opaque samples come out exactly, transparent ones as painted, those between mixed', () => {
  const painted = { width: 16, height: 9, samples: new Int16Array(2 * 16 * 9).fill(256) };
  const made = overPainted(still, cover, painted, new Float32Array(area).fill(0.5));
  for (let index = 0; index < area; index++) {
    const x = index % size.width;
    if (x < 32) expect(made.samples[index]).toBe(still.samples[index]);
    else if (x > 32) expect(Math.abs(made.samples[index]! - 256)).toBeLessThanOrEqual(1);
    else expect(Math.abs(made.samples[index]! - (still.samples[index]! + 256) / 2)).toBeLessThanOrEqual(1);
  }
});
