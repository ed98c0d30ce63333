import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { passFileTime } from '../../../test/support/file-times.ts';
import type { ModelChanges } from './model-registry.ts';
import { type ModelWatch, watchModels } from './watch-models.ts';

let home: string;
let folder: string;
let readings: number;
let changes: ModelChanges;
const told: ModelChanges[] = [];
const failures: unknown[] = [];
let watch: ModelWatch;
const some = { added: [{ id: 'warm' }], removed: [] } as unknown as ModelChanges;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'tintype-watch-'));
  folder = path.join(home, 'models');
  [readings, changes] = [0, { added: [], removed: [] }];
  watch = watchModels({
    refresh: () => {
      readings++;
      return Promise.resolve(changes);
    },
  }, { folder, tell: (each) => { told.push(each); }, onError: (error) => { failures.push(error); }, everyMs: 5 });
});
afterEach(async () => {
  watch.stop();
  told.splice(0);
  failures.splice(0);
  await rm(home, { recursive: true, force: true });
});

test('a folder that comes later is seen, what did not change is not read again, and nothing is told where no model came or went', async () => {
  await watch.look();
  const atFirst = readings;
  await watch.look();
  expect(readings).toBe(atFirst);
  expect(told).toEqual([]);
  changes = some;
  await mkdir(path.join(folder, 'warm'), { recursive: true });
  await expect.poll(() => told.length).toBeGreaterThan(0);
  expect(told[0]).toBe(some);
});

test('a model that is replaced in place is seen, also where the times stay as they were: by the size of its files, or by other files of the same size', async () => {
  const manifest = path.join(folder, 'warm', 'manifest.json');
  const at = new Date('2026-11-30T12:00:00Z');
  const replace = async (text: string): Promise<void> => {
    await writeFile(`${manifest}.new`, text);
    await utimes(`${manifest}.new`, at, at);
    await rename(`${manifest}.new`, manifest);
    for (const each of [path.dirname(manifest), folder]) await utimes(each, at, at);
  };
  await mkdir(path.dirname(manifest), { recursive: true });
  await replace('{"version":1}');
  watch.stop();
  const seen: ModelChanges[] = [];
  const looked = watchModels({ refresh: () => Promise.resolve(some) }, { folder, tell: (each) => { seen.push(each); }, onError: (error) => { failures.push(error); }, everyMs: 1_000_000 });
  for (const text of ['{"version":1}', '{"version":10}', '{"version":11}']) {
    if (seen.length > 0) await replace(text);
    await looked.look();
    await looked.look();
  }
  looked.stop();
  expect(seen).toEqual([some, some, some]);
});

test('a model that is renamed away is seen at once by a look; an ended watch looks no more', async () => {
  await mkdir(path.join(folder, 'warm'), { recursive: true });
  await watch.look();
  watch.stop();
  changes = some;
  passFileTime(folder);
  await rename(path.join(folder, 'warm'), path.join(folder, '.removing'));
  await new Promise((resolve) => { setTimeout(resolve, 40); });
  expect(told).toEqual([]);
  await watch.look();
  expect(told).toEqual([some]);
});

test('a reading that fails is reported and tried again', async () => {
  watch.stop();
  let fails = true;
  const seen: ModelChanges[] = [];
  const again = watchModels({ refresh: () => (fails ? Promise.reject(new Error('no disk')) : Promise.resolve(some)) }, { folder, tell: (each) => { seen.push(each); }, onError: (error) => { failures.push(error); }, everyMs: 5 });
  await expect.poll(() => failures.length).toBeGreaterThan(1);
  fails = false;
  await expect.poll(() => seen).toEqual([some]);
  again.stop();
});
