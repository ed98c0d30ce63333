import { expect, test } from 'vitest';
import { Sequence } from '../../../shared/model/sequence.ts';
import { blocksBetween, sequenceBlocks } from './sequence-blocks.ts';

const sequence = Sequence.parse({
  id: 'reel', name: 'Reel 1', rate: { num: 24, den: 1 }, dropFrame: false,
  events: [
    { id: 'a', name: 'Harbour', clipId: 'film', range: { first: 10, last: 19 }, handles: { before: 5, after: 3 }, recordStart: 86_400, transitionIn: { kind: 'cut' } },
    { id: 'b', name: 'Lost', reel: 'B007', range: { first: 90_000, last: 90_011 }, handles: { before: 0, after: 0 }, recordStart: 86_410, transitionIn: { kind: 'wipe', pattern: 1, frames: 6 } },
    { id: 'c', name: 'Street', clipId: 'film', range: { first: 15, last: 24 }, handles: { before: 0, after: 0 }, recordStart: 86_430, transitionIn: { kind: 'dissolve', frames: 40 } },
  ],
});
const { blocks, length } = sequenceBlocks(sequence, [{ id: 'film' as never, name: 'film' }]);

test('events lie at their record time, gaps included, and say what they are', () => {
  expect(blocks.map(({ start, length: frames, mix, clip }) => [start, frames, mix, clip])).toEqual([[0, 10, 0, 'film'], [10, 12, 6, undefined], [30, 10, 10, 'film']]);
  expect(length).toBe(40);
  expect(blocks[0]?.words).toBe('Harbour, record 01:00:00:00, 10 frames, “film” 10–19, handles 5 and 3');
  expect(blocks[1]?.words).toBe('Lost, record 01:00:00:10, 12 frames, no clip (reel B007), wipe of 6');
});

test('only what is in sight is drawn', () => {
  const seen = (from: number, to: number): readonly string[] => blocksBetween(blocks, from, to).map(({ event }) => event.name);
  expect(seen(0, 40)).toEqual(['Harbour', 'Lost', 'Street']);
  expect(seen(10, 29)).toEqual(['Lost']);
  expect(seen(23, 28)).toEqual([]);
  expect(seen(31, 31)).toEqual(['Street']);
});
