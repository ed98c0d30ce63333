import { expect, test } from 'vitest';
import { emptyDocument, Keyframe, type ProjectDocument, Shot } from '../../shared/model/document.ts';
import { HintGroup } from '../../shared/model/hint-group.ts';
import { Hint } from '../../shared/model/hint.ts';
import { HintId, ReferenceId } from '../../shared/model/ids.ts';
import { canTrack, emptyMadeGroups, hintsInPlace, type LikeFound, likeTarget, likeWords, madeHints, type Paste, pasteCommands, type PasteLike, pasteTarget, pasteWords, withGroupsOfShot } from './paste-hints.ts';

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

test('what is told of a still’s hints is how many were found, and why the others were not', () => {
  const found = (carried: number): readonly LikeFound[] => [{ paste: { shot, frame: 1, hints: [point('h')] }, sure: 0.8, carried }];
  expect(likeWords('Noon', found(5), { wanted: 7 })).toBe('Coloured like Noon (confidence of Shot 02: 80 %). Of its hints: 5 of 7 in Shot 02; what the others mark was not found for sure.');
  expect(likeWords('Noon', found(7), { wanted: 7 })).toBe('Coloured like Noon (confidence of Shot 02: 80 %). Of its hints: 7 of 7 in Shot 02.');
});

const like = { groupName: 'Like Shot 01', groups: [], locked: new Set<HintId>() };

test('hints that are read from another shot lie under those that a person has placed, and take the place of those read before', () => {
  const first = { ...keyframe, hints: [Hint.parse({ ...point('before'), made: 'like' }), point('own')] };
  const hintsAfter = (of: Keyframe, by: PasteLike = like, groups: readonly HintGroup[] = []): unknown => (pasteCommands({ shot: { ...shot, hintGroups: groups }, frame: 12, hints: [point('read')], like: by }, { referenceId: undefined, keyframe: of })[0] as { hints: readonly Hint[] }).hints.map(({ id }) => id);
  expect(hintsAfter(keyframe)).toEqual(['read', 'own']);
  expect(hintsAfter(first)).toEqual(['read', 'own']);
  // Locked ones stay: in this window, or with their group.
  expect(hintsAfter(first, { ...like, locked: new Set([HintId.parse('before')]) })).toEqual(['read', 'before', 'own']);
  const locked = HintGroup.parse({ id: 'g', name: 'Like Shot 01', made: 'like', locked: true });
  expect(hintsAfter({ ...first, hints: [{ ...first.hints[0]!, group: locked.id }] }, like, [locked])).toEqual(['read', 'before']);
});

test('hints that were made come into a group of their own, but those that a still carries in the groups that they had; a group goes with its last hint', () => {
  const coat = HintGroup.parse({ id: 'coat', name: 'Coat' });
  const { hints, groups } = madeHints([point('read'), Hint.parse({ ...point('carried'), group: 'coat' })], { groupName: 'Like Noon', groups: [coat] });
  expect(groups).toEqual([coat, { id: hints[0]!.group, name: 'Like Noon', made: 'like' }]);
  expect(hints).toMatchObject([{ id: 'read', made: 'like' }, { id: 'carried', made: 'like', group: 'coat' }]);
  expect(withGroupsOfShot({ ...emptyDocument, shots: [shot] }, { shot, hints, like: { ...like, groups } })).toEqual({ hints, groups: [groups[1], coat] });
  const [made] = groups.slice(1);
  const document = (of: readonly Hint[]): ProjectDocument => ({ ...emptyDocument, shots: [{ ...shot, hintGroups: groups }], keyframes: [{ ...keyframe, hints: of }] });
  expect(emptyMadeGroups(document(hints), shot.id)).toEqual([]);
  // One of the user's stays.
  expect(emptyMadeGroups(document([]), shot.id)).toEqual([made]);
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
