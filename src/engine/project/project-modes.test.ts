import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createProject, snapshotsOf, takeSnapshot } from './index.ts';

test.skipIf(process.platform === 'win32').each([0o000, 0o022])('under umask %o a project, its journal, its copies and its snapshots are accessible to this user only', async (mask) => {
  const home = mkdtempSync(join(tmpdir(), 'tintype-modes-'));
  const before = process.umask(mask);
  onTestFinished(() => {
    process.umask(before);
    rmSync(home, { recursive: true, force: true });
  });
  const path = join(home, 'work.tintype');
  const store = createProject(path);
  await store.backupTo(join(home, 'copy.tintype'));
  await takeSnapshot(store, [join(home, 'data')]);
  const [snapshot] = snapshotsOf([join(home, 'data')], path);
  const modes = [path, `${path}-wal`, join(home, 'copy.tintype'), snapshot!.path].map((each) => (statSync(each).mode & 0o777).toString(8));
  store.close();
  expect(modes).toEqual(['600', '600', '600', '600']);
});
