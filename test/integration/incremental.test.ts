import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { colourKeyframe, keyframeSource, openClip, previewCorrection, propagateParams, frameStatuses } from '../../src/engine/app/index.ts';
import type { Keyframe, ProjectDocument } from '../../src/shared/model/document.ts';
import { decodeAbPlane } from '../../src/shared/model/ab-plane.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import type { PointHint } from '../../src/shared/model/hint.ts';
import { HintId, KeyframeId, newId, type ShotId } from '../../src/shared/model/ids.ts';
import { makeSmallClip } from '../support/clips.ts';
import { isLong } from '../support/long.ts';
import { createTestEngine } from '../support/test-engine.ts';

let home: string;
let film: string;
let engine: Engine;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-incremental-'));
  // Made once: a film that is written again counts as changed until all of it was read.
  film = makeSmallClip(home).film;
  engine = await open('first');
});
afterAll(async () => {
  await engine.close();
  await rm(home, { recursive: true, force: true });
});

/** An engine with a cache and a project of its own, on the same film. */
async function open(name: string): Promise<Engine> {
  const opened = await createTestEngine({ directories: { cache: join(home, name, 'cache'), data: join(home, name, 'data') } });
  opened.app.create(join(home, name, 'film.tintype'), { overwrite: false });
  const { jobId } = await openClip(opened.app, opened.jobs, film, { proxy: false });
  await opened.jobs.wait(jobId!);
  return opened;
}

const hint = (ab: readonly [number, number]): PointHint => ({ kind: 'point', id: newId(HintId), at: [0.8, 0.2], radius: 0.03, ab });

/** Propagates the stale frames; returns the frames made, in order. */
async function spread(on: Engine, shotId: ShotId): Promise<readonly number[]> {
  const made: number[] = [];
  const stop = on.madeFrames.subscribe(({ frame }) => made.push(frame));
  const plan = on.app.shotPlan(shotId);
  for (const keyframe of plan.keyframes) await colourKeyframe(on.services, keyframeSource(on.app.document(), keyframe));
  const job = await on.jobs.wait(on.jobs.enqueue('propagate', propagateParams(on.app, plan)).id);
  stop();
  expect(job.error).toBeUndefined();
  return made;
}

/** Bytes of every frame's plane and confidence as they stand. */
async function bits(on: Engine, shotId: ShotId): Promise<readonly (string | undefined)[]> {
  const frames = frameStatuses(on.app.shotPlan(shotId), on.services.store).map((status) => ({ ...status, key: status.stale ? undefined : status.key }));
  return Promise.all(frames.map(async ({ key }) => {
    if (key === undefined) return undefined;
    const parts = [await on.services.colours.planeBytes(key), await on.services.colours.confidenceBytes(key)];
    return parts.map((part) => Buffer.from(part ?? []).toString('base64')).join(' ');
  }));
}

const range = (first: number, last: number): readonly number[] => Array.from({ length: last - first + 1 }, (_, index) => first + index);

test('after a hint edit only the frames that depend on it are made again, and the others keep the same bits', async () => {
  const shot = engine.app.document().shots[0]!;
  const keyframes: readonly Keyframe[] = [0, 5, 11].map((frame) => ({ id: newId(KeyframeId), shotId: shot.id, frame: frameIndex(frame), approved: false, hints: [hint([-5, -28])] }));
  for (const keyframe of keyframes) engine.app.apply({ kind: 'addKeyframe', keyframe });
  expect((await spread(engine, shot.id)).toSorted((a, b) => a - b)).toEqual([...range(1, 4), ...range(6, 10)]);
  const before = await bits(engine, shot.id);
  expect(before).toHaveLength(12);
  expect(before).not.toContain(undefined);

  const edit = (index: number, ab: readonly [number, number]): void => {
    const { id, hints } = engine.app.keyframe(keyframes[index]!.id);
    engine.app.apply({ kind: 'updateHint', keyframeId: id, hint: { ...(hints[0] as PointHint), ab } });
  };
  const changed = (from: readonly (string | undefined)[], to: readonly (string | undefined)[]): readonly number[] => range(0, 11).filter((frame) => from[frame] !== to[frame]);

  // The last keyframe: frames before the middle one do not depend on it.
  edit(2, [20, 20]);
  expect((await spread(engine, shot.id)).toSorted((a, b) => a - b)).toEqual(range(6, 10));
  const after = await bits(engine, shot.id);
  expect(changed(before, after)).toEqual(range(6, 11));

  // The middle one: both sides up to its neighbours, which stay.
  edit(1, [30, -10]);
  expect((await spread(engine, shot.id)).toSorted((a, b) => a - b)).toEqual([...range(1, 4), ...range(6, 10)]);
  expect(changed(after, await bits(engine, shot.id))).toEqual(range(1, 10));

  // After undo the old frames are found and none is made.
  engine.app.undo();
  expect(await spread(engine, shot.id)).toEqual([]);
  expect(await bits(engine, shot.id)).toEqual(after);

  // Frames made step by step equal those made in one run.
  const fresh = await open('fresh');
  try {
    const document: ProjectDocument = engine.app.document();
    const freshShot = fresh.app.document().shots[0]!;
    for (const keyframe of document.keyframes) fresh.app.apply({ kind: 'addKeyframe', keyframe: { ...keyframe, shotId: freshShot.id } });
    await spread(fresh, freshShot.id);
    expect(await bits(fresh, freshShot.id)).toEqual(after);
  } finally {
    await fresh.close();
  }
}, 240_000);

