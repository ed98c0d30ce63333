import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makePrivate, makePrivateFolder, PRIVATE_FILE, touchPrivateFile, writePrivateFile } from './private-file.ts';

const mode = (path: string): number => statSync(path).mode & 0o777;

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'tintype-private-'));
  onTestFinished(() => { rmSync(made, { recursive: true, force: true }); });
  return made;
}

test.skipIf(process.platform === 'win32').each([0o000, 0o022, 0o077])('under umask %o, files and folders are accessible to this user only', (mask) => {
  const home = folder();
  const before = process.umask(mask);
  onTestFinished(() => { process.umask(before); });
  makePrivateFolder(join(home, 'a', 'b'));
  writePrivateFile(join(home, 'c', 'list.json'), '[]');
  touchPrivateFile(join(home, 'a', 'jobs.sqlite'));
  expect([join(home, 'a'), join(home, 'a', 'b'), join(home, 'c')].map(mode)).toEqual([0o700, 0o700, 0o700]);
  expect([join(home, 'c', 'list.json'), join(home, 'a', 'jobs.sqlite')].map(mode)).toEqual([0o600, 0o600]);
});

test.skipIf(process.platform === 'win32')('a file of an earlier version becomes accessible to this user only; its content stays', () => {
  const path = join(folder(), 'jobs.sqlite');
  writeFileSync(path, 'jobs', { mode: 0o644 });
  touchPrivateFile(path);
  makePrivate(path, PRIVATE_FILE);
  expect([mode(path), readFileSync(path, 'utf8')]).toEqual([0o600, 'jobs']);
  makePrivate(join(folder(), 'not-there'), PRIVATE_FILE);
});

test('a file that cannot be replaced leaves nothing behind', () => {
  const home = folder();
  makePrivateFolder(join(home, 'list.json', 'in the way'));
  expect(() => { writePrivateFile(join(home, 'list.json'), '[]'); }).toThrow();
  expect(readdirSync(home)).toEqual(['list.json']);
});
