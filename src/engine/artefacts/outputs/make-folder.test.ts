import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

const path = mkdtempSync(join(tmpdir(), 'tintype-folders-'));
const directory = { file: (name: string) => join(path, name), dispose: () => { rmSync(path, { recursive: true, force: true }); } };
afterAll(() => { directory.dispose(); });

test('folders are made down to the last one, also by two at once, and again without harm', async () => {
  const path = directory.file('reel 1/shots/graded');
  await Promise.all([makeFolder(path), makeFolder(path)]);
  await makeFolder(path);
  expect(statSync(path).isDirectory()).toBe(true);
});

test('a folder below a file is refused', async () => {
  writeFileSync(directory.file('film.mov'), '');
  await expect(makeFolder(directory.file('film.mov/graded'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

test.runIf(process.platform === 'linux')('a path at which no folder can be made is refused, not retried endlessly', async () => {
  await expect(makeFolder('/proc/tintype/graded')).rejects.toMatchObject({ syscall: 'mkdir' });
});
