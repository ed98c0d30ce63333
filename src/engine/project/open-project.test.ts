import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { AppError } from '../../shared/errors/app-error.ts';
import { createProject, openProject, type ProjectStore, swatchesOfProject } from './index.ts';
import { LATEST_VERSION } from './migrations/migrate.ts';
import { createProjectStore } from './project-store.ts';
import { openProjectDatabase } from './project-file.ts';
import { inDatabase } from './testing/in-database.ts';
import { openInOtherWindow } from './testing/other-window.ts';
import { sampleClip, sampleKeyframe, samplePoint, sampleShots, sampleSwatch } from './testing/sample-project.ts';
import { useTemporaryFolder } from './testing/temporary-folder.ts';

const inFolder = useTemporaryFolder();
const refusal = (code: string): unknown => expect.objectContaining({ name: 'AppError', code });

/** Makes a project with a clip and some keyframes, and closes it. */
function closedProject(name = 'kid.tintype', options: { readonly frames?: number; readonly keyframes?: number } = {}): string {
  const { frames = 1000, keyframes = 20 } = options;
  const store = createProject(inFolder(name));
  const clip = sampleClip('film', frames);
  store.apply({ baseRevision: store.revision, command: { kind: 'addClip', clip, shots: sampleShots(clip, [0]) } });
  for (let frame = 0; frame < keyframes; frame++) addKeyframe(store, frame);
  store.close();
  return store.path;
}

function addKeyframe(store: ProjectStore, frame: number): void {
  const keyframe = sampleKeyframe(`key-${frame}`, 'film-1', frame, [samplePoint('a'), samplePoint('b')]);
  store.apply({ baseRevision: store.revision, command: { kind: 'addKeyframe', keyframe } });
}

function using<T>(store: ProjectStore, look: (store: ProjectStore) => T): T {
  try {
    return look(store);
  } finally {
    store.close();
  }
}

test('a closed project is one file, without files beside it', () => {
  const path = closedProject();
  expect(readdirSync(dirname(path))).toEqual(['kid.tintype']);
});

test('a missing file, a folder, an empty file, a clip and another database are each refused by a message', () => {
  expect(() => openProject(inFolder('none.tintype'))).toThrow(refusal('file.missing'));
  mkdirSync(inFolder('folder.tintype'));
  expect(() => openProject(inFolder('folder.tintype'))).toThrow(refusal('project.notProject'));
  writeFileSync(inFolder('empty.tintype'), '');
  expect(() => openProject(inFolder('empty.tintype'))).toThrow(refusal('project.notProject'));
  writeFileSync(inFolder('film.mov'), Buffer.alloc(5000, 'moov'));
  expect(() => openProject(inFolder('film.mov'))).toThrow(refusal('project.notProject'));
  inDatabase(inFolder('other.sqlite'), 'CREATE TABLE clip (id TEXT)');
  expect(() => openProject(inFolder('other.sqlite'))).toThrow(refusal('project.notProject'));
});

test('a read-only window follows the changes of the writing one, and sees when there are none', () => {
  const path = closedProject('kid.tintype', { keyframes: 2 });
  const writer = openProject(path);
  const reader = openProject(path);
  const heard: number[] = [];
  reader.subscribe(({ patches }) => { heard.push(patches.length); });
  try {
    expect([writer.readOnly, reader.readOnly]).toEqual([false, true]);
    expect(reader.follow()).toBeUndefined();
    const [untouched] = reader.document.keyframes;
    addKeyframe(writer, 30);
    addKeyframe(writer, 40);
    expect(reader.follow()?.undoLabel).toBe('Add keyframe');
    expect(reader.document).toEqual(writer.document);
    expect(reader.document.keyframes[0]).toBe(untouched);
    writer.undo();
    expect(reader.follow()?.redoLabel).toBe('Add keyframe');
    expect(reader.document).toEqual(writer.document);
    expect(reader.follow()).toBeUndefined();
    expect(heard).toEqual([2, 1]);
  } finally {
    reader.close();
    writer.close();
  }
});

test('a project of a newer Tintype is refused and left unchanged', () => {
  const path = closedProject();
  inDatabase(path, `PRAGMA user_version = ${LATEST_VERSION + 1}`);
  const before = readFileSync(path);
  expect(() => openProject(path)).toThrow(refusal('project.newer'));
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(existsSync(`${path}-lock`)).toBe(false);
});

