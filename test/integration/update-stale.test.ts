import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openClip, paintKeyframe, propagateShot, shotColour, type StaleUpdates, updateStaleWhenIdle } from '../../src/engine/app/index.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { until } from '../../src/engine/jobs/testing/sample-jobs.ts';
import type { Job } from '../../src/shared/contract/jobs.ts';
import type { Shot } from '../../src/shared/model/document.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import type { PointHint } from '../../src/shared/model/hint.ts';
import { HintId, KeyframeId, newId } from '../../src/shared/model/ids.ts';
import { makeSmallClip } from '../support/clips.ts';
import { createTestEngine } from '../support/test-engine.ts';

let home: string;
let engine: Engine;
let updates: StaleUpdates;
let isOn = false;
const seen: Job[] = [];
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-update-stale-'));
  engine = await createTestEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'data') }, jobsDatabase: ':memory:' });
  engine.app.create(join(home, 'film.tintype'), { overwrite: false });
  const { jobId } = await openClip(engine.app, engine.jobs, makeSmallClip(home).film, { proxy: false });
  await engine.jobs.wait(jobId!);
  engine.jobs.subscribe((job) => { seen.push(job); });
  updates = updateStaleWhenIdle(engine.app, engine.jobs, { isOn: () => isOn, onError: (error) => { throw error; }, quietMs: 1, everyMs: 5 });
});
afterAll(async () => {
  await updates.stop();
  await engine.close();
  await rm(home, { recursive: true, force: true });
});

const first = (): Shot => engine.app.document().shots[0]!;
const hint: PointHint = { kind: 'point', id: newId(HintId), at: [0.8, 0.2], radius: 0.03, ab: [30, 10] };
const keyframe = { id: newId(KeyframeId), frame: frameIndex(0), approved: false, hints: [hint] };
const states = async (): Promise<{ readonly made: number; readonly stale: number }> => {
  const { frames } = await shotColour(engine.app, first().id);
  return { made: frames.filter(({ key, stale }) => key !== null && !stale).length, stale: frames.filter(({ stale }) => stale).length };
};
const updating = (): readonly Job[] => engine.jobs.list().filter(({ kind, state }) => kind === 'updateStale' && state === 'running');

test('nothing is made unasked: neither with the switch off, nor of frames that were never coloured', async () => {
  engine.app.apply({ kind: 'addKeyframe', keyframe: { ...keyframe, shotId: first().id } });
  isOn = true;
  // Long enough for many looks: the shot has a keyframe, and no stale frame.
  await new Promise((resolve) => { setTimeout(resolve, 300); });
  isOn = false;
  expect(seen.filter(({ kind }) => kind === 'updateStale')).toEqual([]);
  await engine.jobs.wait(await propagateShot(engine.app, engine.jobs, first().id));
  engine.app.apply({ kind: 'updateHint', keyframeId: keyframe.id, hint: { ...hint, ab: [-20, 10] } });
  await paintKeyframe(engine.app, keyframe.id);
  await new Promise((resolve) => { setTimeout(resolve, 300); });
  expect(seen.filter(({ kind }) => kind === 'updateStale')).toEqual([]);
  expect((await states()).stale).toBeGreaterThan(0);
});

test('with the switch on stale frames are made, an edit stops it at once, and it leaves no line in the list', async () => {
  isOn = true;
  await vi.waitFor(() => { expect(updating()).toHaveLength(1); }, { timeout: 240_000, interval: 5 });
  const [{ id, label }] = updating() as [Job];
  expect(label).toBe(`Updating stale colour · ${first().name}`);
  isOn = false;
  engine.app.apply({ kind: 'updateHint', keyframeId: keyframe.id, hint: { ...hint, ab: [-30, 10] } });
  expect((await engine.jobs.wait(id)).state).toBe('cancelled');
  expect(engine.jobs.list().filter(({ kind }) => kind === 'updateStale')).toEqual([]);
  isOn = true;
  await vi.waitFor(async () => { expect(await states()).toMatchObject({ stale: 0 }); }, { timeout: 200_000, interval: 200 });
  expect((await states()).made).toBe(first().range.last - first().range.first + 1);
  // The last frame is there a little before the job has ended.
  await until(() => engine.jobs.list().every(({ kind }) => kind !== 'updateStale'));
});
