import { expect, test } from 'vitest';
import { emptyDocument, KeyframeStill, ProjectCommand, type ProjectDocument } from '../../../shared/model/document.ts';
import { frameIndex } from '../../../shared/model/frame.ts';
import type { Hint } from '../../../shared/model/hint.ts';
import { HintId, KeyframeId, NoteId, ReferenceId, SwatchId } from '../../../shared/model/ids.ts';
import { sampleClip, sampleKeyframe, sampleNote, samplePoint, sampleReference, sampleShots, sampleSwatch } from '../testing/sample-project.ts';
import { addHint, addKeyframe, copyHints, removeHints, removeKeyframe, setHints, setKeyframeReference, setKeyframeStill, updateHint } from './keyframe-commands.ts';
import { applyCommand } from './apply-command.ts';
import { addNote, removeNote, updateNote } from './note-commands.ts';
import { addReference, addSwatch, removeReference, removeSwatch, updateSwatch } from './script-commands.ts';
import { addClip } from './shot-commands.ts';

const key = KeyframeId.parse('key');

function oneKeyframe(hints: readonly Hint[] = []): ProjectDocument {
  const clip = sampleClip('film', 100);
  const document = addSwatch(addReference(addClip(emptyDocument, clip, sampleShots(clip, [0, 50])), sampleReference('still')), sampleSwatch('coat'));
  return addKeyframe(document, sampleKeyframe('key', 'film-1', 10, hints));
}
const hintsOf = (document: ProjectDocument): readonly Hint[] => document.keyframes[0]?.hints ?? [];
const refusal = (code: string): unknown => expect.objectContaining({ code });

test('a keyframe must be in its shot, on a frame without one', () => {
  expect(() => addKeyframe(oneKeyframe(), sampleKeyframe('other', 'film-1', 50))).toThrow(refusal('input.frameOutside'));
  expect(() => addKeyframe(oneKeyframe(), sampleKeyframe('other', 'film-1', 10))).toThrow(refusal('project.conflict'));
  expect(() => addKeyframe(oneKeyframe(), sampleKeyframe('key', 'film-1', 11))).toThrow(refusal('project.conflict'));
  expect(() => addKeyframe(oneKeyframe(), sampleKeyframe('other', 'nowhere', 11))).toThrow(refusal('project.notFound'));
});

test('copied hints make a frame a keyframe, or are added to an existing keyframe', () => {
  const shotId = oneKeyframe().keyframes[0]!.shotId;
  const copy = (document: ProjectDocument, frame: number, ids: readonly string[]): ProjectDocument => copyHints(document, { shotId, frame: frameIndex(frame), newKeyframeId: KeyframeId.parse('new'), hints: ids.map((id) => samplePoint(id)) });
  const fresh = copy(oneKeyframe([samplePoint('a')]), 20, ['b', 'c']);
  expect(fresh.keyframes.map(({ id, frame, hints }) => [id, frame, hints.map((hint) => hint.id)])).toEqual([['key', 10, ['a']], ['new', 20, ['b', 'c']]]);
  expect(hintsOf(copy(oneKeyframe([samplePoint('a')]), 10, ['b'])).map((hint) => hint.id)).toEqual(['a', 'b']);
  expect(() => copy(oneKeyframe([samplePoint('a')]), 10, ['a'])).toThrow(refusal('project.conflict'));
  expect(() => copy(oneKeyframe(), 70, ['a'])).toThrow(refusal('input.frameOutside'));
  expect(() => copy(setKeyframeStill(oneKeyframe(), key, { path: '/still.png', contentHash: '1' }), 10, ['a'])).toThrow(refusal('project.conflict'));
});

test('hints keep their order; changing one keeps its index', () => {
  const three = ['a', 'b', 'c'].reduce((document, id) => addHint(document, key, samplePoint(id)), oneKeyframe());
  const changed = updateHint(three, key, samplePoint('b', { ab: [0, 99] }));
  expect(hintsOf(changed).map((hint) => [hint.id, 'ab' in hint ? hint.ab[1] : undefined])).toEqual([['a', 30], ['b', 99], ['c', 30]]);
  expect(hintsOf(removeHints(changed, key, [HintId.parse('a'), HintId.parse('c')])).map((hint) => hint.id)).toEqual(['b']);
});

test('missing records can be neither changed nor removed, and ids are unique', () => {
  const document = oneKeyframe([samplePoint('a')]);
  const gone = KeyframeId.parse('gone');
  expect(() => addHint(document, gone, samplePoint('b'))).toThrow(refusal('project.notFound'));
  expect(() => removeKeyframe(document, gone)).toThrow(refusal('project.notFound'));
  expect(() => updateHint(document, key, samplePoint('b'))).toThrow(refusal('project.notFound'));
  expect(() => removeHints(document, key, [HintId.parse('a'), HintId.parse('b')])).toThrow(refusal('project.notFound'));
  expect(() => addHint(document, key, samplePoint('a'))).toThrow(refusal('project.conflict'));
  expect(() => addHint(document, key, samplePoint('b', { swatch: 'unknown' }))).toThrow(refusal('project.notFound'));
  expect(() => setKeyframeReference(document, key, ReferenceId.parse('unknown'))).toThrow(refusal('project.notFound'));
});

