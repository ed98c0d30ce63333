import { expect, test } from 'vitest';
import { frameRange } from '../../shared/model/frame.ts';
import { pyramidSchedule } from './pyramid-schedule.ts';
import { twoPassSchedule } from './schedule.ts';

const whole = (left: number, right: number) => pyramidSchedule({ range: frameRange(left + 1, right - 1), left, right, cuts: [] });

test('each frame is read once, from both keyframes and from the frames at the ends of its gap', () => {
  const { readings, frames } = whole(0, 8);
  expect(readings.map(({ frame, reads }) => [frame, ...reads.map((read) => read.frame)])).toEqual([
    [4, 0, 8], [2, 0, 8, 4], [1, 0, 8, 2], [3, 0, 8, 2, 4], [6, 0, 8, 4], [5, 0, 8, 4, 6], [7, 0, 8, 6],
  ]);
  expect(frames.map(({ frame, from, toRight }) => [frame, ...from, toRight])).toContainEqual([3, 'level 3', 0.375]);
});

test('any frame depends on no more readings than the span has levels', () => {
  const { readings } = whole(10, 210);
  const byId = new Map(readings.map((reading) => [reading.id, reading]));
  const depth = (id: string): number => 1 + Math.max(0, ...byId.get(id)!.reads.map((read) => (read.kind === 'reading' ? depth(read.id) : 0)));
  expect(Math.max(...readings.map(({ id }) => depth(id)))).toBe(Math.ceil(Math.log2(200)));
});

test('flow comes from both keyframes, as far as it reaches', () => {
  const flow = new Map(whole(0, 300).readings.map(({ frame, flowFrom }) => [frame, flowFrom]));
  expect([flow.get(99), flow.get(100), flow.get(200), flow.get(201)]).toEqual([[0], [0, 300], [0, 300], [300]]);
});

test('beside one keyframe, and where a cut lies between two, it is two passes', () => {
  const range = frameRange(1, 9);
  for (const span of [{ range, left: 0, right: undefined, cuts: [] }, { range, left: undefined, right: 10, cuts: [] }, { range, left: 0, right: 10, cuts: [4] }]) expect(pyramidSchedule(span)).toEqual(twoPassSchedule(span));
});

test('the readings of a span are the same whatever part of it is wanted', () => {
  const part = pyramidSchedule({ range: frameRange(3, 4), left: 0, right: 8, cuts: [] });
  expect(part.readings).toEqual(whole(0, 8).readings);
  expect(part.frames.map(({ frame }) => frame)).toEqual([4, 3]);
});