if (isLong) test('a correction between keyframes changes its frame and the following ones of its span, and nothing outside the span', async () => {
  const shot = engine.app.document().shots[0]!;
  const before = await bits(engine, shot.id);
  const place = { x: 0.35, y: 0.3 };
  const correction: PointHint = { kind: 'point', id: newId(HintId), at: [place.x, place.y], radius: 0.06, ab: [-35, 40] };
  const keyframe: Keyframe = { id: newId(KeyframeId), shotId: shot.id, frame: frameIndex(8), approved: false, correction: true, hints: [correction] };
  const distance = async (frame: number): Promise<number> => {
    const key = frameStatuses(engine.app.shotPlan(shot.id), engine.services.store)[frame]!.key!;
    const { width, height, samples } = decodeAbPlane((await engine.services.colours.planeBytes(key))!);
    const at = Math.floor(place.y * height) * width + Math.floor(place.x * width);
    return Math.hypot(samples[at]! / 256 - correction.ab[0], samples[width * height + at]! / 256 - correction.ab[1]);
  };
  const wrong = await Promise.all(range(6, 10).map(distance));
  engine.app.apply({ kind: 'addKeyframe', keyframe });
  // The corrected frame first, then the frames between it and the keyframes.
  expect(await spread(engine, shot.id)).toEqual([8, 6, 7, 9, 10]);
  const corrected = await Promise.all(range(6, 10).map(distance));
  expect(corrected[2]).toBeLessThan(1);
  for (const beside of [1, 3]) expect(corrected[beside]!, `frame ${6 + beside}`).toBeLessThan(wrong[beside]! / 2);
  const after = await bits(engine, shot.id);
  expect(range(0, 11).filter((frame) => before[frame] !== after[frame])).toEqual(range(6, 10));
  // Another correction after it leaves the frames before the first unchanged.
  engine.app.apply({ kind: 'addKeyframe', keyframe: { ...keyframe, id: newId(KeyframeId), frame: frameIndex(9) } });
  expect(await spread(engine, shot.id)).toEqual([9, 10]);
  expect(range(0, 11).filter((frame) => after[frame] !== before[frame] && frame < 9)).toEqual([6, 7, 8]);
  engine.app.undo();
  engine.app.undo();
  expect(await bits(engine, shot.id)).toEqual(before);

  // Before the next propagation the window shows the frame corrected, not painted again: far from the hint nothing changes.
  const preview = (await previewCorrection(engine.app, shot, { frame: 9, hints: [correction] }))!;
  const propagatedAt9 = (await engine.services.colours.plane(frameStatuses(engine.app.shotPlan(shot.id), engine.services.store)[9]!.key!))!;
  const at = (x: number, y: number): number => Math.floor(y * preview.plane.height) * preview.plane.width + Math.floor(x * preview.plane.width);
  expect(preview.plane.samples[at(place.x, place.y)]! / 256).toBeCloseTo(correction.ab[0], 0);
  expect(Math.abs(preview.plane.samples[at(0.95, 0.95)]! - propagatedAt9.samples[at(0.95, 0.95)]!) / 256).toBeLessThan(3);
  // A keyframe is painted whole.
  expect(await previewCorrection(engine.app, shot, { frame: 5, hints: [correction] })).toBeUndefined();
}, 240_000);
