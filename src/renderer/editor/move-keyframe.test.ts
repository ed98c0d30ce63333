import { expect, test } from 'vitest';
import { emptyDocument, Keyframe, Shot } from '../../shared/model/document.ts';
import { frameOutsideDissolves, freeFrameFor, movedWords } from './move-keyframe.ts';

const keyframe = (id: string, frame: number, more: object = {}): Keyframe => Keyframe.parse({ id, shotId: 's', frame, approved: false, hints: [], ...more });
const documentWith = (...keyframes: readonly Keyframe[]) => ({ ...emptyDocument, shots: [Shot.parse({ id: 's', clipId: 'film', name: 'Shot', range: { first: 10, last: 29 }, transitionIn: { kind: 'cut' } })], keyframes });

test('a dragged keyframe stays in its shot and goes past others, but never onto one', () => {
  const moved = keyframe('moved', 12);
  const document = documentWith(moved, keyframe('a', 20), keyframe('b', 21));
  expect([0, 15, 25, 99].map((wanted) => freeFrameFor(document, moved, wanted))).toEqual([10, 15, 25, 29]);
  // From the left it stops before the two, and is past them where the pointer is.
  expect([20, 21, 22].map((wanted) => freeFrameFor(document, moved, wanted))).toEqual([19, 22, 22]);
  expect(freeFrameFor(document, moved, 12)).toBe(12);
});

test('the keyframe of a still does not leave its frame', () => {
  const still = keyframe('still', 12, { still: { path: '/a.png', contentHash: 'hash' } });
  expect(freeFrameFor(documentWith(still), still, 20)).toBe(12);
});

test('a keyframe leaves a dissolve for the nearest free frame of its shot that shows no other; where there is none, and with a still, it stays', () => {
  const shots = [['s', 10, 29, 10, 14], ['next', 30, 49, 25, 33]].map(([id, first, last, from, to]) => Shot.parse({ id, clipId: 'film', name: 'Shot', range: { first, last }, transitionIn: { kind: 'dissolve', frames: { first: from, last: to } } }));
  const [inside, late] = [keyframe('in', 12), keyframe('late', 27)];
  const document = (...keyframes: readonly Keyframe[]) => ({ ...emptyDocument, shots, keyframes });
  expect([inside, late].map((each) => frameOutsideDissolves(document(inside, late), each))).toEqual([15, 24]);
  expect(frameOutsideDissolves(document(late, keyframe('a', 24)), late)).toBe(23);
  const still = keyframe('still', 27, { still: { path: '/a.png', contentHash: 'hash' } });
  expect(frameOutsideDissolves(document(still), still)).toBeUndefined();
  const mixed = shots.with(0, Shot.parse({ ...shots[0], transitionIn: { kind: 'dissolve', frames: { first: 10, last: 24 } } }));
  expect(frameOutsideDissolves({ ...document(late), shots: mixed }, late)).toBeUndefined();
});

test('hints that were not found on the new frame are told', () => {
  expect(movedWords(3, 3)).toBeUndefined();
  expect(movedWords(3, 2)).toMatch(/^1 of 3 hints went/);
});
