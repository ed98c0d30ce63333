import { copyFile, mkdir, mkdtemp, open as openFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliveryParams, openClip, paintKeyframe, previewFrame, shotColour } from '../../src/engine/app/index.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { watchTools } from '../../src/engine/media/index.ts';
import type { ProjectEvent } from '../../src/shared/contract/project.ts';
import type { Clip } from '../../src/shared/model/clip.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import type { PointHint } from '../../src/shared/model/hint.ts';
import { HintId, KeyframeId, newId } from '../../src/shared/model/ids.ts';
import { ffmpeg } from '../support/clips.ts';
import { createTestEngine } from '../support/test-engine.ts';

let home: string;
let film: string;
let project: string;
let clip: Clip;
let starts: string[] = [];
/** Tools started on the film while it was opened for the first time, its shots detected and its proxy made. */
let startsOfOpening: readonly string[];
let leave: () => void;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-derived-'));
  film = join(home, 'film.avi');
  ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=24:d=2,hue=s=0', '-c:v', 'mjpeg', '-q:v', '3', film);
  leave = watchTools(({ toolArguments }) => { if (toolArguments.some((each) => each.endsWith(film))) starts.push(toolArguments.join(' ')); });
  project = join(home, 'work.tintype');
  const engine = await open();
  engine.app.create(project, { overwrite: false });
  ({ clip } = await openClip(engine.app, engine.jobs, film));
  for (const job of engine.jobs.list()) expect(await engine.jobs.wait(job.id)).toMatchObject({ state: 'done' });
  await engine.close();
  startsOfOpening = starts;
});
afterAll(async () => {
  leave();
  await rm(home, { recursive: true, force: true });
});

/** An engine that finds what the opening has left in its cache; for another folder one that finds nothing. */
const open = (folder = home): Promise<Engine> => createTestEngine({ directories: { cache: join(folder, 'cache'), data: join(folder, 'data') }, jobsDatabase: ':memory:' });
/** Counts decodes that find out which frames there are, scans of packets, and decodes from the first frame to the last. */
const countsOf = (calls: readonly string[]): { readonly surveys: number; readonly packetScans: number; readonly wholeReads: number } => ({
  surveys: calls.filter((each) => each.includes('wrapped_avframe') && !each.includes('-frames:v')).length,
  packetScans: calls.filter((each) => each.includes('packet=')).length,
  wholeReads: calls.filter((each) => each.includes('-frames:v 48') && !each.includes('wrapped_avframe')).length,
});
const hintOf = (a: number): PointHint => ({ kind: 'point', id: HintId.parse('h'), at: [0.5, 0.5], radius: 0.03, ab: [a, 20] });

function addKeyframe({ app }: Engine, frame: number): KeyframeId {
  const id = newId(KeyframeId);
  app.apply({ kind: 'addKeyframe', keyframe: { id, shotId: app.document().shots[0]!.id, frame: frameIndex(frame), approved: false, hints: [hintOf(0)] } });
  return id;
}

test('opening a film makes its frame table once; shots and proxy read it once each; a later engine repeats none of these', async () => {
  expect(countsOf(startsOfOpening)).toEqual({ surveys: 1, packetScans: 1, wholeReads: 2 });
  starts = [];
  const later = await open();
  later.app.open(project);
  const signal = new AbortController().signal;
  // From the proxy, and from the film, many at once.
  await Promise.all([0, 7, 20, 33, 47].map((frame) => later.pixels.lumaJpeg(clip.id, frame, { urgency: 'now', signal })));
  await Promise.all([0, 7, 20, 33, 47].map((frame) => later.pixels.lumaPng(clip.id, frame, { signal })));
  const again = later.jobs.enqueue('makeProxy', { clip: later.app.clip(clip.id) });
  expect(await later.jobs.wait(again.id)).toMatchObject({ state: 'done' });
  expect(countsOf(starts)).toEqual({ surveys: 0, packetScans: 0, wholeReads: 0 });
  await later.close();
}, 240_000);

