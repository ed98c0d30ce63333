import { expect, test } from 'vitest';
import { emptyDocument, ProjectCommand, type ProjectDocument } from '../../../shared/model/document.ts';
import { sampleClip, sampleLayer, sampleShots } from '../testing/sample-project.ts';
import { applyCommand } from './apply-command.ts';

const clip = sampleClip('film', 60);
const film: ProjectDocument = { ...emptyDocument, clips: [clip], shots: sampleShots(clip, [0, 30]) };
const [first, second] = film.shots;

function after(...commands: readonly unknown[]): ProjectDocument {
  return commands.reduce<ProjectDocument>((document, command) => applyCommand(document, ProjectCommand.parse(command)), film);
}
const names = (document: ProjectDocument, index = 0): readonly string[] => (document.shots[index]!.layers ?? []).map(({ id }) => id);
const add = (id: string, at?: number): unknown => ({ kind: 'addLayer', shotId: first!.id, layer: sampleLayer(id), at });

test('layers are added at the end or at a place, moved, changed and removed; a shot without layers is as one that never had any', () => {
  expect(names(after(add('a'), add('b'), add('c', 0)))).toEqual(['c', 'a', 'b']);
  expect(names(after(add('a'), add('b'), add('c'), { kind: 'moveLayer', shotId: first!.id, layerId: 'a', to: 1 }))).toEqual(['b', 'a', 'c']);
  expect(after(add('a'), { kind: 'updateLayer', shotId: first!.id, layer: sampleLayer('a', 0.25) }).shots[0]!.layers![0]!.saturation).toBe(0.25);
  expect(after(add('a'), { kind: 'removeLayer', shotId: first!.id, layerId: 'a' }).shots[0]).toStrictEqual(first);
});

test('a layer that is there is not added again, and one that is not there is not changed', () => {
  expect(() => after(add('a'), add('a'))).toThrow('already in the project');
  for (const kind of ['removeLayer', 'moveLayer']) expect(() => after({ kind, shotId: first!.id, layerId: 'gone', to: 0 })).toThrow('not in the project');
  expect(() => after({ kind: 'updateLayer', shotId: first!.id, layer: sampleLayer('gone') })).toThrow('not in the project');
});

test('layers are copied to other shots in one step, and both parts of a split shot have them', () => {
  const copied = after(add('a'), { kind: 'setLayers', shotIds: [first!.id, second!.id], layers: [sampleLayer('x'), sampleLayer('y')] });
  expect([names(copied, 0), names(copied, 1)]).toEqual([['x', 'y'], ['x', 'y']]);
  const split = after(add('a'), { kind: 'splitShot', shotId: first!.id, at: 10, newShotId: 'other' });
  expect([names(split, 0), names(split, 1), names(split, 2)]).toEqual([['a'], ['a'], []]);
});
