import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { openClip, trackMask } from '../../src/engine/app/index.ts';
import type { RunningServer } from '../../src/engine/server/index.ts';
import { TrackMaskResult } from '../../src/shared/contract/propagate.ts';
import type { Shot } from '../../src/shared/model/document.ts';
import { frameIndex, frameRange } from '../../src/shared/model/frame.ts';
import { type JobId, newId, ShotId } from '../../src/shared/model/ids.ts';
import { type Mask, type MaskShape, newMask, shapeOnFrame, withShapeOnFrame } from '../../src/shared/model/mask.ts';
import { maskCoverage } from '../../src/shared/model/mask-coverage.ts';
import type { TrackWays } from '../../src/shared/model/mask-track.ts';
import { createTestEngine } from '../support/test-engine.ts';
import { useServedEngine } from '../support/served-engine.ts';
import { connectWire } from '../support/wire-client.ts';

const SIZE = { width: 320, height: 192 };
const FRAMES = 20;
/** A reading of so small a picture has samples of 4 pixels: nearer than that is not asked for. Left edge and top of the textured thing, which is 64 × 48 and moves 5 pixels a frame to the right, 1 down. */
const placeAt = (frame: number): readonly [number, number] => [40 + 5 * frame, 50 + frame];

const served = useServedEngine('track-mask');
let home: string;
let engine: Engine;
let server: RunningServer;
beforeAll(() => { ({ home, engine, server } = served); });

/** Before a still pattern moves a thing with another one; it is gone from frame `goneFrom`. */
function makeFilm(name: string, goneFrom: number): string {
  const path = join(home, name);
  const pattern = (seed: number, size: string): string => `nullsrc=s=${size}:r=24:d=${FRAMES / 24},geq=lum='128+70*sin((X+${seed})*0.21)*cos((Y-${seed})*0.17)+30*sin(X*Y*0.004)':cb=128:cr=128`;
  execFileSync(process.env.FFMPEG_BIN ?? 'ffmpeg', [
    '-v', 'error', '-nostdin', '-y', '-f', 'lavfi', '-i', pattern(7, `${SIZE.width}x${SIZE.height}`), '-f', 'lavfi', '-i', pattern(90, '64x48'),
    '-filter_complex', `[0:v]lutyuv=y='val*0.45+20'[b];[1:v]lutyuv=y='val*0.6+90'[t];[b][t]overlay=x='40+5*n':y='50+n':enable='lt(n,${goneFrom})'`, '-frames:v', String(FRAMES), '-c:v', 'ffv1', '-pix_fmt', 'yuv420p', path,
  ]);
  return path;
}

const boxAt = (frame: number): MaskShape => {
  const [x, y] = placeAt(frame);
  const corner = (across: number, down: number): readonly [number, number] => [(x + 64 * across) / SIZE.width, (y + 48 * down) / SIZE.height];
  return { kind: 'polygon', smooth: false, points: [corner(0, 0), corner(0.5, 0), corner(1, 0), corner(1, 1), corner(0.5, 1), corner(0, 1)] };
};

/** Pixels between the middles of what a shape covers and of the thing on a frame. */
function away(shape: MaskShape, frame: number): number {
  const { values } = maskCoverage({ shape, feather: 0, inverted: false }, SIZE);
  let [sum, across, down] = [0, 0, 0];
  values.forEach((value, index) => {
    sum += value;
    across += value * ((index % SIZE.width) + 0.5);
    down += value * (Math.floor(index / SIZE.width) + 0.5);
  });
  const [x, y] = placeAt(frame);
  return Math.hypot(across / sum - x - 32, down / sum - y - 24);
}

