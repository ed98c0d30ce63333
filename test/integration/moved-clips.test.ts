import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { type RunningServer, startServer } from '../../src/engine/server/index.ts';
import { clipUploadUrl } from '../../src/shared/contract/file-urls.ts';
import type { ClipId } from '../../src/shared/model/ids.ts';
import { ffmpeg, makeSmallClip } from '../support/clips.ts';
import { createTestEngine } from '../support/test-engine.ts';
import { connectWire, type WireClient } from '../support/wire-client.ts';

let home: string;
let engine: Engine;
let server: RunningServer;
let wire: Awaited<ReturnType<typeof connectWire>>;
let client: WireClient;
let film: string;
let clipId: ClipId;
const other = (): string => join(home, 'other.mov');

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-moved-'));
  engine = await createTestEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'data') } });
  server = await startServer(engine, { clipFolder: join(home, 'dropped') });
  wire = await connectWire(server.signInUrl());
  ({ client } = wire);
  await mkdir(join(home, 'films'));
  ({ film } = makeSmallClip(join(home, 'films')));
  ffmpeg('-i', film, '-vf', 'negate', '-c:v', 'libx264', '-qp', '0', '-an', other());
  await mkdir(join(home, 'projects'));
  await client.project.create({ path: join(home, 'projects', 'work.tintype') });
  ({ clipId } = await client.media.openClip({ path: film }));
});
afterAll(async () => {
  wire.close();
  await server.close();
  await engine.close();
  await rm(home, { recursive: true, force: true });
});

test('a moved film is reported as missing, and another film is refused as such', async () => {
  expect(await client.media.missing()).toEqual([]);
  await mkdir(join(home, 'archive'));
  await rename(film, join(home, 'archive', 'renamed.mov'));
  expect(await client.media.missing()).toEqual([{ clipId, name: 'film', path: film }]);
  await expect(client.media.relink({ clipId, path: other() })).rejects.toMatchObject({ data: { code: 'media.otherClip' } });
  await expect(client.media.relink({ clipId, path: join(home, 'projects') })).rejects.toMatchObject({ data: { code: 'file.missing' } });
  expect((await client.project.current())?.document.clips[0]?.source).toEqual({ kind: 'file', path: film });
});

test('the film is found in a given folder by its content, whatever its name', async () => {
  await client.media.relink({ clipId, path: join(home, 'archive') });
  expect(await client.media.missing()).toEqual([]);
  const state = await client.project.current();
  expect(state?.document.clips[0]?.source).toEqual({ kind: 'file', path: join(home, 'archive', 'renamed.mov') });
  expect(state?.undoLabel).toBe('Relink clip');
});

test('a film that was moved together with its project is found without a question', async () => {
  await rename(join(home, 'archive', 'renamed.mov'), join(home, 'projects', 'film.mov'));
  expect(await client.media.missing()).toEqual([]);
  expect((await client.project.current())?.document.clips[0]?.source).toEqual({ kind: 'file', path: join(home, 'projects', 'film.mov') });
});

test('a film dropped on a browser is uploaded whole and once; a file that is not a film is refused with a sentence', async () => {
  const bytes = await readFile(other());
  const put = (name: string, body: Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>> = {}): Promise<Response> => fetch(`${wire.origin}${clipUploadUrl(name)}`, { method: 'PUT', body, headers: { cookie: wire.cookie, ...headers } });
  const first = await put('../../over the wall.mov', bytes);
  expect(first.status).toBe(201);
  expect(await first.json()).toEqual({ path: join(home, 'dropped', 'over the wall.mov') });
  expect(await (await put('over the wall.mov', bytes)).json()).toEqual({ path: join(home, 'dropped', 'over the wall.mov') });
  expect(await (await put('over the wall.mov', Uint8Array.from(bytes.subarray(0, 5000)))).json()).toEqual({ path: join(home, 'dropped', 'over the wall (2).mov') });
  expect(await readdir(join(home, 'dropped'))).toEqual(['over the wall (2).mov', 'over the wall.mov']);
  expect((await put('script.sh', bytes)).status).toBe(415);
  expect((await put('film.mov', bytes, { origin: 'http://elsewhere.example' })).status).toBe(403);
  expect((await fetch(`${wire.origin}${clipUploadUrl('film.mov')}`, { method: 'PUT', body: bytes })).status).toBe(401);
});

test('only delivered files can be fetched', async () => {
  await writeFile(join(home, 'secret.txt'), 'secret');
  for (const path of ['/files/delivered/none/0', '/files/delivered/none/-1']) expect((await wire.get(path)).status).toBe(404);
  expect((await wire.get(`/files/delivered/${encodeURIComponent('../../secret.txt')}/0`)).status).toBe(400);
});

test('a restarted engine is found at the same address by a window that stayed open', async () => {
  const directories = { cache: join(home, 'cache-2'), data: join(home, 'data-2') };
  const firstEngine = await createTestEngine({ directories });
  const first = await startServer(firstEngine, { resume: true });
  const { cookie, origin, close } = await connectWire(first.signInUrl());
  close();
  await first.close();
  await firstEngine.close();
  const secondEngine = await createTestEngine({ directories });
  const second = await startServer(secondEngine, { resume: true });
  try {
    expect(second.origin).toBe(first.origin);
    // Let in: a studio without a built renderer has nothing to show, but does not ask to sign in.
    expect((await fetch(origin, { headers: { cookie } })).status).toBe(404);
    const third = await startServer(secondEngine, { resume: true });
    expect(third.port).not.toBe(second.port);
    expect((await fetch(third.origin, { headers: { cookie: cookie.replace(/^tintype-\d+/, `tintype-${third.port}`) } })).status).toBe(401);
    await third.close();
  } finally {
    await second.close();
    await secondEngine.close();
  }
});
