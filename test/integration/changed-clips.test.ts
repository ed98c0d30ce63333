import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from 'vitest';
import { assertDeliverable, deliveryParams, keepProxies, openClip, paintKeyframe, propagateShot, shotColour, trackHints } from '../../src/engine/app/index.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { watchTools } from '../../src/engine/media/index.ts';
import { type RunningServer, startServer } from '../../src/engine/server/index.ts';
import { lumaUrl } from '../../src/shared/contract/pixel-urls.ts';
import type { ProjectEvent } from '../../src/shared/contract/project.ts';
import type { Clip } from '../../src/shared/model/clip.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import type { PointHint } from '../../src/shared/model/hint.ts';
import { HintId, KeyframeId, newId, type ShotId } from '../../src/shared/model/ids.ts';
import { ffmpeg } from '../support/clips.ts';
import { passFileTime } from '../support/file-times.ts';
import { createTestEngine } from '../support/test-engine.ts';
import { connectWire } from '../support/wire-client.ts';

let home: string;
let film: string;
let clip: Clip;
let shotId: ShotId;
let keyframeId: KeyframeId;
let engine: Engine;
let server: RunningServer;
/** Called at each start of ffmpeg or ffprobe on the film, before it reads anything. */
let atStart: (toolArguments: readonly string[]) => void = () => undefined;
let leave: () => void;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-changed-'));
  leave = watchTools(({ toolArguments }) => { if (toolArguments.some((each) => each.endsWith(film))) atStart(toolArguments); });
});
afterAll(async () => {
  leave();
  await rm(home, { recursive: true, force: true });
});
let number = 0;
beforeEach(async () => {
  atStart = () => undefined;
  const place = join(home, String(number++));
  // Uncompressed: a byte of the file is a sample of a frame.
  film = join(place, 'film.avi');
  mkdirSync(place);
  ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=160x96:r=24:d=1,hue=s=0', '-c:v', 'rawvideo', '-pix_fmt', 'yuv420p', film);
  engine = await createTestEngine({ directories: { cache: join(place, 'cache'), data: join(place, 'data') }, jobsDatabase: ':memory:' });
  server = await startServer(engine);
  engine.app.create(join(place, 'work.tintype'), { overwrite: false });
  ({ clip } = await openClip(engine.app, engine.jobs, film, { proxy: false }));
  for (const job of engine.jobs.list()) await engine.jobs.wait(job.id);
  shotId = engine.app.document().shots[0]!.id;
  keyframeId = newId(KeyframeId);
  const hint: PointHint = { kind: 'point', id: HintId.parse('h'), at: [0.5, 0.5], radius: 0.05, ab: [30, 20] };
  engine.app.apply({ kind: 'addKeyframe', keyframe: { id: keyframeId, shotId, frame: frameIndex(3), approved: false, hints: [hint] } });
});
afterEach(async () => {
  await server.close();
  await engine.close();
});

const FRAME_BYTES = (160 * 96 * 3) / 2;
/** Inverts some samples of frame 5, at a later time of the disk than the film's last change. */
function change(): void {
  passFileTime(film);
  const file = openSync(film, 'r+');
  const samples = Buffer.alloc(4000);
  const from = 5.5 * FRAME_BYTES + 6000;
  readSync(file, samples, 0, samples.length, from);
  writeSync(file, samples.map((value) => 255 - value), 0, samples.length, from);
  closeSync(file);
}
/** The first decode of pictures that begins after this finds the film changed. */
function changeAtNextRead(): void {
  atStart = (toolArguments) => {
    if (!toolArguments.includes('rawvideo')) return;
    atStart = () => undefined;
    change();
  };
}
const keysOfKind = (kind: string): number => engine.services.store.usage().kinds.find((each) => each.kind === kind)?.count ?? 0;

