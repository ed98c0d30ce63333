import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Sequence, type SequenceEvent } from '../../shared/model/sequence.ts';
import { sampleClip, sampleShots } from '../project/testing/sample-project.ts';
import { shotsOfSequence } from './shots-of-sequence.ts';

const clip = sampleClip('film', 100);
const sequenceOf = (ranges: readonly (readonly [name: string, first: number, last: number])[]): Sequence => Sequence.parse({
  id: 'reel', name: 'Reel 1', rate: { num: 24, den: 1 }, dropFrame: false,
  events: ranges.map(([name, first, last], index) => ({ id: `e${index}`, name, clipId: 'film', range: { first, last }, handles: { before: 0, after: 0 }, recordStart: 1000 * index, transitionIn: { kind: 'cut' } })),
});
const told = (ranges: Parameters<typeof sequenceOf>[0], present = sampleShots(clip, [0])): readonly string[] | undefined =>
  shotsOfSequence(sequenceOf(ranges), clip, present)?.shots.map(({ name, range }) => `${name} ${range.first}–${range.last}`);

test('each event becomes a shot; what lies between and around them is kept apart', () => {
  expect(told([['Street', 40, 59], ['Harbour', 10, 19]])).toEqual(['Not in sequence 01 0–9', 'Harbour 10–19', 'Not in sequence 02 20–39', 'Street 40–59', 'Not in sequence 03 60–99']);
  expect(told([['All', 0, 99]])).toEqual(['All 0–99']);
});

test('where events overlap, what both use is a shot of its own, named by the one that comes first in the record, and that is told', () => {
  expect(told([['Later in the film', 30, 60], ['Earlier in the film', 0, 40]])).toEqual(['Earlier in the film 0–29', 'Later in the film 30–40', 'Later in the film 41–60', 'Not in sequence 01 61–99']);
  const { remarks } = shotsOfSequence(sequenceOf([['A', 30, 60], ['B', 0, 40], ['C', 35, 40], ['B again', 0, 9]]), clip, [])!;
  expect(remarks).toEqual(['Frames 0–9 of “film” are used by “B” and “B again”: one shot holds them.', 'Frames 30–34 of “film” are used by “A” and “B”: one shot holds them.', 'Frames 35–40 of “film” are used by “A” and “B” and 1 more: one shot holds them.']);
});

test('a shot of the same frames keeps its id, and a dissolve at the same boundary stays', () => {
  const [first, second] = sampleShots(clip, [0, 50]);
  const present = [first!, { ...second!, transitionIn: { kind: 'dissolve' as const, frames: { first: second!.range.first, last: second!.range.first } } }];
  const shots = shotsOfSequence(sequenceOf([['A', 0, 49], ['B', 50, 79]]), clip, present)!.shots;
  expect(shots[0]).toEqual({ ...first, name: 'A' });
  expect(shots[1]?.id).not.toBe(second?.id);
  expect(shots[1]?.transitionIn.kind).toBe('dissolve');
});

test('a sequence that does not use the clip gives it no shots', () => {
  expect(shotsOfSequence(sequenceOf([]), clip, sampleShots(clip, [0]))).toBeUndefined();
});

/** Events in record order without gaps; each with what differs from a plain one. */
function sequenceWith(events: readonly (Partial<SequenceEvent> & { readonly first: number; readonly last: number })[]): Sequence {
  let record = 0;
  return Sequence.parse({ id: 'reel', name: 'Reel 1', rate: { num: 24, den: 1 }, dropFrame: false, events: events.map(({ first, last, ...rest }, index) => {
    const recordStart = record;
    record += last - first + 1;
    return { id: `e${index}`, name: `E${index}`, clipId: 'film', range: { first, last }, handles: { before: 0, after: 0 }, recordStart, transitionIn: { kind: 'cut' }, ...rest };
  }) });
}
const shotsWith = (events: Parameters<typeof sequenceWith>[0]): readonly string[] => {
  const { shots, remarks } = shotsOfSequence(sequenceWith(events), clip, [])!;
  return [...shots.map(({ name, range, transitionIn }) => `${name} ${range.first}–${range.last}${transitionIn.kind === 'cut' ? '' : ` mix ${transitionIn.frames.first}–${transitionIn.frames.last}`}`), ...remarks];
};

