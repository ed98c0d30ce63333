import { expect, test } from 'vitest';
import { emptyDocument, type ProjectDocument } from '../../../shared/model/document.ts';
import { ShotId, StillId } from '../../../shared/model/ids.ts';
import { sampleClip, sampleShots, sampleStill } from '../testing/sample-project.ts';
import { removeStill, setSceneMemory } from './still-commands.ts';

const clip = sampleClip('film');
const [a, b] = [ShotId.parse('film-1'), ShotId.parse('film-2')];
const still = (id: string): StillId => StillId.parse(id);
const before: ProjectDocument = {
  ...emptyDocument, clips: [clip], shots: sampleShots(clip, [0, 50]),
  stills: [...['one', 'two', 'three'].map((id) => sampleStill(id, 'film', 3, { plane: id })), sampleStill('bare', 'film', 4)],
};
const memories = ({ shots }: ProjectDocument): unknown[] => shots.map(({ memory }) => memory);
const with1 = setSceneMemory(before, [a], still('one'), true);

test('each shot keeps its own memory: a still is put into those that lack it, and the oldest of two makes room', () => {
  const both = setSceneMemory(with1, [a, b], still('two'), true);
  expect(memories(both)).toEqual([['one', 'two'], ['two']]);
  expect(memories(setSceneMemory(both, [a, b], still('three'), true))).toEqual([['two', 'three'], ['two', 'three']]);
});

test('taken out, the others stay, and a shot without any has no memory at all; what changes nothing is the same document’s shots', () => {
  expect(memories(setSceneMemory(setSceneMemory(with1, [a, b], still('two'), true), [a, b], still('two'), false))).toEqual([['one'], undefined]);
  expect(setSceneMemory(with1, [a], still('one'), true).shots[0]).toBe(with1.shots[0]);
  expect(memories(removeStill(with1, still('one')))).toEqual([undefined, undefined]);
});

test('a still without colour, or one that is not there, is refused', () => {
  expect(() => setSceneMemory(before, [a], still('bare'), true)).toThrow(/no colour to remember/);
  expect(() => setSceneMemory(before, [a], still('none'), true)).toThrow(/not in the project/);
});