test('a mask is tracked both ways in one step; what was set by hand stays, and where the thing is gone the tracking says so', async () => {
  const wire = await connectWire(server.signInUrl());
  const { client } = wire;
  engine.app.create(join(home, 'film.tintype'), { overwrite: false });
  await openClip(engine.app, engine.jobs, makeFilm('film.mkv', 15), { proxy: false, shots: false });
  const shotId = engine.app.document().shots[0]!.id;
  const masks = (): readonly Mask[] => engine.app.document().shots[0]!.masks!;
  const track = async (maskId: Mask['id'], frame: number, ways: TrackWays): Promise<TrackMaskResult> => {
    const { jobId } = await client.propagate.trackMask({ shotId, maskId, frame: frameIndex(frame), ways });
    const job = await engine.jobs.wait(jobId);
    expect(job).toMatchObject({ kind: 'trackMask', state: 'done', shotId });
    return TrackMaskResult.parse(job.result);
  };
  const polygon = newMask('Box', frameIndex(6), boxAt(6));
  engine.app.apply({ kind: 'addMask', shotId, mask: polygon });

  const result = await track(polygon.id, 6, 'both');
  expect(result.reached).toMatchObject({ first: 0 });
  expect(result.lost).toHaveLength(1);
  expect(result.lost[0]).toBeGreaterThanOrEqual(14);
  expect(result.lost[0]).toBeLessThanOrEqual(16);
  for (const frame of [0, 3, 9, 13]) expect(away(shapeOnFrame(masks()[0]!, frame), frame), `on frame ${frame}`).toBeLessThan(5);
  expect(masks()[0]!.keys.filter(({ tracked }) => tracked !== true).map(({ frame }) => frame)).toEqual([6]);
  expect((await client.project.current())?.undoLabel).toBe('Track mask');
  // The frames from there on are kept with the mask.
  const tracked = masks();
  const last = engine.app.document().shots[0]!.range.last;
  expect(tracked[0]!.lost).toEqual([{ first: result.lost[0], last }]);
  await client.project.undo();
  expect(masks()).toEqual([polygon]);
  await client.project.redo();
  expect(masks()).toEqual(tracked);

  // Set by hand on a later frame: tracking begins there, and goes back only to the shape that was set before.
  const corrected = withShapeOnFrame(masks()[0]!, frameIndex(12), boxAt(12));
  engine.app.apply({ kind: 'updateMask', shotId, mask: corrected });
  const again = await track(polygon.id, 12, 'backwards');
  expect(again).toMatchObject({ range: { first: 6, last: 12 }, reached: { first: 7, last: 12 }, lost: [] });
  const byHand = masks()[0]!.keys.filter((key) => key.tracked !== true);
  expect(byHand).toEqual([{ frame: 6, shape: boxAt(6) }, { frame: 12, shape: boxAt(12) }]);
  expect(away(shapeOnFrame(masks()[0]!, 9), 9)).toBeLessThan(5);
  // Frames beyond were not asked for.
  expect(masks()[0]!.lost).toEqual(tracked[0]!.lost);
  expect(masks()[0]!.keys.filter(({ frame }) => frame < 6)).toEqual(tracked[0]!.keys.filter(({ frame }) => frame < 6));
  wire.close();
});

test('ellipses and strokes go along, forwards alone; frames outside the shot and masks that are gone are refused', async () => {
  const wire = await connectWire(server.signInUrl());
  const { client } = wire;
  const shotId = engine.app.document().shots[0]!.id;
  const [x, y] = placeAt(2);
  const middle = [(x + 32) / SIZE.width, (y + 24) / SIZE.height] as const;
  const ellipse = newMask('Ellipse', frameIndex(2), { kind: 'ellipse', at: middle, radii: [0.09, 0.065], angle: 0 });
  const brush = newMask('Brush', frameIndex(2), { kind: 'brush', strokes: [{ path: [[middle[0] - 0.05, middle[1]], middle, [middle[0] + 0.05, middle[1]]], radius: 0.05 }] });
  for (const mask of [ellipse, brush]) {
    engine.app.apply({ kind: 'addMask', shotId, mask });
    const { jobId } = await client.propagate.trackMask({ shotId, maskId: mask.id, frame: frameIndex(2), ways: 'forwards' });
    await engine.jobs.wait(jobId);
    const now = engine.app.document().shots[0]!.masks!.find(({ id }) => id === mask.id)!;
    expect(now.keys[0]).toEqual(mask.keys[0]);
    for (const frame of [6, 10]) expect(away(shapeOnFrame(now, frame), frame), `${mask.name} on frame ${frame}`).toBeLessThan(5);
  }
  engine.app.apply({ kind: 'splitShot', shotId, at: frameIndex(10), newShotId: newId(ShotId) });
  await expect(client.propagate.trackMask({ shotId, maskId: ellipse.id, frame: frameIndex(12), ways: 'both' })).rejects.toMatchObject({ data: { code: 'input.frameOutside' } });
  engine.app.apply({ kind: 'removeMask', shotId, maskId: ellipse.id });
  await expect(client.propagate.trackMask({ shotId, maskId: ellipse.id, frame: frameIndex(2), ways: 'both' })).rejects.toMatchObject({ data: { code: 'project.notFound' } });
  wire.close();
});

