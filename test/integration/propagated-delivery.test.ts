import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DeliverResult, estimate, openClip, propagateShot, startDelivery } from '../../src/engine/app/index.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { Job } from '../../src/shared/contract/jobs.ts';
import type { DeliveryRequest } from '../../src/shared/contract/deliver.ts';
import { Keyframe } from '../../src/shared/model/document.ts';
import type { JobId, ShotId } from '../../src/shared/model/ids.ts';
import { makeSmallClip } from '../support/clips.ts';
import { createTestEngine } from '../support/test-engine.ts';

/* A film of two shots, the first with a keyframe: a delivery that propagates first. */

let home: string;
let engine: Engine;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-propagated-'));
  engine = await createTestEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'data') }, jobsDatabase: ':memory:' });
  const { app, jobs } = engine;
  app.create(join(home, 'film.tintype'), { overwrite: false });
  const { jobId } = await openClip(app, jobs, makeSmallClip(home).film, { proxy: false });
  await jobs.wait(jobId!);
  app.apply({ kind: 'addKeyframe', keyframe: keyframe(20) });
});
afterAll(async () => {
  await engine.close();
  await rm(home, { recursive: true, force: true });
});

function keyframe(a: number): Keyframe {
  return Keyframe.parse({ id: 'k', shotId: engine.app.document().shots[0]!.id, frame: 2, approved: false, hints: [{ kind: 'point', id: 'h', at: [0.3, 0.4], radius: 0.02, ab: [a, 20] }] });
}
const propagate = (shotId: ShotId): Promise<JobId> => propagateShot(engine.app, engine.jobs, shotId);
const request = (naming: string): DeliveryRequest => ({ what: { kind: 'clip', clipId: engine.app.document().clips[0]!.id }, codec: 'h264', directory: join(home, 'out'), naming, overwrite: true, propagate: true });
const propagations = (): readonly Job[] => engine.jobs.list().filter(({ kind }) => kind === 'propagate');
const uncoloured = ({ result }: Job): number => (result as DeliverResult).reports.reduce((sum, { uncolouredFrames }) => sum + uncolouredFrames, 0);

test('the estimate of a delivery counts the frames to be propagated before it, by the speed of earlier runs, and a delivery that waits tells the time left with them', async () => {
  const { app, jobs, services } = engine;
  const frames = app.document().shots[0]!.range.last;
  const before = await estimate(app, request('estimate'));
  expect(before.propagation).toMatchObject({ frames, seconds: null });
  expect(before.propagation!.bytes).toBeGreaterThan(0);
  services.speeds.note('propagate', { samples: 20_000, seconds: 2 });
  const known = (await estimate(app, request('estimate'))).propagation!.seconds!;
  services.speeds.note('propagate', { samples: 1000, seconds: 2 });
  // The new speed is 0.6 of the old one and 0.4 of 500 a second.
  expect((await estimate(app, request('estimate'))).propagation!.seconds! / known).toBeCloseTo(10_000 / (0.6 * 10_000 + 0.4 * 500), 5);
  const told: (number | null)[] = [];
  const unsubscribe = jobs.subscribe((job) => { if (job.kind === 'deliver' && job.phase === 'waiting') told.push(job.secondsLeft); });
  const id = await startDelivery(app, jobs, request('estimate'), { propagate });
  await jobs.wait(id);
  unsubscribe();
  expect(told[0]).toBeGreaterThanOrEqual(Math.floor(known));
  expect((await estimate(app, request('estimate'))).propagation).toBeUndefined();
});

test('a delivery propagates the shots with keyframes first, at once or when there is room for it, and none twice', async () => {
  const { app, jobs } = engine;
  const [first, second] = app.document().shots;
  const { id: keyframeId, hints: [hint] } = app.document().keyframes[0]!;
  app.apply({ kind: 'updateHint', keyframeId, hint: { ...hint!, ab: [35, 15] } as typeof hint & object });
  const before = propagations().length;
  const both = await Promise.all([startDelivery(app, jobs, request('at-once'), { propagate }), startDelivery(app, jobs, request('in-turn'))]);
  for (const id of both) {
    const job = await jobs.wait(id);
    expect(job).toMatchObject({ state: 'done' });
    // The second shot has no keyframe: it is gray.
    expect(uncoloured(job)).toBe(second!.range.last - second!.range.first + 1);
  }
  expect(propagations().slice(before).map(({ shotId, state }) => [shotId, state])).toEqual([[first!.id, 'done']]);
  // All is coloured: nothing is propagated again.
  expect(await jobs.wait(await startDelivery(app, jobs, request('again'), { propagate }))).toMatchObject({ state: 'done' });
  expect(propagations()).toHaveLength(before + 1);
});

test('where the propagation is cancelled, nothing is delivered and the delivery says why; resumed, it propagates again', async () => {
  const { app, jobs } = engine;
  const { id: keyframeId, hints: [hint] } = app.document().keyframes[0]!;
  app.apply({ kind: 'updateHint', keyframeId, hint: { ...hint!, ab: [-30, 40] } as typeof hint & object });
  const unsubscribe = jobs.subscribe((job) => { if (job.kind === 'deliver' && job.phase === 'waiting') jobs.cancel(propagations().at(-1)!.id); });
  const id = await startDelivery(app, jobs, request('stopped'), { propagate });
  const job = await jobs.wait(id);
  unsubscribe();
  expect(job).toMatchObject({ state: 'failed' });
  expect(job.error?.message).toBe('Nothing was delivered: the propagation of Shot 01 was cancelled.');
  expect(existsSync(join(home, 'out', 'stopped.mp4'))).toBe(false);
  jobs.resume(id);
  expect(await jobs.wait(id)).toMatchObject({ state: 'done' });
  expect(existsSync(join(home, 'out', 'stopped.mp4'))).toBe(true);
});
