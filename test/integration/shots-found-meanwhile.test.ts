import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { findShots, openClip, propagateShot, shotColour } from '../../src/engine/app/index.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { PointHint } from '../../src/shared/model/hint.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import { HintId, KeyframeId, newId, VersionId } from '../../src/shared/model/ids.ts';
import { newMask } from '../../src/shared/model/mask.ts';
import { makeSmallClip } from '../support/clips.ts';
import { createTestEngine } from '../support/test-engine.ts';

/* A film of two shots of twelve frames. Whoever begins at once has keyframes in a clip that is one shot until its shots are found. */

let home: string;
let film: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-early-propagation-'));
  film = makeSmallClip(home).film;
});
afterAll(() => rm(home, { recursive: true, force: true }));

const hint: PointHint = { kind: 'point', id: HintId.parse('h'), at: [0.8, 0.2], radius: 0.03, ab: [30, 10] };

/** A project of the film as one shot, with keyframes. */
async function begun(name: string, keyframes: readonly number[]): Promise<Engine> {
  const engine = await createTestEngine({ directories: { cache: join(home, name, 'cache'), data: join(home, name, 'data') } });
  onTestFinished(() => engine.close());
  const { app, jobs } = engine;
  app.create(join(home, `${name}.tintype`), { overwrite: false });
  await openClip(app, jobs, film, { proxy: false, shots: false });
  const shotId = app.document().shots[0]!.id;
  for (const frame of keyframes) app.apply({ kind: 'addKeyframe', keyframe: { id: newId(KeyframeId), shotId, frame: frameIndex(frame), approved: false, hints: [hint] } });
  return engine;
}

/** Finds the shots before the propagation is done, for which it is paused meanwhile. */
async function findMeanwhile({ app, jobs }: Engine): Promise<void> {
  const whole = app.document().shots[0]!;
  jobs.pause(await propagateShot(app, jobs, whole.id));
  await jobs.wait(findShots(app, jobs, whole.clipId));
  expect(app.document().shots.map(({ range }) => [range.first, range.last])).toEqual([[0, 11], [12, 23]]);
  const runs = jobs.list().filter(({ kind }) => kind === 'propagate');
  expect(runs.every(({ pause }) => pause !== undefined)).toBe(true);
  for (const { id } of runs) jobs.resume(id);
  for (const { id } of runs) await jobs.wait(id);
}

const colours = async ({ app }: Engine): Promise<readonly number[]> => Promise.all(app.document().shots.map(async ({ id }) => (await shotColour(app, id)).frames.filter(({ key, stale }) => key !== null && !stale).length));

test('shots that are found during a propagation keep it going, with the shot that has its keyframe', async () => {
  const engine = await begun('one', [3]);
  await findMeanwhile(engine);
  const runs = engine.jobs.list().filter(({ kind }) => kind === 'propagate');
  expect(runs.map(({ state, shotId }) => [state, shotId])).toEqual([['done', engine.app.document().shots[0]!.id]]);
  expect(await colours(engine)).toEqual([12, 0]);
});

test('where its keyframes are in several shots now, each of them is coloured', async () => {
  const engine = await begun('two', [3, 20]);
  await findMeanwhile(engine);
  expect(await colours(engine)).toEqual([12, 12]);
});

test('what was set for the clip while its shots were searched is there in each of them, also after the project was closed', async () => {
  const engine = await begun('settings', [3, 20]);
  const { app, jobs } = engine;
  const { id: shotId, clipId } = app.document().shots[0]!;
  const mask = newMask('Face', frameIndex(3), { kind: 'ellipse', at: [0.5, 0.5], radii: [0.1, 0.1], angle: 0 });
  app.apply({ kind: 'addMask', shotId, mask });
  app.apply({ kind: 'setVividness', shotIds: [shotId], vividness: 0.8 });
  app.apply({ kind: 'addVersion', shotId, id: newId(VersionId) });
  await jobs.wait(findShots(app, jobs, clipId));
  const after = app.document();
  expect(after.shots.map(({ range, vividness, masks }) => [range.first, vividness, masks])).toEqual([[0, 0.8, [mask]], [12, 0.8, [mask]]]);
  expect(after.versions.map((version) => [version.shotId, version.keyframes.map(({ shotId: of, frame }) => [of, frame])])).toEqual([[after.shots[0]!.id, [[after.shots[0]!.id, 3]]], [after.shots[1]!.id, [[after.shots[1]!.id, 20]]]]);
  app.close();
  app.open(join(home, 'settings.tintype'));
  expect(app.document()).toEqual(after);
});