test('a tracking that was stopped, or whose engine ended, goes on where it was: nothing is read twice, and the shapes are those of an uninterrupted run', async () => {
  const film = makeFilm('whole.mkv', FRAMES);
  const running = new Set<Engine>();
  const start = async (name: string): Promise<Engine> => {
    const directories = { cache: join(home, name, 'cache'), data: join(home, name, 'data') };
    const made = await createTestEngine({ directories });
    running.add(made);
    return made;
  };
  const end = async (engine: Engine): Promise<void> => {
    running.delete(engine);
    await engine.close();
  };
  const begin = async ({ app, jobs }: Engine, name: string): Promise<{ readonly jobId: JobId; readonly maskId: Mask['id'] }> => {
    app.create(join(home, `${name}.tintype`), { overwrite: false });
    await openClip(app, jobs, film, { proxy: false, shots: false });
    const shotId = app.document().shots[0]!.id;
    const mask = newMask('Box', frameIndex(6), boxAt(6));
    app.apply({ kind: 'addMask', shotId, mask });
    return { jobId: await trackMask(app, jobs, { shotId, maskId: mask.id, frame: frameIndex(6), ways: 'both' }), maskId: mask.id };
  };
  /** Counts readings that are stored. @param atThird called with the third, before any other */
  const readings = (engine: Engine, atThird?: () => void): (() => number) => {
    const { store } = engine.app.services;
    const put = store.put.bind(store);
    let [begun, stored] = [0, 0];
    vi.spyOn(store, 'put').mockImplementation(async (...artefact) => {
      const isReading = artefact[1] === 'frame-reading';
      if (isReading && ++begun === 3) atThird?.();
      await put(...artefact);
      // What an engine that ends has in hand may be lost.
      if (isReading) stored += 1;
    });
    return () => stored;
  };
  const shapes = (engine: Engine): unknown => engine.app.document().shots[0]!.masks!.map(({ keys }) => keys);
  try {
    const whole = await start('whole');
    const all = readings(whole);
    await whole.jobs.wait((await begin(whole, 'whole')).jobId);
    expect(all()).toBe(FRAMES - 1);

    const stopped = await start('stopped');
    const read = readings(stopped, () => { for (const { id, kind } of stopped.jobs.list()) if (kind === 'trackMask') stopped.jobs.cancel(id); });
    const { jobId, maskId } = await begin(stopped, 'stopped');
    expect(await stopped.jobs.wait(jobId)).toMatchObject({ state: 'cancelled' });
    expect(read()).toBeLessThan(FRAMES - 1);
    const again = await trackMask(stopped.app, stopped.jobs, { shotId: stopped.app.document().shots[0]!.id, maskId, frame: frameIndex(6), ways: 'both' });
    expect(await stopped.jobs.wait(again)).toMatchObject({ state: 'done' });
    expect(read()).toBe(FRAMES - 1);
    expect(shapes(stopped)).toEqual(shapes(whole));
    await end(stopped);

    const ended = await start('ended');
    const { promise: inMidst, resolve: isInMidst } = Promise.withResolvers<undefined>();
    const before = readings(ended, () => { isInMidst(undefined); });
    const begun = await begin(ended, 'ended');
    await inMidst;
    await end(ended);
    const resumed = await start('ended');
    const after = readings(resumed);
    resumed.app.open(join(home, 'ended.tintype'));
    resumed.jobs.resume(begun.jobId);
    expect(await resumed.jobs.wait(begun.jobId)).toMatchObject({ state: 'done' });
    // Fewer where one was written, and the engine ended before it was told so.
    expect(before() + after()).toBeLessThanOrEqual(FRAMES - 1);
    expect(shapes(resumed)).toEqual(shapes(whole));
  } finally {
    for (const engine of running) await engine.close();
  }
});