test('removing a swatch leaves its hints in its colour, clamped to the range of hints', () => {
  const linked = setHints(oneKeyframe(), key, [samplePoint('free'), samplePoint('linked', { swatch: 'coat' })]);
  const strong = updateSwatch(linked, sampleSwatch('coat', [40, 130, -30]));
  const document = removeSwatch(strong, SwatchId.parse('coat'));
  expect(hintsOf(document)).toStrictEqual([samplePoint('free'), samplePoint('linked', { ab: [110, -30] })]);
  expect(document.swatches).toEqual([]);
});

test('removing a reference removes it from the keyframes that it guided', () => {
  const guided = setKeyframeReference(oneKeyframe(), key, ReferenceId.parse('still'));
  expect(guided.keyframes[0]?.referenceId).toBe('still');
  expect(removeReference(guided, ReferenceId.parse('still')).keyframes).toStrictEqual(oneKeyframe().keyframes);
});

test('a removed still leaves no trace', () => {
  const given = setKeyframeStill(oneKeyframe(), key, { path: '/stills/a.png', contentHash: 'a' });
  expect(setKeyframeStill(given, key, undefined)).toStrictEqual(oneKeyframe());
});

test('a note must be on a frame of its clip', () => {
  const document = addNote(oneKeyframe(), sampleNote('note', 'film', 99));
  expect(updateNote(document, { ...sampleNote('note', 'film', 5), text: 'Asked.' }).notes[0]).toMatchObject({ frame: 5, text: 'Asked.' });
  expect(removeNote(document, NoteId.parse('note')).notes).toEqual([]);
  expect(() => addNote(document, sampleNote('other', 'film', 100))).toThrow(refusal('input.frameOutside'));
  expect(() => addNote(document, sampleNote('other', 'gone', 1))).toThrow(refusal('project.notFound'));
});

test('a moved keyframe comes to its place among the others, with its hints or with those tracked there, and is not approved any more', () => {
  const [clip] = [sampleClip('film')];
  const shots = sampleShots(clip, [0, 50]);
  const own = samplePoint('own', { at: [0.25, 0.5] });
  const first = { ...sampleKeyframe('first', 'film-1', 5, [own]), approved: true };
  const document = { ...emptyDocument, clips: [clip], shots, keyframes: [first, sampleKeyframe('second', 'film-1', 20), sampleKeyframe('other', 'film-2', 60)] };
  const move = (to: number, hints?: readonly Hint[]) => applyCommand(document, ProjectCommand.parse({ kind: 'moveKeyframe', keyframeId: 'first', to, ...(hints === undefined ? {} : { hints }) }));
  expect(move(30).keyframes.map(({ id, frame, approved }) => [id, frame, approved])).toEqual([['second', 20, false], ['first', 30, false], ['other', 60, false]]);
  expect(move(30).keyframes[1]!.hints).toEqual([own]);
  const tracked = samplePoint('own', { at: [0.75, 0.5] });
  expect(move(30, [tracked]).keyframes[1]!.hints).toEqual([tracked]);
  expect(move(5)).toBe(document);
  expect(() => move(20)).toThrow('Frame 20 is a keyframe already.');
  expect(() => move(60)).toThrow('Frame 60 is not in “Shot 01”');
});

test('a still belongs to its frame, and a locked hint is moved with its keyframe only as it is', () => {
  const [clip] = [sampleClip('film')];
  const locked: Hint = { ...samplePoint('locked', { at: [0.25, 0.5] }), locked: true };
  const still = KeyframeStill.parse({ path: '/stills/one.png', contentHash: 'hash' });
  const document = { ...emptyDocument, clips: [clip], shots: sampleShots(clip, [0]), keyframes: [sampleKeyframe('hinted', 'film-1', 5, [locked]), { ...sampleKeyframe('given', 'film-1', 9), still }] };
  const move = (keyframeId: string, hints?: readonly Hint[]) => applyCommand(document, ProjectCommand.parse({ kind: 'moveKeyframe', keyframeId, to: 30, ...(hints === undefined ? {} : { hints }) }));
  expect(() => move('given')).toThrow('shows that frame alone');
  expect(move('hinted').keyframes.find(({ id }) => id === 'hinted')).toMatchObject({ frame: 30, hints: [locked] });
  expect(() => move('hinted', [{ ...samplePoint('locked', { at: [0.75, 0.5] }), locked: true }])).toThrow(expect.objectContaining({ code: 'input.hintLocked' }));
});
