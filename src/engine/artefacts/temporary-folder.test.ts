import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeTemporaryFolder, sweepTemporaryFolders } from './temporary-folder.ts';

const { TMPDIR } = process.env;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-'));
  process.env.TMPDIR = folder;
});
afterEach(() => {
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  rmSync(folder, { recursive: true });
});

test('temporary folders of a killed process are removed; those of a running one and what else lies there stay', async () => {
  const module = JSON.stringify(new URL('temporary-folder.ts', import.meta.url).href);
  const killed = spawnSync(process.execPath, ['--input-type=module', '-e', `const { makeTemporaryFolder } = await import(${module}); process.stdout.write(makeTemporaryFolder(), () => process.kill(process.pid, 'SIGKILL'));`], { encoding: 'utf8' });
  const left = killed.stdout;
  expect(killed.signal).toBe('SIGKILL');
  writeFileSync(join(left, 'zeros'), '0');
  const own = makeTemporaryFolder();
  const foreign = [join(folder, 'tintype-notes'), join(folder, `tintype-other-than-${hostname()}.1.${'0'.repeat(36)}-abcdef`)];
  for (const each of foreign) mkdirSync(each);
  await sweepTemporaryFolders();
  expect(existsSync(left)).toBe(false);
  for (const each of [own, ...foreign]) expect(existsSync(each), each).toBe(true);
});
