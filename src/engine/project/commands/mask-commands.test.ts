import { expect, test } from 'vitest';
import { emptyDocument, ProjectCommand, type ProjectDocument } from '../../../shared/model/document.ts';
import { sampleClip, sampleLayer, sampleMask, sampleShots } from '../testing/sample-project.ts';
import { applyCommand } from './apply-command.ts';

const clip = sampleClip('film', 60);
const film: ProjectDocument = { ...emptyDocument, clips: [clip], shots: sampleShots(clip, [0, 30]) };
const [first, second] = film.shots;

function after(...commands: readonly unknown[]): ProjectDocument {
  return commands.reduce<ProjectDocument>((document, command) => applyCommand(document, ProjectCommand.parse(command)), film);
}
const add = (id: string): unknown => ({ kind: 'addMask', shotId: first!.id, mask: sampleMask(id) });
const addLimited = (mask: string): unknown => ({ kind: 'addLayer', shotId: first!.id, layer: { ...sampleLayer('a'), mask } });

test('masks are added, changed and removed; a shot without masks is as one that never had any', () => {
  expect(after(add('m'), add('n')).shots[0]!.masks!.map(({ id }) => id)).toEqual(['m', 'n']);
  expect(after(add('m'), { kind: 'updateMask', shotId: first!.id, mask: { ...sampleMask('m'), feather: 0.1 } }).shots[0]!.masks![0]!.feather).toBe(0.1);
  expect(after(add('m'), { kind: 'removeMask', shotId: first!.id, maskId: 'm' }).shots[0]).toStrictEqual(first);
  expect(() => after(add('m'), add('m'))).toThrow('already in the project');
  expect(() => after({ kind: 'removeMask', shotId: first!.id, maskId: 'gone' })).toThrow('not in the project');
  expect(() => after({ kind: 'updateMask', shotId: first!.id, mask: sampleMask('gone') })).toThrow('not in the project');
});

test('tracked shapes are set anew within their range; those set by hand stay, and shapes of another build are refused', () => {
  const { shape } = sampleMask('m').keys[0]!;
  const tracked = (frame: number): unknown => ({ frame, shape, tracked: true });
  const set = (keys: readonly unknown[]): unknown => ({ kind: 'setTrackedShapes', shotId: first!.id, maskId: 'm', range: { first: 0, last: 9 }, keys });
  const once = after(add('m'), set([tracked(0), tracked(2), tracked(7)]));
  expect(once.shots[0]!.masks![0]!.keys.map((key) => [key.frame, key.tracked])).toEqual([[0, undefined], [2, true], [5, undefined], [7, true]]);
  expect(after(add('m'), set([tracked(2)]), set([tracked(8)])).shots[0]!.masks![0]!.keys.map(({ frame }) => frame)).toEqual([0, 5, 8]);
  expect(() => after(add('m'), set([{ frame: 3, shape: { kind: 'ellipse', at: [0.5, 0.5], radii: [0.1, 0.1], angle: 0 } }]))).toThrow('changed meanwhile');
  expect(() => after(set([]))).toThrow('not in the project');
});

test('a layer is limited by a mask of its own shot only; copied to a shot without it, it is left out', () => {
  expect(after(add('m'), addLimited('m')).shots[0]!.layers![0]!.mask).toBe('m');
  expect(() => after(addLimited('m'))).toThrow('not in the project');
  expect(() => after(add('m'), { kind: 'addLayer', shotId: second!.id, layer: { ...sampleLayer('a'), mask: 'm' } })).toThrow('not in the project');
  const layers = [{ ...sampleLayer('a'), mask: 'm' }, sampleLayer('b')];
  const copied = after(add('m'), { kind: 'setLayers', shotIds: [first!.id, second!.id], layers });
  expect(copied.shots.map((shot) => shot.layers!.map(({ id }) => id))).toEqual([['a', 'b'], ['b']]);
});

test('a layer whose mask is removed is turned off instead of changing the whole picture, in every version', () => {
  const removed = after(add('m'), addLimited('m'), { kind: 'addVersion', shotId: first!.id, id: 'kept' }, { kind: 'removeMask', shotId: first!.id, maskId: 'm' });
  for (const layers of [removed.shots[0]!.layers, removed.versions[0]!.layers]) expect(layers).toStrictEqual([{ ...sampleLayer('a'), on: false }]);
});

test('both parts of a split shot have its masks', () => {
  const split = after(add('m'), { kind: 'splitShot', shotId: first!.id, at: 10, newShotId: 'other' });
  expect(split.shots.map(({ masks }) => masks?.length)).toEqual([1, 1, undefined]);
});

test('a mask is added as a part of another one; a removed part is taken out of it, and a removed mask leaves its parts', () => {
  const cut = (id: string, mask: string): unknown => ({ kind: 'addMask', shotId: first!.id, mask: sampleMask(id), partOf: { mask, by: 'subtract' } });
  const parts = (document: ProjectDocument): unknown => document.shots[0]!.masks?.map(({ id, parts: own }) => [id, own]);
  expect(parts(after(add('m'), cut('n', 'm'), cut('o', 'm')))).toEqual([['m', [{ mask: 'n', by: 'subtract' }, { mask: 'o', by: 'subtract' }]], ['n', undefined], ['o', undefined]]);
  expect(after(add('m'), cut('n', 'm'), { kind: 'removeMask', shotId: first!.id, maskId: 'n' })).toStrictEqual(after(add('m')));
  expect(parts(after(add('m'), cut('n', 'm'), { kind: 'removeMask', shotId: first!.id, maskId: 'm' }))).toEqual([['n', undefined]]);
  expect(() => after(add('m'), cut('n', 'm'), cut('o', 'n'))).toThrow('has parts itself');
  expect(() => after(cut('n', 'gone'))).toThrow('not in the project');
  expect(() => after(add('m'), { kind: 'updateMask', shotId: first!.id, mask: { ...sampleMask('m'), parts: [{ mask: 'gone', by: 'add' }] } })).toThrow('not another mask of the shot');
});