test('a shot holds the handles of its event; handles that meet share the frames, and end where another event begins', () => {
  const handles = { before: 4, after: 4 };
  expect(shotsWith([{ first: 20, last: 29, handles }, { first: 60, last: 69, handles }])).toEqual(['Not in sequence 01 0–15', 'E0 16–33', 'Not in sequence 02 34–55', 'E1 56–73', 'Not in sequence 03 74–99']);
  expect(shotsWith([{ first: 10, last: 19, handles }, { first: 25, last: 99, handles: { before: 4, after: 0 } }])).toEqual([
    'Not in sequence 01 0–5', 'E0 6–21', 'E1 22–99', 'The handles of “E0” and “E1” share frames 21–23: each shot has the half beside it.', 'The handles of 2 events reach into frames of other shots, where they end.',
  ]);
  expect(shotsWith([{ first: 0, last: 49, handles: { before: 0, after: 4 } }, { first: 50, last: 99 }])).toEqual(['E0 0–49', 'E1 50–99', 'The handles of 1 event reach into frames of other shots, where they end.']);
});

test('a dissolve between frames that follow each other in the clip is in its pictures: it becomes the transition of the shot', () => {
  const dissolve = { kind: 'dissolve', frames: 7 } as const;
  expect(shotsWith([{ first: 0, last: 39, handles: { before: 0, after: 7 } }, { first: 40, last: 99, transitionIn: dissolve }])).toEqual(['E0 0–42', 'E1 43–99 mix 40–46']);
  expect(shotsWith([{ first: 0, last: 39 }, { first: 40, last: 99, transitionIn: { ...dissolve, before: 1 } }])).toEqual(['E0 0–40', 'E1 41–99 mix 40–46']);
  expect(shotsWith([{ first: 0, last: 39 }, { first: 40, last: 99, transitionIn: { kind: 'wipe', pattern: 1, frames: 4 } }])).toEqual(['E0 0–41', 'E1 42–99 mix 40–43']);
});

test('a dissolve between other frames is made by the editing program: the shots hold the frames that it takes', () => {
  expect(shotsWith([{ first: 0, last: 39, handles: { before: 0, after: 12 } }, { first: 60, last: 99, transitionIn: { kind: 'dissolve', frames: 12 } }])).toEqual([
    'E0 0–51', 'Not in sequence 01 52–59', 'E1 60–99', '1 transition joins frames that do not follow each other in “film”: the editing program makes it; the shots hold the frames for it.',
  ]);
});

test('whatever the events are, the shots cover every frame of the clip once', () => {
  const mixes = fc.oneof(fc.constant({ kind: 'cut' as const }), fc.integer({ min: 1, max: 20 }).map((frames) => ({ kind: 'dissolve' as const, frames })));
  const event = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(30), fc.nat(30), mixes)
    .map(([a, b, before, after, transitionIn]) => ({ first: Math.min(a, b), last: Math.max(a, b), handles: { before, after }, transitionIn }));
  fc.assert(fc.property(fc.array(event, { minLength: 1, maxLength: 12 }), fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 4 }), (events, cuts) => {
    const present = sampleShots(clip, [0, ...cuts.toSorted((a, b) => a - b)]);
    const shots = shotsOfSequence(sequenceWith(events), clip, present)!.shots;
    expect(shots.map(({ range }) => range.first)).toEqual([0, ...shots.slice(0, -1).map(({ range }) => range.last + 1)]);
    expect(shots.at(-1)?.range.last).toBe(99);
    expect(new Set(shots.map(({ id }) => id)).size).toBe(shots.length);
  }), { numRuns: 200, seed: 7 });
});
