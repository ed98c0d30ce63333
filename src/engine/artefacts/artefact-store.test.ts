import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { casesOf } from '../../../test/support/long.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { type ArtefactKey, artefactKey } from './artefact-kind.ts';
import type { ArtefactStore } from './artefact-store.ts';
import { openArtefactStore } from './open-artefact-store.ts';
import { blendedPlaneKind, spanKind } from './kinds.ts';

let directory: string;
let opened: ArtefactStore[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-store-'));
  opened = [];
});
afterEach(async () => {
  for (const store of opened) await store.close();
  await rm(directory, { recursive: true, force: true });
});

const GB = 1e9;
let clock = 1;
async function openStore(options: { readonly budget?: number; readonly memoryBytes?: number } = {}): Promise<ArtefactStore> {
  const store = await openArtefactStore({ directory, budget: GB, now: () => clock++, ...options });
  opened.push(store);
  return store;
}
const span = artefactKey(spanKind, { clip: 'a', network: 'n' });
const keyOf = (frame: number): ArtefactKey => artefactKey(blendedPlaneKind, { span, frame });
const KIND = blendedPlaneKind.kind;
const bytes = (seed: number, length = 1000): Uint8Array => Uint8Array.from({ length }, (_, index) => (seed * 31 + index * 7) & 255);
const fileOf = (key: ArtefactKey): string => join(directory, 'artefacts', key.slice(0, 2), key);

async function allFiles(): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && !entry.name.startsWith('index.sqlite')).map((entry) => join(entry.parentPath, entry.name));
}

test('an artefact comes back as it was put, also from another store and after the index is lost', async () => {
  const store = await openStore();
  await store.put(keyOf(7), KIND, { payload: bytes(7), meta: { group: span, frame: 7, confidence: 0.75, outOfGamut: 2 } });
  expect((await store.get(keyOf(7)))?.payload).toEqual(Buffer.from(bytes(7)));
  await store.close();
  await rm(join(directory, 'index.sqlite'), { force: true });
  const again = await openStore();
  expect(again.group(span)).toMatchObject([{ key: keyOf(7), kind: KIND, frame: 7, confidence: 0.75, outOfGamut: 2 }]);
  expect((await again.get(keyOf(7)))?.meta).toEqual({ group: span, frame: 7, confidence: 0.75, outOfGamut: 2 });
  expect(again.usage().bytes).toBe((await stat(fileOf(keyOf(7)))).size);
});

test('a change of any byte, a cut at any length and a foreign file are recognised, and count as missing', async () => {
  const store = await openStore();
  const key = keyOf(1);
  await store.put(key, KIND, { payload: bytes(1, 200), meta: { group: span, frame: 1 } });
  const whole = await readFile(fileOf(key));
  const restore = async (file: Uint8Array): Promise<void> => {
    await mkdir(join(fileOf(key), '..'), { recursive: true });
    await writeFile(fileOf(key), file);
  };
  await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: whole.byteLength - 1 }), fc.integer({ min: 1, max: 255 }), async (at, change) => {
    const damaged = Buffer.from(whole);
    damaged[at] = damaged[at]! ^ change;
    await restore(damaged);
    expect(await store.get(key)).toBeUndefined();
    expect(store.find(key)).toBeUndefined();
  }), { numRuns: 300 });
  await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: whole.byteLength - 1 }), async (length) => {
    await restore(whole);
    await truncate(fileOf(key), length);
    expect(await store.get(key)).toBeUndefined();
  }), { numRuns: 50 });
  for (const foreign of ['', 'a text', whole.toString('latin1') + 'x']) {
    await restore(Buffer.from(foreign, 'latin1'));
    expect(await store.get(key)).toBeUndefined();
  }
  // An artefact under the name of another is a foreign file.
  await store.put(keyOf(2), KIND, { payload: bytes(2) });
  await restore(await readFile(fileOf(keyOf(2))));
  expect(await store.get(key)).toBeUndefined();
  await store.put(key, KIND, { payload: bytes(1, 200) });
  expect((await store.get(key))?.payload).toEqual(Buffer.from(bytes(1, 200)));
});

test('a damaged index is rebuilt from the files; files that are not artefacts are ignored', async () => {
  const store = await openStore();
  for (let frame = 0; frame < 5; frame++) await store.put(keyOf(frame), KIND, { payload: bytes(frame), meta: { group: span, frame } });
  await store.close();
  await truncate(fileOf(keyOf(3)), 20);
  await writeFile(join(directory, 'artefacts', 'notes.txt'), 'mine');
  await writeFile(join(directory, 'index.sqlite'), 'no database at all, but long enough to look like one'.repeat(100));
  const again = await openStore();
  expect(again.group(span).map(({ frame }) => frame)).toEqual([0, 1, 2, 4]);
  expect(await again.get(keyOf(3))).toBeUndefined();
  expect(await readFile(join(directory, 'artefacts', 'notes.txt'), 'utf8')).toBe('mine');
});

