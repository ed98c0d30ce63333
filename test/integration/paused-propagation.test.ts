import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { openClip, propagateShot, shotColour, startDelivery, updateStaleWhenIdle } from '../../src/engine/app/index.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { until } from '../../src/engine/jobs/testing/sample-jobs.ts';
import type { Job } from '../../src/shared/contract/jobs.ts';
import type { Keyframe, Shot } from '../../src/shared/model/document.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import type { PointHint } from '../../src/shared/model/hint.ts';
import { HintId, type JobId, KeyframeId, newId } from '../../src/shared/model/ids.ts';
import { makeSmallClip } from '../support/clips.ts';
import { createTestEngine } from '../support/test-engine.ts';

/* A film of two shots of twelve frames, each with a keyframe at its first. */

let home: string;
let film: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-paused-propagation-'));
  film = makeSmallClip(home).film;
});
afterAll(() => rm(home, { recursive: true, force: true }));

const hint = (a: number): PointHint => ({ kind: 'point', id: HintId.parse('h'), at: [0.8, 0.2], radius: 0.03, ab: [a, 10] });
const shots = ({ app }: Engine): readonly [Shot, Shot] => app.document().shots.slice(0, 2) as [Shot, Shot];
const keyframeOf = ({ app }: Engine, shot: Shot): Keyframe => app.document().keyframes.find(({ shotId }) => shotId === shot.id)!;

async function engineAt(name: string): Promise<Engine> {
  const engine = await createTestEngine({ directories: { cache: join(home, name, 'cache'), data: join(home, name, 'data') } });
  onTestFinished(() => engine.close());
  return engine;
}

async function newProject(name: string): Promise<Engine> {
  const engine = await engineAt(name);
  const { app, jobs } = engine;
  app.create(join(home, `${name}.tintype`), { overwrite: false });
  const { jobId } = await openClip(app, jobs, film, { proxy: false });
  await jobs.wait(jobId!);
  for (const shot of shots(engine)) app.apply({ kind: 'addKeyframe', keyframe: { id: newId(KeyframeId), shotId: shot.id, frame: shot.range.first, approved: false, hints: [hint(30)] } });
  return engine;
}

/** Keys of the frames that have present colour. */
async function made({ app }: Engine, shot: Shot): Promise<readonly string[]> {
  return (await shotColour(app, shot.id)).frames.flatMap(({ key, stale }) => (key === null || stale ? [] : [key]));
}

const state = ({ jobs }: Engine, id: JobId): Job['state'] => jobs.get(id).state;

/** Propagates a shot and pauses when a frame is made. */
async function pausedAfterAFrame(engine: Engine, shot: Shot): Promise<JobId> {
  const { jobs, madeFrames } = engine;
  const id = await propagateShot(engine.app, jobs, shot.id);
  // The first is the keyframe.
  const stop = madeFrames.subscribe(({ shotId, frame }) => { if (shotId === shot.id && frame > shot.range.first) jobs.pause(id); });
  await until(() => state(engine, id) === 'paused' || state(engine, id) === 'done');
  stop();
  return id;
}

test('a paused propagation lets others have its room, keeps what it has made, and makes the rest when it goes on', async () => {
  const engine = await newProject('pause');
  const { jobs } = engine;
  const [first, second] = shots(engine);
  const id = await pausedAfterAFrame(engine, first);
  expect(jobs.get(id)).toMatchObject({ state: 'paused', pause: 'alone', total: 11, secondsLeft: null });
  expect((await jobs.wait(await propagateShot(engine.app, jobs, second.id))).state).toBe('done');
  const before = await made(engine, first);
  expect(before.length).toBeGreaterThan(1);
  expect(before.length).toBeLessThan(12);
  expect(state(engine, id)).toBe('paused');
  // Asked for by something else, it is the same job, which stays paused.
  expect(await propagateShot(engine.app, jobs, first.id)).toBe(id);
  jobs.resume(id);
  expect(await jobs.wait(id)).toMatchObject({ state: 'done', result: { frames: 11 } });
  const all = await made(engine, first);
  expect(all).toHaveLength(12);
  expect(all).toEqual(expect.arrayContaining([...before]));
}, 240_000);

