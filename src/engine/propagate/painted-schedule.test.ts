import { expect, test } from 'vitest';
import { frameRange } from '../../shared/model/frame.ts';
import { INTERPOLATED_GROUP, interpolatedSchedule, paintedSchedule } from './painted-schedule.ts';
import { pyramidSchedule } from './pyramid-schedule.ts';
import type { Schedule } from './schedule.ts';

const sources = ({ readings }: Schedule) => readings.map(({ frame, reads }) => [frame, ...reads.map((read) => read.frame)]);
const flow = ({ readings }: Schedule) => new Map(readings.map(({ frame, flowFrom }) => [frame, flowFrom]));

test('beside one keyframe each frame is painted from it and from the frame before, on either side', () => {
  const after = paintedSchedule({ range: frameRange(1, 4), left: 0, right: undefined, cuts: [] });
  expect(sources(after)).toEqual([[1, 0], [2, 0, 1], [3, 0, 2], [4, 0, 3]]);
  const before = paintedSchedule({ range: frameRange(6, 9), left: undefined, right: 10, cuts: [] });
  expect(sources(before)).toEqual([[9, 10], [8, 10, 9], [7, 10, 8], [6, 10, 7]]);
  expect(before.frames.map(({ frame, from }) => [frame, ...from])).toContainEqual([7, 'backward 7']);
});

test('between two keyframes frames are painted in the order of the pyramid, from both and from the ends of their gap, the last ones from their neighbours alone', () => {
  const span = { range: frameRange(1, 7), left: 0, right: 8, cuts: [] };
  const [painted, read] = [paintedSchedule(span), pyramidSchedule(span)];
  expect(painted.frames).toEqual(read.frames);
  expect(sources(painted)).toEqual([[4, 0, 8], [2, 0, 8, 4], [1, 0, 2], [3, 2, 4], [6, 0, 8, 4], [5, 4, 6], [7, 6, 8]]);
  for (const { frame, reads, flowFrom } of painted.readings) expect(flowFrom, `frame ${frame}`).toEqual(reads.map((each) => each.frame));
  expect(painted.name).not.toBe(read.name);
});

test('no source lies beyond a cut, and flow is not followed farther than it reaches', () => {
  const cut = paintedSchedule({ range: frameRange(1, 9), left: 0, right: 10, cuts: [4] });
  expect(sources(cut)).toEqual([[9, 10], [8, 10, 9], [7, 10, 8], [6, 10, 7], [5, 10, 6], [4, 10, 5], [1, 0], [2, 0, 1], [3, 0, 2]]);
  expect(flow(paintedSchedule({ range: frameRange(1, 250), left: 0, right: undefined, cuts: [] })).get(201)).toEqual([200]);
});

/** Every frame hardly differs from the one after it. */
const staticFrames = new Set(Array.from({ length: 60 }, (_, frame) => frame));
const around = ({ readings }: Schedule) => readings.flatMap(({ frame, interpolatedFrom }) => (interpolatedFrom === undefined ? [] : [[frame, ...interpolatedFrom]]));

test('where frames are interpolated, those beside one keyframe are made in groups: the last of each from the keyframe, once more searched as a whole, and from the last of the group before; those between may be interpolated from the ends of their gap', () => {
  const after = interpolatedSchedule({ range: frameRange(1, 11), left: 0, right: undefined, cuts: [], staticFrames });
  expect(sources(after)).toEqual([[8, 0], [4, 0, 8], [2, 0, 4], [1, 0, 2], [3, 2, 4], [6, 0, 4, 8], [5, 4, 6], [7, 6, 8], [10, 0, 8], [9, 8, 10], [11, 0, 10]]);
  expect(around(after)).toEqual([[4, 0, 8], [2, 0, 4], [1, 0, 2], [3, 2, 4], [6, 4, 8], [5, 4, 6], [7, 6, 8], [9, 8, 10]]);
  expect(after.readings.filter(({ searched }) => searched?.includes(0)).map(({ frame }) => frame)).toEqual([8, 10, 11]);
  const before = interpolatedSchedule({ range: frameRange(5, 9), left: undefined, right: 10, cuts: [], staticFrames });
  expect(sources(before)).toEqual([[6, 10], [8, 10, 6], [9, 10, 8], [7, 8, 6], [5, 10, 6]]);
  expect(around(before)).toEqual([[8, 10, 6], [9, 10, 8], [7, 8, 6]]);
  expect(sources(interpolatedSchedule({ range: frameRange(1, 1), left: 0, right: undefined, cuts: [], staticFrames }))).toEqual([[1, 0]]);
});