test('a film that changes during a propagation fails the running job with one sentence, and nothing that was read of it later is kept', async () => {
  await paintKeyframe(engine.app, keyframeId);
  const { frames: before } = await shotColour(engine.app, shotId);
  let made = 0;
  engine.madeFrames.subscribe(() => { if (++made === 3) change(); });
  const job = await engine.jobs.wait(await propagateShot(engine.app, engine.jobs, shotId));
  expect(job).toMatchObject({ state: 'failed', error: { code: 'media.changed' } });
  expect(job.error?.message).toMatch(/“film” was changed on the disk/);
  expect(made).toBe(3);
  // Only what was confirmed before the change.
  expect(keysOfKind('blended-plane')).toBeLessThanOrEqual(3);
  const after = await shotColour(engine.app, shotId);
  expect(after.frames.filter(({ key, stale }) => key !== null && !stale)).toEqual([]);
  expect(before[3]?.stale).toBe(false);
  // With its new content the film is propagated.
  await paintKeyframe(engine.app, keyframeId);
  expect(await engine.jobs.wait(await propagateShot(engine.app, engine.jobs, shotId))).toMatchObject({ state: 'done' });
}, 240_000);

test('a change at the moment when a propagation reads the film leaves no frame under the old keys', async () => {
  await paintKeyframe(engine.app, keyframeId);
  const planes = keysOfKind('blended-plane');
  const readings = keysOfKind('frame-reading');
  const jobId = await propagateShot(engine.app, engine.jobs, shotId);
  changeAtNextRead();
  expect(await engine.jobs.wait(jobId)).toMatchObject({ state: 'failed', error: { code: 'media.changed' } });
  expect([keysOfKind('blended-plane'), keysOfKind('frame-reading')]).toEqual([planes, readings]);
  // The command line shows no notices of a window: its delivery says which film is another than the project knows.
  const params = deliveryParams(engine.app, { what: { kind: 'shots', shotIds: [shotId] }, codec: 'ffv1', directory: join(home, 'out'), naming: '{clip}', overwrite: false });
  expect(await assertDeliverable(engine.services, params)).toEqual([expect.stringMatching(/^“film” was changed on the disk since the project knew it: /)]);
}, 240_000);

test('a frame painted while the film changes is painted from the new content, and not stored under the old key', async () => {
  const old = engine.app.shotPlan(shotId).keys.get(3)!;
  changeAtNextRead();
  const painted = await paintKeyframe(engine.app, keyframeId);
  expect(painted.key).not.toBe(old);
  expect(engine.services.store.find(old)).toBeUndefined();
  expect(engine.app.shotPlan(shotId).keys.get(3)).toBe(painted.key);
}, 240_000);

test('a film whose drive has gone is named by every job and call that needs it, in one sentence', async () => {
  const { client, close } = await connectWire(server.signInUrl());
  await engine.services.contents.verify(clip);
  await paintKeyframe(engine.app, keyframeId);
  renameSync(film, `${film}.away`);
  const named = { code: 'file.missing', message: `"${film}" does not exist.` };
  for (const begin of [() => propagateShot(engine.app, engine.jobs, shotId), () => trackHints(engine.app, engine.jobs, { keyframeId, targets: [{ frames: [frameIndex(12)] }] })]) {
    const [thrown, job] = await begin().then(async (id) => [undefined, await engine.jobs.wait(id)] as const, (error: unknown) => [error, undefined] as const);
    expect(thrown ?? job?.error).toMatchObject(named);
  }
  const hints = engine.app.document().keyframes[0]!.hints;
  for (const call of [() => client.colorize.preview({ clipId: clip.id, frame: frameIndex(7), hints: [...hints] }), () => client.media.report({ clipId: clip.id }), () => client.interchange.exportKeyframes({ clipId: clip.id, path: join(home, `keys-${number}`) })]) {
    await expect(call()).rejects.toMatchObject({ data: named });
  }
  // Back at its place, all goes on.
  renameSync(`${film}.away`, film);
  expect(await engine.jobs.wait(await propagateShot(engine.app, engine.jobs, shotId))).toMatchObject({ state: 'done' });
  close();
}, 240_000);

