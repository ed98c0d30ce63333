import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { parseArtefactKey } from '../../src/engine/artefacts/index.ts';
import { encodePng } from '../../src/engine/media/index.ts';
import { type RunningServer, startServer } from '../../src/engine/server/index.ts';
import { abPlaneUrl, referenceUrl } from '../../src/shared/contract/pixel-urls.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import type { ClipId } from '../../src/shared/model/ids.ts';
import { makeSmallClip } from '../support/clips.ts';
import { createTestEngine } from '../support/test-engine.ts';
import { connectWire, type WireClient } from '../support/wire-client.ts';

let home: string;
let engine: Engine;
let server: RunningServer;
let wire: Awaited<ReturnType<typeof connectWire>>;
let client: WireClient;
let clipId: ClipId;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-stills-'));
  engine = await createTestEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'data') } });
  server = await startServer(engine);
  wire = await connectWire(server.signInUrl());
  ({ client } = wire);
  await client.project.create({ path: join(home, 'work.tintype') });
  ({ clipId } = await client.media.openClip({ path: makeSmallClip(home).film }));
});
afterAll(async () => {
  wire.close();
  await server.close();
  await engine.close();
  await rm(home, { recursive: true, force: true });
});

test('a still keeps its colour after the cache was deleted, and after its removal was undone', async () => {
  const { key } = await client.colorize.preview({ clipId, frame: frameIndex(2), hints: [] });
  const shown = await (await wire.get(abPlaneUrl(key))).arrayBuffer();
  const { stillId } = await client.project.keepStill({ clipId, frame: frameIndex(2), plane: key, name: 'Opening' });
  // What is being written into a folder keeps it from being removed.
  for (const job of engine.jobs.list()) await engine.jobs.wait(job.id);
  await rm(join(home, 'cache', 'artefacts'), { recursive: true, force: true });
  // A preview lies in memory.
  await engine.services.store.remove(parseArtefactKey(key)!);
  expect(await (await wire.get(abPlaneUrl(key))).arrayBuffer()).toEqual(shown);
  const { revision } = await client.project.apply({ baseRevision: (await client.project.current())!.revision, command: { kind: 'removeStill', stillId } });
  expect((await client.project.undo()).revision).toBe(revision + 1);
  expect((await client.project.current())?.document.stills).toMatchObject([{ id: stillId, name: 'Opening', frame: 2, plane: key }]);
  expect((await wire.get(abPlaneUrl(key))).status).toBe(200);
});

test('a still of lost colour is refused with a sentence, and the project is unchanged', async () => {
  const before = await client.project.current();
  await expect(client.project.keepStill({ clipId, frame: frameIndex(2), plane: `${'0'.repeat(32)}.2`, name: 'Lost' })).rejects.toThrow('no longer in the cache');
  expect(await client.project.current()).toEqual(before);
});

test('a dropped picture is stored beside the project, served at its address, and stored once when dropped twice', async () => {
  const bytes = await encodePng({ width: 8, height: 4, channels: 3, samples: Uint8Array.from({ length: 96 }, (_, index) => (index * 37) % 256) });
  const dropped = { kind: 'bytes', name: '/somewhere/else/dress.png', bytes: new Blob([Uint8Array.from(bytes)]) } as const;
  const { referenceId } = await client.media.addReference({ picture: dropped });
  expect(await client.media.addReference({ picture: dropped })).toEqual({ referenceId });
  const [reference] = (await client.project.current())!.document.references;
  expect(reference).toMatchObject({ id: referenceId, name: 'dress', path: join(home, 'work references', 'dress.png') });
  expect(await readdir(join(home, 'work references'))).toEqual(['dress.png']);
  expect(new Uint8Array(await readFile(reference!.path))).toEqual(new Uint8Array(bytes));
  const shown = await wire.get(referenceUrl(referenceId));
  expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png']);
  const other = await encodePng({ width: 8, height: 4, channels: 3, samples: new Uint8Array(96) });
  await client.media.addReference({ picture: { kind: 'bytes', name: 'dress.png', bytes: new Blob([Uint8Array.from(other)]) } });
  expect((await readdir(join(home, 'work references'))).toSorted()).toEqual(['dress 2.png', 'dress.png']);
});

test('a file that is not a picture is refused by name and leaves nothing', async () => {
  await expect(client.media.addReference({ picture: { kind: 'bytes', name: 'letter.txt', bytes: new Blob(['Dear Sir']) } })).rejects.toThrow('“letter.txt” is not an image that can be read.');
  await expect(client.media.addReference({ picture: { kind: 'path', path: join(home, 'nowhere.png') } })).rejects.toThrow('does not exist');
  expect(await readdir(join(home, 'work references'))).not.toContain('letter.txt');
});

test('preferences of this machine are stored, changed and removed', async () => {
  await client.system.setPreference({ name: 'panels', value: '[1,2]' });
  await client.system.setPreference({ name: 'keys', value: 'x' });
  await client.system.setPreference({ name: 'keys', value: null });
  expect(await client.system.preferences()).toEqual({ panels: '[1,2]' });
});
