import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { RunningServer } from '../../src/engine/server/index.ts';
import type { Job } from '../../src/shared/contract/jobs.ts';
import { abPlaneUrl, lumaUrl } from '../../src/shared/contract/pixel-urls.ts';
import { decodeAbPlane } from '../../src/shared/model/ab-plane.ts';
import type { Keyframe } from '../../src/shared/model/document.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import { HintId, type JobId, KeyframeId, newId } from '../../src/shared/model/ids.ts';
import { makeSmallClip, type SmallClip } from '../support/clips.ts';
import { useServedEngine } from '../support/served-engine.ts';
import { connectWire, type WireClient } from '../support/wire-client.ts';

const served = useServedEngine('wire');
let home: string;
let server: RunningServer;
let film: SmallClip;
beforeAll(() => {
  ({ home, server } = served);
  film = makeSmallClip(home);
});

/** The job once it has ended. The list is read when the stream of events is open, so that no end falls between them. */
async function ended(client: WireClient, jobId: JobId): Promise<Job> {
  const isEnd = (job: Job): boolean => job.id === jobId && !['queued', 'running'].includes(job.state);
  const events = await client.jobs.events();
  const heard = (async () => {
    for await (const job of events) if (isEnd(job)) return job;
    throw new Error('the stream of jobs ended');
  })();
  heard.catch(() => undefined); // The connection may end without it.
  return (await client.jobs.list()).find(isEnd) ?? heard;
}

async function waitFor(client: WireClient, start: () => Promise<{ jobId: JobId }>): Promise<Job> {
  return ended(client, (await start()).jobId);
}

test('requests without a session, from another origin or for another host are refused', async () => {
  const origin = `http://127.0.0.1:${server.port}`;
  expect((await fetch(origin)).status).toBe(401);
  const { cookie, close } = await connectWire(server.signInUrl());
  expect((await fetch(origin, { headers: { cookie, origin: 'http://elsewhere.example' } })).status).toBe(403);
  expect((await fetch(`${origin}/pixels/ab/../../etc/passwd`, { headers: { cookie } })).status).toBe(404);
  close();
});

