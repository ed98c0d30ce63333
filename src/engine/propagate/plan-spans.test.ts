import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameRange } from '../../shared/model/frame.ts';
import { planSpans, type Span } from './plan-spans.ts';

const key = (frame: number, name = `colour of ${frame}`) => ({ frame, key: name });
const framesOf = (spans: readonly Span[]): readonly number[] => spans.flatMap(({ range }) => Array.from({ length: range.last - range.first + 1 }, (_, offset) => range.first + offset));

test('a shot with two keyframes has spans before, between and after them', () => {
  expect(planSpans(frameRange(10, 40), [key(30), key(20)])).toEqual([
    { range: { first: 10, last: 19 }, right: key(20) },
    { range: { first: 21, last: 29 }, left: key(20), right: key(30) },
    { range: { first: 31, last: 40 }, left: key(30) },
  ]);
});

test('keyframes at the ends and side by side leave no empty spans', () => {
  expect(planSpans(frameRange(0, 3), [key(0), key(1), key(3)])).toEqual([{ range: { first: 2, last: 2 }, left: key(1), right: key(3) }]);
  expect(planSpans(frameRange(5, 5), [key(5)])).toEqual([]);
});

test('a shot without keyframes has no spans', () => {
  expect(planSpans(frameRange(0, 100), [])).toEqual([]);
});

const shot = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 60 })).map(([first, length]) => frameRange(first, first + length));

test('spans contain every frame that is not a keyframe once, in order, each next to its keyframes', () => {
  fc.assert(fc.property(shot, fc.uniqueArray(fc.integer({ min: 0, max: 120 }), { minLength: 1, maxLength: 8 }), (range, frames) => {
    const spans = planSpans(range, frames.map((frame) => key(frame)));
    const expected = Array.from({ length: range.last - range.first + 1 }, (_, offset) => range.first + offset).filter((frame) => !frames.includes(frame));
    expect(framesOf(spans)).toEqual(expected);
    for (const { range: own, left, right } of spans) {
      expect(left !== undefined || right !== undefined).toBe(true);
      expect(frames.some((frame) => frame > (left?.frame ?? -1) && frame < (right?.frame ?? Infinity) && frame >= own.first && frame <= own.last)).toBe(false);
    }
  }));
});

test('a hint edit makes stale only the frames between its two neighbouring keyframes', () => {
  fc.assert(fc.property(shot, fc.uniqueArray(fc.integer({ min: 0, max: 110 }), { minLength: 1, maxLength: 8 }), fc.nat(), (range, frames, pick) => {
    const sorted = frames.toSorted((first, second) => first - second);
    const at = pick % sorted.length;
    const before = planSpans(range, sorted.map((frame) => key(frame)));
    const after = planSpans(range, sorted.map((frame, index) => key(frame, index === at ? 'edited' : undefined)));
    const stale = framesOf(after.filter((span) => !before.some((each) => JSON.stringify(each) === JSON.stringify(span))));
    const [from, to] = [sorted[at - 1] ?? -1, sorted[at + 1] ?? Infinity];
    expect(stale).toEqual(framesOf(after).filter((frame) => frame > from && frame < to));
  }));
});