test('tracking hints fails while the film changes, and tracks again the next time', async () => {
  const request = { keyframeId, targets: [{ frames: [frameIndex(12)] }] };
  changeAtNextRead();
  expect(await engine.jobs.wait(await trackHints(engine.app, engine.jobs, request))).toMatchObject({ state: 'failed', error: { code: 'media.changed' } });
  expect(keysOfKind('tracked-positions')).toBe(0);
  expect(await engine.jobs.wait(await trackHints(engine.app, engine.jobs, request))).toMatchObject({ state: 'done' });
  expect(keysOfKind('tracked-positions')).toBe(1);
}, 240_000);

test('a film that changes during its delivery is not delivered: no file has the target’s name', async () => {
  const directory = join(home, `delivered-${number}`);
  mkdirSync(directory);
  const params = deliveryParams(engine.app, { what: { kind: 'shots', shotIds: [shotId] }, codec: 'ffv1', directory, naming: '{film}-{shot}', overwrite: false });
  const jobId = engine.jobs.enqueue('deliver', params).id;
  let reads = 0;
  atStart = (toolArguments) => {
    // The trial of one frame comes before.
    if (!toolArguments.includes('rawvideo') || !toolArguments.includes('24') || ++reads > 1) return;
    change();
  };
  expect(await engine.jobs.wait(jobId)).toMatchObject({ state: 'failed', error: { code: 'media.changed' } });
  expect(reads).toBeGreaterThan(0);
  expect(readdirSync(directory)).toEqual([]);
}, 240_000);

test('a clip with proxies gets new ones after its film has changed, and none are made for one that had none', async () => {
  const proxies = (): number => engine.jobs.list().filter((job) => job.kind === 'makeProxy').length;
  await engine.services.contents.verify(clip);
  change();
  await engine.app.checkContents();
  expect(proxies()).toBe(0);
  change(); // inverts the samples again
  await engine.app.checkContents();
  await engine.services.media.makeProxy(clip, {});
  change();
  await engine.app.checkContents();
  await expect.poll(proxies).toBe(1);
  const job = engine.jobs.list().find((each) => each.kind === 'makeProxy')!;
  expect(await engine.jobs.wait(job.id)).toMatchObject({ state: 'done' });
  expect(keysOfKind('proxy')).toBe(2);
}, 240_000);

/** Called when ffmpeg begins to make proxies. */
function atNextProxy(act: () => void): void {
  atStart = (toolArguments) => {
    if (!toolArguments.includes('mjpeg')) return;
    atStart = () => undefined;
    act();
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });
/** Looks more often than the engine's own do. */
async function withQuickLooks(act: () => Promise<void>): Promise<void> {
  const quick = keepProxies(engine.app, engine.jobs, { isOn: () => true, onError: (error) => { throw error; }, everyMs: 100 });
  try {
    await act();
  } finally {
    quick.stop();
  }
}

test('a film that changes while its proxies are made gets those of its new content, in the same job', async () => {
  await engine.services.contents.verify(clip);
  atNextProxy(change);
  const { id } = engine.jobs.enqueue('makeProxy', { clip });
  const states: string[] = [];
  engine.jobs.subscribe((job) => { if (job.id === id && states.at(-1) !== job.state) states.push(job.state); });
  expect(await engine.jobs.wait(id)).toMatchObject({ state: 'done' });
  expect(states).toEqual(['running', 'queued', 'running', 'done']);
  expect(await engine.services.media.proxyFolder(clip)).toBeDefined();
  expect(keysOfKind('proxy')).toBe(1);
}, 240_000);

