import { expect, test } from 'vitest';
import { emptyDocument, type ProjectDocument, type Shot, ShotTransition } from '../../../shared/model/document.ts';
import { frameIndex } from '../../../shared/model/frame.ts';
import { ClipId, ShotId } from '../../../shared/model/ids.ts';
import { newMask } from '../../../shared/model/mask.ts';
import { sampleClip, sampleKeyframe, sampleShots } from '../testing/sample-project.ts';
import { addKeyframe } from './keyframe-commands.ts';
import { addClip, mergeShots, moveCut, replaceShots, setClipRate, setTransitionIn, splitShot } from './shot-commands.ts';

const id = (text: string): ShotId => ShotId.parse(text);
const dissolve = (first: number, last: number): ShotTransition => ShotTransition.parse({ kind: 'dissolve', frames: { first, last } });
const ranges = (document: ProjectDocument): (readonly [string, number, number])[] => document.shots.map((shot) => [shot.id, shot.range.first, shot.range.last] as const);
const membership = (document: ProjectDocument): Record<number, string> => Object.fromEntries(document.keyframes.map((each) => [each.frame, each.shotId]));
const transitionOf = (document: ProjectDocument, shot: string): unknown => document.shots.find((each) => each.id === shot)?.transitionIn;

/** A clip of 100 frames in three shots (0–29, 30–69, 70–99) with keyframes on 10, 30, 50 and 80. */
function threeShots(): ProjectDocument {
  const clip = sampleClip('film', 100);
  const document = addClip(emptyDocument, clip, sampleShots(clip, [0, 30, 70]));
  return ([[10, 'film-1'], [50, 'film-2'], [30, 'film-2'], [80, 'film-3']] as const)
    .reduce((each, [frame, shot]) => addKeyframe(each, sampleKeyframe(`key-${frame}`, shot, frame)), document);
}

test('keyframes are sorted by frame, whatever the order in which they were added', () => {
  expect(threeShots().keyframes.map((each) => each.frame)).toEqual([10, 30, 50, 80]);
});

test('a shot is split before the given frame, and its later keyframes go to the new shot', () => {
  const document = splitShot(threeShots(), id('film-2'), frameIndex(50), id('new'));
  expect(ranges(document)).toEqual([['film-1', 0, 29], ['film-2', 30, 49], ['new', 50, 69], ['film-3', 70, 99]]);
  expect(membership(document)).toEqual({ 10: 'film-1', 30: 'film-2', 50: 'new', 80: 'film-3' });
  expect(document.shots[2]).toMatchObject({ name: 'Shot 02 b', transitionIn: { kind: 'cut' } });
});

test('a shot split twice gives two unused names', () => {
  const once = splitShot(threeShots(), id('film-2'), frameIndex(50), id('new'));
  const twice = splitShot(once, id('new'), frameIndex(60), id('newer'));
  expect(twice.shots.map((each) => each.name)).toEqual(['Shot 01', 'Shot 02', 'Shot 02 b', 'Shot 02 c', 'Shot 03']);
});

test('a shot cannot be split at its first frame, beyond its last, or with an id that is taken', () => {
  for (const at of [29, 30, 70]) expect(() => splitShot(threeShots(), id('film-2'), frameIndex(at), id('new'))).toThrow(expect.objectContaining({ code: 'input.frameOutside' }));
  expect(() => splitShot(threeShots(), id('film-2'), frameIndex(40), id('film-3'))).toThrow(expect.objectContaining({ code: 'project.conflict' }));
});

test('two neighbours are merged with their keyframes; separate shots are not', () => {
  const document = mergeShots(threeShots(), id('film-1'), id('film-2'));
  expect(ranges(document)).toEqual([['film-1', 0, 69], ['film-3', 70, 99]]);
  expect(membership(document)).toEqual({ 10: 'film-1', 30: 'film-1', 50: 'film-1', 80: 'film-3' });
  for (const [first, second] of [['film-1', 'film-3'], ['film-2', 'film-1'], ['film-1', 'film-1']] as const) {
    expect(() => mergeShots(threeShots(), id(first), id(second))).toThrow(expect.objectContaining({ code: 'project.conflict' }));
  }
});

