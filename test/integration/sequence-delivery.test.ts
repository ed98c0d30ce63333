import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { deliveredBefore, DeliverResult, estimate, openClip, propagateShot, QualityResult, startDelivery } from '../../src/engine/app/index.ts';
import { readTimelineFile } from '../../src/engine/interchange/index.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { DeliveryRequest } from '../../src/shared/contract/deliver.ts';
import { Keyframe, type Shot } from '../../src/shared/model/document.ts';
import { documentIndex } from '../../src/shared/model/document-index.ts';
import { frameRange } from '../../src/shared/model/frame.ts';
import { EventId, newId, SequenceId } from '../../src/shared/model/ids.ts';
import { shotsInSequence } from '../../src/shared/model/sequence-uses.ts';
import { ffmpeg, makeSmallClip } from '../support/clips.ts';
import { createTestEngine } from '../support/test-engine.ts';

/* A sequence of two clips, the second smaller than the first: its shots are one delivery. Of each clip one shot has a keyframe. */

let home: string;
let engine: Engine;
const sequenceId = newId(SequenceId);
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-sequence-'));
  engine = await createTestEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'data') }, jobsDatabase: ':memory:' });
  const { app, jobs } = engine;
  app.create(join(home, 'reels.tintype'), { overwrite: false });
  const { film } = makeSmallClip(home);
  const second = join(home, 'pier.mkv');
  ffmpeg('-i', film, '-vf', 'hflip,scale=64:48', '-r', '24', '-frames:v', '9', '-an', '-c:v', 'ffv1', second);
  for (const path of [film, second]) {
    const { jobId } = await openClip(app, jobs, path, { proxy: false });
    await jobs.wait(jobId!);
  }
  const [one, two] = app.document().clips;
  const [first, last] = documentIndex(app.document()).shots(one!.id);
  const event = (shot: Shot, recordStart: number): object => ({ id: newId(EventId), name: `event ${recordStart}`, clipId: shot.clipId, range: frameRange(shot.range.first + 1, shot.range.first + 3), handles: { before: 0, after: 0 }, recordStart, transitionIn: { kind: 'cut' } });
  const [ofTwo] = documentIndex(app.document()).shots(two!.id);
  app.apply({ kind: 'setSequence', sequence: { id: sequenceId, name: 'Reel 1', rate: one!.rate, dropFrame: false, events: [event(last!, 0), event(ofTwo!, 3), event(first!, 6)] as never } });
  for (const [id, shot] of [['k1', first!], ['k2', ofTwo!]] as const) {
    app.apply({ kind: 'addKeyframe', keyframe: Keyframe.parse({ id, shotId: shot.id, frame: 2, approved: false, hints: [{ kind: 'point', id: `h-${id}`, at: [0.3, 0.4], radius: 0.02, ab: [30, 20] }] }) });
  }
});
afterAll(async () => {
  await engine.close();
  await rm(home, { recursive: true, force: true });
});

function requestTo(folder: string, part: Partial<DeliveryRequest> = {}): DeliveryRequest {
  const document = engine.app.document();
  const shotIds = shotsInSequence(document.sequences[0]!, document).map(({ id }) => id);
  return { what: { kind: 'shots', shotIds }, codec: 'ffv1', directory: join(home, folder), naming: '{clip}-{shot}', overwrite: false, sequenceId, timeline: { path: 'Reel 1.otio' }, ...part };
}

