import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { assertWritableFolder } from './check-target.ts';

const folder = mkdtempSync(join(tmpdir(), 'tintype-target-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

test('a folder that exists, or can be made, is accepted', async () => {
  await expect(assertWritableFolder(folder)).resolves.toBeUndefined();
  await expect(assertWritableFolder(join(folder, 'masters', 'reel 2'))).resolves.toBeUndefined();
});

test('a file, a relative path and an unwritable folder are refused by name', async () => {
  const file = join(folder, 'film.mov');
  writeFileSync(file, '');
  await expect(assertWritableFolder(join(file, 'out'))).rejects.toMatchObject({ code: 'file.notWritable', message: expect.stringContaining('film.mov') as string });
  await expect(assertWritableFolder('masters')).rejects.toMatchObject({ code: 'file.notWritable' });
  await expect(assertWritableFolder('/proc/1/fdinfo/masters')).rejects.toMatchObject({ code: 'file.notWritable' });
});