test('a truncated file, an overwritten page, an invalid value and a gap between shots are reported as damage', () => {
  const cut = closedProject('cut.tintype', { keyframes: 200 });
  truncateSync(cut, Math.floor(statSync(cut).size / 2));
  expect(() => openProject(cut)).toThrow(refusal('project.corrupt'));

  const head = closedProject('head.tintype');
  truncateSync(head, 2000);
  expect(() => openProject(head)).toThrow(refusal('project.corrupt'));

  const scratched = closedProject('scratched.tintype', { keyframes: 200 });
  const file = openSync(scratched, 'r+');
  for (let page = 1; page < statSync(scratched).size / 4096; page++) writeSync(file, Buffer.alloc(64, 0xee), 0, 64, page * 4096);
  closeSync(file);
  expect(() => openProject(scratched)).toThrow(refusal('project.corrupt'));

  for (const [name, sql] of [
    ['chroma', 'UPDATE hint SET a = 500'], ['path', `UPDATE hint SET path = '{', x = NULL`], ['kind', `UPDATE hint SET kind = 'smudge'`],
    ['probe', `UPDATE clip SET probed = 'no'`], ['gap', 'UPDATE shot SET first_frame = 5'], ['last', 'UPDATE shot SET last_frame = 2000'],
  ] as const) {
    const path = closedProject(`${name}.tintype`, { keyframes: 3 });
    inDatabase(path, sql);
    expect(() => openProject(path), name).toThrow(refusal('project.corrupt'));
  }
});

test('an existing project is overwritten only on request, and then completely', () => {
  const path = closedProject();
  expect(() => createProject(path)).toThrow(refusal('file.exists'));
  expect(using(openProject(path), (store) => store.document.keyframes.length)).toBe(20);
  expect(using(createProject(path, { overwrite: true }), (store) => store.document.clips)).toEqual([]);
  expect(using(openProject(path), (store) => [store.document.clips, store.undoLabel])).toEqual([[], undefined]);
});

test('a project is created only in an existing, writable folder', () => {
  writeFileSync(inFolder('file'), '');
  expect(() => createProject(inFolder('file/new.tintype'))).toThrow(refusal('file.notWritable'));
  expect(() => createProject(inFolder('no/such/folder/new.tintype'))).toThrow(refusal('file.missing'));
  mkdirSync(inFolder('folder.tintype'));
  expect(() => createProject(inFolder('folder.tintype'), { overwrite: true })).toThrow(refusal('file.exists'));
  writeFileSync(inFolder('film.mov'), 'a film');
  symlinkSync(inFolder('film.mov'), inFolder('alias.tintype'));
  for (const name of ['film.mov', 'alias.tintype']) expect(() => createProject(inFolder(name), { overwrite: true })).toThrow(/film\.mov is no Tintype project and is not replaced/);
  expect(readFileSync(inFolder('film.mov'), 'utf8')).toBe('a film');
  // /proc accepts no files from anyone, root included.
  if (process.platform === 'linux') expect(() => createProject('/proc/new.tintype')).toThrow(refusal('file.notWritable'));
});

test('where no lock file can be made the project opens read-only, and can still be backed up', async () => {
  const path = closedProject();
  // A folder at the lock's path stands for an unwritable folder, which root would not notice.
  mkdirSync(`${path}-lock`);
  const store = openProject(path);
  expect([store.readOnly, store.readOnlyReason, store.document.keyframes.length]).toEqual([true, 'notWritable', 20]);
  expect(() => { addKeyframe(store, 500); }).toThrow(refusal('project.readOnly'));
  expect(() => store.undo()).toThrow(refusal('project.readOnly'));
  expect(() => { store.setSetting('playhead', 1); }).toThrow(refusal('project.readOnly'));
  await store.backupTo(inFolder('copy.tintype'));
  store.close();
  expect(using(openProject(inFolder('copy.tintype')), (copy) => [copy.readOnly, copy.document.keyframes.length])).toEqual([false, 20]);
});