test('shots that are split, merged or replaced while a mask is tracked: the parts that have it get its shapes as one step; where none has it, the tracking ends and says so', async () => {
  const { app, jobs } = engine;
  app.create(join(home, 'changing.tintype'), { overwrite: true });
  await openClip(app, jobs, makeFilm('changing.mkv', FRAMES), { proxy: false, shots: false });
  const masks = (): readonly (readonly unknown[])[] => app.document().shots.map((shot) => shot.masks?.map(({ id, keys }) => [id, keys.length]) ?? []);
  /** Tracks a new mask of the shot on a frame; `change` comes with the first reading that is stored. */
  const trackWhile = async (frame: number, change: (maskId: Mask['id']) => void): Promise<{ readonly job: Awaited<ReturnType<typeof jobs.wait>>; readonly mask: Mask }> => {
    const shot = app.document().shots.find(({ range }) => frame >= range.first && frame <= range.last)!;
    const mask = newMask('Box', frameIndex(frame), boxAt(frame));
    app.apply({ kind: 'addMask', shotId: shot.id, mask });
    const { store } = app.services;
    const put = store.put.bind(store);
    let isChanged = false;
    const spy = vi.spyOn(store, 'put').mockImplementation(async (...artefact) => {
      if (artefact[1] === 'frame-reading' && !isChanged) {
        isChanged = true;
        change(mask.id);
      }
      await put(...artefact);
    });
    try {
      const job = await jobs.wait(await trackMask(app, jobs, { shotId: shot.id, maskId: mask.id, frame: frameIndex(frame), ways: 'both' }));
      expect(isChanged).toBe(true);
      return { job, mask };
    } finally {
      spy.mockRestore();
    }
  };
  const [whole] = app.document().shots;
  const { job, mask } = await trackWhile(6, () => { app.apply({ kind: 'splitShot', shotId: whole!.id, at: frameIndex(10), newShotId: newId(ShotId) }); });
  expect(job).toMatchObject({ state: 'done' });
  expect(app.document().shots.map(({ range }) => range.first)).toEqual([0, 10]);
  for (const shot of app.document().shots) {
    const kept = shot.masks!.find(({ id }) => id === mask.id)!;
    for (let frame: number = shot.range.first; frame <= shot.range.last; frame += 3) expect(away(shapeOnFrame(kept, frame), frame), `on frame ${frame}`).toBeLessThan(5);
  }
  app.undo();
  expect(masks()).toEqual([[[mask.id, 1]], [[mask.id, 1]]]);

  // A merged shot has the masks of both.
  const [first, second] = app.document().shots;
  const merged = await trackWhile(14, () => { app.apply({ kind: 'mergeShots', first: first!.id, second: second!.id }); });
  expect(merged.job).toMatchObject({ state: 'done' });
  expect(app.document().shots).toHaveLength(1);
  expect(app.document().shots[0]!.masks!.find(({ id }) => id === merged.mask.id)!.keys.length).toBeGreaterThan(1);
  const removed = await trackWhile(14, (maskId) => { app.apply({ kind: 'removeMask', shotId: first!.id, maskId }); });
  expect(removed.job).toMatchObject({ state: 'failed', error: { code: 'project.notFound', message: '“Box” is in no shot of these frames any more, so it is not tracked on.' } });

  // Shots that are found anew have the masks of the one in their place.
  const [one] = app.document().shots;
  const replaced = await trackWhile(2, () => {
    const part = (name: string, from: number, last: number): Shot => ({ id: newId(ShotId), clipId: one!.clipId, name, range: frameRange(from, last), transitionIn: { kind: 'cut' } });
    app.apply({ kind: 'replaceShots', clipId: one!.clipId, shots: [part('New 1', 0, 11), part('New 2', 12, FRAMES - 1)] });
  });
  expect(replaced.job).toMatchObject({ state: 'done' });
  expect(app.document().shots.map((shot) => (shot.masks!.find(({ id }) => id === replaced.mask.id)!.keys.length > 1))).toEqual([true, true]);

  const locked = app.document().shots[0]!;
  const approved = await trackWhile(3, () => { app.apply({ kind: 'setShotStatus', shotIds: [locked.id], status: 'approved' }); });
  expect(approved.job).toMatchObject({ state: 'failed', error: { code: 'project.approved', message: '“New 1” is approved and so locked: “Box” is not tracked on.' } });
});
