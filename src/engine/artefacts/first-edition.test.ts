import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeFirstEdition } from './first-edition.ts';
import { openArtefactStore } from './open-artefact-store.ts';

let folder: string;
let cache: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tintype-first-edition-'));
  cache = join(folder, 'cache');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const HEX = '0123456789abcdef0123456789abcdef';
const UUID = '0f8fad5b-d9cb-469f-a165-70867728950e';
/** Every name that the first edition gave to a file of its cache. */
const OURS = [
  `planes/01/${HEX}/frames.log`, `planes/01/${HEX}/0.ab`, `planes/01/${HEX}/120.confidence`, `planes/01/${HEX}/7.ab.4711.partial`,
  `proxies/${HEX}/luma.json`, `proxies/${HEX}/luma.jpgs`, `proxies/${HEX}/luma.offsets`, `proxies/fedcba9876543210fedcba9876543210/luma.partial.jpgs`,
  `sound/${HEX}.m4a`, `sound/fedcba9876543210fedcba9876543210.partial.m4a`,
  'sample-film-3/sample.mov', 'sample-film-3/sample-true.mkv', 'sample-film-3/sample.keys.json', 'sample-film-3/sample.truth.json', `sample-film-2.${UUID}.partial/sample.partial.wav`,
];

async function write(paths: readonly string[], root = cache): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), 'x'.repeat(10));
  }
}

async function everything(root = cache): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)).toSorted();
}

test('all cached files of the first edition are removed, with their folders', async () => {
  await write(OURS);
  expect(await removeFirstEdition(cache)).toEqual({ files: OURS.length, bytes: 10 * OURS.length });
  expect(await readdir(cache)).toEqual([]);
});

test('files with other names stay, and so do the folders that contain them', async () => {
  const foreign = [
    'planes/wing.step', `planes/01/${HEX}/notes.txt`, `planes/ff/${HEX}/0.ab`, 'proxies/holiday.mov', `proxies/${HEX}/luma.mov`,
    'sound/interview.m4a', `sound/${HEX}/take.m4a`, 'sample-film-3/my-cut.mov', 'sample-films/sample.mov', 'photos/a.png',
  ];
  await write([...OURS, ...foreign]);
  expect(await removeFirstEdition(cache)).toMatchObject({ files: OURS.length });
  expect(await everything()).toEqual(foreign.toSorted());
});

test('a link is not followed: its target is not removed', async () => {
  const elsewhere = join(folder, 'elsewhere');
  await write([`01/${HEX}/0.ab`, `${HEX}.m4a`], elsewhere);
  await mkdir(join(cache, 'sound'), { recursive: true });
  await symlink(elsewhere, join(cache, 'planes'));
  await symlink(join(elsewhere, `${HEX}.m4a`), join(cache, 'sound', `${HEX}.m4a`));
  expect(await removeFirstEdition(cache)).toEqual({ files: 0, bytes: 0 });
  expect(await everything(elsewhere)).toEqual([`01/${HEX}/0.ab`, `${HEX}.m4a`]);
  expect((await stat(join(cache, 'planes'))).isDirectory()).toBe(true);
});

test('the store beside it is not touched, and a missing folder is not an error', async () => {
  expect(await removeFirstEdition(join(folder, 'nowhere'))).toEqual({ files: 0, bytes: 0 });
  const store = await openArtefactStore({ directory: cache });
  await store.put('ab'.repeat(32) as Parameters<typeof store.put>[0], 'painted-keyframe', { payload: new Uint8Array(5) });
  const before = await everything();
  await write(OURS);
  await removeFirstEdition(cache);
  expect(await everything()).toEqual(before);
  await store.close();
});