test('the shots of a sequence are one delivery: their colour is made first, files and timeline have the order of the record, and one report checks all', async () => {
  const { app, jobs } = engine;
  const request = requestTo('out', { propagate: true, qualityReport: true });
  const asked = await estimate(app, request);
  const [one, two] = app.document().clips;
  const shots = shotsInSequence(app.document().sequences[0]!, app.document());
  const length = ({ range }: Shot): number => range.last - range.first + 1;
  expect(asked).toMatchObject({ frames: shots.reduce((sum, shot) => sum + length(shot), 0), timeline: { events: 3, remarks: expect.any(Array) as unknown } });
  expect(asked.kept.map(({ files }) => files)).toEqual([[0, 2], [1]]);
  const job = await jobs.wait(await startDelivery(app, jobs, request, { propagate: (shotId) => propagateShot(app, jobs, shotId) }));
  expect(job).toMatchObject({ state: 'done' });
  const { reports, qualityJobId, timeline } = DeliverResult.parse(job.result);
  expect(reports.map(({ files, clip, frameCount, uncolouredFrames }) => [files, clip?.id, frameCount, uncolouredFrames])).toEqual([
    [[join(home, 'out', `${one!.name}-02.mkv`)], one!.id, length(shots[0]!), length(shots[0]!)], [[join(home, 'out', 'pier-01.mkv')], two!.id, 9, 0], [[join(home, 'out', `${one!.name}-01.mkv`)], one!.id, length(shots[2]!), 0],
  ]);
  expect(jobs.list().filter(({ kind, state }) => kind === 'propagate' && state === 'done').map(({ shotId }) => shotId).toSorted()).toEqual([shots[1]!.id, shots[2]!.id].toSorted());
  expect(timeline?.path).toBe(join(home, 'out', 'Reel 1.otio'));
  expect((await readTimelineFile(timeline!.path)).events.map(({ file }) => file?.split('/').at(-1))).toEqual([`${one!.name}-02.mkv`, 'pier-01.mkv', `${one!.name}-01.mkv`]);
  const checked = QualityResult.parse((await jobs.wait(qualityJobId!)).result);
  expect(checked.reports.map(({ delivered }) => delivered)).toEqual(reports.flatMap(({ files }) => files));
}, 240_000);

test('a film is read whole when its turn comes, not before the first file of the delivery is written', async () => {
  const { app, jobs, services: { contents } } = engine;
  const [, two] = app.document().clips;
  const request = requestTo('in-turn');
  const { files } = await estimate(app, request);
  const verified = vi.spyOn(contents, 'verify');
  const standing: (readonly [string, boolean])[] = [];
  verified.mockImplementation((clip) => {
    standing.push([clip.source.kind === 'file' && clip.source.path === (two!.source as { path?: string }).path ? 'two' : 'one', existsSync(files[0]!)]);
    return Promise.resolve('same');
  });
  try {
    expect(await jobs.wait(await startDelivery(app, jobs, request))).toMatchObject({ state: 'done' });
  } finally {
    verified.mockRestore();
  }
  expect(standing).toEqual([['one', false], ['two', true], ['one', true]]);
}, 240_000);

test('what differs from the delivery before is told of the clip whose colour has changed', async () => {
  const { app } = engine;
  const [, two] = app.document().clips;
  expect((await deliveredBefore(app, requestTo('again'))).map(({ changed }) => changed)).toEqual([[], [], []]);
  const { id, hints: [hint] } = app.document().keyframes.find((each) => (each.id as string) === 'k2')!;
  app.apply({ kind: 'updateHint', keyframeId: id, hint: { ...hint!, ab: [-30, 10] } as typeof hint & object });
  const before = await deliveredBefore(app, requestTo('again'));
  expect(before.map(({ file, changed }) => [file, changed.length])).toEqual([[0, 0], [1, 1], [2, 0]]);
  expect(before[1]!.clipId).toBe(two!.id);
});

test('a timeline that stands there already is refused before anything is written, unless it is the one to be written; with numbers it gets one too', async () => {
  const { app, jobs } = engine;
  const written = await readFile(join(home, 'out', 'Reel 1.otio'), 'utf8');
  const inUse = requestTo('out');
  await expect(estimate(app, { ...inUse, naming: 'other-{clip}-{shot}' })).rejects.toMatchObject({ code: 'file.exists' });
  const numbered = await estimate(app, { ...inUse, numbered: true });
  expect(numbered.inUse).toEqual([0, 1, 2, 3]);
  expect(numbered.timeline?.path).toBe(join(home, 'out', 'Reel 1 (2).otio'));
  // As after a kill between the timeline and the end of the job.
  const request = requestTo('resumed');
  expect(await jobs.wait(await startDelivery(app, jobs, request))).toMatchObject({ state: 'done' });
  const again = await readFile(join(home, 'resumed', 'Reel 1.otio'), 'utf8');
  expect(again).toBe(written.replaceAll('/out/', '/resumed/'));
  for (const name of await readdir(join(home, 'resumed'))) if (!name.endsWith('.otio')) await rm(join(home, 'resumed', name));
  expect(await jobs.wait(await startDelivery(app, jobs, request))).toMatchObject({ state: 'done' });
  await writeFile(join(home, 'resumed', 'Reel 1.otio'), 'of somebody else');
  await expect(estimate(app, { ...request, naming: 'third-{clip}-{shot}' })).rejects.toMatchObject({ code: 'file.exists' });
  await expect(estimate(app, { ...request, what: { kind: 'clip', clipId: app.document().clips[0]!.id } })).rejects.toMatchObject({ code: 'input.malformed' });
}, 240_000);
