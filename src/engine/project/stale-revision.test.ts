import { expect, test } from 'vitest';
import type { z } from 'zod';
import { ProjectCommand } from '../../shared/model/document.ts';
import { createProject, type ProjectStore } from './index.ts';
import { sampleClip, sampleKeyframe, sampleNetworks, samplePoint, sampleShots, sampleSwatch } from './testing/sample-project.ts';
import { useTemporaryFolder } from './testing/temporary-folder.ts';

const inFolder = useTemporaryFolder();
type Command = z.input<typeof ProjectCommand>;

const point = (id: string, x = 0.25): Command & { readonly kind: 'addHint' } => ({ kind: 'addHint', keyframeId: 'key', hint: samplePoint(id, { at: [x, 0.5] }) });
const moved = (id: string, x: number): Command => ({ ...point(id, x), kind: 'updateHint' });

/**
 * A clip in two shots, a keyframe with two hints, a swatch; with a command of a window that saw this, after another window changed
 * something.
 */
function twoWindows(others: readonly Command[]): { readonly store: ProjectStore; readonly late: (command: Command) => unknown } {
  const store = createProject(inFolder('kid.tintype'));
  const clip = sampleClip('film', 100);
  const give = (command: Command, baseRevision = store.revision): unknown => store.apply({ baseRevision, command: ProjectCommand.parse(command) });
  give({ kind: 'addClip', clip, shots: sampleShots(clip, [0, 50]) });
  give({ kind: 'addKeyframe', keyframe: sampleKeyframe('key', 'film-1', 10, [samplePoint('a'), samplePoint('b')]) });
  give({ kind: 'addSwatch', swatch: sampleSwatch('coat') });
  const seen = store.revision;
  for (const each of others) give(each);
  return { store, late: (command) => give(command, seen) };
}

const conflicts: readonly (readonly [string, readonly Command[], Command, string])[] = [
  ['the hint was moved', [moved('a', 0.3)], moved('a', 0.4), 'the hint at frame 10 was changed'],
  ['the hint was moved and back', [moved('a', 0.3), moved('a', 0.25)], { kind: 'removeHints', keyframeId: 'key', hintIds: ['b', 'a'] }, 'the hint at frame 10 was changed'],
  ['the hint was removed', [{ kind: 'removeHints', keyframeId: 'key', hintIds: ['a'] }], moved('a', 0.4), 'the hint was removed'],
  ['a hint was added to what is approved', [point('c')], { kind: 'approveKeyframe', keyframeId: 'key', approved: true }, 'hints at frame 10 were changed'],
  ['a hint was added to what is removed', [point('c')], { kind: 'removeKeyframe', keyframeId: 'key' }, 'hints at frame 10 were changed'],
  ['all hints were set', [point('c')], { kind: 'setHints', keyframeId: 'key', hints: [] }, 'hints at frame 10 were changed'],
  ['the keyframe was removed', [{ kind: 'removeKeyframe', keyframeId: 'key' }], moved('a', 0.4), 'the keyframe was removed'],
  ['the shot was renamed', [{ kind: 'renameShot', shotId: 'film-1', name: 'Harbour' }], { kind: 'splitShot', shotId: 'film-1', at: 20, newShotId: 'new' }, '“Harbour” was changed'],
  ['a cut was moved', [{ kind: 'moveCut', shotId: 'film-2', to: 40 }], { kind: 'replaceShots', clipId: 'film', shots: sampleShots(sampleClip('film', 100), [0, 30]) }, 'shots of the clip were changed'],
  ['the swatch was changed', [{ kind: 'updateSwatch', swatch: sampleSwatch('coat', [1, 2, 3]) }], { kind: 'removeSwatch', swatchId: 'coat' }, '“Swatch coat” was changed'],
];

test.each(conflicts)('a command on an older revision is refused with the conflict named: %s', (_what, others, command, words) => {
  const { store, late } = twoWindows(others);
  const { document, revision } = store;
  try {
    expect(() => late(command)).toThrow(expect.objectContaining({ code: 'project.conflict', message: expect.stringContaining(words) as string }));
    expect([store.document === document, store.revision]).toEqual([true, revision]);
  } finally {
    store.close();
  }
});

const harmless: readonly (readonly [string, readonly Command[], Command])[] = [
  ['another hint was moved', [moved('b', 0.3)], moved('a', 0.4)],
  ['a hint was added', [point('c')], point('d')],
  ['the keyframe was approved', [{ kind: 'approveKeyframe', keyframeId: 'key', approved: true }], moved('a', 0.4)],
  ['another shot was renamed', [{ kind: 'renameShot', shotId: 'film-2', name: 'Harbour' }], { kind: 'renameShot', shotId: 'film-1', name: 'Street' }],
  ['the program noted the shot’s networks', [{ kind: 'setShotNetworks', shotId: 'film-1', networks: sampleNetworks('1.2.0') }], { kind: 'renameShot', shotId: 'film-1', name: 'Street' }],
];

test.each(harmless)('a command on an older revision is accepted while what it changes is unchanged: %s', (_what, others, command) => {
  const { store, late } = twoWindows(others);
  const { revision } = store;
  try {
    late(command);
    expect(store.revision).toBe(revision + 1);
  } finally {
    store.close();
  }
});

test('undo and redo count as changes; a command that no longer applies and a future revision are conflicts', () => {
  const { store, late } = twoWindows([moved('a', 0.3)]);
  store.undo();
  expect(() => late(moved('a', 0.4))).toThrow(expect.objectContaining({ code: 'project.conflict' }));
  store.undo();
  store.undo();
  expect(() => late(point('c'))).toThrow(expect.objectContaining({ code: 'project.conflict', message: expect.stringContaining('no longer applies') as string }));
  const command = ProjectCommand.parse({ kind: 'renameShot', shotId: 'film-1', name: 'Street' });
  expect(() => store.apply({ baseRevision: store.revision + 1, command })).toThrow(expect.objectContaining({ code: 'project.conflict', message: expect.stringContaining('opened again') as string }));
  store.close();
});

test('the first record of a shot’s networks is no step: undo skips it, redo restores it; another network is a step', () => {
  const { store } = twoWindows([{ kind: 'renameShot', shotId: 'film-1', name: 'Harbour' }]);
  const give = (command: Command): void => { store.apply({ baseRevision: store.revision, command: ProjectCommand.parse(command) }); };
  const shot = (): unknown => store.document.shots[0];
  const before = shot();
  give({ kind: 'setShotNetworks', shotId: 'film-1', networks: sampleNetworks('1.2.0') });
  expect([shot(), store.undoLabel]).toEqual([{ ...before as object, networks: sampleNetworks('1.2.0') }, 'Rename shot']);
  store.undo();
  expect(shot()).toMatchObject({ name: 'Shot 01' });
  expect(shot()).not.toHaveProperty('networks');
  store.redo();
  expect(shot()).toMatchObject({ name: 'Harbour', networks: sampleNetworks('1.2.0') });
  give({ kind: 'setShotNetworks', shotId: 'film-1', networks: sampleNetworks('1.3.0') });
  expect(store.undoLabel).toBe('Set shot networks');
  store.undo();
  expect(shot()).toMatchObject({ networks: sampleNetworks('1.2.0') });
  store.close();
});
