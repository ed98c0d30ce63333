import { expect, test } from 'vitest';
import { frameChange } from './frame-change.ts';
import { SMALL_HEIGHT, SMALL_WIDTH, type SmallFrame } from './small-frame.ts';

/** A picture of soft waves, which moves and brightens with `time`, under grain. */
function picture(seed: number, time: number): SmallFrame {
  return Uint8Array.from({ length: SMALL_WIDTH * SMALL_HEIGHT }, (_, index) => {
    const [x, y] = [index % SMALL_WIDTH, Math.floor(index / SMALL_WIDTH)];
    return 110 + 60 * Math.sin((x + 2 * time) / (5 + seed)) * Math.cos((y + time) / (3 + seed)) + 3 * time + ((index * 7919 + seed * 104_729 + time * 31) % 23);
  });
}

/** The least difference of each block of 8 × 6 samples, by trying every displacement to its end. */
function movedByTryingAll(before: SmallFrame, after: SmallFrame): number {
  const blockAt = (frame: SmallFrame, left: number, top: number): { readonly mean: number; readonly rest: Float32Array } => {
    const samples = Array.from({ length: 48 }, (_, index) => frame[(top + Math.floor(index / 8)) * SMALL_WIDTH + left + (index % 8)]!);
    const mean = samples.reduce((sum, value) => sum + value, 0) / 48;
    return { mean, rest: Float32Array.from(samples, (value) => value - mean) };
  };
  let moved = 0;
  for (let y = 0; y < SMALL_HEIGHT; y += 6) {
    for (let x = 0; x < SMALL_WIDTH; x += 8) {
      const own = blockAt(after, x, y);
      let least = Infinity;
      for (let dy = -4; dy <= 4; dy += 2) {
        for (let dx = -8; dx <= 8; dx += 2) {
          if (x + dx < 0 || x + dx + 8 > SMALL_WIDTH || y + dy < 0 || y + dy + 6 > SMALL_HEIGHT) continue;
          const other = blockAt(before, x + dx, y + dy);
          least = Math.min(least, own.rest.reduce((sum, value, index) => sum + Math.abs(value - other.rest[index]!), 0) / 48 + Math.abs(own.mean - other.mean));
        }
      }
      moved += least;
    }
  }
  return moved / 108;
}

test.each([[1, 0, 1, 1], [2, 0, 2, 5], [1, 0, 4, 0], [3, 2, 3, 2]])('displacements that are given up early change nothing: picture %d at %d against picture %d at %d', (seed, time, otherSeed, otherTime) => {
  const [before, after] = [picture(seed, time), picture(otherSeed, otherTime)];
  expect(frameChange(before, after).moved).toBe(movedByTryingAll(before, after));
});

test('a picture that only moved differs little; another one differs much', () => {
  expect(frameChange(picture(2, 0), picture(2, 1)).moved).toBeLessThan(frameChange(picture(2, 0), picture(9, 0)).moved);
  expect(frameChange(picture(2, 0), picture(2, 0))).toEqual({ plain: 0, moved: 0 });
});
