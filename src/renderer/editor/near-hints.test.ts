import { expect, test } from 'vitest';
import { emptyDocument, Keyframe, type ProjectDocument, Shot, Swatch } from '../../shared/model/document.ts';
import { ClipId } from '../../shared/model/ids.ts';
import { nearHints } from './near-hints.ts';

const film = ClipId.parse('film');
const shot = (id: string, first: number, more: object = {}): Shot => Shot.parse({ id, clipId: 'film', name: id, range: { first, last: first + 9 }, transitionIn: { kind: 'cut' }, ...more });
const point = (id: string, ab: readonly [number, number], more: object = {}): object => ({ kind: 'point', id, at: [0.5, 0.5], radius: 0.01, ab, ...more });
const key = (id: string, shotId: string, frame: number, hints: readonly object[]): Keyframe => Keyframe.parse({ id, shotId, frame, hints, approved: false });
const skin = Swatch.parse({ id: 'skin', name: 'Skin', lab: [60, 18, 20], tolerance: 4, note: '' });
const document: ProjectDocument = {
  ...emptyDocument, swatches: [skin],
  shots: [shot('one', 0, { sceneId: 'night', hintGroups: [{ id: 'kept', name: 'Kept', locked: true }] }), shot('two', 10, { sceneId: 'night' }), shot('three', 20)],
  keyframes: [
    key('a', 'one', 2, [point('near', [18.5, 20]), point('far', [-20, 20]), point('linked', [18, 20], { swatch: 'skin' }), point('held', [18, 20], { group: 'kept' }), { kind: 'auto', id: 'auto', at: [0.1, 0.1], radius: 0.1 }]),
    key('b', 'one', 7, [point('later', [17, 20]), point('locked', [18, 20], { locked: true })]),
    key('c', 'two', 12, [point('scene', [18, 21])]),
    key('d', 'three', 22, [point('film', [18, 20]), point('film2', [18, 19.5])]),
  ],
};
const at = (frame: number): ReturnType<typeof nearHints> => nearHints(document, skin, { clipId: film, frame });

test('hints near a swatch are counted for the frame, its shot, its scene and the film', () => {
  expect(at(2).map(({ scope, hints, shots }) => [scope, hints, shots])).toEqual([['frame', 1, 1], ['shot', 2, 1], ['scene', 3, 2], ['film', 5, 3]]);
  expect(at(2)[1]?.links).toEqual([{ keyframeId: 'a', hintIds: ['near'] }, { keyframeId: 'b', hintIds: ['later'] }]);
});

test('a scope that adds nothing to a smaller one is left out', () => {
  expect(at(25).map(({ scope, hints }) => [scope, hints])).toEqual([['shot', 2], ['film', 5]]);
  expect(nearHints({ ...document, keyframes: [] }, skin, { clipId: film, frame: 2 })).toEqual([]);
});
