import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliveredBefore, openClip, paintKeyframe, startDelivery } from '../../src/engine/app/index.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { DeliveryRequest } from '../../src/shared/contract/deliver.ts';
import { Keyframe } from '../../src/shared/model/document.ts';
import { frameRange } from '../../src/shared/model/frame.ts';
import { neutralLayer } from '../../src/shared/model/layer.ts';
import { makeSmallClip } from '../support/clips.ts';
import { createTestEngine } from '../support/test-engine.ts';

/* A film of two shots, of which frame 2 has colour: what is delivered of it is held against what it is now. */

let home: string;
let engine: Engine;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-before-'));
  engine = await createTestEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'data') }, jobsDatabase: ':memory:' });
  const { app, jobs } = engine;
  app.create(join(home, 'film.tintype'), { overwrite: false });
  const { jobId } = await openClip(app, jobs, makeSmallClip(home).film, { proxy: false });
  await jobs.wait(jobId!);
  const keyframe = Keyframe.parse({ id: 'k', shotId: app.document().shots[0]!.id, frame: 2, approved: false, hints: [{ kind: 'point', id: 'h', at: [0.3, 0.4], radius: 0.02, ab: [40, 20] }] });
  app.apply({ kind: 'addKeyframe', keyframe });
  await paintKeyframe(app, keyframe.id);
});
afterAll(async () => {
  await engine.close();
  await rm(home, { recursive: true, force: true });
});

test('frames that have another colour than in the file delivered before are told by file; a file that was changed since counts no more', async () => {
  const { app, jobs } = engine;
  const { shots } = app.document();
  expect(shots).toHaveLength(2);
  const request: DeliveryRequest = { what: { kind: 'shots', shotIds: shots.map(({ id }) => id) }, codec: 'h264', directory: join(home, 'out'), naming: '{clip}-{shot}', overwrite: true };
  expect(await deliveredBefore(app, request)).toEqual([]);
  expect(await jobs.wait(await startDelivery(app, jobs, request))).toMatchObject({ state: 'done' });
  const same = await deliveredBefore(app, request);
  expect(same.map(({ file, range, changed }) => ({ file, range, changed }))).toEqual(shots.map(({ range }, file) => ({ file, range, changed: [] })));
  // A layer changes what has colour.
  app.apply({ kind: 'setLayers', shotIds: [shots[0]!.id], layers: [{ ...neutralLayer('Faded'), saturation: 0.5 }] });
  expect((await deliveredBefore(app, request)).map(({ changed }) => changed)).toEqual([[{ first: 2, last: 2 }], []]);
  expect((await deliveredBefore(app, request)).map(({ differences }) => differences)).toEqual([[`Layers: others over ${shots[0]!.range.last + 1} of ${shots[0]!.range.last + 1} frames.`], []]);
  // Of another codec, with other tags and fewer frames.
  const part = { ...request, codec: 'prores-422hq', tags: { reelName: 'R7' }, what: { kind: 'range', clipId: shots[1]!.clipId, range: frameRange(shots[1]!.range.first, shots[1]!.range.last - 1) } } as const;
  const length = shots[1]!.range.last - shots[1]!.range.first + 1;
  expect((await deliveredBefore(app, part)).map(({ changed, differences }) => [changed, differences])).toEqual([[[], expect.arrayContaining([
    'Codec: ProRes 422 HQ, before H.264.', `Range: ${length - 1} of the ${length} frames of that file.`, expect.stringMatching(/^Reel: R7, as chosen; /),
  ]) as unknown]]);
  expect((await deliveredBefore(app, { ...request, settings: { quality: 'draft' } })).at(1)!.differences).toEqual(['Quality: draft, before best.']);
  // The whole clip was never in one file.
  expect(await deliveredBefore(app, { ...request, what: { kind: 'clip', clipId: shots[0]!.clipId } })).toEqual([]);
  // Delivered anew, it is as it was delivered last.
  expect(await jobs.wait(await startDelivery(app, jobs, { ...request, what: { kind: 'shots', shotIds: [shots[0]!.id] }, naming: '{clip}-{shot}-again' }))).toMatchObject({ state: 'done' });
  expect((await deliveredBefore(app, request)).map(({ path, changed }) => [path.endsWith('-again.mp4'), changed])).toEqual([[true, []], [false, []]]);
  writeFileSync(same[1]!.path, 'another film');
  expect((await deliveredBefore(app, request)).map(({ file }) => file)).toEqual([0]);
});
