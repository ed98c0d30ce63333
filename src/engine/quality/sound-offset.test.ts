import { expect, test } from 'vitest';
import { SOUND_RATE, soundOffset } from './sound-offset.ts';

/** Noise whose strength comes and goes, of a fixed seed. */
function sound(seconds: number): Float32Array {
  let state = 7;
  return Float32Array.from({ length: seconds * SOUND_RATE }, (_, index) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return (state / 2_147_483_648 - 0.5) * (0.6 + 0.4 * Math.sin(index / 900));
  });
}

test.each([0, 40, -25, 333])('%i ms late are measured to the millisecond', (milliseconds) => {
  const [long, by] = [sound(6), Math.round((milliseconds / 1000) * SOUND_RATE)];
  const at = SOUND_RATE;
  expect(soundOffset(long.subarray(at - by, at - by + 4 * SOUND_RATE), long.subarray(at, at + 4 * SOUND_RATE))).toBeCloseTo(milliseconds, 0);
});

test('silence and another sound cannot be compared', () => {
  expect(soundOffset(new Float32Array(8000), sound(1))).toBeUndefined();
  expect(soundOffset(sound(4).subarray(0, 8000), sound(4).subarray(16_000, 24_000))).toBeUndefined();
});