test('moving a cut gives the keyframes between its old and new position to the other shot', () => {
  const later = moveCut(threeShots(), id('film-2'), frameIndex(40));
  expect(ranges(later)).toEqual([['film-1', 0, 39], ['film-2', 40, 69], ['film-3', 70, 99]]);
  expect(membership(later)).toEqual({ 10: 'film-1', 30: 'film-1', 50: 'film-2', 80: 'film-3' });
  expect(membership(moveCut(later, id('film-2'), frameIndex(5)))).toEqual({ 10: 'film-2', 30: 'film-2', 50: 'film-2', 80: 'film-3' });
});

test('a cut cannot be moved past its neighbours, and the first shot has none', () => {
  for (const to of [0, 70]) expect(() => moveCut(threeShots(), id('film-2'), frameIndex(to))).toThrow(expect.objectContaining({ code: 'input.frameOutside' }));
  expect(() => moveCut(threeShots(), id('film-1'), frameIndex(5))).toThrow(expect.objectContaining({ code: 'input.frameOutside' }));
});

test('a dissolve moves with its cut, and is trimmed to the shots that it joins', () => {
  const mixed = setTransitionIn(threeShots(), id('film-2'), dissolve(26, 33));
  expect(transitionOf(moveCut(mixed, id('film-2'), frameIndex(32)), 'film-2')).toEqual(dissolve(28, 35));
  expect(transitionOf(moveCut(mixed, id('film-2'), frameIndex(68)), 'film-2')).toEqual(dissolve(64, 69));
  expect(transitionOf(splitShot(mixed, id('film-2'), frameIndex(32), id('new')), 'film-2')).toEqual(dissolve(26, 31));
  expect(transitionOf(splitShot(mixed, id('film-1'), frameIndex(28), id('new')), 'film-2')).toEqual(dissolve(28, 33));
});

test('merging over a dissolve leaves none', () => {
  const mixed = setTransitionIn(threeShots(), id('film-2'), dissolve(26, 33));
  expect(transitionOf(mergeShots(mixed, id('film-1'), id('film-2')), 'film-1')).toEqual({ kind: 'cut' });
});

test('a dissolve that is not around its boundary, leaves its two shots, meets another or begins the clip is refused', () => {
  const mixed = setTransitionIn(threeShots(), id('film-2'), dissolve(26, 60));
  for (const [document, shot, transitionIn] of [
    [threeShots(), 'film-2', dissolve(31, 40)], [threeShots(), 'film-2', dissolve(25, 29)], [threeShots(), 'film-3', dissolve(29, 75)],
    [threeShots(), 'film-2', dissolve(28, 70)], [mixed, 'film-3', dissolve(60, 75)], [threeShots(), 'film-1', dissolve(0, 3)],
  ] as const) {
    expect(() => setTransitionIn(document, id(shot), transitionIn)).toThrow(expect.objectContaining({ code: 'input.malformed' }));
  }
});

test('new shots of a clip must contain every frame once; keyframes go to the shot of their frame', () => {
  const clip = sampleClip('film', 100);
  const clipId = ClipId.parse('film');
  const document = replaceShots(threeShots(), clipId, sampleShots(clip, [0, 20, 40], 'again'));
  expect(membership(document)).toEqual({ 10: 'again-1', 30: 'again-2', 50: 'again-3', 80: 'again-3' });
  const good = sampleShots(clip, [0, 50]);
  const gap = [good[0]!, ...sampleShots(clip, [51], 'late')];
  const overlap = [good[0]!, ...sampleShots(clip, [49], 'early')];
  const short = sampleShots(sampleClip('film', 99), [0, 50]);
  const strange = sampleShots(sampleClip('other', 100), [0]);
  for (const shots of [[], gap, overlap, short, strange, [good[1]!]]) expect(() => replaceShots(threeShots(), clipId, shots)).toThrow(expect.objectContaining({ code: 'input.malformed' }));
});

