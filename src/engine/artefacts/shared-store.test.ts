import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cleanSharedStore } from './clean-shared-store.ts';
import { type ArtefactKey, artefactKey } from './artefact-kind.ts';
import type { ArtefactStore } from './artefact-store.ts';
import { blendedPlaneKind, spanKind } from './kinds.ts';
import { openArtefactStore } from './open-artefact-store.ts';

const span = artefactKey(spanKind, { clip: 'a', network: 'n' });
const keyOf = (frame: number): ArtefactKey => artefactKey(blendedPlaneKind, { span, frame });

test('machines that share a folder find what each of them has put, and none evicts the work of another', async () => {
  const home = await mkdtemp(join(tmpdir(), 'tintype-shared-'));
  const open = (machine: string, budget: number): Promise<ArtefactStore> => openArtefactStore({ directory: join(home, 'store'), budget, shared: { indexPath: join(home, `${machine}.sqlite`) } });
  const [desk, other] = [await open('desk', 1e9), await open('other', 1)];
  try {
    const payload = new Uint8Array(1000).fill(7);
    await desk.put(keyOf(1), blendedPlaneKind.kind, { payload, meta: { group: span, frame: 1, confidence: 0.5 } });
    expect(other.find(keyOf(1))).toMatchObject({ frame: 1, confidence: 0.5 });
    await desk.put(keyOf(2), blendedPlaneKind.kind, { payload, meta: { group: span, frame: 2 } });
    expect(other.group(span).map(({ frame }) => frame)).toEqual([1]);
    await other.discover([keyOf(1), keyOf(2), keyOf(3)]);
    expect(other.group(span).map(({ frame }) => frame)).toEqual([1, 2]);
    // Its budget of one byte would leave nothing.
    await other.put(keyOf(4), blendedPlaneKind.kind, { payload, meta: { group: span, frame: 4 } });
    expect(await Promise.all([1, 2, 4].map(async (frame) => (await desk.get(keyOf(frame)))?.payload.byteLength))).toEqual([1000, 1000, 1000]);
    // What one removes is gone for the other, too.
    await desk.remove(keyOf(4));
    expect(other.find(keyOf(4))).toBeUndefined();
  } finally {
    await desk.close();
    await other.close();
    await rm(home, { recursive: true, force: true });
  }
});

test('cleaning removes what was made long ago and nothing else, and what is wanted again can be put again', async () => {
  const home = await mkdtemp(join(tmpdir(), 'tintype-shared-'));
  const directory = join(home, 'store');
  const store = await openArtefactStore({ directory, shared: { indexPath: join(home, 'desk.sqlite') } });
  const pathOf = (key: ArtefactKey): string => join(directory, 'artefacts', key.slice(0, 2), key);
  const age = (path: string, days: number): Promise<void> => utimes(path, new Date(), new Date(Date.now() - days * 86_400_000));
  try {
    const made = { payload: new Uint8Array(1000).fill(7), meta: { group: span, frame: 1 } };
    for (const frame of [1, 2]) await store.put(keyOf(frame), blendedPlaneKind.kind, made);
    await age(pathOf(keyOf(1)), 31);
    await age(pathOf(keyOf(2)), 29);
    // Somebody's file under a name like that of an artefact, and one with a name of its own.
    const foreign = [pathOf(keyOf(3)), join(directory, 'artefacts', keyOf(3).slice(0, 2), 'notes.txt'), join(directory, 'film.mov')];
    await mkdir(join(directory, 'artefacts', keyOf(3).slice(0, 2)), { recursive: true });
    for (const path of foreign) {
      await writeFile(path, 'not Tintype’s');
      await age(path, 90);
    }
    const options = { olderThanMs: 30 * 86_400_000 };
    expect(await cleanSharedStore(directory, { ...options, dryRun: true })).toMatchObject({ removed: { count: 1 }, kept: { count: 1 } });
    expect(store.find(keyOf(1))).toBeDefined();
    expect(await cleanSharedStore(directory, options)).toMatchObject({ removed: { count: 1 }, kept: { count: 1 } });
    expect([store.find(keyOf(1)), store.find(keyOf(2))?.frame]).toEqual([undefined, 1]);
    for (const path of foreign) expect(await readFile(path, 'utf8')).toBe('not Tintype’s');
    await store.put(keyOf(1), blendedPlaneKind.kind, made);
    expect((await store.get(keyOf(1)))?.payload).toHaveLength(1000);
    await expect(cleanSharedStore(join(home, 'nowhere'), options)).rejects.toMatchObject({ code: 'input.malformed' });
  } finally {
    await store.close();
    await rm(home, { recursive: true, force: true });
  }
});
