import { statSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';
import { temporaryDirectory } from './testing/sample-media.ts';

const directory = temporaryDirectory();
afterAll(() => directory.dispose());

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

test.runIf(process.platform === 'linux')('a place where no folder can be is refused, not tried for ever', async () => {
  await expect(makeFolder('/proc/tintype/graded')).rejects.toMatchObject({ syscall: 'mkdir' });
});
