import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepStill, openClip } from '../../src/engine/app/index.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { type RunningServer, startServer } from '../../src/engine/server/index.ts';
import { ColourLikeResult } from '../../src/shared/contract/propagate.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import { Hint, type PointHint } from '../../src/shared/model/hint.ts';
import { HintGroupId, HintId, KeyframeId, newId, SceneId, ShotId, SwatchId } from '../../src/shared/model/ids.ts';
import { makeSmallClip } from '../support/clips.ts';
import { createTestEngine } from '../support/test-engine.ts';
import { connectWire } from '../support/wire-client.ts';

let home: string;
let engine: Engine;
let server: RunningServer;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-like-'));
  engine = await createTestEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'data') } });
  server = await startServer(engine);
});
afterAll(async () => {
  await server.close();
  await engine.close();
  await rm(home, { recursive: true, force: true });
});

test('a shot takes its colour from the keyframes of another shot of its scene: hints where the same things are, linked to the same swatch, with the confidence told', async () => {
  const { client } = await connectWire(server.signInUrl());
  const { app, jobs } = engine;
  app.create(join(home, 'film.tintype'), { overwrite: false });
  const { jobId } = await openClip(app, jobs, makeSmallClip(home).film, { proxy: false });
  await jobs.wait(jobId!);
  // One set-up in two shots: the block goes on to the right.
  const [first] = app.document().shots;
  const second = newId(ShotId);
  app.apply({ kind: 'splitShot', shotId: first!.id, at: frameIndex(6), newShotId: second });
  const swatch = { id: newId(SwatchId), name: 'Block', lab: [50, 60, 40] as const, tolerance: 3, note: '' };
  app.apply({ kind: 'addSwatch', swatch });
  const request = { from: { kind: 'shot' as const, shotId: first!.id }, targets: [{ shotId: second, frames: [frameIndex(9)] }] };
  await expect(client.propagate.colourLike(request)).rejects.toThrow(/has no keyframe/);

  const dot = (x: number, y: number, ab: readonly [number, number], more: object = {}): Hint => Hint.parse({ kind: 'point', id: newId(HintId), at: [x / 320, y / 192], radius: 0.05, ab, ...more });
  const at = (frame: number): number => 40 + 4 * frame + 30;
  app.apply({ kind: 'addKeyframe', keyframe: { id: newId(KeyframeId), shotId: first!.id, frame: frameIndex(2), approved: false, hints: [
    dot(at(2), 90, [60, 40], { swatch: swatch.id }), ...[[20, 20], [300, 20], [20, 170], [300, 170], [250, 90], [160, 20], [160, 175]].map(([x, y]) => dot(x!, y!, [-35, 25])),
  ] } });
  // Unasked, with the confidence told: only within a scene, for a shot without a keyframe.
  expect(await client.propagate.likeOffer({ shotId: second })).toBeNull();
  const scene = { id: newId(SceneId), name: 'Quay' };
  app.apply({ kind: 'addScene', scene });
  app.apply({ kind: 'moveShotsToScene', shotIds: [first!.id, second], sceneId: scene.id });
  const offer = await client.propagate.likeOffer({ shotId: second });
  expect(offer).toMatchObject({ from: first!.id });
  expect(offer!.confidence).toBeGreaterThan(0.5);
  expect(await client.propagate.likeOffer({ shotId: first!.id })).toBeNull();
  expect(app.document().keyframes).toHaveLength(1);

  await expect(client.propagate.colourLike({ ...request, targets: [{ shotId: first!.id, frames: [frameIndex(3)] }] })).rejects.toThrow(/cannot be coloured like itself/);

  const { jobId: colouring } = await client.propagate.colourLike(request);
  const job = await jobs.wait(colouring);
  expect(job).toMatchObject({ kind: 'colourLike', state: 'done', done: 1, total: 1 });
  const [target] = ColourLikeResult.parse(job.result).targets;
  expect(target).toMatchObject({ frame: 9 });
  expect(target!.confidence).toBeGreaterThan(0.5);
  const hints = target!.hints.map(({ hint }) => hint as PointHint);
  expect(hints.length).toBeGreaterThan(10);
  const near = (x: number, y: number): PointHint => hints.toSorted((a, b) => Math.hypot(a.at[0] * 320 - x, a.at[1] * 192 - y) - Math.hypot(b.at[0] * 320 - x, b.at[1] * 192 - y))[0]!;
  const [onBlock, onGround] = [near(at(9), 90), near(280, 30)];
  expect(onBlock.ab[0]).toBeGreaterThan(25);
  expect(onGround.ab[0]).toBeLessThan(-10);
  expect(hints.filter((hint) => hint.swatch !== undefined).every((hint) => hint.swatch === swatch.id && hint.ab[0] === 60 && hint.ab[1] === 40)).toBe(true);
  expect(new Set(hints.map(({ id }) => id)).size).toBe(hints.length);

  // The same from a still, whose colour and hints the project keeps: also when its keyframe has gone.
  const keyframe = app.document().keyframes[0]!;
  const coat = { id: newId(HintGroupId), name: 'Block' };
  const [onKey, ...others] = keyframe.hints;
  app.apply({ kind: 'addHintGroup', shotId: first!.id, group: coat, hintIds: [onKey!.id] });
  // What another run made is none of the user's hints.
  app.apply({ kind: 'addHint', keyframeId: keyframe.id, hint: dot(160, 60, [-35, 25], { made: 'like' }) });
  app.apply({ kind: 'updateHintGroup', shotId: first!.id, group: { ...coat, locked: true } });
  const { key } = await client.colorize.keyframe({ keyframeId: keyframe.id });
  const stillId = await keepStill(app, { clipId: first!.clipId, frame: frameIndex(2), name: 'Noon', plane: key });
  expect(app.document().stills[0]).toMatchObject({ hints: [{ id: onKey!.id, swatch: swatch.id, group: coat.id }, ...others], groups: [coat] });
  const bare = await keepStill(app, { clipId: first!.clipId, frame: frameIndex(0), name: 'Bare' });
  app.apply({ kind: 'updateHintGroup', shotId: first!.id, group: coat });
  app.apply({ kind: 'removeKeyframe', keyframeId: keyframe.id });
  const { jobId: ofStill } = await client.propagate.colourLike({ ...request, from: { kind: 'still', stillId } });
  const again = await jobs.wait(ofStill);
  expect(again.state).toBe('done');
  const [ofStillTarget] = ColourLikeResult.parse(again.result).targets;
  const carried = ofStillTarget!.hints.filter(({ from, hint }) => from !== hint.id);
  expect(carried.map(({ from }) => from)).toEqual([onKey!.id, ...others.map(({ id }) => id)]);
  expect(carried[0]).toMatchObject({ lost: false, hint: { swatch: swatch.id, group: coat.id, ab: [60, 40] } });
  // The block has moved: its hint lies on it.
  const { at: [x] } = carried[0]!.hint as PointHint;
  expect(Math.abs(x * 320 - at(9))).toBeLessThan(14);
  expect(ofStillTarget!.hints.length - carried.length).toBeGreaterThan(0);
  // Its hints follow their swatch, until that is removed.
  app.apply({ kind: 'updateSwatch', swatch: { ...swatch, lab: [50, 0, -50] } });
  app.apply({ kind: 'removeSwatch', swatchId: swatch.id });
  expect(app.document().stills[0]!.hints![0]).toEqual({ ...onKey!, group: coat.id, swatch: undefined, ab: [0, -50] });
  await expect(client.propagate.colourLike({ ...request, from: { kind: 'still', stillId: bare } })).rejects.toThrow(/is of an uncoloured frame/);
}, 240_000);
