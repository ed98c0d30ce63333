import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { mkdtemp, open as openFile, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ArtefactKey, artefactKey, type ArtefactStore, blendedPlaneKind, createMovableStore, type MovableStore, openArtefactStore, proxyKind, spanKind } from '../../src/engine/artefacts/index.ts';
import { chosenCache, createCachePlace, finishMove } from '../../src/engine/cache-place.ts';
import { openPreferences, UNFINISHED_MOVE_PREFERENCE } from '../../src/engine/preferences.ts';
import { FullDisk } from '../farm/support/full-disk.ts';
import { fitsOnOtherDisk, folderOnOtherDisk } from '../support/other-disk.ts';

/* The cache is moved over a border of file systems, where nothing can be linked or renamed. */

const MOVE = fileURLToPath(new URL('../support/move-cache.ts', import.meta.url));
const PLANES = 300;
/** Above this a file is copied in parts. */
const PROXY_BYTES = 300 << 20;
let home: string;
let other: string | undefined;
let store: MovableStore;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-cache-move-'));
  other = folderOnOtherDisk();
  mkdirSync(join(home, 'data'));
  store = await openStore();
});
afterEach(async () => {
  await store.close();
  await rm(home, { recursive: true, force: true });
  if (other !== undefined) await rm(other, { recursive: true, force: true });
});

const from = (): string => join(home, 'cache');
const to = (): string => join(other!, 'cache');
const open = (directory: string): Promise<ArtefactStore> => openArtefactStore({ directory, budget: 1e9 });
const openAgain = (directory: string): Promise<ArtefactStore> => openArtefactStore({ directory, rescan: true });
const openStore = async (directory = from()): Promise<MovableStore> => createMovableStore(await open(directory), open);
const preferences = (): ReturnType<typeof openPreferences> => openPreferences(join(home, 'data'));
const placeOf = (at: MovableStore): ReturnType<typeof createCachePlace> => createCachePlace({ store: at, preferences: preferences(), customary: from(), fixedBy: undefined, problem: undefined });

const span = artefactKey(spanKind, { clip: 'a', network: 'n' });
const keyOf = (frame: number): ArtefactKey => artefactKey(blendedPlaneKind, { span, frame });
const proxyKey = artefactKey(proxyKind, { clip: 'a' });
const payload = (seed: number): Buffer => Buffer.from(Uint8Array.from({ length: 5000 }, (_, index) => (seed * 31 + index) & 255));
const END = Buffer.from('the end of the frames');
async function fill({ proxyBytes = 1000 }: { readonly proxyBytes?: number } = {}): Promise<void> {
  for (let frame = 0; frame < PLANES; frame++) await store.put(keyOf(frame), blendedPlaneKind.kind, { payload: payload(frame), meta: { group: span, frame } });
  await store.putFolder(proxyKey, proxyKind.kind, async (folder) => {
    // With a hole, which takes no room where the disk knows holes.
    const file = await openFile(join(folder, 'frames'), 'w');
    await file.write(END, 0, END.length, proxyBytes - END.length);
    await file.close();
    return undefined;
  });
}
async function expectAll(at: ArtefactStore, { proxyBytes = 1000 }: { readonly proxyBytes?: number } = {}): Promise<void> {
  for (let frame = 0; frame < PLANES; frame++) expect(payload(frame).equals((await at.get(keyOf(frame)))!.payload)).toBe(true);
  const expected = Buffer.alloc(proxyBytes);
  expected.set(END, proxyBytes - END.length);
  expect((await readFile(join((await at.folder(proxyKey))!, 'frames'))).equals(expected)).toBe(true);
}

test('on another disk everything is copied, and the earlier folder is gone', async ({ skip }) => {
  if (other === undefined) return skip('there is no other disk');
  await fill();
  const place = placeOf(store);
  const seen: (number | undefined)[] = [];
  const watch = setInterval(() => { seen.push(place.moving()?.doneBytes); }, 1);
  const before = store.usage();
  expect(await place.moveTo(to())).toBe(true);
  clearInterval(watch);
  expect([store.directory, store.usage()]).toEqual([to(), before]);
  await expectAll(store);
  expect(existsSync(from())).toBe(false);
  expect(seen.some((bytes) => bytes !== undefined && bytes > 0 && bytes < before.bytes)).toBe(true);
  expect(preferences().all()).toEqual({ cacheFolder: to() });
});

