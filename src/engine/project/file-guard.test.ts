import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createProject, type FileChange, openProject, type ProjectStore } from './index.ts';
import { sampleClip, sampleKeyframe, samplePoint, sampleShots, sampleStill } from './testing/sample-project.ts';
import { useTemporaryFolder } from './testing/temporary-folder.ts';

const inFolder = useTemporaryFolder();

/** An open project with a keyframe and one hint, which are in its WAL. */
function project(name = 'kid.tintype', folder = ''): ProjectStore {
  if (folder !== '') mkdirSync(inFolder(folder), { recursive: true });
  const store = createProject(inFolder(`${folder}${folder === '' ? '' : '/'}${name}`));
  const clip = sampleClip(name.replace('.tintype', ''), 100);
  store.apply({ baseRevision: store.revision, command: { kind: 'addClip', clip, shots: sampleShots(clip, [0, 50], 'film') } });
  store.apply({ baseRevision: store.revision, command: { kind: 'addKeyframe', keyframe: sampleKeyframe('key', 'film-1', 10, [samplePoint('first')]) } });
  return store;
}

const addHint = (store: ProjectStore, id: string): void => {
  store.apply({ baseRevision: store.revision, command: { kind: 'addHint', keyframeId: sampleKeyframe('key', 'film-1', 10).id, hint: samplePoint(id) } });
};
const hintsOf = (store: ProjectStore): string[] => store.document.keyframes[0]!.hints.map(({ id }) => id);

/** Opens a file, reads it, closes it again. */
function reading<T>(path: string, look: (store: ProjectStore) => T): T {
  const store = openProject(path);
  try {
    return look(store);
  } finally {
    store.close();
  }
}

/** Another, closed project, to replace the open one. */
function otherFile(): string {
  const other = project('other.tintype', 'elsewhere');
  other.close();
  return other.path;
}

const disturbances: readonly (readonly [string, FileChange, (path: string) => void])[] = [
  ['removed', 'gone', (path) => { rmSync(path); }],
  ['moved to another name', 'gone', (path) => { renameSync(path, `${path}.moved`); }],
  ['lost with its folder', 'gone', (path) => { renameSync(dirname(path), `${dirname(path)}-moved`); }],
  ['replaced by another project', 'replaced', (path) => { renameSync(otherFile(), path); }],
  ['replaced by a copy of itself', 'replaced', (path) => { copyFileSync(path, `${path}.copy`); renameSync(`${path}.copy`, path); }],
  ['left without its WAL', 'replaced', (path) => { rmSync(`${path}-wal`); }],
  ['overwritten in place by another project', 'overwritten', (path) => { copyFileSync(otherFile(), path); }],
  ['overwritten in place by an earlier copy of itself', 'overwritten', (path) => { copyFileSync(inFolder('before.tintype'), path); }],
];

test.each(disturbances)('a project that is %s while it is open accepts no more changes, reports it once, and can be saved elsewhere with all acknowledged changes', async (_how, change, disturb) => {
  const earlier = project('kid.tintype', 'work');
  earlier.close();
  copyFileSync(earlier.path, inFolder('before.tintype'));
  const store = openProject(earlier.path);
  const heard: FileChange[] = [];
  store.onFileChange((each) => heard.push(each));
  try {
    addHint(store, 'acknowledged');
    const { document, revision } = store;
    disturb(store.path);
    for (const id of ['lost', 'lost too']) expect(() => { addHint(store, id); }).toThrow(expect.objectContaining({ code: 'project.fileChanged' }));
    expect(() => store.undo()).toThrow(expect.objectContaining({ code: 'project.fileChanged' }));
    expect(() => { store.setSetting('view', 1); }).toThrow(expect.objectContaining({ code: 'project.fileChanged' }));
    expect([store.document === document, store.revision, store.fileChange, heard]).toEqual([true, revision, change, [change]]);
    await store.backupTo(inFolder('saved.tintype'));
    expect(reading(inFolder('saved.tintype'), (saved) => saved.document)).toStrictEqual(document);
    if (change !== 'overwritten') expect(reading(inFolder('saved.tintype'), (saved) => saved.undoLabel)).toBe('Add point');
  } finally {
    store.close();
  }
});

test('a file that replaced an open project is not touched, neither by the next change nor by closing', () => {
  for (const inPlace of [false, true]) {
    const store = project(`kid-${String(inPlace)}.tintype`);
    const other = otherFile();
    const bytes = readFileSync(other);
    if (inPlace) copyFileSync(other, store.path);
    else renameSync(other, store.path);
    expect(() => { addHint(store, 'lost'); }).toThrow(expect.objectContaining({ code: 'project.fileChanged' }));
    expect([existsSync(`${store.path}-wal`), existsSync(`${store.path}-shm`)]).toEqual([false, false]);
    store.close();
    expect(readFileSync(store.path).equals(bytes)).toBe(true);
    expect(reading(store.path, (there) => there.document.clips[0]?.name)).toBe('other');
    rmSync(dirname(other), { recursive: true });
  }
});

test('a project that is overwritten and closed without another change leaves the other file whole too', () => {
  const store = project();
  const other = otherFile();
  const bytes = readFileSync(other);
  copyFileSync(other, store.path);
  store.close();
  expect(readFileSync(store.path).equals(bytes)).toBe(true);
  expect(existsSync(`${store.path}-wal`)).toBe(false);
});

test('a project moved while it was open has all acknowledged changes at its new path', () => {
  const store = project();
  addHint(store, 'acknowledged');
  renameSync(store.path, inFolder('moved.tintype'));
  store.checkFile();
  store.close();
  expect(reading(inFolder('moved.tintype'), hintsOf)).toEqual(['first', 'acknowledged']);
});

test('a file that is only touched, read or copied counts as the same, also after a checkpoint', () => {
  const store = project();
  try {
    for (let round = 0; round < 3; round++) {
      utimesSync(store.path, new Date(), new Date(Date.now() - 1000 * (round + 1)));
      copyFileSync(store.path, inFolder('copy'));
      addHint(store, `after ${round}`);
      // More than the checkpoint threshold.
      store.keepPlane(`plane ${round}`, crypto.getRandomValues(new Uint8Array(65_536)));
      store.setSetting('large', 'x'.repeat(5_000_000));
      expect(statSync(`${store.path}-wal`).size).toBeLessThan(1_000_000);
    }
    addHint(store, 'last');
    expect(store.fileChange).toBeUndefined();
    expect(store.getSetting('large', z.string())).toHaveLength(5_000_000);
  } finally {
    store.close();
  }
  expect(reading(store.path, hintsOf)).toEqual(['first', 'after 0', 'after 1', 'after 2', 'last']);
});

test('of an overwritten project, the stills are saved with the planes that are still readable', async () => {
  const store = project();
  store.keepPlane('plane', new Uint8Array(100).fill(7));
  store.apply({ baseRevision: store.revision, command: { kind: 'addStill', still: { ...sampleStill('still', 'kid', 3), plane: 'plane' } } });
  copyFileSync(otherFile(), store.path);
  store.checkFile();
  expect(store.fileChange).toBe('overwritten');
  await store.backupTo(inFolder('saved.tintype'));
  expect(reading(inFolder('saved.tintype'), (saved) => saved.document.stills.map(({ plane }) => plane))).toEqual(['plane']);
  store.close();
});