test('after the program was closed it is paused still; a delivery of its colour waits and says why; an edit changes what it is going to make, and resumed it makes that', async () => {
  const before = await newProject('restart');
  const [shot] = shots(before);
  const id = await pausedAfterAFrame(before, shot);
  const frames = await made(before, shot);
  await before.close();

  const engine = await engineAt('restart');
  const { app, jobs } = engine;
  app.open(join(home, 'restart.tintype'));
  await app.contentsKnown();
  expect(jobs.get(id)).toMatchObject({ state: 'paused', pause: 'alone', shotId: shot.id });
  // With those that were in hand when it was paused.
  expect(await made(engine, shot)).toEqual(expect.arrayContaining([...frames]));
  const propagate = (shotId: Shot['id']): Promise<JobId> => propagateShot(app, jobs, shotId);
  const delivery = await startDelivery(app, jobs, { what: { kind: 'shots', shotIds: [shot.id] }, codec: 'h264', directory: join(home, 'out'), naming: '{shot}', overwrite: true, propagate: true }, { propagate });
  await until(() => jobs.get(delivery).phase !== undefined);
  expect(jobs.get(delivery)).toMatchObject({ state: 'running', phase: 'waitingForPaused', secondsLeft: null });
  expect(jobs.list().filter(({ kind }) => kind === 'propagate').map((job) => job.id)).toEqual([id]);

  const keyframe = keyframeOf(engine, shot);
  app.apply({ kind: 'updateHint', keyframeId: keyframe.id, hint: { ...keyframe.hints[0] as PointHint, ab: [-30, 10] } });
  expect(jobs.get(id)).toMatchObject({ state: 'paused', pause: 'alone' });
  jobs.resume(id);
  expect((await jobs.wait(id)).state).toBe('done');
  const after = await made(engine, shot);
  expect(after).toHaveLength(12);
  expect(after.filter((key) => frames.includes(key))).toEqual([]);
  // What it was asked to deliver is gone: the shot was edited meanwhile.
  expect(await jobs.wait(delivery)).toMatchObject({ state: 'failed' });
}, 240_000);

test('idle updates leave out a shot whose propagation is paused, and make nothing while all are', async () => {
  const engine = await newProject('idle');
  const { app, jobs } = engine;
  const both = shots(engine);
  for (const shot of both) await jobs.wait(await propagateShot(app, jobs, shot.id));
  for (const shot of both) {
    const keyframe = keyframeOf(engine, shot);
    app.apply({ kind: 'updateHint', keyframeId: keyframe.id, hint: hint(-20) });
  }
  const [held, free] = await Promise.all(both.map((shot) => propagateShot(app, jobs, shot.id))) as [JobId, JobId];
  jobs.pauseAll('propagate');
  await until(() => [held, free].every((id) => state(engine, id) === 'paused'));
  const updated = vi.fn<(job: Job) => void>();
  jobs.subscribe((job) => { if (job.kind === 'updateStale') updated(job); });
  const updates = updateStaleWhenIdle(app, jobs, { isOn: () => true, onError: (error) => { throw error; }, quietMs: 1, everyMs: 5 });
  onTestFinished(() => updates.stop());
  await new Promise((resolve) => { setTimeout(resolve, 300); });
  expect(updated).not.toHaveBeenCalled();
  // One is paused alone, the other given up: that shot is updated.
  jobs.resumeAll('propagate');
  jobs.pause(held);
  jobs.cancel(free);
  await until(() => state(engine, held) === 'paused' && state(engine, free) === 'cancelled');
  updates.touch();
  await vi.waitFor(async () => { expect(await made(engine, both[1])).toHaveLength(12); }, { timeout: 120_000, interval: 100 });
  await until(() => jobs.list().every(({ kind }) => kind !== 'updateStale'));
  expect(new Set(updated.mock.calls.map(([{ shotId }]) => shotId))).toEqual(new Set([both[1].id]));
  expect((await made(engine, both[0])).length).toBeLessThan(12);
}, 240_000);

test('a propagation of another project, paused or running, is left alone by edits of the one that is open; of a shot that is removed it is cancelled', async () => {
  const engine = await newProject('two');
  const { app, jobs } = engine;
  const [first, second] = shots(engine);
  const ids = [await propagateShot(app, jobs, first.id), await propagateShot(app, jobs, second.id)];
  jobs.pauseAll('propagate');
  await until(() => ids.every((id) => state(engine, id) === 'paused'));
  app.apply({ kind: 'removeKeyframe', keyframeId: keyframeOf(engine, first).id });
  await until(() => state(engine, ids[0]!) === 'cancelled');
  app.create(join(home, 'other.tintype'), { overwrite: false });
  const { jobId } = await openClip(app, jobs, film, { proxy: false });
  await jobs.wait(jobId!);
  app.apply({ kind: 'addKeyframe', keyframe: { id: newId(KeyframeId), shotId: shots(engine)[0].id, frame: frameIndex(0), approved: false, hints: [hint(5)] } });
  expect(state(engine, ids[1]!)).toBe('paused');

  jobs.resumeAll('propagate');
  await until(() => state(engine, ids[1]!) !== 'paused');
  app.apply({ kind: 'updateHint', keyframeId: keyframeOf(engine, shots(engine)[0]).id, hint: hint(-5) });
  expect((await jobs.wait(ids[1]!)).state).toBe('done');
  app.open(join(home, 'two.tintype'));
  expect(await made(engine, second)).toHaveLength(12);
}, 120_000);
