import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forecastPropagation, openClip, shotColour, suggestKeyframe } from '../../src/engine/app/index.ts';
import { artefactKey, blendedPlaneKind } from '../../src/engine/artefacts/index.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { suggestKeyframe as suggestionOf } from '../../src/engine/propagate/index.ts';
import { PropagationForecast, SuggestionResult } from '../../src/shared/contract/propagate.ts';
import type { Shot } from '../../src/shared/model/document.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import type { PointHint } from '../../src/shared/model/hint.ts';
import { HintId, KeyframeId, newId } from '../../src/shared/model/ids.ts';
import { makeSmallClip } from '../support/clips.ts';
import { createTestEngine } from '../support/test-engine.ts';

let home: string;
let engine: Engine;
let shot: Shot;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-window-jobs-'));
  engine = await createTestEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'data') }, jobsDatabase: ':memory:' });
  engine.app.create(join(home, 'film.tintype'), { overwrite: false });
  const { jobId } = await openClip(engine.app, engine.jobs, makeSmallClip(home).film, { proxy: false });
  await engine.jobs.wait(jobId!);
  shot = engine.app.document().shots[0]!;
  const hint: PointHint = { kind: 'point', id: newId(HintId), at: [0.5, 0.5], radius: 0.03, ab: [20, 20] };
  engine.app.apply({ kind: 'addKeyframe', keyframe: { id: newId(KeyframeId), shotId: shot.id, frame: frameIndex(0), approved: false, hints: [hint] } });
});
afterAll(async () => {
  await engine.close();
  await rm(home, { recursive: true, force: true });
});

test('a suggested keyframe is found by a job, once for each state of a shot, and is then part of the shot’s status', async () => {
  const plane = { width: 2, height: 2, samples: new Int16Array(8) };
  const confidences = [null, ...Array.from({ length: 11 }, (_, index) => 0.95 - 0.06 * index)];
  const { group } = engine.app.shotPlan(shot.id).spans[0]!;
  for (const [frame, confidence] of confidences.entries()) {
    if (confidence !== null) await engine.services.colours.put(artefactKey(blendedPlaneKind, { span: group, frame }), blendedPlaneKind.kind, { plane, confidence: new Uint8Array(4) }, { meta: { group, frame, confidence } });
  }
  expect(await shotColour(engine.app, shot.id)).not.toHaveProperty('suggestion');
  const [jobId, same] = await Promise.all([suggestKeyframe(engine.app, engine.jobs, shot.id), suggestKeyframe(engine.app, engine.jobs, shot.id)]);
  expect(same).toBe(jobId);
  const job = await engine.jobs.wait(jobId);
  expect(job).toMatchObject({ kind: 'suggestKeyframe', state: 'done', shotId: shot.id, transient: true });
  const frame = suggestionOf(confidences, [0])!;
  const suggestion = { frame, confidence: confidences[frame] };
  expect(SuggestionResult.parse(job.result)).toEqual({ shotId: shot.id, suggestion });
  expect((await shotColour(engine.app, shot.id)).suggestion).toEqual(suggestion);
  // It is not in the list of jobs afterwards.
  expect(engine.jobs.list().filter(({ kind }) => kind === 'suggestKeyframe')).toEqual([]);
  // Without propagated colour the suggestion is known to be none.
  expect((await shotColour(engine.app, engine.app.document().shots[1]!.id)).suggestion).toBeNull();
});

test('an estimate of a propagation is a job; two requests share one, which counts the frames left to make', async () => {
  const jobId = forecastPropagation(engine.app, engine.jobs, [shot.id]);
  expect(forecastPropagation(engine.app, engine.jobs, [shot.id])).toBe(jobId);
  const job = await engine.jobs.wait(jobId);
  expect(job).toMatchObject({ kind: 'forecast', state: 'done' });
  expect(PropagationForecast.parse(job.result)).toMatchObject({ frames: 0, seconds: 0, shots: [{ shotId: shot.id, frames: 0 }] });
  const wider = forecastPropagation(engine.app, engine.jobs, engine.app.document().shots.map(({ id }) => id));
  engine.jobs.cancel(wider);
  expect(await engine.jobs.wait(wider)).toMatchObject({ state: 'cancelled' });
});
