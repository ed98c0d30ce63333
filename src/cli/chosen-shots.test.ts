import { expect, test } from 'vitest';
import { sampleClip } from '../engine/project/testing/sample-project.ts';
import { emptyDocument, type ProjectDocument } from '../shared/model/document.ts';
import { frameRange } from '../shared/model/frame.ts';
import { EventId, newId, SequenceId, ShotId } from '../shared/model/ids.ts';
import type { Sequence } from '../shared/model/sequence.ts';
import { chosenRange, chosenSequence, chosenShots } from './chosen-shots.ts';
import type { DeliverOptions } from './command-options.ts';

const clips = [sampleClip('A', 100), sampleClip('B', 100)];
const document: ProjectDocument = {
  ...emptyDocument, clips,
  shots: clips.flatMap((clip) => [[0, 19], [20, 59], [60, 99]].map(([first, last], index) => ({ id: newId(ShotId), clipId: clip.id, name: `${clip.name}${index + 1}`, range: frameRange(first!, last!), transitionIn: { kind: 'cut' } as const }))),
};
const options = (given: Partial<DeliverOptions>): DeliverOptions => given as DeliverOptions;
const names = (given: Partial<DeliverOptions>, sequence?: Sequence): readonly string[] => chosenShots(document, options(given), sequence).map(({ name }) => name);

function sequenceOf(...ranges: readonly (readonly [clip: number, first: number, last: number])[]): Sequence {
  return {
    id: newId(SequenceId), name: 'Reel 1', rate: { num: 25, den: 1 }, dropFrame: false,
    events: ranges.map(([clip, first, last], index) => ({ id: newId(EventId), name: 'event', clipId: clips[clip]!.id, range: frameRange(first, last), handles: { before: 0, after: 0 }, recordStart: 1000 * index, transitionIn: { kind: 'cut' } })),
  };
}

test('without an option all shots of all clips are delivered; --clip keeps those of one', () => {
  expect(names({})).toEqual(['A1', 'A2', 'A3', 'B1', 'B2', 'B3']);
  expect(names({ clip: 2 })).toEqual(['B1', 'B2', 'B3']);
  expect(() => names({ clip: 3 })).toThrow('There is no clip 3: the project has 2.');
});

test('a shot is named with its clip where the project has several', () => {
  expect(names({ clip: 2, shot: [3, 1] })).toEqual(['B1', 'B3']);
  expect(() => names({ shot: [1] })).toThrow('The project has 2 clips: say with --clip which of them --shot means: 1 A, 2 B.');
  expect(() => names({ clip: 1, shot: [4] })).toThrow('There is no shot 4: A has 3.');
  expect(() => chosenRange(document, options({ frames: { first: 1, last: 2 } }))).toThrow('say with --clip which of them --frames means');
});

test('of a sequence only the shots are delivered that have frames of its events, in its order', () => {
  expect(names({}, sequenceOf([1, 30, 40], [0, 10, 25]))).toEqual(['B2', 'A1', 'A2']);
  expect(names({ clip: 1 }, sequenceOf([1, 30, 40], [0, 10, 25]))).toEqual(['A1', 'A2']);
  expect(names({ clip: 2, shot: [1] }, sequenceOf([1, 30, 40]))).toEqual(['B1']);
  expect(() => names({ clip: 1 }, sequenceOf([1, 30, 40]))).toThrow('No shot of the clip has frames of “Reel 1”.');
});

test('a sequence is named with a timeline or without, and not with frames of a clip', () => {
  const sequence = sequenceOf([0, 10, 25]);
  expect(chosenSequence([sequence], options({ sequence: 'Reel 1' }))).toBe(sequence);
  expect(() => chosenSequence([sequence], options({ sequence: 'Reel 2' }))).toThrow('The project has no sequence “Reel 2”; it has “Reel 1”.');
  expect(() => chosenRange(document, options({ clip: 1, frames: { first: 1, last: 2 }, sequence: 'Reel 1' }))).toThrow('--sequence and --timeline go with shots');
});
