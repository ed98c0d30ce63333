import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openClip, paintKeyframe, swatchConsistency } from '../../src/engine/app/index.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { Keyframe } from '../../src/shared/model/document.ts';
import type { ImagePoint } from '../../src/shared/model/hint.ts';
import { HintId, KeyframeId, LayerId, newId, SceneId, SwatchId } from '../../src/shared/model/ids.ts';
import { neutralLayer } from '../../src/shared/model/layer.ts';
import { makeSmallClip } from '../support/clips.ts';
import { createTestEngine } from '../support/test-engine.ts';

let home: string;
let engine: Engine;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-consistency-'));
  engine = await createTestEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'data') }, jobsDatabase: ':memory:' });
  engine.app.create(join(home, 'film.tintype'), { overwrite: false });
  const { jobId } = await openClip(engine.app, engine.jobs, makeSmallClip(home).film, { proxy: false });
  await engine.jobs.wait(jobId!);
});
afterAll(async () => {
  await engine.close();
  await rm(home, { recursive: true, force: true });
});

const swatch = { id: newId(SwatchId), name: 'Coat', lab: [60, 25, 15] as const, tolerance: 3, note: '' };
const scene = { id: newId(SceneId), name: 'Quay' };

function keyframeOf(index: number, at: ImagePoint): Keyframe {
  const shot = engine.app.document().shots[index]!;
  return { id: newId(KeyframeId), shotId: shot.id, frame: shot.range.first, approved: false, hints: [{ kind: 'point', id: newId(HintId), at, radius: 0.05, ab: [25, 15], swatch: swatch.id }] };
}

test('what shots of a scene show for a swatch is compared with their layers, the frame that differs is named, and shots without colour are told', async () => {
  const { app } = engine;
  const [first, second] = app.document().shots;
  app.apply({ kind: 'addSwatch', swatch });
  app.apply({ kind: 'addScene', scene });
  const [a, b] = [keyframeOf(0, [0.5, 0.5]), keyframeOf(1, [0.5, 0.5])];
  app.apply({ kind: 'addKeyframe', keyframe: a });
  app.apply({ kind: 'addKeyframe', keyframe: b });
  app.apply({ kind: 'moveShotsToScene', shotIds: [first!.id], sceneId: scene.id });
  // One shot of the scene has nothing to be compared with.
  expect(await swatchConsistency(app, scene.id)).toEqual([]);
  app.apply({ kind: 'moveShotsToScene', shotIds: [second!.id], sceneId: scene.id });
  await paintKeyframe(app, a.id);
  expect(await swatchConsistency(app, scene.id)).toEqual([{ swatchId: swatch.id, shots: [], unknown: [second!.id] }]);

  await paintKeyframe(app, b.id);
  const [plain] = await swatchConsistency(app, scene.id);
  expect(plain!.unknown).toEqual([]);
  expect(plain!.shots.map(({ shotId }) => shotId).toSorted()).toEqual([first!.id, second!.id].toSorted());
  // Two are as far from each other as each is from the other.
  expect(plain!.shots[0]!.deltaE).toBeCloseTo(plain!.shots[1]!.deltaE, 9);

  // A layer takes the colour of one of them: its keyframe shows gray.
  app.apply({ kind: 'addLayer', shotId: second!.id, layer: { ...neutralLayer('Gray'), id: newId(LayerId), saturation: 0 } });
  const [gray] = await swatchConsistency(app, scene.id);
  const shown = gray!.shots.find(({ shotId }) => shotId === second!.id)!;
  expect(Math.hypot(...shown.ab)).toBeLessThan(0.01);
  expect(shown.frame).toBe(b.frame);
  expect(gray!.shots[0]!.deltaE).toBeGreaterThan(plain!.shots[0]!.deltaE + 5);
  app.undo();
  expect(await swatchConsistency(app, scene.id)).toEqual([plain]);
});

test('a scene that is not there is refused', async () => {
  await expect(swatchConsistency(engine.app, newId(SceneId))).rejects.toMatchObject({ code: 'project.notFound' });
});
