import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeSoundPeaks, encodeSoundPeaks, peakBetween, type SoundPeaks } from './sound-peaks.ts';

const soundOf = (highs: readonly number[], perSecond = 100): SoundPeaks => ({ perSecond, values: Int8Array.from(highs.flatMap((high) => [-high, high])) });

test('peaks are the same after being stored', () => {
  const peaks = soundOf([1, 127, 0]);
  expect(decodeSoundPeaks(encodeSoundPeaks(peaks))).toEqual(peaks);
  expect(() => decodeSoundPeaks(new Uint8Array(5))).toThrow('not peaks');
});

test('a stretch of any length has the highest peak inside it, and none that lies farther outside than a third of it', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 127 }), { minLength: 4, maxLength: 600 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (highs, one, other) => {
    const [from, to] = [Math.min(one, other) * highs.length, Math.max(one, other) * highs.length];
    const found = peakBetween(soundOf(highs), from / 100, to / 100);
    const highest = (first: number, last: number): number => Math.max(0, ...highs.slice(Math.max(0, Math.floor(first)), Math.ceil(last)));
    const slack = Math.max(1, (to - from) / 3) + 1;
    const high = Math.round((found?.[1] ?? 0) * 127);
    expect(high).toBeGreaterThanOrEqual(highest(Math.ceil(from), Math.floor(to)));
    expect(high).toBeLessThanOrEqual(highest(from - slack, to + slack));
  }));
});

test('before and after the sound there is none', () => {
  const peaks = soundOf([9, 9]);
  expect(peakBetween(peaks, -1, -0.5)).toBeUndefined();
  expect(peakBetween(peaks, 0.02, 0.5)).toBeUndefined();
  expect(peakBetween(peaks, 0.01, 0.5)?.[1]).toBeCloseTo(9 / 127, 9);
});
