import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ArtefactKey, artefactKey } from './artefact-kind.ts';
import type { ArtefactStore } from './artefact-store.ts';
import { blendedPlaneKind, frameReadingKind, proxyKind, spanKind } from './kinds.ts';
import { createMovableStore, type MovableStore } from './movable-store.ts';
import { openArtefactStore } from './open-artefact-store.ts';

let home: string;
let store: MovableStore;
let from: string;
let to: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-move-'));
  [from, to] = [join(home, 'from'), join(home, 'to')];
  store = createMovableStore(await openArtefactStore({ directory: from, budget: 1e9 }), (directory) => openArtefactStore({ directory, budget: 1e9 }));
});
afterEach(async () => {
  await store.close();
  await rm(home, { recursive: true, force: true });
});

const span = artefactKey(spanKind, { clip: 'a', network: 'n' });
const keyOf = (frame: number): ArtefactKey => artefactKey(blendedPlaneKind, { span, frame });
const folderKey = artefactKey(proxyKind, { clip: 'a' });
const payload = (seed: number): Uint8Array => Uint8Array.from({ length: 500 }, (_, index) => (seed * 31 + index) & 255);
const put = (frame: number, at: ArtefactStore = store): Promise<void> => at.put(keyOf(frame), blendedPlaneKind.kind, { payload: payload(frame), meta: { group: span, frame } });
const putProxy = (): Promise<string> => store.putFolder(folderKey, proxyKind.kind, async (folder) => {
  await writeFile(join(folder, 'frames'), 'pictures');
  return undefined;
});

test('all that is in the folder is found in the new one, which counts before the old one is emptied', async () => {
  for (let frame = 0; frame < 600; frame++) await put(frame);
  await putProxy();
  store.setLatest({ clip: 'a', shot: 's', frame: 3, key: keyOf(3) });
  store.setFileHash('/film.mov', 'stamp', 'hash');
  const before = store.usage();
  let filesWhenKept = 0;
  await store.moveTo(to, { onMoved: () => { filesWhenKept = store.entriesAfter('', 1000).length; } });
  expect(filesWhenKept).toBe(601);
  expect(store.directory).toBe(to);
  expect(store.usage()).toEqual(before);
  expect((await store.get(keyOf(599)))?.payload).toEqual(Buffer.from(payload(599)));
  expect(await readFile(join((await store.folder(folderKey))!, 'frames'), 'utf8')).toBe('pictures');
  expect(store.group(span)).toHaveLength(600);
  expect(store.latest('a', 0, 9)).toMatchObject([{ shot: 's', frame: 3, key: keyOf(3) }]);
  expect(store.fileHash('/film.mov')).toEqual({ stamp: 'stamp', hash: 'hash' });
  expect(existsSync(from)).toBe(false);
});

test('files of others in the old folder stay, and what another engine has pinned there', async () => {
  await put(1);
  await put(2);
  await writeFile(join(from, 'notes.txt'), 'mine');
  const other = await openArtefactStore({ directory: from, budget: 1e9 });
  const pin = other.pin([keyOf(2)]);
  await store.moveTo(to, { onMoved: () => undefined });
  expect(await readFile(join(from, 'notes.txt'), 'utf8')).toBe('mine');
  expect([other.find(keyOf(1)), other.find(keyOf(2))?.key]).toEqual([undefined, keyOf(2)]);
  expect(store.group(span)).toHaveLength(2);
  pin[Symbol.dispose]();
  await other.close();
});

test('where the choice cannot be kept, the old folder is used as before and the new one is gone', async () => {
  await put(1);
  await expect(store.moveTo(to, { onMoved: () => { throw new Error('the preferences cannot be written'); } })).rejects.toThrow('cannot be written');
  expect(store.directory).toBe(from);
  expect((await store.get(keyOf(1)))?.payload).toEqual(Buffer.from(payload(1)));
  expect(existsSync(to)).toBe(false);
});

test('a failed move leaves what an earlier cache has in the new folder', async () => {
  const earlier = await openArtefactStore({ directory: to, budget: 1e9 });
  await put(8, earlier);
  await earlier.close();
  await put(1);
  await expect(store.moveTo(to, { onMoved: () => { throw new Error('no'); } })).rejects.toThrow('no');
  const again = await openArtefactStore({ directory: to, budget: 1e9 });
  expect(again.find(keyOf(8))?.key).toBe(keyOf(8));
  await again.close();
});

test('what is pinned stays pinned, and what is written during a move is in the new folder', async () => {
  const pin = store.pin([span]);
  await put(1);
  let goOn = (): void => undefined;
  const filling = new Promise<void>((resolve) => { goOn = resolve; });
  const written = store.putFolder(folderKey, proxyKind.kind, async (folder) => {
    await filling;
    await writeFile(join(folder, 'frames'), 'late');
    return undefined;
  });
  const moved = store.moveTo(to, { onMoved: () => { setImmediate(goOn); } });
  await put(2);
  await moved;
  expect((await written).startsWith(to)).toBe(true);
  expect(await readFile(join(await written, 'frames'), 'utf8')).toBe('late');
  expect(store.group(span)).toHaveLength(2);
  await store.clear([blendedPlaneKind.kind]);
  expect(store.group(span)).toHaveLength(2);
  pin[Symbol.dispose]();
  expect(await store.clear([blendedPlaneKind.kind])).toBeGreaterThan(1000);
  expect(store.group(span)).toHaveLength(0);
  expect(await readdir(home)).toEqual(['to']);
});

test('clearing removes the kinds that are named and tells what it frees', async () => {
  await put(1);
  const reading = artefactKey(frameReadingKind, { clip: 'a', frame: 1, reads: [], flow: [], schedule: 's', network: 'n' });
  await store.put(reading, frameReadingKind.kind, { payload: payload(4) });
  const readings = store.unpinned().find(({ kind }) => kind === frameReadingKind.kind)!;
  expect(await store.clear([frameReadingKind.kind])).toBe(readings.bytes);
  expect([store.find(reading), store.find(keyOf(1))?.key]).toEqual([undefined, keyOf(1)]);
});
