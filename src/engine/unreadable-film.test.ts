import { readFileSync } from 'node:fs';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { frameRange } from '../shared/model/frame.ts';
import { newId, ShotId } from '../shared/model/ids.ts';
import type { Job } from '../shared/contract/jobs.ts';
import { DeliveryRequest } from '../shared/contract/deliver.ts';
import { startDelivery } from './app/index.ts';
import { createEngine, type Engine } from './engine.ts';
import { until } from './jobs/testing/sample-jobs.ts';
import { locateFfmpeg, probeClip } from './media/index.ts';
import { failingTools, failReads } from './media/testing/read-errors.ts';
import { makeMedia, temporaryDirectory } from './media/testing/sample-media.ts';

const directory = temporaryDirectory();
const open: Engine[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const engine of open.splice(0)) await engine.close();
});
afterAll(() => directory.dispose());

test('a read error that is met only when the shots are found is noted in the document, and the search goes on behind it', async () => {
  const tools = await locateFfmpeg();
  const path = await makeMedia(tools, '-f lavfi -i testsrc2=s=160x90:r=24:d=2,noise=alls=20:allf=t -c:v ffv1 -g 1 -level 3 -slicecrc 1', directory.file('film.mkv'));
  // As a film that opens by its index: every frame is there.
  const clip = await probeClip(path, tools);
  const from = Math.floor(readFileSync(path).length / 2 / 4096) * 4096;
  await failReads(path, [{ from, to: from + 4096 }]);
  const failing = await failingTools(tools, path, { end: from, file: directory.file });
  const engine = await createEngine({ directories: { cache: directory.file('cache'), data: directory.file('data') }, jobsDatabase: ':memory:', threads: 1, ffmpegPath: failing.ffmpegPath });
  open.push(engine);
  const { app, jobs } = engine;
  app.create(directory.file('film.tintype'), { overwrite: false });
  app.apply({ kind: 'addClip', clip, shots: [{ id: newId(ShotId), clipId: clip.id, name: '001', range: frameRange(0, clip.frameCount - 1), transitionIn: { kind: 'cut' } }] });
  const states: string[] = [];
  const { id } = jobs.enqueue('findShots', { clip });
  const leave = jobs.subscribe((job) => { if (job.id === id) states.push(job.error === undefined ? job.state : `${job.state}: ${job.error.message}`); });
  await until(() => app.clip(clip.id).unreadable !== undefined);
  expect(app.clip(clip.id).unreadable).toEqual([{ from, to: from + 4096 }]);
  // It has begun again by now.
  await jobs.wait(id);
  leave();
  expect(states.find((state) => state.startsWith('failed'))).toMatch(/^failed: "film" can be read only up to frame \d+: its disk reports an error there\.$/);
  expect(app.clip(clip.id).remarks[0]).toContain('cannot be read: the disk reports an error there.');
  // The search that went past it tells which frame lies in it.
  const [damaged] = app.clip(clip.id).damaged!;
  expect(damaged?.first).toBeGreaterThan(20);
  expect(app.clip(clip.id).remarks.join(' ')).toContain(`Frame ${damaged!.first} is damaged; what can be decoded of it is used.`);
  expect(states.at(-1), states.join(' | ')).toBe('done');
});

test('a part that becomes unreadable while the film is worked on is noted when a delivery meets it; begun again, the delivery goes past it', async () => {
  const tools = await locateFfmpeg();
  const path = await makeMedia(tools, '-f lavfi -i testsrc2=s=160x90:r=24:d=1,noise=alls=20:allf=t -c:v ffv1 -g 1 -level 3 -slicecrc 1', directory.file('later.mkv'));
  const clip = await probeClip(path, tools);
  const engine = await createEngine({ directories: { cache: directory.file('cache'), data: directory.file('data') }, jobsDatabase: ':memory:', threads: 1, ffmpegPath: tools.ffmpegPath });
  open.push(engine);
  const { app, jobs } = engine;
  app.create(directory.file('later.tintype'), { overwrite: false });
  app.apply({ kind: 'addClip', clip, shots: [{ id: newId(ShotId), clipId: clip.id, name: '001', range: frameRange(0, clip.frameCount - 1), transitionIn: { kind: 'cut' } }] });
  const from = Math.floor(readFileSync(path).length / 2 / 4096) * 4096;
  const failing = await failReads(path, [{ from, to: from + 4096 }]);
  const deliver = async (): Promise<Job> => {
    const id = await startDelivery(app, jobs, DeliveryRequest.parse({ what: { kind: 'clip', clipId: clip.id }, codec: 'ffv1', directory: directory.file('out'), overwrite: true }));
    return jobs.wait(id);
  };
  expect((await deliver()).error?.message).toMatch(/^"later\.mkv" cannot be read to its end: its disk does not answer, or reports an error\. .* begin again then/);
  await until(() => app.clip(clip.id).unreadable !== undefined);
  expect(app.clip(clip.id).unreadable).toEqual([{ from, to: from + 4096 }]);
  expect(app.clip(clip.id).remarks.join(' ')).toContain('cannot be read: the disk reports an error there.');
  // ffmpeg reads the file as it is; what lies there counts as zeros for both.
  const again = await deliver();
  expect(again.error?.message).toBeUndefined();
  expect(again.state).toBe('done');
  failing.mockRestore();
});

test('a disk that gives nothing of a film is not one with an unreadable part', async () => {
  const tools = await locateFfmpeg();
  const path = await makeMedia(tools, '-f lavfi -i testsrc2=s=160x90:r=24:d=1 -c:v ffv1 -g 1', directory.file('gone.mkv'));
  const clip = await probeClip(path, tools);
  const engine = await createEngine({ directories: { cache: directory.file('cache'), data: directory.file('data') }, jobsDatabase: ':memory:', threads: 1, ffmpegPath: tools.ffmpegPath });
  open.push(engine);
  const { app, jobs } = engine;
  app.create(directory.file('gone.tintype'), { overwrite: false });
  app.apply({ kind: 'addClip', clip, shots: [{ id: newId(ShotId), clipId: clip.id, name: '001', range: frameRange(0, clip.frameCount - 1), transitionIn: { kind: 'cut' } }] });
  await failReads(path, [{ from: 0, to: readFileSync(path).length }]);
  const id = await startDelivery(app, jobs, DeliveryRequest.parse({ what: { kind: 'clip', clipId: clip.id }, codec: 'ffv1', directory: directory.file('out'), overwrite: true }));
  expect((await jobs.wait(id)).state).toBe('failed');
  await new Promise((resolve) => { setTimeout(resolve, 500); });
  expect(app.clip(clip.id).unreadable).toBeUndefined();
});
