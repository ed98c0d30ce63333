import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LumaFrames, MOST_LUMA_RUNS } from '../model/delivery-report.ts';
import { compareLuma, mergeLumaChecks } from './compare-luma.ts';

const coding = { bitDepth: 8, range: 'full' } as const;
const size = { width: 4, deliveredWidth: 4 };

/** A check of frames from one on, each with so many samples of 8 that are so far off. */
function checkOf(first: number, errors: readonly (readonly [samples: number, by: number])[]): ReturnType<ReturnType<typeof compareLuma>['result']> {
  const comparison = compareLuma(coding, true);
  errors.forEach(([samples, by], index) => {
    comparison.add(new Uint8Array(8).fill(100), Uint8Array.from({ length: 8 }, (_, at) => (at < samples ? 100 + by : 100)), { ...size, frame: first + index });
  });
  return comparison.result();
}

test('a check says which frames differ, how many, and where most', () => {
  const { frames } = checkOf(40, [[0, 0], [2, 1], [1, 9], [0, 0], [8, 9], [0, 0]]);
  expect(frames).toEqual({ checked: [{ first: 40, last: 45 }], differing: [{ first: 41, last: 42 }, { first: 44, last: 44 }], differingFrames: 3, worst: { frame: 42, differingSamples: 1, maxError: 9 }, foreign: [] });
  LumaFrames.parse(frames);
  expect(checkOf(0, [[0, 0]]).frames).toEqual({ checked: [{ first: 0, last: 0 }], differing: [], differingFrames: 0, worst: null, foreign: [] });
});

test('a frame that shows another picture is told from those that a codec has changed a little', () => {
  // 60 codes in half of the samples: 15.6 dB; 20 codes in all: 22.1 dB.
  expect(checkOf(0, [[0, 0], [4, 60], [8, 20], [8, 90]]).frames?.foreign).toEqual([{ first: 1, last: 1 }, { first: 3, last: 3 }]);
});

test('a frame that is compared twice counts once', () => {
  const comparison = compareLuma(coding, true);
  for (const frame of [2, 3, 3, 4]) comparison.add(new Uint8Array(8).fill(100), new Uint8Array(8).fill(frame === 3 ? 109 : 100), { ...size, frame });
  expect(comparison.result().frames).toMatchObject({ checked: [{ first: 2, last: 4 }], differing: [{ first: 3, last: 3 }], differingFrames: 1 });
});

test('without the frame of each plane nothing is said of frames', () => {
  const comparison = compareLuma(coding, true);
  comparison.add(new Uint8Array(8), new Uint8Array(8).fill(1), size);
  expect('frames' in comparison.result()).toBe(false);
});

test('checks of pieces are one check of all their frames; where an older piece does not say them, the whole does not', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 40 })), { minLength: 2, maxLength: 20 }), fc.nat(), (errors, at) => {
    const cut = 1 + (at % (errors.length - 1));
    const whole = checkOf(7, errors);
    expect(mergeLumaChecks([checkOf(7, errors.slice(0, cut)), checkOf(7 + cut, errors.slice(cut))], coding, true).frames).toEqual(whole.frames);
  }));
  const { frames: _, ...older } = checkOf(0, [[1, 1]]);
  expect(mergeLumaChecks([older, checkOf(1, [[1, 1]])], coding, true).frames).toBeUndefined();
});

test('of very many runs the first are kept, and all frames are counted', () => {
  const { frames } = checkOf(0, Array.from({ length: 2 * MOST_LUMA_RUNS + 10 }, (_, index) => [index % 2, 1] as const));
  expect(frames?.differing).toHaveLength(MOST_LUMA_RUNS);
  expect(frames?.differing.at(-1)).toEqual({ first: 2 * MOST_LUMA_RUNS - 1, last: 2 * MOST_LUMA_RUNS - 1 });
  expect(frames?.differingFrames).toBe(MOST_LUMA_RUNS + 5);
});
