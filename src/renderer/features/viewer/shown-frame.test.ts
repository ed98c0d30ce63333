import fc from 'fast-check';
import { expect, test } from 'vitest';
import { framesAhead } from './shown-frame.ts';

const film = { parallel: 4, frameMs: 1001 / 24 };

test('while frames come in time, all of them are asked for, from the playhead on', () => {
  expect(framesAhead(100, 1, { ...film, latencyMs: 20 }).slice(0, 4)).toEqual([100, 101, 102, 103]);
  expect(framesAhead(100, -1, { ...film, latencyMs: 20 }).slice(0, 3)).toEqual([100, 99, 98]);
});

test('when a frame takes half a second, every third is asked for, far enough ahead to be there in time', () => {
  expect(framesAhead(100, 1, { ...film, latencyMs: 500 }).slice(0, 3)).toEqual([111, 114, 117]);
});

test('what is asked for stays the same while the playhead moves on, so that nothing is fetched in vain', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 100_000 }), fc.constantFrom(-4, -1, 1, 2, 8), fc.double({ min: 1, max: 5000, noNaN: true }), (frame, speed, latencyMs) => {
    const now = framesAhead(frame, speed, { ...film, latencyMs });
    const next = framesAhead(frame + Math.sign(speed), speed, { ...film, latencyMs });
    expect(next.filter((each) => now.includes(each)).length).toBeGreaterThanOrEqual(now.length - 1);
  }));
});
