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

test.each([0, 40, -25, 333])('a delay of %i ms is measured to the millisecond', (milliseconds) => {
  const [long, by] = [sound(6), Math.round((milliseconds / 1000) * SOUND_RATE)];
  const at = SOUND_RATE;
  expect(soundOffset(long.subarray(at - by, at - by + 4 * SOUND_RATE), long.subarray(at, at + 4 * SOUND_RATE))).toBeCloseTo(milliseconds, 0);
});

test('silence and another sound cannot be compared', () => {
  expect(soundOffset(new Float32Array(8000), sound(1))).toBeUndefined();
  expect(soundOffset(sound(4).subarray(0, 8000), sound(4).subarray(16_000, 24_000))).toBeUndefined();
});

test('a steady tone that an encoder has changed a little is where it was; one that is late is late', () => {
  const noise = sound(1);
  const tone = (seconds: number): Float32Array => Float32Array.from({ length: Math.round(seconds * SOUND_RATE) }, (_, index) => 0.3 * Math.sin((2 * Math.PI * 440 * index) / SOUND_RATE));
  const source = tone(0.7);
  // An encoder pads the start and the end and adds its noise.
  const delivered = source.map((value, index) => value * Math.min(1, index / 300) * (index > source.length - 500 ? 0.4 : 1) + 0.01 * noise[index % noise.length]!);
  expect(soundOffset(delivered, source)).toBe(0);
  const late = Float32Array.from(delivered, (_, index) => delivered[index - 70] ?? 0);
  expect(soundOffset(late, source)).not.toBe(0);
});