test('a move is cancelled within a large file: the cache stays where it was, and nothing of it is left on the other disk', async ({ skip }) => {
  if (other === undefined || !fitsOnOtherDisk(2 * PROXY_BYTES)) return skip('there is no other disk with room for a large file');
  await fill({ proxyBytes: PROXY_BYTES });
  let parts = 0;
  const watched: MovableStore = { ...store, get directory() { return store.directory; }, moveTo: (directory, options) => store.moveTo(directory, { ...options, onCopied: (bytes) => {
    options.onCopied?.(bytes);
    // A part of the large file is on the other disk, and the rest is not.
    if (bytes <= 1 << 20) return;
    parts += bytes;
    place.cancelMove();
  } }) };
  const place = placeOf(watched);
  const moved = place.moveTo(to());
  await expect(place.moveTo(join(other, 'elsewhere'))).rejects.toMatchObject({ code: 'input.malformed' });
  expect(await moved).toBe(false);
  expect(parts).toBeGreaterThan(0);
  expect(parts).toBeLessThan(PROXY_BYTES);
  expect([store.directory, existsSync(to()), place.moving()]).toEqual([from(), false, undefined]);
  expect(preferences().all()).toEqual({});
  await expectAll(store, { proxyBytes: PROXY_BYTES });
});

test('a full disk stops a move in one sentence, and the cache stays where it was', async ({ skip }) => {
  const disk = FullDisk.make(join(home, 'small'), '512k');
  if (disk === undefined) return skip('mounting a small disk needs Linux and root');
  try {
    await fill();
    await expect(placeOf(store).moveTo(join(disk.path, 'cache'))).rejects.toMatchObject({ code: 'disk.full' });
    expect([store.directory, readdirSync(disk.path)]).toEqual([from(), []]);
    await expectAll(store);
  } finally {
    disk.remove();
  }
});

/** Runs a move in another process, which is killed when so many artefacts were copied, else when it has moved. */
async function killedMove(copied?: number): Promise<void> {
  const child = spawn(process.execPath, [MOVE, join(home, 'data'), from(), to(), ...(copied === undefined ? [] : [String(copied)])], { stdio: ['ignore', 'inherit', 'inherit'] });
  await once(child, 'close');
  expect(child.signalCode).toBe('SIGKILL');
}

test('after a kill in the midst of copying the earlier folder is whole and in use, and what was copied is removed at the next start', async ({ skip }) => {
  if (other === undefined) return skip('there is no other disk');
  await fill();
  await store.close();
  await killedMove(PLANES / 3);
  expect(readdirSync(join(to(), 'artefacts')).length).toBeGreaterThan(0);
  const { folder } = chosenCache(preferences(), from());
  expect(folder).toBe(from());
  store = await openStore(folder);
  await finishMove(preferences(), { present: folder, open: openAgain });
  expect(existsSync(to())).toBe(false);
  expect(preferences().all()).toEqual({});
  await expectAll(store);
  // Begun again, it ends.
  expect(await placeOf(store).moveTo(to())).toBe(true);
  await expectAll(store);
});

test('after a kill while the earlier folder is being emptied the new one is whole and in use, and the rest of the earlier one goes at the next start', async ({ skip }) => {
  if (other === undefined) return skip('there is no other disk');
  await fill();
  await store.close();
  await killedMove();
  const { folder } = chosenCache(preferences(), from());
  expect(folder).toBe(to());
  store = await openStore(folder);
  await expectAll(store);
  await finishMove(preferences(), { present: folder, open: openAgain });
  expect(existsSync(join(from(), 'artefacts'))).toBe(false);
  expect(preferences().all()[UNFINISHED_MOVE_PREFERENCE]).toBeUndefined();
  await expectAll(store);
});

test('a folder that another engine is moving to is not emptied', async () => {
  await fill();
  preferences().set(UNFINISHED_MOVE_PREFERENCE, JSON.stringify({ pid: 1, folders: [from()] }));
  await finishMove(preferences(), { present: join(home, 'elsewhere'), open: openAgain });
  await expectAll(store);
});
