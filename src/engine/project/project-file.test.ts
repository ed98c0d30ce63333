import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { AppError, type ErrorCode } from '../../shared/errors/app-error.ts';
import { createProject, openProject } from './index.ts';
import { APPLICATION_ID, MAX_NAME_BYTES } from './project-file.ts';
import { inDatabase } from './testing/in-database.ts';
import { sampleClip, sampleShots } from './testing/sample-project.ts';
import { useTemporaryFolder } from './testing/temporary-folder.ts';

const inFolder = useTemporaryFolder();

function closedProject(name = 'kid.tintype'): string {
  const store = createProject(inFolder(name));
  const clip = sampleClip('film', 100);
  store.apply({ baseRevision: 0, command: { kind: 'addClip', clip, shots: sampleShots(clip, [0]) } });
  store.close();
  return store.path;
}

function failureOf(work: () => unknown): AppError {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

const damaged: readonly (readonly [string, () => string, ErrorCode, RegExp])[] = [
  ['of form 0', () => inDatabase(closedProject(), 'PRAGMA user_version = 0'), 'project.corrupt', /format version is 0\.$/],
  ['of form −3', () => inDatabase(closedProject(), 'PRAGMA user_version = -3'), 'project.corrupt', /format version is -3\.$/],
  ['of form 9999', () => inDatabase(closedProject(), 'PRAGMA user_version = 9999'), 'project.newer', /newer Tintype/],
  ['without its table of hints', () => inDatabase(closedProject(), 'DROP TABLE hint'), 'project.corrupt', /its table “hint” is missing\.$/],
  ['without its history', () => inDatabase(closedProject(), 'DROP TABLE history'), 'project.corrupt', /its table “history” is missing\.$/],
  ['without a column', () => inDatabase(closedProject(), 'ALTER TABLE note DROP COLUMN colour'), 'project.corrupt', /its table “note” has no column “colour”\.$/],
  ['of an older form without a table that its migration changes', () => inDatabase(closedProject(), 'PRAGMA user_version = 4; DROP TABLE scene; DROP TABLE hint'), 'project.corrupt', /its table “hint” is missing\.$/],
  ['another program’s database', () => inDatabase(inFolder('other.sqlite'), 'CREATE TABLE clip (id TEXT); PRAGMA user_version = 3'), 'project.notProject', /not a Tintype project\.$/],
  ['a database with the id and nothing else', () => inDatabase(inFolder('bare.tintype'), `PRAGMA application_id = ${APPLICATION_ID}; VACUUM`), 'project.corrupt', /format version is 0\.$/],
  ['empty', () => { writeFileSync(inFolder('empty.tintype'), ''); return inFolder('empty.tintype'); }, 'project.notProject', /not a Tintype project\.$/],
  ['a text', () => { writeFileSync(inFolder('text.tintype'), 'frames\n'.repeat(1000)); return inFolder('text.tintype'); }, 'project.notProject', /not a Tintype project\.$/],
  ['a folder', () => { mkdirSync(inFolder('folder.tintype')); return inFolder('folder.tintype'); }, 'project.notProject', /is not a file\.$/],
  ['not there', () => inFolder('none.tintype'), 'file.missing', /^There is no file/],
];

test.each(damaged)('a file that is %s is refused by one message, and left unchanged', (_what, make, code, words) => {
  const path = make();
  const before = statSync(path, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(path) : undefined;
  const failure = failureOf(() => openProject(path));
  expect([failure.code, failure.message]).toEqual([code, expect.stringMatching(words)]);
  expect(failure.message).not.toMatch(/SQLITE|Error:|\n/);
  if (before !== undefined) expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(dirname(path)).filter((name) => /-(?:wal|shm|lock|journal)$/.test(name))).toEqual([]);
});

test('a name must leave room for the files beside it; a longer one is refused before anything is written', async () => {
  const longest = `${'å'.repeat((MAX_NAME_BYTES - '.tintype'.length - 1) / 2)}x.tintype`;
  expect(Buffer.byteLength(longest)).toBe(MAX_NAME_BYTES);
  const path = closedProject(longest);
  const store = openProject(path);
  await store.backupTo(inFolder(longest.replace('x.', 'y.')));
  const tooLong = `${'x'.repeat(250 - '.tintype'.length)}.tintype`;
  writeFileSync(inFolder(tooLong), '');
  for (const work of [() => createProject(inFolder(tooLong)), () => openProject(inFolder(tooLong))]) expect(failureOf(work)).toMatchObject({ code: 'input.malformed', message: `The name of the project is too long: it has 250 bytes and may have ${MAX_NAME_BYTES}.` });
  await expect(store.backupTo(inFolder(tooLong), { overwrite: true })).rejects.toMatchObject({ code: 'input.malformed' });
  store.close();
  expect(readdirSync(dirname(path)).toSorted()).toEqual([longest, longest.replace('x.', 'y.'), tooLong].toSorted());
});

test('a project, its WAL, its lock and its copies are readable only by their owner', async () => {
  const store = createProject(inFolder('kid.tintype'));
  const clip = sampleClip('film', 100);
  store.apply({ baseRevision: 0, command: { kind: 'addClip', clip, shots: sampleShots(clip, [0]) } });
  await store.backupTo(inFolder('copy.tintype'));
  const modes = readdirSync(dirname(store.path)).map((name) => [name, (statSync(inFolder(name)).mode & 0o777).toString(8)]);
  expect(Object.fromEntries(modes)).toEqual({ 'kid.tintype': '600', 'kid.tintype-wal': '600', 'kid.tintype-shm': '600', 'kid.tintype-lock': '600', 'copy.tintype': '600' });
  store.close();
});