test('a film that is added to another project is not probed again: the result for the same content is used', async () => {
  const probes = (): readonly string[] => starts.filter((each) => !each.includes('-frames:v 48'));
  for (const place of ['here', 'there']) {
    starts = [];
    const engine = await open();
    engine.app.create(join(home, `${place}.tintype`), { overwrite: false });
    const { clip: added } = await openClip(engine.app, engine.jobs, film);
    for (const job of engine.jobs.list()) expect(await engine.jobs.wait(job.id)).toMatchObject({ state: 'done' });
    expect(added).toMatchObject({ name: 'film', source: { kind: 'file', path: film }, frameCount: 48, rate: { num: 24, den: 1 } });
    expect(probes()).toEqual([]);
    await engine.close();
  }
  // Another file by the same name is another film.
  const engine = await open();
  engine.app.create(join(home, 'other.tintype'), { overwrite: false });
  const other = join(home, 'other', 'film.avi');
  await mkdir(join(home, 'other'));
  ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=160x96:r=25:d=1,hue=s=0', '-c:v', 'mjpeg', other);
  expect((await openClip(engine.app, engine.jobs, other, { proxy: false })).clip).toMatchObject({ frameCount: 25, picture: { width: 160 } });
  await engine.close();
}, 240_000);

test('previews of a moved hint leave nothing on the disk, and many edits of a frame leave the last few', async () => {
  const engine = await open();
  engine.app.open(project);
  const id = addKeyframe(engine, 3);
  const before = engine.services.store.usage().bytes;
  for (let edit = 1; edit <= 25; edit++) await previewFrame(engine.app, { clipId: clip.id, frame: frameIndex(3), hints: [hintOf(edit)] });
  expect(engine.services.store.usage().bytes).toBe(before);
  let plane = 0;
  for (let edit = 1; edit <= 25; edit++) {
    engine.app.apply({ kind: 'updateHint', keyframeId: id, hint: hintOf(edit) });
    await paintKeyframe(engine.app, id);
    if (edit === 1) plane = engine.services.store.usage().bytes - before;
  }
  expect(engine.services.store.usage().bytes - before).toBe(8 * plane);
  await engine.close();
}, 240_000);

test('after a byte of the film was changed its colour is stale, a message says so, and a planned delivery is refused', async () => {
  const folder = join(home, 'changed');
  const own = join(folder, 'film.avi');
  await mkdir(folder);
  await copyFile(film, own);
  const engine = await open(folder);
  engine.app.create(join(folder, 'work.tintype'), { overwrite: false });
  await openClip(engine.app, engine.jobs, own, { proxy: false, shots: false });
  const shot = engine.app.document().shots[0]!;
  const keyframeId = addKeyframe(engine, 3);
  const { key } = await paintKeyframe(engine.app, keyframeId);
  expect((await shotColour(engine.app, shot.id)).frames[3]).toEqual({ key, confidence: 1, stale: false });
  const notices: ProjectEvent[] = [];
  engine.app.subscribe((event) => { if (event.kind === 'notice') notices.push(event); });
  const planned = deliveryParams(engine.app, { what: { kind: 'shots', shotIds: [shot.id] }, codec: 'ffv1', directory: join(folder, 'out'), naming: '{clip}-{shot}', overwrite: false });
  const { size } = await stat(own);
  const file = await openFile(own, 'r+');
  await file.write(Buffer.of(1), 0, 1, size - 5);
  await file.close();
  const job = await engine.jobs.wait(engine.jobs.enqueue('deliver', planned).id);
  expect(job.error).toMatchObject({ code: 'media.changed' });
  expect(notices).toMatchObject([{ error: { code: 'media.changed' } }]);
  expect((await shotColour(engine.app, shot.id)).frames[3]).toEqual({ key, confidence: 1, stale: true });
  expect((await paintKeyframe(engine.app, keyframeId)).key).not.toBe(key);
  await engine.close();
}, 240_000);