test('what was set for a shot holds for the shots that take its place; an approval becomes a review', () => {
  const clip = sampleClip('film', 100);
  const clipId = ClipId.parse('film');
  const whole = addClip(emptyDocument, clip, sampleShots(clip, [0]));
  const mask = newMask('Face', frameIndex(5), { kind: 'ellipse', at: [0.5, 0.5], radii: [0.1, 0.1], angle: 0 });
  const set = { ...whole, shots: whole.shots.map((shot): Shot => ({ ...shot, vividness: 0.8, flag: 'blue', status: 'approved', approval: { at: '2026-01-01T00:00:00.000Z' } as NonNullable<Shot['approval']>, masks: [mask] })) };
  const found = sampleShots(clip, [0, 40], 'found').map((shot, index): Shot => (index === 1 ? { ...shot, vividness: 0.2 } : shot));
  const { shots } = replaceShots(set, clipId, found);
  expect(shots.map(({ name, range, vividness, flag, status, approval, masks }) => [name, range.first, vividness, flag, status, approval, masks])).toEqual([
    [found[0]!.name, 0, 0.8, 'blue', 'review', undefined, [mask]], [found[1]!.name, 40, 0.2, 'blue', 'review', undefined, [mask]],
  ]);
  // One that stays keeps what it has, whatever goes beside it.
  const again = replaceShots({ ...set, shots }, clipId, [shots[0]!, ...sampleShots(clip, [0, 40], 'later').slice(1)]);
  expect(again.shots[0]).toBe(shots[0]);
  expect(again.shots[1]).toMatchObject({ vividness: 0.2, masks: [mask] });
});

test('dissolves measured separately by a detector are trimmed to valid ones', () => {
  const clip = sampleClip('film', 100);
  const [first, second, third] = sampleShots(clip, [0, 30, 40]);
  const found = [{ ...first!, transitionIn: dissolve(0, 2) }, { ...second!, transitionIn: dissolve(24, 45) }, { ...third!, transitionIn: dissolve(36, 48) }];
  expect(addClip(emptyDocument, clip, found).shots.map((shot) => shot.transitionIn)).toEqual([{ kind: 'cut' }, dissolve(24, 39), dissolve(40, 48)]);
});

test('a shot id is unique within a clip and across clips', () => {
  const clip = sampleClip('film', 100);
  const twice = sampleShots(clip, [0, 50]).map((shot) => ({ ...shot, id: id('same') }));
  expect(() => addClip(emptyDocument, clip, twice)).toThrow(expect.objectContaining({ code: 'project.conflict' }));
  const other = sampleClip('other', 100);
  expect(() => addClip(threeShots(), other, sampleShots(other, [0], 'film'))).toThrow(expect.objectContaining({ code: 'project.conflict' }));
});

test('a rate is set for an image sequence and taken back; frames, shots and keyframes stay', () => {
  const before = threeShots();
  const clip = { ...before.clips[0]!, source: { kind: 'sequence' as const, pattern: '/scans/reel-%04d.png', firstNumber: 1 } };
  const document = { ...before, clips: [clip] };
  const set = setClipRate(document, clip.id, { num: 50, den: 2 });
  expect(set.clips[0]).toEqual({ ...clip, rate: { num: 25, den: 1 }, probedRate: { num: 24000, den: 1001 }, durationSeconds: 4 });
  expect([set.shots, set.keyframes]).toEqual([before.shots, before.keyframes]);
  const again = setClipRate(set, clip.id, { num: 16, den: 1 });
  expect(again.clips[0]).toMatchObject({ rate: { num: 16, den: 1 }, probedRate: { num: 24000, den: 1001 } });
  expect(setClipRate(again, clip.id, undefined).clips[0]).toEqual(clip);
});

test('the rate of a film, and a rate that no clip has, are refused', () => {
  const document = threeShots();
  expect(() => setClipRate(document, document.clips[0]!.id, { num: 25, den: 1 })).toThrow('“film” is no image sequence: its rate is that of its file and cannot be set.');
  const sequence = { ...document, clips: [{ ...document.clips[0]!, source: { kind: 'sequence' as const, pattern: '/scans/reel-%04d.png', firstNumber: 1 } }] };
  for (const [num, den] of [[1, 2], [241, 1], [2_000_000, 100_001]] as const) expect(() => setClipRate(sequence, sequence.clips[0]!.id, { num, den })).toThrow('a rate is from 1 to 240');
});
