import { expect, test } from 'vitest';
import type { z } from 'zod';
import { ProjectCommand } from '../../shared/model/document.ts';
import { createProject, openProject, type ProjectStore } from './index.ts';
import { sampleClip, sampleKeyframe, samplePoint, sampleShots, sampleSwatch } from './testing/sample-project.ts';
import { useTemporaryFolder } from './testing/temporary-folder.ts';

const inFolder = useTemporaryFolder();

function give(store: ProjectStore, command: z.input<typeof ProjectCommand>, options: { readonly mergeKey?: string } = {}): void {
  store.apply({ baseRevision: store.revision, command: ProjectCommand.parse(command), ...options });
}

/** A film of two shots with steps in both and one of the whole project. */
function workedProject(): ProjectStore {
  const store = createProject(inFolder('kid.tintype'));
  const clip = sampleClip('film', 100);
  give(store, { kind: 'addClip', clip, shots: sampleShots(clip, [0, 50]) });
  give(store, { kind: 'addKeyframe', keyframe: sampleKeyframe('key', 'film-1', 10) });
  give(store, { kind: 'addSwatch', swatch: sampleSwatch('coat') });
  give(store, { kind: 'setShotStatus', shotIds: ['film-1', 'film-2'], status: 'review' });
  give(store, { kind: 'addHint', keyframeId: 'key', hint: samplePoint('a') });
  for (const x of [0.1, 0.2, 0.3]) give(store, { kind: 'updateHint', keyframeId: 'key', hint: samplePoint('a', { at: [x, 0.5] }) }, { mergeKey: 'drag' });
  return store;
}

const listOf = (store: ProjectStore): readonly unknown[] => store.steps().map(({ label, shotId, shotCount, undone }) => [label, shotId, shotCount, undone]);

test('the list names each step with its shots and the time at which it was made; a drag is one', () => {
  const before = new Date().toISOString();
  const store = workedProject();
  try {
    expect(listOf(store)).toEqual([
      ['Add clip', 'film-1', 2, false], ['Add keyframe', 'film-1', 1, false], ['Add swatch', undefined, 0, false], ['Set needs review', 'film-1', 2, false],
      ['Add point', 'film-1', 1, false], ['Change point', 'film-1', 1, false],
    ]);
    const times = store.steps().map(({ madeAt }) => madeAt);
    expect(times).toEqual(times.toSorted());
    expect(times[0]! >= before && times.at(-1)! <= new Date().toISOString()).toBe(true);
  } finally {
    store.close();
  }
});

test('the next undo and redo say how many shots they change, where these are several', () => {
  const store = workedProject();
  try {
    expect(store.goToStep({ baseRevision: store.revision, position: 4 })).toMatchObject({ undoLabel: 'Set needs review', undoShots: 2 });
    const undone = store.undo();
    expect(undone).toMatchObject({ redoLabel: 'Set needs review', redoShots: 2 });
    expect(undone).not.toHaveProperty('undoShots');
    expect([store.undoShots, store.redoShots]).toEqual([0, 2]);
  } finally {
    store.close();
  }
});

test('a jump is one change; what was undone can be gone back to, also after a restart, until another command is given', () => {
  const store = workedProject();
  const whole = store.document;
  const heard: number[] = [];
  store.subscribe(({ revision }) => heard.push(revision));
  const { revision } = store;
  expect(store.goToStep({ baseRevision: revision, position: 2 })).toMatchObject({ revision: revision + 1, undoLabel: 'Add keyframe', redoLabel: 'Add swatch', undoFrames: [{ clipId: 'film', frame: 10 }] });
  expect([store.undoShots, store.redoShots]).toEqual([1, 0]);
  expect(heard).toEqual([revision + 1]);
  expect(store.document.swatches).toEqual([]);
  const { document } = store;
  store.close();

  const again = openProject(store.path);
  try {
    expect(again.document).toStrictEqual(document);
    expect(again.steps().map(({ undone }) => undone)).toEqual([false, false, true, true, true, true]);
    again.goToStep({ baseRevision: 0, position: 6 });
    expect(again.document).toStrictEqual(whole);
    again.goToStep({ baseRevision: 1, position: 0 });
    expect(again.document.clips).toEqual([]);
    again.goToStep({ baseRevision: 2, position: 1 });
    give(again, { kind: 'renameShot', shotId: 'film-2', name: 'Harbour' });
    expect(listOf(again)).toEqual([['Add clip', 'film-1', 2, false], ['Rename shot', 'film-2', 1, false]]);
  } finally {
    again.close();
  }
});

test('what the program records meanwhile changes no step, so a step of the list before is gone to', () => {
  const store = workedProject();
  try {
    const { revision } = store;
    give(store, { kind: 'setShotNetworks', shotId: 'film-1', networks: { colorize: { id: 'painter', version: '2' }, propagate: { id: 'propagation', version: '2' } } });
    expect([store.revision, store.steps().length]).toEqual([revision + 1, 6]);
    expect(store.goToStep({ baseRevision: revision, position: 2 })).toMatchObject({ revision: revision + 2, undoLabel: 'Add keyframe' });
    expect(() => store.goToStep({ baseRevision: revision + 1, position: 3 })).toThrow(expect.objectContaining({ code: 'project.conflict' }));
    expect(() => store.goToStep({ baseRevision: revision + 3, position: 3 })).toThrow(expect.objectContaining({ code: 'project.conflict' }));
  } finally {
    store.close();
  }
});

test('a step of an older list, or one that there is not, is refused and changes nothing', () => {
  const store = workedProject();
  try {
    const { document, revision } = store;
    expect(() => store.goToStep({ baseRevision: revision - 1, position: 2 })).toThrow(expect.objectContaining({ code: 'project.conflict' }));
    expect(() => store.goToStep({ baseRevision: revision, position: 7 })).toThrow(expect.objectContaining({ code: 'project.notFound' }));
    expect(store.goToStep({ baseRevision: revision, position: 6 })).toBeUndefined();
    expect([store.document, store.revision]).toEqual([document, revision]);
  } finally {
    store.close();
  }
});
