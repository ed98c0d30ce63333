import { expect, test } from 'vitest';
import { frameRange } from '../../../shared/model/frame.ts';
import { artefactKey, type ArtefactKey, spanKind } from '../../artefacts/index.ts';
import type { PropagateStep } from '../propagate-params.ts';
import { mappedPath, parseMapping } from './media-map.ts';
import { framesOf, unitSteps } from './propagate-unit.ts';
import { urgency } from './send-propagation.ts';

const keyOf = (name: string): ArtefactKey => artefactKey(spanKind, { clip: name, network: 'n' });
const step = (first: number, last: number, more: Partial<PropagateStep> = {}): PropagateStep => ({ group: keyOf(`${first}`), range: frameRange(first, last), ...more });

test('spans that wait for no other are units of their own; small ones go together', () => {
  const steps = [step(0, 39), step(41, 99), step(101, 104), step(106, 130)];
  expect(unitSteps(steps).map((unit) => unit.map(({ range }) => [range.first, range.last]))).toEqual([[[0, 39]], [[41, 99], [101, 104]], [[106, 130]]]);
  expect(framesOf(unitSteps(steps).flat())).toBe(framesOf(steps));
});

test('a correction stays with the spans that begin or end at its frame', () => {
  const [first, second] = ['a', 'b'].map((name) => ({ frame: 50, hints: [], key: keyOf(name) }));
  const steps = [
    step(0, 40), step(50, 50, { correction: first }), step(42, 49, { right: { frame: 50, key: first!.key } }),
    step(90, 90, { left: { frame: 50, key: first!.key }, correction: second }), step(51, 89, { left: { frame: 50, key: first!.key }, right: { frame: 90, key: second!.key } }), step(91, 140, { left: { frame: 90, key: second!.key } }),
    step(142, 200),
  ];
  expect(unitSteps(steps).map((unit) => unit.map(({ range }) => range.first))).toEqual([[0], [50, 42, 90, 51, 91], [142]]);
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
