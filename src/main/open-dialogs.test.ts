import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openDialogOptions } from './open-dialogs.ts';

const folder = mkdtempSync(join(tmpdir(), 'tintype-dialogs-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

test('clips to open are several at once, the place of a missing clip is one', () => {
  expect(openDialogOptions('pick-clips', undefined).properties).toEqual(['openFile', 'multiSelections']);
  expect(openDialogOptions('pick-clip', undefined).properties).toEqual(['openFile']);
});

test('a dialog begins in the folder that is asked for; one that is gone, a file, and what is no path are left to the system', () => {
  const file = join(folder, 'kid.mov');
  writeFileSync(file, '');
  expect(openDialogOptions('pick-project', folder).defaultPath).toBe(folder);
  for (const start of [undefined, '', 'films', join(folder, 'gone'), file, join(file, 'inside'), 7]) expect(openDialogOptions('pick-project', start)).not.toHaveProperty('defaultPath');
});
