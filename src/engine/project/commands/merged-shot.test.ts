import { expect, test } from 'vitest';
import { emptyDocument, ProjectCommand, type ProjectDocument, type Shot } from '../../../shared/model/document.ts';
import { newMask, type MaskShape } from '../../../shared/model/mask.ts';
import { frameIndex } from '../../../shared/model/frame.ts';
import { sampleClip, sampleGroup, sampleKeyframe, sampleLayer, sampleMask, sampleNetworks, sampleNote, samplePoint, sampleShots } from '../testing/sample-project.ts';
import { applyCommand } from './apply-command.ts';

const clip = sampleClip('film', 60);
const [one, two] = sampleShots(clip, [0, 30]);
const film: ProjectDocument = { ...emptyDocument, clips: [clip], shots: [one!, two!], keyframes: [sampleKeyframe('first', 'film-1', 5), sampleKeyframe('second', 'film-2', 40)] };
const merge = { kind: 'mergeShots', first: 'film-1', second: 'film-2' };
const stillIds = (...ids: readonly string[]): NonNullable<Shot['memory']> => ids as unknown as NonNullable<Shot['memory']>;

function after(document: ProjectDocument, ...commands: readonly unknown[]): ProjectDocument {
  return commands.reduce<ProjectDocument>((now, command) => applyCommand(now, ProjectCommand.parse(command)), document);
}
const withSecond = (more: Partial<Shot>, first: Partial<Shot> = {}): ProjectDocument => ({ ...film, shots: [{ ...one!, ...first }, { ...two!, ...more }] });
const only = ({ shots }: ProjectDocument): Shot => {
  expect(shots).toHaveLength(1);
  return shots[0]!;
};

test('what the first shot leaves open is the second one’s; what both state is the first one’s', () => {
  const scene = 'street' as NonNullable<Shot['sceneId']>;
  const of = { flag: 'blue', sceneId: scene, networks: sampleNetworks('1.2.0'), status: 'review', memory: stillIds('a') } as const;
  expect(only(after(withSecond(of), merge))).toEqual({ ...one!, ...of, range: { first: 0, last: 59 } });
  expect(only(after(withSecond(of, { flag: 'red', memory: stillIds('b'), networks: sampleNetworks('1.3.0') }), merge))).toMatchObject({ flag: 'red', sceneId: 'street', memory: ['b', 'a'], networks: sampleNetworks('1.3.0'), status: 'review' });
});

test('a merged shot has the name that was chosen, the first one’s of two', () => {
  expect(only(after(withSecond({ name: 'Harbour' }), merge)).name).toBe('Harbour');
  expect(only(after(withSecond({ name: 'Harbour' }, { name: 'Street' }), merge)).name).toBe('Street');
});

test('layers, vividness and automatic colour of the second shot become a version, with the masks that limit them', () => {
  const mask = sampleMask('face', 40);
  const before = withSecond({ masks: [{ ...mask, stopsColour: true }], layers: [{ ...sampleLayer('warm'), mask: mask.id }], vividness: 0.9 }, { layers: [sampleLayer('own')] });
  const merged = after(before, merge);
  expect(only(merged)).toMatchObject({ layers: [{ id: 'own' }], masks: [mask] });
  expect(only(merged)).not.toHaveProperty('vividness');
  expect(only(merged).masks![0]).not.toHaveProperty('stopsColour');
  expect(merged.versions).toMatchObject([{ shotId: 'film-1', name: 'B', vividness: 0.9, layers: [{ id: 'warm', mask: 'face', on: true }], keyframes: [{ id: 'first' }, { id: 'second', shotId: 'film-1' }] }]);
  // Shown, it is what the second shot was.
  expect(only(after(merged, { kind: 'showVersion', versionId: merged.versions[0]!.id, id: 'x' }))).toMatchObject({ version: 'B', vividness: 0.9, layers: [{ id: 'warm', mask: 'face' }] });
});

test('a second shot with the same settings, or with none, becomes no version', () => {
  const same = { layers: [sampleLayer('warm')], vividness: 0.9 };
  expect(after(withSecond(same, same), merge).versions).toEqual([]);
  expect(after(withSecond({}, same), merge).versions).toEqual([]);
});

