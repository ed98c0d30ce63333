import { expect, test } from 'vitest';
import type { z } from 'zod';
import { ProjectCommand } from '../../shared/model/document.ts';
import { createProject, openProject, type ProjectStore } from './index.ts';
import { sampleClip, sampleGroup, sampleKeyframe, sampleLayer, sampleMask, sampleNetworks, sampleNote, samplePoint, sampleShots } from './testing/sample-project.ts';
import { useTemporaryFolder } from './testing/temporary-folder.ts';

const inFolder = useTemporaryFolder();
const clip = sampleClip('film', 100);

function give(store: ProjectStore, command: z.input<typeof ProjectCommand>): void {
  store.apply({ baseRevision: store.revision, command: ProjectCommand.parse(command) });
}

/** Two shots, each with keyframes, a correction, a group within a mask, layers and two versions; what the second one states differs from the first. */
function colouredProject(name: string): ProjectStore {
  const store = createProject(inFolder(name));
  give(store, { kind: 'addClip', clip, shots: sampleShots(clip, [0, 50]) });
  give(store, { kind: 'addScene', scene: { id: 'night', name: 'Night' } });
  for (const [index, id] of ['film-1', 'film-2'].entries()) {
    const first = index * 50;
    give(store, { kind: 'addKeyframe', keyframe: sampleKeyframe(`${id} key`, id, first + 20, [samplePoint(`${id} coat`)]) });
    give(store, { kind: 'addMask', shotId: id, mask: sampleMask(`${id} face`, first + 10) });
    give(store, { kind: 'addHintGroup', shotId: id, group: { ...sampleGroup(`${id} group`), mask: `${id} face` }, hintIds: [`${id} coat`] });
    give(store, { kind: 'addVersion', shotId: id, id: `${id} version` });
    give(store, { kind: 'addKeyframe', keyframe: sampleKeyframe(`${id} correction`, id, first + 30, [samplePoint(`${id} point`)], true) });
    give(store, { kind: 'removeHints', keyframeId: `${id} key`, hintIds: [`${id} coat`] });
    give(store, { kind: 'addLayer', shotId: id, layer: { ...sampleLayer(`${id} layer`, 0.5 + index / 4), mask: `${id} face` } });
    give(store, { kind: 'setVividness', shotIds: [id], vividness: 0.2 + index / 2 });
    give(store, { kind: 'setShotFlag', shotIds: [id], flag: index === 0 ? 'red' : 'blue' });
    give(store, { kind: 'setShotNetworks', shotId: id, networks: sampleNetworks(index === 0 ? '1.2.0' : '1.3.0') });
    give(store, { kind: 'addNote', note: sampleNote(`${id} note`, 'film', first + 5) });
  }
  give(store, { kind: 'moveShotsToScene', shotIds: ['film-2'], sceneId: 'night' });
  give(store, { kind: 'setShotStatus', shotIds: ['film-2'], status: 'review' });
  give(store, { kind: 'setTransitionIn', shotId: 'film-2', transitionIn: { kind: 'dissolve', frames: { first: 46, last: 53 } } });
  return store;
}

const CHANGES: Readonly<Record<string, z.input<typeof ProjectCommand>>> = {
  'a moved boundary': { kind: 'moveCut', shotId: 'film-2', to: 15 },
  'a boundary moved into the second shot': { kind: 'moveCut', shotId: 'film-2', to: 85 },
  'a split': { kind: 'splitShot', shotId: 'film-1', at: 25, newShotId: 'other' },
  'a merge': { kind: 'mergeShots', first: 'film-1', second: 'film-2' },
  'shots found anew': { kind: 'replaceShots', clipId: 'film', shots: sampleShots(clip, [0, 12, 25, 60, 75], 'found') },
  'one shot in the place of all': { kind: 'replaceShots', clipId: 'film', shots: sampleShots(clip, [0], 'whole') },
  'an edit list': { kind: 'importEditList', clipId: 'film', shots: sampleShots(clip, [0, 35], 'list'), notes: [sampleNote('list note', 'film', 40)] },
};

test.each(Object.entries(CHANGES))('%s is undone and done again in one step each, also after the project was opened again', (name, command) => {
  const path = `${name}.tintype`;
  let store = colouredProject(path);
  const before = store.document;
  const steps = store.steps().length;
  give(store, command);
  const changed = store.document;
  expect(changed).not.toEqual(before);
  expect(store.steps()).toHaveLength(steps + 1);
  // Notes are on frames of the clip, and every keyframe is somewhere.
  expect(changed.notes).toEqual(expect.arrayContaining([...before.notes]));
  const keyed = new Set([...changed.keyframes, ...changed.versions.flatMap(({ keyframes }) => keyframes)].map(({ id, frame, hints }) => `${id} ${frame} ${hints.length}`));
  for (const { id, frame, hints } of [...before.keyframes, ...before.versions.flatMap(({ keyframes }) => keyframes)]) expect(keyed).toContain(`${id} ${frame} ${hints.length}`);
  for (const { masks, layers } of before.shots) {
    for (const { id } of masks!) expect(changed.shots.flatMap((shot) => shot.masks ?? []).map((mask) => mask.id)).toContain(id);
    for (const layer of layers!) expect([...changed.shots, ...changed.versions].flatMap((each) => each.layers ?? [])).toContainEqual(layer);
  }
  store.close();
  store = openProject(inFolder(path));
  expect(store.document).toStrictEqual(changed);
  store.undo();
  expect(store.document).toStrictEqual(before);
  store.close();
  store = openProject(inFolder(path));
  expect(store.document).toStrictEqual(before);
  store.redo();
  expect(store.document).toStrictEqual(changed);
  store.undo();
  expect(store.document).toStrictEqual(before);
  store.close();
});