test.each([['with its WAL', true, 20], ['without its WAL, as far as it was written back', false, 0]])('a project that was copied while it was open is read from where nothing can be written beside it: %s', async (_how, withWal, keyframes) => {
  const store = openProject(closedProject('open.tintype', { keyframes: 0 }));
  for (let frame = 0; frame < 20; frame++) addKeyframe(store, frame);
  const path = inFolder('copied.tintype');
  for (const suffix of withWal ? ['', '-wal'] : ['']) copyFileSync(`${store.path}${suffix}`, `${path}${suffix}`);
  store.close();
  // Folders at the paths of the lock and of SQLite's own file stand for a read-only disk.
  for (const suffix of ['-lock', '-shm']) mkdirSync(`${path}${suffix}`);
  const before = readFileSync(path);
  const copy = openProject(path);
  expect([copy.readOnlyReason, copy.document.keyframes.length, copy.document.clips.length]).toEqual(['notWritable', keyframes, 1]);
  await copy.backupTo(inFolder('again.tintype'));
  copy.close();
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(using(openProject(inFolder('again.tintype')), (again) => again.document.keyframes.length)).toBe(keyframes);
  expect(swatchesOfProject(path)).toEqual([]);
});

test('a project open in another process opens read-only here, and writable after that one has closed it', async () => {
  const path = closedProject();
  await using other = openInOtherWindow(path, 'hold');
  expect(await other.line()).toBe('readOnly=false');
  using(openProject(path), (store) => {
    expect([store.readOnly, store.readOnlyReason, store.document.keyframes.length]).toEqual([true, 'openElsewhere', 20]);
    expect(() => { addKeyframe(store, 500); }).toThrow(refusal('project.readOnly'));
  });
  expect(() => createProject(path, { overwrite: true })).toThrow(refusal('project.locked'));
  await other.kill('SIGKILL');
  using(openProject(path), (store) => {
    expect(store.readOnly).toBe(false);
    addKeyframe(store, 500);
  });
  expect(readdirSync(dirname(path))).toEqual(['kid.tintype']);
});

test('two stores of one process share a project as two processes do, and closing the second does not affect the first', async () => {
  const path = closedProject();
  const first = openProject(path);
  const second = openProject(path);
  expect([first.readOnly, second.readOnly]).toEqual([false, true]);
  second.close();
  await using other = openInOtherWindow(path, 'hold');
  expect(await other.line()).toBe('readOnly=true');
  await other.kill('SIGKILL');
  addKeyframe(first, 500);
  first.close();
  expect(using(openProject(path), (store) => store.readOnly)).toBe(false);
});

test('a project is the same by any of its paths', async () => {
  const path = closedProject();
  symlinkSync(dirname(path), inFolder('films'));
  symlinkSync(path, inFolder('link.tintype'));
  const store = openProject(inFolder('films/kid.tintype'));
  for (const name of [path, inFolder('link.tintype')]) expect(using(openProject(name), (other) => other.readOnly)).toBe(true);
  await expect(store.backupTo(inFolder('link.tintype'), { overwrite: true })).rejects.toThrow(refusal('file.exists'));
  expect(store.path).toBe(inFolder('films/kid.tintype'));
  store.close();
});

test('after a kill during work all acknowledged changes are there, and can be undone', async () => {
  const path = closedProject('killed.tintype', { frames: 100_000, keyframes: 0 });
  for (const round of [1, 2]) {
    const start = using(openProject(path), (store) => {
      while (store.undoLabel === 'Add keyframe') store.undo();
      return store.document.keyframes.length;
    });
    expect(start).toBe(0);
    await using other = openInOtherWindow(path, 'paint');
    let acknowledged = -1;
    expect(await other.line()).toBe('readOnly=false');
    while (acknowledged < 20 * round) acknowledged = Number(await other.line());
    await other.kill('SIGKILL');
    for (let line = await other.line(); line !== undefined; line = await other.line()) acknowledged = Number(line);
    using(openProject(path), (store) => {
      const frames = store.document.keyframes.map((each) => each.frame);
      expect(store.readOnly).toBe(false);
      // One more may be on the disk without having been acknowledged.
      expect(frames.length - (acknowledged + 1)).toBeOneOf([0, 1]);
      expect(frames).toEqual(Array.from({ length: frames.length }, (_, frame) => frame));
      expect(store.undoLabel).toBe('Add keyframe');
      store.undo();
      expect(store.document.keyframes.length).toBe(frames.length - 1);
    });
  }
});

test('a full disk refuses the change by its own error; document, history and file are unchanged', () => {
  const path = closedProject();
  const database = openProjectDatabase(path, { readOnly: false });
  const store = createProjectStore({ database, path, release: () => undefined });
  database.pragma(`max_page_count = ${Number(database.pragma('page_count', { simple: true }))}`);
  let acknowledged = 20;
  const fill = (): void => {
    for (let frame = 20; frame < 1000; frame++) {
      addKeyframe(store, frame);
      acknowledged += 1;
    }
  };
  expect(fill).toThrow(refusal('disk.full'));
  const { document } = store;
  expect(document.keyframes.length).toBe(acknowledged);
  // With free space the same change is accepted.
  database.pragma('max_page_count = 100000');
  addKeyframe(store, acknowledged);
  store.close();
  using(openProject(path), (again) => {
    expect(again.document.keyframes.length).toBe(acknowledged + 1);
    again.undo();
    expect(again.document).toStrictEqual(document);
  });
});

