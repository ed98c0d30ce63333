import { expect, test } from 'vitest';
import { frameRange } from '../../shared/model/frame.ts';
import { paintedSchedule } from './painted-schedule.ts';
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

test('between two keyframes frames are painted in the order and from the frames of the pyramid, each with its flow', () => {
  const span = { range: frameRange(1, 15), left: 0, right: 16, cuts: [] };
  const [painted, read] = [paintedSchedule(span), pyramidSchedule(span)];
  expect(painted.frames).toEqual(read.frames);
  expect(painted.readings.map(({ flowFrom: _, ...rest }) => rest)).toEqual(read.readings.map(({ flowFrom: _, ...rest }) => rest));
  expect(flow(painted).get(3)).toEqual([0, 16, 2, 4]);
  expect(painted.name).not.toBe(read.name);
});

test('no source lies beyond a cut, and flow is not followed farther than it reaches', () => {
  const cut = paintedSchedule({ range: frameRange(1, 9), left: 0, right: 10, cuts: [4] });
  expect(sources(cut)).toEqual([[9, 10], [8, 10, 9], [7, 10, 8], [6, 10, 7], [5, 10, 6], [4, 10, 5], [1, 0], [2, 0, 1], [3, 0, 2]]);
  expect(flow(paintedSchedule({ range: frameRange(1, 250), left: 0, right: undefined, cuts: [] })).get(201)).toEqual([200]);
});
