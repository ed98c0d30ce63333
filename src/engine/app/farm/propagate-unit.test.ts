import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameRange } from '../../../shared/model/frame.ts';
import { artefactKey, type ArtefactKey, spanKind } from '../../artefacts/index.ts';
import type { PropagateStep } from '../propagate/propagate-params.ts';
import { mappedPath, parseMapping } from './media-map.ts';
import { framesOf, unitSteps } from './propagate-unit.ts';
import { urgency } from './send-propagation.ts';
import { spanParts } from './span-parts.ts';

const READ_ONCE = { readingsBetweenKeys: 1 };
const keyOf = (name: string): ArtefactKey => artefactKey(spanKind, { clip: name, network: 'n' });
const step = (first: number, last: number, more: Partial<PropagateStep> = {}): PropagateStep => ({ group: keyOf(`${first}`), range: frameRange(first, last), ...more });

test('spans that wait for no other are units of their own; small ones go together', () => {
  const steps = [step(0, 39), step(41, 99), step(101, 104), step(106, 130)];
  expect(unitSteps(steps, READ_ONCE).map((unit) => unit.map(({ range }) => [range.first, range.last]))).toEqual([[[0, 39]], [[41, 99], [101, 104]], [[106, 130]]]);
  expect(framesOf(unitSteps(steps, READ_ONCE).flat())).toBe(framesOf(steps));
});

test('a correction stays with the spans that begin or end at its frame', () => {
  const [first, second] = ['a', 'b'].map((name) => ({ frame: 50, hints: [], key: keyOf(name) }));
  const steps = [
    step(0, 40), step(50, 50, { correction: first }), step(42, 49, { right: { frame: 50, key: first!.key } }),
    step(90, 90, { left: { frame: 50, key: first!.key }, correction: second }), step(51, 89, { left: { frame: 50, key: first!.key }, right: { frame: 90, key: second!.key } }), step(91, 140, { left: { frame: 90, key: second!.key } }),
    step(142, 200),
  ];
  expect(unitSteps(steps, READ_ONCE).map((unit) => unit.map(({ range }) => range.first))).toEqual([[0], [50, 42, 90, 51, 91], [142]]);
});

/** Between keyframes at its neighbours. */
const between = (first: number, last: number): PropagateStep => step(first, last, { left: { frame: first - 1, key: keyOf('left') }, right: { frame: last + 1, key: keyOf('right') } });

test('a long span between two keyframes is parted at its middle, in one that is read twice, beside one keyframe or with a correction never', () => {
  const ranges = (steps: PropagateStep[], readingsBetweenKeys = 1): readonly unknown[] => unitSteps(steps, { readingsBetweenKeys }).map((unit) => unit.map(({ range }) => [range.first, range.last]));
  expect(ranges([between(1, 200)])).toEqual([[[1, 200]]]);
  expect(ranges([between(1, 299)])).toEqual([[[1, 150]], [[151, 299]]]);
  expect(ranges([between(1, 599)])).toEqual([[[1, 150]], [[151, 300]], [[301, 450]], [[451, 599]]]);
  expect(ranges([between(1, 299)], 2)).toEqual([[[1, 299]]]);
  expect(ranges([step(1, 299, { left: { frame: 0, key: keyOf('left') } })])).toEqual([[[1, 299]]]);
  const correction = { frame: 150, hints: [], key: keyOf('c') };
  const bound = [step(150, 150, { left: { frame: 0, key: keyOf('left') }, right: { frame: 300, key: keyOf('right') }, correction }), step(1, 149, { left: { frame: 0, key: keyOf('left') }, right: { frame: 150, key: correction.key } })];
  expect(ranges(bound)).toEqual([[[150, 150], [1, 149]]]);
});

test('parts are the frames that are asked for, in order; a part of a request for some frames is cut from one of the request for all', () => {
  fc.assert(fc.property(fc.integer({ min: 2, max: 900 }), fc.nat(900), fc.nat(900), (length, from, to) => {
    const whole = frameRange(1, length - 1);
    const ends = [0, length] as const;
    const limits = { leastFrames: 24, mostFrames: 96 };
    const [first, last] = [1 + Math.min(from, to) % (length - 1), 1 + Math.max(from, to) % (length - 1)].toSorted((a, b) => a - b) as [number, number];
    const all = spanParts(whole, ends, limits);
    for (const [range, parts] of [[whole, all], [frameRange(first, last), spanParts(frameRange(first, last), ends, limits)]] as const) {
      expect(parts.flatMap((part) => Array.from({ length: part.last - part.first + 1 }, (_, offset) => part.first + offset))).toEqual(Array.from({ length: range.last - range.first + 1 }, (_, offset) => range.first + offset));
    }
    expect(all.every((part) => part.last - part.first < limits.mostFrames)).toBe(true);
    const cuts = new Set(all.map((part) => part.first));
    for (const part of spanParts(frameRange(first, last), ends, limits).slice(1)) expect(cuts).toContain(part.first);
  }));
});

test('the playhead comes first, then the clip in the window, then films; in each the longest span first', () => {
  const [short, long] = [[step(0, 9)], [step(20, 119)]];
  expect(urgency(long, 25)).toBe(1);
  expect(urgency(long, 500)).toBeLessThan(urgency(short, 500));
  expect(urgency(short, 500)).toBeLessThan(urgency(long, undefined));
  expect(urgency(long, undefined)).toBeLessThan(urgency(short, undefined));
});

test('paths of another machine are mapped by the longest folder that holds them', () => {
  const mappings = ['/mnt/films=/media/films', '/mnt/films/reels/=/reels', 'D:\\films=/media/d'].map(parseMapping);
  expect(['/mnt/films/a.mov', '/mnt/films/reels/1/a.mov', '/mnt/filmstock/a.mov', 'D:\\films\\b\\a.mov'].map((path) => mappedPath(path, mappings))).toEqual(['/media/films/a.mov', '/reels/1/a.mov', '/mnt/filmstock/a.mov', '/media/d/b/a.mov']);
  expect(() => parseMapping('/mnt/films')).toThrow('FROM=TO');
});
