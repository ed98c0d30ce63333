import { expect, test } from 'vitest';
import { emptyDocument, type ProjectDocument, Shot } from '../../shared/model/document.ts';
import { FrameIndex } from '../../shared/model/frame.ts';
import { ShotId, VersionId } from '../../shared/model/ids.ts';
import { applyCommand } from './commands/apply-command.ts';
import { documentPatches } from './document-patches.ts';
import { stepFrames, stepShots } from './step-frames.ts';
import { sampleClip, sampleKeyframe, sampleNetworks, sampleNote, samplePoint, sampleShots, sampleSwatch } from './testing/sample-project.ts';

const clip = sampleClip();
const shots = sampleShots(clip, [0, 40]);
const before: ProjectDocument = { ...emptyDocument, clips: [clip], shots, keyframes: [sampleKeyframe('k1', shots[0]!.id, 7, [samplePoint('a')]), sampleKeyframe('k2', shots[1]!.id, 60)] };
const framesOf = (command: Parameters<typeof applyCommand>[1]): { readonly redo: readonly number[]; readonly undo: readonly number[] } => {
  const after = applyCommand(before, command);
  return { redo: stepFrames(before, documentPatches(before, after)).map(({ frame }) => frame), undo: stepFrames(after, documentPatches(after, before)).map(({ frame }) => frame) };
};

test('a step on a keyframe has that keyframe\'s frame, done or undone', () => {
  expect(framesOf({ kind: 'addHint', keyframeId: before.keyframes[1]!.id, hint: samplePoint('b') })).toEqual({ redo: [60], undo: [60] });
  expect(framesOf({ kind: 'removeKeyframe', keyframeId: before.keyframes[0]!.id })).toEqual({ redo: [7], undo: [7] });
  expect(framesOf({ kind: 'addKeyframe', keyframe: sampleKeyframe('k0', shots[0]!.id, 3) })).toEqual({ redo: [3], undo: [3] });
});

test('a cut belongs to the shots on both sides of it, a marker to its frame', () => {
  expect(framesOf({ kind: 'moveCut', shotId: shots[1]!.id, to: FrameIndex.parse(30) }).undo).toEqual(expect.arrayContaining([0, 30]));
  // A dissolve into the second shot belongs to the first one too.
  expect(framesOf({ kind: 'setTransitionIn', shotId: shots[1]!.id, transitionIn: { kind: 'dissolve', frames: { first: FrameIndex.parse(36), last: FrameIndex.parse(44) } } })).toEqual({ redo: [40, 39], undo: [40, 39] });
  expect(framesOf({ kind: 'splitShot', shotId: shots[0]!.id, at: FrameIndex.parse(20), newShotId: ShotId.parse('new') }).redo).toContain(20);
  expect(framesOf({ kind: 'addNote', note: sampleNote('n', clip.id, 55) })).toEqual({ redo: [55], undo: [55] });
});

test('a change of a shot alone does not belong to the shot before it, and its recorded networks to no frame', () => {
  expect(framesOf({ kind: 'setVividness', shotIds: [shots[1]!.id], vividness: 0.2 })).toEqual({ redo: [40], undo: [40] });
  expect(framesOf({ kind: 'setShotNetworks', shotId: shots[1]!.id, networks: sampleNetworks('1') })).toEqual({ redo: [], undo: [] });
});

test('a swatch belongs to no frame', () => {
  expect(framesOf({ kind: 'addSwatch', swatch: sampleSwatch('coat') })).toEqual({ redo: [], undo: [] });
});

test('a step has the shots whose keyframes, records, markers and versions it changes, each once', () => {
  const shotsOf = (command: Parameters<typeof applyCommand>[1]): readonly string[] => stepShots(before, documentPatches(before, applyCommand(before, command)));
  const [one, two] = shots.map(({ id }) => id) as [ShotId, ShotId];
  expect(shotsOf({ kind: 'addHint', keyframeId: before.keyframes[1]!.id, hint: samplePoint('b') })).toEqual([two]);
  expect(shotsOf({ kind: 'renameShot', shotId: two, name: 'Harbour' })).toEqual([two]);
  expect(shotsOf({ kind: 'setShotStatus', shotIds: [one, two], status: 'review' })).toEqual([one, two]);
  expect(shotsOf({ kind: 'moveCut', shotId: two, to: FrameIndex.parse(30) })).toEqual([one, two]);
  expect(shotsOf({ kind: 'addNote', note: sampleNote('n', clip.id, 55) })).toEqual([two]);
  expect(shotsOf({ kind: 'addVersion', shotId: one, id: VersionId.parse('v') })).toEqual([one]);
  expect(shotsOf({ kind: 'addSwatch', swatch: sampleSwatch('coat') })).toEqual([]);
  // Shots that are found count, the one in whose place they are does not.
  const found = [0, 20, 40].map((first, at) => Shot.parse({ id: `found-${at}`, clipId: clip.id, name: `Shot 0${at}`, range: { first, last: [19, 39, 99][at]! }, transitionIn: { kind: 'cut' } }));
  expect(shotsOf({ kind: 'replaceShots', clipId: clip.id, shots: found })).toEqual(found.map(({ id }) => id));
});