test('a film is opened, painted, propagated, undone, and delivered over the wire', async () => {
  const wire = await connectWire(server.signInUrl());
  const { client } = wire;
  await client.project.create({ path: join(home, 'work.tintype') });
  const { clipId } = await client.media.openClip({ path: film.film });
  const listed = await client.jobs.list();
  const finding = listed.find((job) => job.kind === 'findShots')!;
  await ended(client, finding.id);
  const opened = (await client.project.current())!;
  expect(opened.document.shots.map((shot) => shot.range)).toEqual([{ first: 0, last: 11 }, { first: 12, last: 23 }]);
  expect((await wire.get(lumaUrl({ clipId }, 3, 'proxy'))).headers.get('content-type')).toBe('image/jpeg');
  expect((await wire.get(lumaUrl({ clipId }, 99, 'proxy'))).status).toBe(404);

  const shot = opened.document.shots[0]!;
  const keyframe: Keyframe = { id: newId(KeyframeId), shotId: shot.id, frame: frameIndex(0), approved: false, hints: [{ kind: 'point', id: newId(HintId), at: [0.8, 0.2], radius: 0.03, ab: [-5, -28] }] };
  const { revision } = await client.project.apply({ baseRevision: opened.revision, command: { kind: 'addKeyframe', keyframe } });
  const painted = await client.colorize.keyframe({ keyframeId: keyframe.id });
  const plane = decodeAbPlane(new Uint8Array(await (await wire.get(abPlaneUrl(painted.key))).arrayBuffer()));
  const at = Math.floor(0.2 * plane.height) * plane.width + Math.floor(0.8 * plane.width);
  expect(plane.samples[at]! / 256).toBeCloseTo(-5, -0.6);
  expect(plane.samples[plane.width * plane.height + at]! / 256).toBeCloseTo(-28, -0.6);

  const impossible = { clipId, frame: frameIndex(3), hints: [{ ...keyframe.hints[0]!, kind: 'point' as const, at: [0.8, 0.2] as const, radius: 0.03, ab: [100, -100] as const }] };
  // The second answer comes out of the cache.
  for (const _time of ['painted', 'found']) expect((await client.colorize.preview(impossible)).outOfGamut).toBe(1);
  expect((await client.colorize.keyframe({ keyframeId: keyframe.id })).outOfGamut).toBe(0);

  const spread = await waitFor(client, () => client.propagate.run({ shotId: shot.id }));
  expect(spread.error).toBeUndefined();
  expect(spread.state).toBe('done');
  const status = await client.propagate.status({ shotId: shot.id });
  expect(status.frames.every((frame) => frame.key !== null && !frame.stale)).toBe(true);
  // By what the shot was coloured is noted in the document, and is no step to undo.
  const coloured = await client.project.current();
  expect(coloured?.document.shots.find(({ id }) => id === shot.id)?.networks).toEqual({ colorize: { id: 'painter', version: '2.3.0' }, propagate: { id: 'propagation-painter', version: '2.3.0' } });
  expect(coloured?.undoLabel).toBe('Add keyframe');
  const request = { what: { kind: 'shots' as const, shotIds: [shot.id] }, codec: 'h264' as const, directory: join(home, 'out') };

  const changed = await client.project.apply({ baseRevision: revision, command: { kind: 'updateHint', keyframeId: keyframe.id, hint: { ...keyframe.hints[0]!, kind: 'point', at: [0.8, 0.2], radius: 0.03, ab: [20, 20] } } });
  expect(changed.revision).toBeGreaterThan(revision);
  // The former colour stays on the screen, marked as stale, until it is replaced.
  const stale = await client.propagate.status({ shotId: shot.id });
  expect(stale.frames.map((frame) => frame.stale)).toEqual(Array.from({ length: 12 }, () => true));
  expect(stale.frames.map((frame) => frame.key)).toEqual(status.frames.map((frame) => frame.key));
  expect((await client.deliver.estimate(request)).uncolouredFrames).toBe(12);
  await client.project.undo();
  // The old keys find the old result: nothing is made again.
  expect(await client.propagate.status({ shotId: shot.id })).toEqual(status);

  const estimate = await client.deliver.estimate(request);
  expect(estimate).toMatchObject({ frames: 12, uncolouredFrames: 0 });
  const delivered = await waitFor(client, () => client.deliver.run(request));
  expect(delivered.error).toBeUndefined();
  expect(delivered.state).toBe('done');
  wire.close();
}, 240_000);

test('two windows on one project show the same document', async () => {
  const [one, two] = [await connectWire(server.signInUrl()), await connectWire(server.signInUrl())];
  const events = await two.client.project.events();
  const state = (await one.client.project.current())!;
  const heard = (async () => { for await (const event of events) if (event.kind === 'changed') return event; return undefined; })();
  // The stream is open on the other side once its first answer is awaited; a read over the same socket comes after it.
  await two.client.project.current();
  await one.client.project.apply({ baseRevision: state.revision, command: { kind: 'renameShot', shotId: state.document.shots[0]!.id, name: 'Harbour' } });
  expect(await heard).toMatchObject({ kind: 'changed', revision: state.revision + 1 });
  expect((await two.client.project.current())?.document.shots[0]?.name).toBe('Harbour');
  one.close();
  two.close();
});

test('expected errors arrive over the wire with their code and sentence', async () => {
  const { client, close } = await connectWire(server.signInUrl());
  await expect(client.media.openClip({ path: join(home, 'nowhere.mov') })).rejects.toMatchObject({ data: { code: 'file.missing' } });
  await copyFile(film.film, join(home, 'not-a-project.tintype'));
  await expect(client.project.open({ path: join(home, 'not-a-project.tintype') })).rejects.toMatchObject({ data: { code: 'project.notProject' } });
  close();
});