test('a backup is the project with its history, and the original stays open', async () => {
  const path = closedProject();
  const store = openProject(path);
  const target = inFolder('copy.tintype');
  const copying = store.backupTo(target);
  addKeyframe(store, 500);
  await copying;
  await expect(store.backupTo(target)).rejects.toThrow(refusal('file.exists'));
  await expect(store.backupTo(path, { overwrite: true })).rejects.toThrow(refusal('file.exists'));
  await store.backupTo(target, { overwrite: true });
  const { document } = store;
  store.close();
  using(openProject(target), (copy) => {
    expect(copy.document).toStrictEqual(document);
    expect(copy.undo()?.undoLabel).toBe('Add keyframe');
  });
  expect(readdirSync(dirname(path)).sort()).toEqual(['copy.tintype', 'kid.tintype']);
});

test('a copy to a new name has no lock file beside it that a killed process could leave', async () => {
  const store = openProject(closedProject());
  const target = `${store.path}.copy.tintype`;
  const copying = store.backupTo(target);
  const besideCopy = readdirSync(dirname(store.path)).filter((name) => name.includes('.copy.tintype-'));
  // Another window makes a project at that name meanwhile: it stays.
  const other = createProject(target);
  await expect(copying).rejects.toThrow(refusal('file.exists'));
  expect(besideCopy).toEqual([]);
  const clip = sampleClip('other', 10);
  other.apply({ baseRevision: other.revision, command: { kind: 'addClip', clip, shots: sampleShots(clip, [0]) } });
  other.close();
  using(openProject(target), (kept) => { expect(kept.document.clips.map(({ name }) => name)).toEqual([clip.name]); });
  store.close();
});

test('a backup does not replace a project that is open elsewhere', async () => {
  const store = openProject(closedProject('one.tintype'));
  const other = openProject(closedProject('two.tintype'));
  await expect(store.backupTo(other.path, { overwrite: true })).rejects.toThrow(refusal('project.locked'));
  expect(other.document.keyframes.length).toBe(20);
  other.close();
  await store.backupTo(other.path, { overwrite: true });
  store.close();
  expect(readdirSync(dirname(other.path)).toSorted()).toEqual(['one.tintype', 'two.tintype']);
});

test('a refusal leaves no lock behind', () => {
  const path = closedProject();
  inDatabase(path, 'UPDATE hint SET a = 500');
  for (let attempt = 0; attempt < 2; attempt++) {
    expect(() => openProject(path)).toThrow(AppError);
    expect(readdirSync(dirname(path))).toEqual(['kid.tintype']);
  }
});

test('swatches of another project are read while it stays as it is: closed, open elsewhere or of an older format', async () => {
  const path = closedProject();
  using(openProject(path), (store) => store.apply({ baseRevision: store.revision, command: { kind: 'addSwatch', swatch: sampleSwatch('coat', [40, 10, 20]) } }));
  const [bytes, around] = [readFileSync(path), readdirSync(dirname(path))];
  expect(swatchesOfProject(path)).toEqual([sampleSwatch('coat', [40, 10, 20])]);
  expect([readFileSync(path).equals(bytes), readdirSync(dirname(path))]).toEqual([true, around]);
  await using other = openInOtherWindow(path, 'hold');
  expect(await other.line()).toBe('readOnly=false');
  expect(swatchesOfProject(path)).toHaveLength(1);

  const first = inFolder('first.tintype');
  copyFileSync(join(import.meta.dirname, '../../../test/fixtures/projects/first-edition-every-hint.tintype'), first);
  const old = readFileSync(first);
  expect(swatchesOfProject(first).length).toBeGreaterThan(0);
  expect(readFileSync(first).equals(old)).toBe(true);

  expect(() => swatchesOfProject(inFolder('none.tintype'))).toThrow(refusal('file.missing'));
  writeFileSync(inFolder('text.tintype'), 'a text that is long enough to be no database at all');
  expect(() => swatchesOfProject(inFolder('text.tintype'))).toThrow(refusal('project.notProject'));
});
