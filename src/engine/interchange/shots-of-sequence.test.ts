import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Sequence } from '../../shared/model/sequence.ts';
import { sampleClip, sampleShots } from '../project/testing/sample-project.ts';
import { shotsOfSequence } from './shots-of-sequence.ts';

const clip = sampleClip('film', 100);
const sequenceOf = (ranges: readonly (readonly [name: string, first: number, last: number])[]): Sequence => Sequence.parse({
  id: 'reel', name: 'Reel 1', rate: { num: 24, den: 1 }, dropFrame: false,
  events: ranges.map(([name, first, last], index) => ({ id: `e${index}`, name, clipId: 'film', range: { first, last }, handles: { before: 0, after: 0 }, recordStart: 1000 * index, transitionIn: { kind: 'cut' } })),
});
const told = (ranges: Parameters<typeof sequenceOf>[0], present = sampleShots(clip, [0])): readonly string[] | undefined =>
  shotsOfSequence(sequenceOf(ranges), clip, present)?.map(({ name, range }) => `${name} ${range.first}–${range.last}`);

test('each event becomes a shot; what lies between and around them is kept apart', () => {
  expect(told([['Street', 40, 59], ['Harbour', 10, 19]])).toEqual(['Not in sequence 01 0–9', 'Harbour 10–19', 'Not in sequence 02 20–39', 'Street 40–59', 'Not in sequence 03 60–99']);
  expect(told([['All', 0, 99]])).toEqual(['All 0–99']);
});

test('where events overlap, what both use is a shot of its own, named by the one that comes first in the record', () => {
  expect(told([['Later in the film', 30, 60], ['Earlier in the film', 0, 40]])).toEqual(['Earlier in the film 0–29', 'Later in the film 30–40', 'Later in the film 41–60', 'Not in sequence 01 61–99']);
});

test('a shot of the same frames keeps its id, and a dissolve at the same boundary stays', () => {
  const [first, second] = sampleShots(clip, [0, 50]);
  const present = [first!, { ...second!, transitionIn: { kind: 'dissolve' as const, frames: { first: second!.range.first, last: second!.range.first } } }];
  const shots = shotsOfSequence(sequenceOf([['A', 0, 49], ['B', 50, 79]]), clip, present)!;
  expect(shots[0]).toEqual({ ...first, name: 'A' });
  expect(shots[1]?.id).not.toBe(second?.id);
  expect(shots[1]?.transitionIn.kind).toBe('dissolve');
});

test('a sequence that does not use the clip says nothing of its shots', () => {
  expect(shotsOfSequence(sequenceOf([]), clip, sampleShots(clip, [0]))).toBeUndefined();
});

test('whatever the events are, the shots cover every frame of the clip once', () => {
  const event = fc.tuple(fc.constant('x'), fc.nat(99), fc.nat(99)).map(([name, a, b]) => [name, Math.min(a, b), Math.max(a, b)] as const);
  fc.assert(fc.property(fc.array(event, { minLength: 1, maxLength: 12 }), fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 4 }), (events, cuts) => {
    const present = sampleShots(clip, [0, ...cuts.toSorted((a, b) => a - b)]);
    const shots = shotsOfSequence(sequenceOf(events), clip, present)!;
    expect(shots.map(({ range }) => range.first)).toEqual([0, ...shots.slice(0, -1).map(({ range }) => range.last + 1)]);
    expect(shots.at(-1)?.range.last).toBe(99);
    expect(new Set(shots.map(({ id }) => id)).size).toBe(shots.length);
  }), { numRuns: 50, seed: 7 });
});
