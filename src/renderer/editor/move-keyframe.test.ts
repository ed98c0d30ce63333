import { expect, test } from 'vitest';
import { emptyDocument, Keyframe, Shot } from '../../shared/model/document.ts';
import { freeFrameFor, movedWords } from './move-keyframe.ts';

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

test('hints that were not found on the new frame are told', () => {
  expect(movedWords(3, 3)).toBeUndefined();
  expect(movedWords(3, 2)).toMatch(/^1 of 3 hints went/);
});
