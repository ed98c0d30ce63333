import { expect, test } from 'vitest';
import { emptyDocument, Keyframe, Shot } from '../../shared/model/document.ts';
import { HintGroup } from '../../shared/model/hint-group.ts';
import { Hint } from '../../shared/model/hint.ts';
import { ReferenceId } from '../../shared/model/ids.ts';
import { canTrack, hintsInPlace, likeTarget, likeWords, type Paste, pasteCommands, pasteTarget, pasteWords, withGroupsOfShot } from './paste-hints.ts';

const point = (id: string): Hint => Hint.parse({ kind: 'point', id, at: [0.5, 0.5], radius: 0.01, ab: [10, 20] });
const shot = Shot.parse({ id: 's', clipId: 'film', name: 'Shot 02', range: { first: 10, last: 19 }, transitionIn: { kind: 'cut' } });
const keyframe = Keyframe.parse({ id: 'k', shotId: 's', frame: 12, hints: [point('own')], approved: false });
const referenceId = ReferenceId.parse('museum');

test('what became of shots coloured like another is told with how sure it was', () => {
  const paste = (name: string, hints: readonly Hint[]): Paste => ({ shot: { ...shot, name }, frame: 1, hints });
  const hint = Hint.parse({ kind: 'point', id: 'h', at: [0.5, 0.5], radius: 0.01, ab: [1, 2] });
  expect(likeWords('Shot 01', [{ paste: paste('Shot 02', [hint]), sure: 0.834 }, { paste: paste('Shot 03', [hint]), sure: 0.52 }, { paste: paste('Shot 04', []), sure: 0.2 }]))
    .toBe('Coloured like Shot 01 (confidence of Shot 02: 83 %; Shot 03: 52 %, look at it). Nothing of Shot 01 was found in Shot 04.');
});

test('a shot is coloured like another on the frame that is looked at, else on its keyframe; never where a still gives the colour', () => {
  const still = { ...keyframe, still: { path: '/still.png', contentHash: 'x' } };
  const frames = (of: Keyframe, at?: number): readonly number[] => likeTarget({ ...emptyDocument, shots: [shot], keyframes: [of] }, shot, at).frames;
  expect([frames(keyframe, 15), frames(keyframe, 40), frames(keyframe), frames(still)]).toEqual([[15], [12], [12], []]);
});

test('hints that are read from another shot lie under those that a person has placed', () => {
  expect(pasteCommands({ shot, frame: 12, hints: [point('read')], under: true }, { referenceId: undefined, keyframe })).toMatchObject([{ kind: 'setHints', hints: [{ id: 'read' }, { id: 'own' }] }]);
});

test('pasted hints get new ids and are added to the hints of the keyframe', () => {
  const [first] = hintsInPlace({ hints: [point('copied')] });
  expect(first).toEqual({ ...point('copied'), id: first!.id });
  expect(first!.id).not.toBe('copied');
  expect(pasteCommands({ shot, frame: 12, hints: [first!] }, { referenceId, keyframe })).toMatchObject([
    { kind: 'setHints', keyframeId: 'k', hints: [{ id: 'own' }, { id: first!.id }] },
    { kind: 'setKeyframeReference', keyframeId: 'k', referenceId: 'museum' },
  ]);
});

test('on a frame without hints a keyframe is made of them', () => {
  expect(pasteCommands({ shot, frame: 15, hints: [point('a')] }, { referenceId: undefined, keyframe: undefined })).toMatchObject([{ kind: 'addKeyframe', keyframe: { shotId: 's', frame: 15, hints: [{ id: 'a' }] } }]);
});

test('hints that were left out are reported by shot, and nothing when all were found', () => {
  expect(pasteWords(2, [{ shot, frame: 12, hints: [point('a'), point('b')] }])).toBeUndefined();
  expect(pasteWords(2, [{ shot, frame: 12, hints: [point('a')] }])).toMatch(/Shot 02: 1 of 2/);
});

test('a shot is pasted into at its first keyframe, else in the middle or at an end', () => {
  expect(pasteTarget({ ...emptyDocument, shots: [shot], keyframes: [keyframe] }, shot)).toEqual({ shot, frames: [12] });
  expect(pasteTarget({ ...emptyDocument, shots: [shot] }, shot)).toEqual({ shot, frames: [15, 10, 19] });
});

test('hints that are gone from their keyframe cannot be tracked', () => {
  const document = { ...emptyDocument, keyframes: [keyframe] };
  expect(canTrack(document, keyframe)).toBe(true);
  expect(canTrack(document, { ...keyframe, hints: [point('own'), point('erased')] })).toBe(false);
  expect(canTrack(emptyDocument, keyframe)).toBe(false);
});

test('hints that are pasted into another shot keep their group: that of the same name there, else a new one without lock and mask', () => {
  const dress = HintGroup.parse({ id: 'dress', name: 'Dress', ab: [10, 20], locked: true, mask: 'm' });
  const from = Shot.parse({ ...shot, id: 'first', hintGroups: [dress] });
  const hint = Hint.parse({ ...point('a'), group: 'dress' });
  const pasted = (to: Shot): ReturnType<typeof withGroupsOfShot> => withGroupsOfShot({ ...emptyDocument, shots: [from, to] }, { shot: to, hints: [hint, point('b')] });
  expect(pasted(shot)).toEqual({ hints: [hint, point('b')], groups: [{ id: 'dress', name: 'Dress', ab: [10, 20] }] });
  expect(pasted(Shot.parse({ ...shot, hintGroups: [{ id: 'gown', name: 'Dress' }] }))).toEqual({ hints: [{ ...hint, group: 'gown' }, point('b')], groups: [] });
  expect(pasted(from)).toEqual({ hints: [hint, point('b')], groups: [] });
});
