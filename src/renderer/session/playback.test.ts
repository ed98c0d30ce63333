import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameRange } from '../../shared/model/frame.ts';
import { playedFrame } from './playback.ts';

const clip = { rate: { num: 24000, den: 1001 }, frameCount: 1440 };

test('after a second of a 24000/1001 film its 24th frame is not yet due; after 1001 ms it is', () => {
  expect(playedFrame({ frame: 0, speed: 1 }, 1, clip, undefined).frame).toBe(23);
  expect(playedFrame({ frame: 0, speed: 1 }, 1.001, clip, undefined).frame).toBe(24);
});

test('playing stops at the last frame, and backwards at the first', () => {
  expect(playedFrame({ frame: 1430, speed: 1 }, 10, clip, undefined)).toEqual({ frame: 1439, ended: true });
  expect(playedFrame({ frame: 10, speed: -2 }, 10, clip, undefined)).toEqual({ frame: 0, ended: true });
});

test('a looped shot is never left, in either direction, however long it plays', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 99 }), fc.double({ min: 0, max: 1e4, noNaN: true }), fc.constantFrom(-4, -1, 1, 2), (first, length, seconds, speed) => {
    const loop = frameRange(first, first + length);
    const { frame, ended } = playedFrame({ frame: first, speed }, seconds, clip, loop);
    expect(frame).toBeGreaterThanOrEqual(loop.first);
    expect(frame).toBeLessThanOrEqual(loop.last);
    expect(ended).toBe(false);
  }));
});
