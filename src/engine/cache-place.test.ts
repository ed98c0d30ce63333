import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestEngine } from '../../test/support/test-engine.ts';
import type { Engine } from './engine.ts';
import { openPreferences } from './preferences.ts';

let home: string;
let engine: Engine;
const start = (): Promise<Engine> => createTestEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'data') } });
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'tintype-place-'));
  engine = await start();
});
afterEach(async () => {
  await engine.close();
  rmSync(home, { recursive: true, force: true });
});

test('the chosen folder is used at once and after a restart, and the customary one again where it is asked for', async () => {
  const chosen = join(home, 'raid', 'cache');
  await engine.cache.moveTo(chosen);
  expect(engine.cache.folder()).toBe(chosen);
  expect(existsSync(join(home, 'cache', 'artefacts'))).toBe(false);
  await engine.close();
  engine = await start();
  expect(engine.cache.folder()).toBe(chosen);
  await engine.cache.moveTo(null);
  expect(engine.cache.folder()).toBe(join(home, 'cache'));
  expect(openPreferences(join(home, 'data')).all()).toEqual({});
});

test('a folder that cannot be used is refused in one sentence, and nothing changes', async () => {
  writeFileSync(join(home, 'file'), '');
  mkdirSync(join(home, 'films'));
  writeFileSync(join(home, 'films', 'reel.mov'), '');
  await expect(engine.cache.moveTo(join(home, 'file', 'cache'))).rejects.toMatchObject({ code: 'file.notWritable', message: `The folder ${join(home, 'file', 'cache')} cannot be written (a file is in its place): choose another one.` });
  await expect(engine.cache.moveTo('cache')).rejects.toMatchObject({ code: 'input.malformed' });
  await expect(engine.cache.moveTo(join(home, 'cache', 'inner'))).rejects.toThrow('lies in the other');
  await expect(engine.cache.moveTo(join(home, 'films'))).rejects.toThrow('holds other files (reel.mov)');
  expect(engine.cache.folder()).toBe(join(home, 'cache'));
  expect(openPreferences(join(home, 'data')).all()).toEqual({});
});

test('a chosen folder that is not there at the start is told, and the customary one is used', async () => {
  const chosen = join(home, 'disk');
  await engine.cache.moveTo(chosen);
  await engine.close();
  rmSync(chosen, { recursive: true });
  engine = await start();
  expect(engine.cache.folder()).toBe(join(home, 'cache'));
  expect(engine.cache.problem).toContain(`The cache folder ${chosen} cannot be written (it does not exist)`);
  expect(existsSync(chosen)).toBe(false);
});