test('a shot that is split and merged again is as it was', () => {
  const before = after(
    film, { kind: 'addMask', shotId: 'film-1', mask: sampleMask('face', 3) }, { kind: 'addLayer', shotId: 'film-1', layer: { ...sampleLayer('warm'), mask: 'face' } }, { kind: 'addHint', keyframeId: 'first', hint: samplePoint('coat') },
    { kind: 'addHintGroup', shotId: 'film-1', group: { ...sampleGroup('coats'), mask: 'face' }, hintIds: ['coat'] }, { kind: 'addKeyframe', keyframe: sampleKeyframe('late', 'film-1', 20, [], true) },
    { kind: 'addVersion', shotId: 'film-1', id: 'a' }, { kind: 'setVividness', shotIds: ['film-1'], vividness: 1 }, { kind: 'setShotFlag', shotIds: ['film-1'], flag: 'red' }, { kind: 'addNote', note: sampleNote('note', 'film', 22) },
  );
  for (const at of [4, 6, 20]) {
    expect(after(before, { kind: 'splitShot', shotId: 'film-1', at, newShotId: 'other' }, { kind: 'mergeShots', first: 'film-1', second: 'other' })).toStrictEqual(before);
  }
});

const ellipse = (x: number): MaskShape => ({ kind: 'ellipse', at: [x, 0.5], radii: [0.1, 0.1], angle: 0 });
const face = { ...newMask('Face', frameIndex(5), ellipse(0.2)), id: sampleMask('face').id };
const split = after(film, { kind: 'addMask', shotId: 'film-1', mask: face }, { kind: 'splitShot', shotId: 'film-1', at: 15, newShotId: 'other' });
const shapes = ({ masks = [] }: Shot): readonly unknown[] => masks.map(({ keys }) => keys.map(({ frame, shape }) => [frame, shape.kind === 'ellipse' ? shape.at[0] : shape.kind]));

test('shapes of a mask that both parts of a shot have stay on their frames when the parts are merged, or the boundary is moved', () => {
  const changed = after(split, { kind: 'updateMask', shotId: 'other', mask: { ...face, keys: [...face.keys, { frame: 20, shape: ellipse(0.6) }, { frame: 25, shape: ellipse(0.6) }] } });
  const merged = after(changed, { kind: 'mergeShots', first: 'film-1', second: 'other' });
  expect(shapes(merged.shots[0]!)).toEqual([[[5, 0.2], [14, 0.2], [15, expect.closeTo(0.4667, 3)], [20, 0.6], [25, 0.6]]]);
  const moved = after(changed, { kind: 'moveCut', shotId: 'other', to: 23 });
  expect(shapes(moved.shots[0]!)).toEqual([[[5, 0.2], [14, 0.2], [15, expect.closeTo(0.4667, 3)], [20, 0.6]]]);
  expect(shapes(moved.shots[1]!)).toEqual(shapes(changed.shots[1]!));
  expect(shapes(after(moved, { kind: 'moveCut', shotId: 'other', to: 15 }).shots[1]!)).toEqual(shapes(changed.shots[1]!));
});

test('a mask that cannot have both shapes is there twice', () => {
  const polygon = sampleMask('face', 18);
  const merged = after(split, { kind: 'updateMask', shotId: 'other', mask: polygon }, { kind: 'mergeShots', first: 'film-1', second: 'other' });
  expect(merged.shots[0]!.masks).toMatchObject([{ id: 'face', keys: face.keys }, { id: 'face other', name: 'Mask face 2', keys: polygon.keys }]);
});

test('a shot of which another one takes the place with all its frames is merged into that, whatever names the list has', () => {
  const before = withSecond({ flag: 'blue', masks: [sampleMask('face', 40)], layers: [sampleLayer('warm')] }, { vividness: 0.3 });
  const found = after(before, { kind: 'replaceShots', clipId: 'film', shots: sampleShots(clip, [0], 'whole') });
  expect(only(found)).toMatchObject({ id: 'whole-1', vividness: 0.3, flag: 'blue', masks: [{ id: 'face' }] });
  expect(found.versions).toMatchObject([{ shotId: 'whole-1', name: 'B', layers: [{ id: 'warm' }], keyframes: [{ frame: 5 }, { frame: 40 }] }]);
  // Cut as before, nothing is to be merged; where its settings are in one of the shots, there is no version.
  expect(after(before, { kind: 'importEditList', clipId: 'film', shots: sampleShots(clip, [0, 33], 'list'), notes: [] }).versions).toEqual([]);
});

test('a part of a shot that stays has its settings, as after a split', () => {
  const before = withSecond({ flag: 'blue', vividness: 0.9 });
  const [, second] = before.shots;
  const shots = [before.shots[0]!, { ...second!, range: { ...second!.range, last: 44 } }, { ...sampleShots(clip, [45], 'new')[0]! }];
  expect(after(before, { kind: 'replaceShots', clipId: 'film', shots }).shots[2]).toMatchObject({ id: 'new-1', flag: 'blue', vividness: 0.9 });
});
