import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Rate } from './frame.ts';
import { canDropFrames, formatTimecode, ownTimecode, parseTimecode, timecodeOf } from './timecode.ts';

const NTSC: Rate = { num: 30_000, den: 1001 };
const NTSC_60: Rate = { num: 60_000, den: 1001 };
const drop = { dropFrame: true };

test('drop-frame counting leaves out two numbers each minute except every tenth, four at 59.94 (SMPTE ST 12-1)', () => {
  expect([1799, 1800, 1801].map((frames) => formatTimecode(frames, NTSC, drop))).toEqual(['00:00:59;29', '00:01:00;02', '00:01:00;03']);
  expect([17_981, 17_982].map((frames) => formatTimecode(frames, NTSC, drop))).toEqual(['00:09:59;29', '00:10:00;00']);
  expect([3599, 3600].map((frames) => formatTimecode(frames, NTSC_60, drop))).toEqual(['00:00:59;59', '00:01:00;04']);
  // An hour of timecode at 29.97 is an hour by the clock, to within 3.6 ms.
  expect(formatTimecode(107_892, NTSC, drop)).toBe('01:00:00;00');
  expect(formatTimecode(215_784, NTSC_60, drop)).toBe('01:00:00;00');
  expect(parseTimecode('23:59:59;29', NTSC)).toEqual({ frames: 2_589_407, dropFrame: true });
});

test('other rates have no drop-frame counting, whatever the separator is', () => {
  for (const rate of [{ num: 25, den: 1 }, { num: 24_000, den: 1001 }, { num: 30, den: 1 }, { num: 50, den: 1 }, { num: 48, den: 1 }]) {
    expect(canDropFrames(rate)).toBe(false);
    expect(parseTimecode('01:00:00;10', rate)).toMatchObject({ dropFrame: false });
    expect(formatTimecode(90_000, rate, drop)).not.toContain(';');
  }
  expect([NTSC, NTSC_60, { num: 120_000, den: 1001 }].every(canDropFrames)).toBe(true);
});

test('a timecode that is read and written again is the same, at every rate and frame of a day', () => {
  const rates = [[24_000, 1001], [24, 1], [25, 1], [30_000, 1001], [30, 1], [48, 1], [50, 1], [60_000, 1001], [60, 1], [12, 1], [15, 1], [16, 1], [120, 1], [120_000, 1001]].map(([num, den]) => ({ num: num!, den: den! }));
  fc.assert(fc.property(fc.constantFrom(...rates), fc.integer({ min: 0, max: 2_000_000 }), fc.boolean(), (rate, frames, dropFrame) => {
    const day = parseTimecode(formatTimecode(-1, rate, { dropFrame }), rate)!.frames + 1;
    const text = formatTimecode(frames, rate, { dropFrame });
    expect(parseTimecode(text, rate)).toEqual({ frames: frames % day, dropFrame: dropFrame && canDropFrames(rate) });
    expect(formatTimecode(frames + day, rate, { dropFrame })).toBe(text);
  }), { numRuns: 500 });
});

test('invalid timecodes are recognised', () => {
  for (const text of ['', '1:00:00:00', '24:00:00:00', '01:60:00:00', '01:00:60:00', '01:00:00:25', '01:00:00', 'ab:cd:ef:gh']) expect(parseTimecode(text, { num: 25, den: 1 }), text).toBeUndefined();
  expect(parseTimecode(' 01:00:00:24 ', { num: 25, den: 1 })).toEqual({ frames: 90_024, dropFrame: false });
  // A number that drop-frame counting leaves out stands for the next that exists.
  expect(formatTimecode(parseTimecode('00:01:00;00', NTSC)!.frames, NTSC, drop)).toBe('00:01:00;02');
});

test('a clip counts from its own start, or from zero', () => {
  expect(timecodeOf({ startTimecode: '01:00:00;00', rate: NTSC }, 1800)).toBe('01:01:00;02');
  expect(timecodeOf({ rate: NTSC }, 1800)).toBe('00:01:00:00');
  expect(ownTimecode({ rate: NTSC }, 0)).toBeUndefined();
  expect(ownTimecode({ startTimecode: '23:59:59:24', rate: { num: 25, den: 1 } }, 1)).toBe('00:00:00:00');
});
