import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createChromaSource, draftFrame, openClip, propagateShot, shotColour } from '../../src/engine/app/index.ts';
import { parseArtefactKey } from '../../src/engine/artefacts/index.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import type { FrameDraft } from '../../src/shared/contract/propagate.ts';
import { decodeAbPlane } from '../../src/shared/model/ab-plane.ts';
import type { Shot } from '../../src/shared/model/document.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import type { PointHint } from '../../src/shared/model/hint.ts';
import { HintId, KeyframeId, newId } from '../../src/shared/model/ids.ts';
import { makeSmallClip } from '../support/clips.ts';

const FRAME = frameIndex(5);
const keyframeId = newId(KeyframeId);
const point = (ab: readonly [number, number]): PointHint => ({ kind: 'point', id: newId(HintId), at: [0.5, 0.5], radius: 0.03, ab });

let home: string;
let engine: Engine;
let shot: Shot;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-drafts-'));
  engine = await createEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'data') }, jobsDatabase: ':memory:', besideWindow: true });
  engine.app.create(join(home, 'film.tintype'), { overwrite: false });
  const { jobId } = await openClip(engine.app, engine.jobs, makeSmallClip(home).film, { proxy: false });
  await engine.jobs.wait(jobId!);
  shot = engine.app.document().shots[0]!;
});
afterAll(async () => {
  await engine.close();
  await rm(home, { recursive: true, force: true });
});

const draft = async (frame = FRAME): Promise<FrameDraft> => (await draftFrame(engine.app, { shotId: shot.id, frame }))!;
const status = async (): Promise<{ readonly key: string | null; readonly stale: boolean }> => (await shotColour(engine.app, shot.id)).frames[FRAME - shot.range.first]!;
const delivered = (): ReturnType<ReturnType<typeof createChromaSource>['chromaAt']> => createChromaSource([engine.app.shotPlan(shot.id)], engine.services).chromaAt(FRAME);

test('without a keyframe there is no draft, nor of a frame outside the shot', async () => {
  expect(await draftFrame(engine.app, { shotId: shot.id, frame: FRAME })).toBeNull();
  await expect(draftFrame(engine.app, { shotId: shot.id, frame: frameIndex(shot.range.last + 1) })).rejects.toMatchObject({ code: 'input.frameOutside' });
});

test('a draft is shown by its key, but is no colour of the shot: not in its status, not on the disk, not delivered', async () => {
  engine.app.apply({ kind: 'addKeyframe', keyframe: { id: keyframeId, shotId: shot.id, frame: frameIndex(0), approved: false, hints: [point([30, 20])] } });
  const made = await draft();
  expect(made.confidence).toBeGreaterThan(0);
  const shown = decodeAbPlane((await engine.pixels.abPlane(made.key))!);
  expect(shown.samples.some((value) => value !== 0)).toBe(true);
  expect(await engine.pixels.confidence(made.key)).toBeDefined();
  expect(await status()).toMatchObject({ key: null, stale: false });
  expect(await delivered()).toBeUndefined();
  expect(engine.services.store.find(parseArtefactKey(made.key)!)).toBeUndefined();
  expect(await draft()).toEqual(made);
  // The keyframe itself is painted.
  expect(await draftFrame(engine.app, { shotId: shot.id, frame: frameIndex(0) })).toBeNull();
});

test('a frame asked for during a propagation is drafted while that runs, and then replaced by its own colour', async () => {
  const made = await draft();
  const ends: string[] = [];
  const running = engine.jobs.wait(await propagateShot(engine.app, engine.jobs, shot.id)).then((job) => ends.push(job.state));
  const unsubscribe = engine.madeFrames.subscribe(({ frame }) => { if (frame === shot.range.last) ends.push('last frame'); });
  const elsewhere = await draft(frameIndex(shot.range.last - 1));
  ends.push('draft');
  await running;
  unsubscribe();
  expect(ends).toEqual(['draft', 'last frame', 'done']);
  expect(elsewhere.key).not.toBe(made.key);
  const final = await status();
  expect(final.stale).toBe(false);
  expect(final.key).not.toBe(made.key);
  expect(await delivered()).toEqual(decodeAbPlane((await engine.pixels.abPlane(final.key!))!));
});

test('after an edit the draft is of the new hints, while the earlier colour stays the shot’s, stale and not delivered', async () => {
  const [before, earlier] = [await draft(), await status()];
  engine.app.apply({ kind: 'addHint', keyframeId, hint: { ...point([-40, 30]), at: [0.2, 0.2] } });
  const after = await draft();
  expect(after.key).not.toBe(before.key);
  expect(await status()).toEqual({ ...earlier, stale: true });
  expect(await delivered()).toBeUndefined();
});
