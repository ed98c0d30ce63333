import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { colourKeyframe, createChromaSource, draftFrame, keyframeSource, openClip, propagateShot, shotColour } from '../../src/engine/app/index.ts';
import { parseArtefactKey } from '../../src/engine/artefacts/index.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import type { FrameDraft } from '../../src/shared/contract/propagate.ts';
import { AB_UNIT, type AbPlane, decodeAbPlane } from '../../src/shared/model/ab-plane.ts';
import type { Shot } from '../../src/shared/model/document.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import type { PointHint } from '../../src/shared/model/hint.ts';
import { HintGroupId, HintId, KeyframeId, newId } from '../../src/shared/model/ids.ts';
import { Mask } from '../../src/shared/model/mask.ts';
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

test('a mask that limits hints limits drafts between its first and its last shape, also as it is moved on another frame than a keyframe’s', async () => {
  const last = frameIndex(shot.range.last);
  /** All that lies left of a fraction of the picture. */
  const leftOf = (x: number): object => ({ kind: 'polygon', smooth: false, points: [[-0.5, -0.5], [x, -0.5], [x, 1.5], [-0.5, 1.5]] });
  const maskTo = (x: number, at = last): Mask => Mask.parse({ id: 'left', name: 'Left', visible: true, inverted: false, feather: 0, keys: [{ frame: 0, shape: leftOf(0.5) }, { frame: at, shape: leftOf(x) }] });
  const red = { ...point([50, 30]), at: [0.4, 0.4] as const };
  engine.app.apply({ kind: 'setHints', keyframeId, hints: [{ ...point([-30, -20]), at: [0.9, 0.2] }, red] });
  engine.app.apply({ kind: 'addMask', shotId: shot.id, mask: maskTo(0.5) });
  const group = { id: HintGroupId.parse('red'), name: 'Red' };
  engine.app.apply({ kind: 'addHintGroup', shotId: shot.id, group, hintIds: [red.id] });
  /** The largest a in what lies a cell or more outside the mask. */
  const reddest = ({ width, samples, height }: AbPlane): number => Math.max(...samples.subarray(0, width * height).filter((_, index) => index % width > width / 2 + 1)) / AB_UNIT;
  const planeOf = async (frame = FRAME): Promise<AbPlane> => decodeAbPlane((await engine.pixels.abPlane((await draft(frame)).key))!);
  const open = reddest(await planeOf());
  engine.app.apply({ kind: 'updateHintGroup', shotId: shot.id, group: { ...group, mask: maskTo(0.5).id } });
  const keyframe = (await colourKeyframe(engine.services, keyframeSource(engine.app.document(), engine.app.keyframe(keyframeId)))).plane;
  const limited = reddest(await planeOf());
  expect(limited).toBeLessThanOrEqual(reddest(keyframe) + 0.1);
  expect(limited).toBeLessThan(open - 5);

  const before = await draft();
  engine.app.apply({ kind: 'updateMask', shotId: shot.id, mask: maskTo(0.9) });
  expect((await draft()).key).not.toBe(before.key);
  // Its shape is not known behind the last frame that has one.
  engine.app.apply({ kind: 'updateMask', shotId: shot.id, mask: maskTo(0.5, frameIndex(FRAME - 1)) });
  const beyond = await draft();
  engine.app.apply({ kind: 'updateMask', shotId: shot.id, mask: maskTo(0.9, frameIndex(FRAME - 1)) });
  expect((await draft()).key).toBe(beyond.key);
});