test.each(casesOf([300], [2000]))('the store stays within its budget after %d artefacts; the least recently used are evicted first', async (count) => {
  const budget = 200 * count;
  const store = await openStore({ budget });
  let largest = 0;
  for (let frame = 0; frame < count; frame++) {
    await store.put(keyOf(frame), KIND, { payload: bytes(frame), meta: { group: span, frame } });
    if (frame > 0) await store.get(keyOf(0));
    largest = Math.max(largest, store.usage().bytes);
  }
  expect(largest).toBeLessThanOrEqual(budget);
  const sizes = await Promise.all((await allFiles()).map((path) => stat(path)));
  expect(sizes.reduce((sum, { size }) => sum + size, 0)).toBe(store.usage().bytes);
  expect(await store.get(keyOf(0))).toBeDefined();
  expect(await store.get(keyOf(count - 1))).toBeDefined();
  expect(await store.get(keyOf(1))).toBeUndefined();
});

test('pinned artefacts are never evicted, by their own store or another, whatever the budget', async () => {
  await fc.assert(fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 0, max: 39 }), { minLength: 1, maxLength: 20 }), fc.integer({ min: 0, max: 30_000 }), async (pinned, budget) => {
    await rm(directory, { recursive: true, force: true });
    const [one, other] = [await openStore({ budget }), await openStore({ budget })];
    const pin = one.pin(pinned.map(keyOf));
    for (let frame = 0; frame < 40; frame++) await (frame % 2 === 0 ? one : other).put(keyOf(frame), KIND, { payload: bytes(frame) });
    for (const frame of pinned) expect(await other.get(keyOf(frame))).toBeDefined();
    pin[Symbol.dispose]();
    await other.setBudget(0);
    for (const frame of pinned) expect(await one.get(keyOf(frame))).toBeUndefined();
    await one.close();
    await other.close();
  }), { numRuns: 15 });
});

test('a pinned group keeps all its artefacts, also those made later', async () => {
  const store = await openStore({ budget: 0 });
  const pin = store.pin([span]);
  await store.put(keyOf(1), KIND, { payload: bytes(1), meta: { group: span, frame: 1 } });
  await store.put(keyOf(2), KIND, { payload: bytes(2) });
  expect(store.group(span)).toHaveLength(1);
  expect(store.find(keyOf(2))).toBeUndefined();
  pin[Symbol.dispose]();
});

test('a group can be reduced to its last used artefacts; pinned ones stay', async () => {
  const store = await openStore();
  for (let frame = 0; frame < 10; frame++) await store.put(keyOf(frame), KIND, { payload: bytes(frame), meta: { group: span, frame } });
  await store.get(keyOf(1));
  using _pin = store.pin([keyOf(0)]);
  await store.keepNewest(span, 3);
  expect(store.group(span).map(({ frame }) => frame)).toEqual([0, 1, 8, 9]);
  expect(await allFiles()).toHaveLength(4);
});

test('pins and scratch of an ended process are removed; those of a running one stay', async () => {
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const host = hostname().replaceAll(/[^A-Za-z0-9-]/g, '-').slice(0, 60);
  const name = `${host}.${dead}.00000000-0000-4000-8000-000000000000`;
  await mkdir(join(directory, 'scratch', name), { recursive: true });
  await writeFile(join(directory, 'scratch', name, '0'), 'half an artefact');
  const first = await openStore();
  const folder = await first.scratchFolder();
  await openStore();
  expect((await readdir(join(directory, 'scratch'))).includes(name)).toBe(false);
  expect((await stat(folder)).isDirectory()).toBe(true);
  await first.close();
  await expect(stat(folder)).rejects.toThrow();
});

test('a crash between writing and renaming leaves no visible artefact, and no bytes outside the budget', async () => {
  const script = `
    import { openArtefactStore, artefactKey, spanKind, blendedPlaneKind } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};
    import fs from 'node:fs/promises';
    import { syncBuiltinESMExports } from 'node:module';
    fs.rename = () => process.kill(process.pid, 'SIGKILL');
    syncBuiltinESMExports();
    const store = await openArtefactStore({ directory: ${JSON.stringify(directory)}, budget: 1e9 });
    const span = artefactKey(spanKind, { clip: 'a', network: 'n' });
    await store.put(artefactKey(blendedPlaneKind, { span, frame: 1 }), 'blended-plane', { payload: new Uint8Array(1000), meta: { group: span, frame: 1 } });
  `;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script]);
  expect(run.signal).toBe('SIGKILL');
  expect(await allFiles()).toHaveLength(1);
  const store = await openStore();
  expect(store.group(span)).toEqual([]);
  expect(await store.get(keyOf(1))).toBeUndefined();
  expect(await allFiles()).toEqual([]);
  expect(store.usage().bytes).toBe(0);
});

