import { expect, test } from 'vitest';
import { emptyDocument, ProjectCommand, type ProjectDocument } from '../../../shared/model/document.ts';
import { versionName, versionsOf, withVersionShown } from '../../../shared/model/version.ts';
import { sampleClip, sampleKeyframe, sampleLayer, samplePoint, sampleReference, sampleShots, sampleSwatch } from '../testing/sample-project.ts';
import { applyCommand } from './apply-command.ts';

const clip = sampleClip('film', 60);
const [one, two] = sampleShots(clip, [0, 30]);
const film: ProjectDocument = {
  ...emptyDocument, clips: [clip], shots: [one!, two!], swatches: [sampleSwatch('coat')], references: [sampleReference('still')],
  keyframes: [{ ...sampleKeyframe('first', 'film-1', 5, [samplePoint('hint', { swatch: 'coat' })]), referenceId: sampleReference('still').id }, sampleKeyframe('late', 'film-1', 20), sampleKeyframe('second', 'film-2', 40)],
};

function after(document: ProjectDocument, ...commands: readonly unknown[]): ProjectDocument {
  return commands.reduce<ProjectDocument>((now, command) => applyCommand(now, ProjectCommand.parse(command)), document);
}
const duplicate = (id: string): unknown => ({ kind: 'addVersion', shotId: 'film-1', id });
const show = (versionId: string, id: string): unknown => ({ kind: 'showVersion', versionId, id });
const layer = { kind: 'addLayer', shotId: 'film-1', layer: sampleLayer('warm') };

test('a duplicate is shown and changed, the first version is as it was; showing that again brings back every bit of it', () => {
  const changed = after(film, duplicate('a'), { kind: 'setVividness', shotIds: ['film-1'], vividness: 1 }, layer, { kind: 'setHints', keyframeId: 'first', hints: [] });
  expect(versionName(changed.shots[0]!)).toBe('B');
  expect(versionsOf(changed, one!.id).map(({ name }) => name)).toEqual(['A']);
  const back = after(changed, show('a', 'b'));
  expect({ ...back, versions: [] }).toStrictEqual(film);
  expect(versionsOf(back, one!.id)).toMatchObject([{ id: 'b', name: 'B', vividness: 1, layers: [{ id: 'warm' }], keyframes: [{ id: 'first', hints: [] }, { id: 'late' }] }]);
  // And there again.
  expect({ ...after(back, show('b', 'a')), versions: [] }).toStrictEqual({ ...changed, versions: [] });
  expect(withVersionShown(changed, changed.versions[0]!).keyframes).toStrictEqual(film.keyframes);
});

test('a new version takes the first free letter, and one that is deleted gives way to another', () => {
  const three = after(film, duplicate('a'), duplicate('b'));
  expect([versionName(three.shots[0]!), ...versionsOf(three, one!.id).map(({ name }) => name)]).toEqual(['C', 'A', 'B']);
  const without = after(three, { kind: 'discardVersion', shownNext: 'a' });
  expect([versionName(without.shots[0]!), ...versionsOf(without, one!.id).map(({ name }) => name)]).toEqual(['A', 'B']);
  expect(versionName(after(without, duplicate('c')).shots[0]!)).toBe('C');
  expect(() => after(three, show('gone', 'x'))).toThrow('not in the project');
});

test('swatches and references that are removed are removed from versions that are not shown; their hints keep the colour', () => {
  const removed = after(film, duplicate('a'), { kind: 'removeSwatch', swatchId: 'coat' }, { kind: 'removeReference', referenceId: 'still' });
  expect(removed.versions[0]!.keyframes[0]).toStrictEqual(removed.keyframes[0]);
  expect(removed.versions[0]!.keyframes[0]!.hints[0]).toMatchObject({ ab: [20, -30] });
  expect(removed.versions[0]!.keyframes[0]).not.toHaveProperty('referenceId');
});

test('a cut leaves the versions with the first part, without the keyframes outside it; a shot that is merged away takes its own along', () => {
  const split = after(film, duplicate('a'), { kind: 'splitShot', shotId: 'film-1', at: 10, newShotId: 'other' }, show('a', 'b'));
  expect(split.keyframes.map(({ id, shotId }) => [id, shotId])).toEqual([['first', 'film-1'], ['late', 'other'], ['second', 'film-2']]);
  const merged = after(film, { kind: 'addVersion', shotId: 'film-2', id: 'x' }, { kind: 'mergeShots', first: 'film-1', second: 'film-2' });
  expect(merged.versions).toEqual([]);
});
