import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KeysFile } from '../../shared/model/hint.ts';
import { readJsonFile, readTextFile } from './read-input.ts';

let folder: string;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'tintype-input-')); });
afterAll(() => rm(folder, { recursive: true, force: true }));

const KEYS = '{"keyframes": [{"frame": 3, "hints": [{"kind": "auto", "at": [0.5, 0.5], "radius": 0.01}]}]}';

test('a JSON file with a byte order mark, or in UTF-16 as PowerShell writes it, is read as any other', async () => {
  const swapped = Buffer.from(`\uFEFF${KEYS}`, 'utf16le').swap16();
  for (const [name, bytes] of [['plain', Buffer.from(KEYS)], ['marked', Buffer.from(`\uFEFF${KEYS}`)], ['utf-16', Buffer.from(`\uFEFF${KEYS}`, 'utf16le')], ['utf-16 swapped', swapped]] as const) {
    await writeFile(join(folder, name), bytes);
    expect((await readJsonFile(KeysFile, join(folder, name))).keyframes.map(({ frame }) => frame), name).toEqual([3]);
  }
});

test('a file that is missing, empty or not JSON is reported in one sentence', async () => {
  await expect(readTextFile(join(folder, 'missing'))).rejects.toMatchObject({ code: 'file.missing', message: `There is no file ${join(folder, 'missing')}.` });
  for (const [name, text] of [['empty', ''], ['words', 'keyframes: 3'], ['cut', KEYS.slice(0, 40)]] as const) {
    await writeFile(join(folder, name), text);
    await expect(readJsonFile(KeysFile, join(folder, name)), name).rejects.toMatchObject({ code: 'input.malformed' });
  }
});
