import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { foundShotsKind } from '../../src/engine/artefacts/index.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { openClip, type App } from '../../src/engine/app/index.ts';
import { ffmpeg, makeSmallClip } from '../support/clips.ts';
import { createTestEngine } from '../support/test-engine.ts';

let directory: string;
let engine: Engine;
let film: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-open-clip-'));
  engine = await createTestEngine({ directories: { cache: join(directory, 'cache'), data: join(directory, 'data') }, jobsDatabase: ':memory:' });
  film = join(directory, 'film.mp4');
  ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=1', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', film);
});
afterAll(async () => {
  await engine.close();
  await rm(directory, { recursive: true, force: true });
});

/** The engine's session, telling of the pictures that are read. */
function watched(events: string[]): App {
  const { app } = engine;
  const { pictures } = app.services;
  return { ...app, services: { ...app.services, pictures: { ...pictures, jpeg: async (clip, frame, options) => {
    const bytes = await pictures.jpeg(clip, frame, options);
    events.push(`picture ${frame}`);
    return bytes;
  } } } };
}

test('an opened film shows its first picture before its shots are detected and its proxies are made', async () => {
  const events: string[] = [];
  engine.app.create(join(directory, 'one.tintype'), { overwrite: false });
  const stops = [engine.app.subscribe(({ kind }) => { if (kind === 'changed') events.push('clip'); }), engine.jobs.subscribe((job) => { if (job.state === 'queued') events.push(job.kind); })];
  const { jobId } = await openClip(watched(events), engine.jobs, film);
  for (const stop of stops) stop();
  expect(events).toEqual(['clip', 'picture 0', 'findShots', 'makeProxy']);
  expect(await engine.jobs.wait(jobId!)).toMatchObject({ state: 'done' });
});

test('a film opens even when its first picture cannot be read', async () => {
  engine.app.create(join(directory, 'two.tintype'), { overwrite: false });
  const broken: App = { ...engine.app, services: { ...engine.app.services, pictures: { ...engine.app.services.pictures, jpeg: () => Promise.reject(new Error('it is damaged')) } } };
  const { clipId, jobId } = await openClip(broken, engine.jobs, film);
  expect(engine.app.document().clips.map(({ id }) => id)).toEqual([clipId]);
  await engine.jobs.wait(jobId!);
});

test('merged shots stay merged when the film is opened again, also after a restart; an interrupted detection is repeated', async () => {
  const { film: twoShots } = makeSmallClip(directory);
  const path = join(directory, 'three.tintype');
  const { app, jobs } = engine;
  app.create(path, { overwrite: false });
  const { clipId, jobId } = await openClip(app, jobs, twoShots, { proxy: false });
  await jobs.wait(jobId!);
  const [first, second] = app.document().shots;
  app.apply({ kind: 'mergeShots', first: first!.id, second: second!.id });
  app.close();
  app.open(path);
  expect(await openClip(app, jobs, twoShots, { proxy: false })).toMatchObject({ clipId, jobId: undefined });
  expect(app.document().shots).toHaveLength(1);

  app.create(join(directory, 'four.tintype'), { overwrite: false });
  // Else the shots are those that were found for the other project.
  await engine.services.store.clear([foundShotsKind.kind]);
  const stopped = await openClip(app, jobs, twoShots, { proxy: false });
  jobs.cancel(stopped.jobId!);
  await jobs.wait(stopped.jobId!);
  const again = await openClip(app, jobs, twoShots, { proxy: false });
  await jobs.wait(again.jobId!);
  expect(app.document().shots).toHaveLength(2);
});

test('added to another project, a film has the shots that were found before, without being read for them; a changed film is read', async () => {
  const { film: twoShots } = makeSmallClip(await mkdtemp(join(directory, 'again-')));
  const { app, jobs } = engine;
  const framesRead = new Map<string, number>();
  const stop = jobs.subscribe((job) => { if (job.kind === 'findShots') framesRead.set(job.id, Math.max(framesRead.get(job.id) ?? 0, job.done)); });
  const shotsOf = async (project: string): Promise<{ readonly read: number; readonly shots: readonly unknown[] }> => {
    app.create(join(directory, project), { overwrite: false });
    const { jobId } = await openClip(app, jobs, twoShots, { proxy: false });
    expect(await jobs.wait(jobId!)).toMatchObject({ state: 'done' });
    return { read: framesRead.get(jobId!)!, shots: app.document().shots.map(({ name, range, transitionIn }) => ({ name, range, transitionIn })) };
  };
  await engine.services.store.clear([foundShotsKind.kind]);
  const first = await shotsOf('five.tintype');
  expect([first.read, first.shots.length]).toEqual([app.document().clips[0]!.frameCount, 2]);
  expect(await shotsOf('six.tintype')).toEqual({ read: 0, shots: first.shots });

  ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=24:d=0.5', '-c:v', 'ffv1', join(directory, 'other.mkv'));
  await copyFile(join(directory, 'other.mkv'), twoShots);
  const changed = await shotsOf('seven.tintype');
  expect(changed.read).toBe(12);
  stop();
});