test('two stores on one folder see each other’s artefacts and keep one budget', async () => {
  const [one, other] = [await openStore({ budget: 50_000 }), await openStore({ budget: 50_000 })];
  await Promise.all(Array.from({ length: 200 }, (_, frame) => (frame % 2 === 0 ? one : other).put(keyOf(frame % 60), KIND, { payload: bytes(frame % 60), meta: { group: span, frame: frame % 60 } })));
  expect(one.usage().bytes).toBe(other.usage().bytes);
  expect(one.usage().bytes).toBeLessThanOrEqual(50_000);
  for (const { key, frame } of one.group(span)) expect((await other.get(key))?.payload).toEqual(Buffer.from(bytes(frame!)));
});

test('the cache folder may be deleted while it is in use', async () => {
  const store = await openStore();
  await store.put(keyOf(1), KIND, { payload: bytes(1), meta: { group: span, frame: 1 } });
  await rm(directory, { recursive: true, force: true });
  expect(await store.get(keyOf(1))).toBeUndefined();
  await store.put(keyOf(2), KIND, { payload: bytes(2), meta: { group: span, frame: 2 } });
  expect((await store.get(keyOf(2)))?.payload).toEqual(Buffer.from(bytes(2)));
  expect(store.group(span).map(({ frame }) => frame)).toEqual([2]);
});

test('artefacts in memory are never written, and are evicted by newer ones', async () => {
  const store = await openStore({ memoryBytes: 10_000 });
  for (let frame = 0; frame < 50; frame++) store.putInMemory(keyOf(frame), KIND, { payload: bytes(frame) });
  expect((await store.get(keyOf(49)))?.payload).toEqual(bytes(49));
  expect(await store.get(keyOf(0))).toBeUndefined();
  expect(await allFiles()).toEqual([]);
});

test('files and folders are accessible to the user only', async () => {
  const store = await openStore();
  await store.put(keyOf(1), KIND, { payload: bytes(1) });
  expect((await stat(fileOf(keyOf(1)))).mode & 0o777).toBe(0o600);
  expect((await stat(join(fileOf(keyOf(1)), '..'))).mode & 0o777).toBe(0o700);
});

test('a folder artefact is complete or missing', async () => {
  const store = await openStore();
  const fill = async (folder: string): Promise<undefined> => { await writeFile(join(folder, 'pictures'), bytes(1)); };
  const path = await store.putFolder(keyOf(1), 'proxy', fill);
  expect(await store.folder(keyOf(1))).toBe(path);
  expect(store.usage().bytes).toBeGreaterThanOrEqual(1000);
  await truncate(join(path, 'pictures'), 10);
  expect(await store.folder(keyOf(1))).toBeUndefined();
  expect(store.usage().bytes).toBe(0);
  await writeFile(join(await store.putFolder(keyOf(1), 'proxy', fill), 'pictures'), bytes(2));
  expect(await store.folder(keyOf(1))).toBeUndefined();
  await expect(store.putFolder(keyOf(2), 'proxy', () => Promise.reject(new Error('stopped')))).rejects.toThrow('stopped');
  expect(await store.folder(keyOf(2))).toBeUndefined();
  expect(await store.putFolder(keyOf(1), 'proxy', fill)).toBe(path);
});

test('the artefact last made for a frame is remembered as long as it exists', async () => {
  const store = await openStore();
  await store.put(keyOf(1), KIND, { payload: bytes(1) });
  store.setLatest({ clip: 'a', shot: 's', frame: 1, key: keyOf(1) });
  store.setLatest({ clip: 'a', shot: 's', frame: 2, key: keyOf(2) });
  expect(store.latest('a', 0, 10)).toEqual([{ clip: 'a', shot: 's', frame: 1, key: keyOf(1) }]);
  await store.close();
  expect((await openStore()).latest('a', 0, 10)).toHaveLength(1);
});

test('a cache folder that cannot be made is reported in one sentence, before any work', async () => {
  await writeFile(join(directory, 'a-file'), '');
  const failure = await openArtefactStore({ directory: join(directory, 'a-file', 'cache') }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(AppError);
  expect(failure).toMatchObject({ code: 'file.notWritable' });
  const store = await openStore();
  await store.assertWritable(1000);
  await expect(store.assertWritable(Number.MAX_SAFE_INTEGER)).rejects.toMatchObject({ code: 'disk.full' });
});

test('on a full disk the end of a pin does not hide why the work failed', async ({ skip }) => {
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', directory]);
  if (mounted.status !== 0) return skip('SKIPPED: a small disk cannot be mounted here (it takes the rights of root on Linux).');
  try {
    const store = await openStore();
    const pin = store.pin([keyOf(1)]);
    await writeFile(join(directory, 'filling'), Buffer.alloc(2 ** 19)).catch(() => undefined); // it is there to fill the disk
    expect(() => { pin[Symbol.dispose](); }).not.toThrow();
    await rm(join(directory, 'filling'));
    for (let frame = 1; frame <= 3; frame++) await store.put(keyOf(frame), KIND, { payload: bytes(frame), meta: { group: span, frame } });
    await store.setBudget(1);
    expect(store.usage().bytes).toBe(0);
    await store.close();
  } finally {
    spawnSync('umount', ['-l', directory]);
  }
});