test('proxies that failed because the film was away or half written are made again by themselves once it is readable', () => withQuickLooks(async () => {
  const whole = readFileSync(film);
  await engine.services.contents.verify(clip);
  for (const spoil of [() => { rmSync(film); }, () => { writeFileSync(film, whole.subarray(0, 1000)); }]) {
    atNextProxy(spoil);
    const { id } = engine.jobs.enqueue('makeProxy', { clip });
    expect(await engine.jobs.wait(id)).toMatchObject({ state: 'failed' });
    let tries = 0;
    const unsubscribe = engine.jobs.subscribe((job) => { if (job.id === id && job.state === 'queued') tries++; });
    await pause(500);
    unsubscribe();
    // Once more at most: where what was written so far is known as it is.
    expect(tries).toBeLessThanOrEqual(1);
    writeFileSync(film, whole);
    await expect.poll(() => engine.jobs.get(id).state).toBe('done');
    await engine.services.store.clear(['proxy']);
  }
}), 240_000);

test('proxies that failed of a film that did not change are left to the user', () => withQuickLooks(async () => {
  await engine.services.contents.verify(clip);
  const { id } = engine.jobs.enqueue('makeProxy', { clip: { ...clip, videoStream: 7 } });
  expect(await engine.jobs.wait(id)).toMatchObject({ state: 'failed' });
  await pause(1000);
  expect(engine.jobs.get(id).state).toBe('failed');
}), 240_000);

test('an idle window is told of a changed or missing film, by looks at intervals and when it gets the focus', async () => {
  const beside = await createEngine({ directories: engine.directories, jobsDatabase: ':memory:', besideWindow: true });
  try {
    const events: ProjectEvent[] = [];
    /** What was told last of that, whatever else was told after it. */
    const reachable = (): ProjectEvent | undefined => events.findLast(({ kind }) => kind === 'clipReachable');
    await engine.services.contents.verify(clip);
    const { path } = engine.app.current()!;
    engine.app.close();
    beside.app.open(path);
    beside.app.subscribe((event) => { events.push(event); });
    await beside.app.checkContents();
    change();
    await expect.poll(() => events.map(({ kind }) => kind)).toContain('notice');
    renameSync(film, `${film}.away`);
    await expect.poll(reachable).toEqual({ kind: 'clipReachable', clipId: clip.id, isReachable: false });
    renameSync(`${film}.away`, film);
    const back = await startServer(beside);
    const wire = await connectWire(back.signInUrl());
    await expect.poll(async () => {
      await wire.client.media.look();
      return reachable();
    }).toEqual({ kind: 'clipReachable', clipId: clip.id, isReachable: true });
    wire.close();
    await back.close();
  } finally {
    await beside.close();
  }
}, 240_000);

test('after a change the addresses of pictures change, so that a window shows the new content without a reload, and after one', async () => {
  const events: ProjectEvent[] = [];
  engine.app.subscribe((event) => { if (event.kind === 'contentChanged') events.push(event); });
  const wire = await connectWire(server.signInUrl());
  const pictureAt = async (content: string | undefined): Promise<{ readonly bytes: string; readonly caching: string | null }> => {
    const response = await wire.get(lumaUrl({ clipId: clip.id, content }, 5, 'proxy'));
    return { bytes: Buffer.from(await response.arrayBuffer()).toString('base64'), caching: response.headers.get('cache-control') };
  };
  expect((await wire.client.project.current())?.contents).toEqual({});
  const before = await pictureAt(undefined);
  expect(before.caching).toMatch(/immutable/);
  change();
  await engine.app.checkContents();
  expect(events).toMatchObject([{ clipId: clip.id, content: expect.any(String) as string }, ...events.slice(1)]);
  const content = (await wire.client.project.current())?.contents?.[clip.id];
  expect(events.at(-1)).toEqual({ kind: 'contentChanged', clipId: clip.id, content });
  const after = await pictureAt(content);
  expect(after.bytes).not.toBe(before.bytes);
  expect(after.caching).toMatch(/immutable/);
  // The old address does not serve the new content.
  expect((await pictureAt(undefined)).caching).toBe('no-store');
  wire.close();
}, 240_000);
