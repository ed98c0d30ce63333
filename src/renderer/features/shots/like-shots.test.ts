import { expect, test } from 'vitest';
import { emptyDocument, Keyframe, type ProjectDocument, Shot } from '../../../shared/model/document.ts';
import { SceneId, ShotId } from '../../../shared/model/ids.ts';
import { likeGroups } from './like-shots.ts';

const shots = ['a', 'b', 'c', 'd', 'e'].map((id, index) => Shot.parse({ id, clipId: 'reel', name: id, range: { first: 10 * index, last: 10 * index + 9 }, transitionIn: { kind: 'cut' }, ...(id === 'b' ? {} : { sceneId: 'pier' }) }));
const keyed = (...ids: readonly string[]): ProjectDocument => ({ ...emptyDocument, shots, scenes: [{ id: SceneId.parse('pier'), name: 'On the pier' }], keyframes: ids.map((id) => Keyframe.parse({ id: `key ${id}`, shotId: id, frame: shots.find((shot) => shot.id === id)!.range.first, hints: [], approved: false })) });
const told = (document: ProjectDocument, ...targets: readonly string[]): unknown => likeGroups(document, shots, targets.map((id) => ShotId.parse(id))).map(({ label, shots: of }) => [label, of.map(({ id }) => id)]);

test('shots with keyframes of the same scene come first, the nearest before others', () => {
  expect(told(keyed('a', 'b', 'e'), 'd')).toEqual([['On the pier', ['e', 'a']], ['Other shots with keyframes', ['b']]]);
});

test('a shot is not offered for itself alone; of several chosen shots those with keyframes are', () => {
  expect(told(keyed('a'), 'a')).toEqual([]);
  expect(told(keyed('a'), 'a', 'c')).toEqual([['On the pier', ['a']]]);
  expect(told(keyed('a', 'c'), 'b')).toEqual([['Shots with keyframes', ['a', 'c']]]);
});