test('where frames differ, or are not known yet, groups are of two', () => {
  const ends = (given: ReadonlySet<number> | undefined) => interpolatedSchedule({ range: frameRange(1, 20), left: 0, right: undefined, cuts: [], ...(given === undefined ? {} : { staticFrames: given }) }).readings.filter(({ searched }) => searched !== undefined).map(({ frame }) => frame);
  expect(ends(undefined)).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
  // Frames 9 and 10 differ; 0…9 and 10…19 hardly change.
  expect(ends(new Set([...staticFrames].filter((frame) => frame !== 9)))).toEqual([8, 10, 18, 20]);
  expect(ends(new Set(Array.from({ length: 8 }, (_, frame) => frame)))).toEqual([8, 10, 12, 14, 16, 18, 20]);
});

test('in a dissolve groups are of two, so that less is made from what shows the other shot more', () => {
  const after = interpolatedSchedule({ range: frameRange(1, 14), left: 0, right: undefined, cuts: [], staticFrames, dissolves: [frameRange(11, 14)] });
  expect(after.readings.filter(({ searched }) => searched !== undefined).map(({ frame }) => frame)).toEqual([8, 10, 12, 14]);
  const before = interpolatedSchedule({ range: frameRange(0, 9), left: undefined, right: 10, cuts: [], staticFrames, dissolves: [frameRange(0, 4)] });
  expect(before.readings.filter(({ searched }) => searched !== undefined).map(({ frame }) => frame)).toEqual([6, 4, 2, 0]);
});

test('between two keyframes the order is that of the pyramid, and frames of its last levels may be interpolated; beside a cut, those of each side', () => {
  const between = { range: frameRange(1, 19), left: 0, right: 20, cuts: [], staticFrames };
  expect(sources(interpolatedSchedule(between))).toEqual(sources(paintedSchedule(between)));
  expect(around(interpolatedSchedule(between)).slice(0, 5)).toEqual([[2, 0, 5], [1, 0, 2], [3, 2, 5], [4, 3, 5], [7, 5, 10]]);
  expect(interpolatedSchedule(between).readings.filter(({ interpolatedFrom }) => interpolatedFrom === undefined).map(({ frame }) => frame)).toEqual([10, 5, 15]);
  expect(interpolatedSchedule(between).readings.some(({ searched }) => searched !== undefined)).toBe(false);
  const cut = interpolatedSchedule({ range: frameRange(1, 7), left: 0, right: 8, cuts: [4], staticFrames });
  expect(sources(cut)).toEqual([[4, 8], [6, 8, 4], [7, 8, 6], [5, 6, 4], [2, 0], [1, 0, 2], [3, 0, 2]]);
});

test.each([[0, undefined], [undefined, 40], [0, 40], [3, 37]])('a schedule with interpolation makes every frame once, each after what it is made from, within reach of it (%s, %s)', (left, right) => {
  const span = { range: frameRange(left === undefined ? 0 : left + 1, right === undefined ? 40 : right - 1), left, right, cuts: [], staticFrames };
  const { readings, frames } = interpolatedSchedule(span);
  expect(frames.map(({ frame }) => frame).toSorted((a, b) => a - b)).toEqual(Array.from({ length: span.range.last - span.range.first + 1 }, (_, index) => span.range.first + index));
  const made = new Set<string>();
  for (const { id, frame, reads, interpolatedFrom } of readings) {
    for (const read of reads) if (read.kind === 'reading') expect(made.has(read.id), `${frame} from ${read.frame}`).toBe(true);
    if (interpolatedFrom !== undefined) {
      expect(reads.map((read) => read.frame)).toEqual(expect.arrayContaining([...interpolatedFrom]));
      expect((interpolatedFrom[0] - frame) * (interpolatedFrom[1] - frame)).toBeLessThan(0);
      expect(Math.abs(interpolatedFrom[1] - interpolatedFrom[0])).toBeLessThanOrEqual(INTERPOLATED_GROUP);
    }
    expect(made.has(id)).toBe(false);
    made.add(id);
  }
  expect(readings.filter(({ interpolatedFrom }) => interpolatedFrom !== undefined).length).toBeGreaterThanOrEqual(Math.floor(readings.length * 0.8));
});
