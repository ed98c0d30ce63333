import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { automaticModelNamed, missingAutomaticModels, openClip, paintKeyframe, propagateShot, shotColour } from '../../src/engine/app/index.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { addModel, removeModel } from '../../src/engine/models/index.ts';
import { ddcolorLike } from '../../src/engine/models/testing/small-models.ts';
import { deltaE2000 } from '../../src/shared/colour/delta-e.ts';
import { AB_UNIT, type AbPlane } from '../../src/shared/model/ab-plane.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import type { Hint } from '../../src/shared/model/hint.ts';
import { HintId, KeyframeId, newId } from '../../src/shared/model/ids.ts';
import { isLong } from '../support/long.ts';
import { makeSmallClip } from '../support/clips.ts';
import { tintype } from '../support/tintype.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-brought-'));
  await writeFile(join(home, 'warm.onnx'), ddcolorLike());
});
afterAll(() => rm(home, { recursive: true, force: true }));

const models = (): string => join(home, 'data', 'models');
const open = (): Promise<Engine> => createEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'data') }, jobsDatabase: ':memory:' });

function abAt(plane: AbPlane, x: number, y: number): readonly [number, number] {
  const index = Math.floor(y * plane.height) * plane.width + Math.floor(x * plane.width);
  return [plane.samples[index]! / AB_UNIT, plane.samples[plane.width * plane.height + index]! / AB_UNIT];
}

test('a brought model gives the automatic colour of a shot; hints stay exact; without it the colour is kept until the user chooses another', async () => {
  const adding = await open();
  await addModel(models(), adding.registry, { file: join(home, 'warm.onnx'), said: {} });
  await adding.close();

  const engine = await open();
  const { app } = engine;
  app.create(join(home, 'film.tintype'), { overwrite: false });
  const { jobId } = await openClip(app, engine.jobs, makeSmallClip(home).film, { proxy: false });
  await engine.jobs.wait(jobId!);
  const shot = app.document().shots[0]!;
  const keyframe = { id: newId(KeyframeId), shotId: shot.id, frame: frameIndex(2), approved: false, hints: [] };
  app.apply({ kind: 'addKeyframe', keyframe });
  const planeOf = async (key: string): Promise<AbPlane> => (await engine.services.colours.colour(key as never))!.plane;
  const own = await paintKeyframe(app, keyframe.id);

  const model = automaticModelNamed(engine.registry, 'warm');
  app.apply({ kind: 'setAutomaticModel', shotIds: [shot.id], model });
  const brought = await paintKeyframe(app, keyframe.id);
  expect(brought.key).not.toBe(own.key);
  // Of ab = (12, 24) · gray, whatever the picture: b is twice a.
  const automatic = await planeOf(brought.key);
  for (const [x, y] of [[0.2, 0.3], [0.5, 0.5], [0.9, 0.8]] as const) {
    const [a, b] = abAt(automatic, x, y);
    expect(a).toBeGreaterThan(0.2);
    expect(b / a).toBeCloseTo(2, 1);
  }

  // A hint has its colour at its place; far from it the brought colour stays.
  const hint: Hint = { kind: 'point', id: newId(HintId), at: [0.3, 0.4], radius: 0.03, ab: [10, -14] };
  app.apply({ kind: 'addHint', keyframeId: keyframe.id, hint });
  const hinted = await planeOf((await paintKeyframe(app, keyframe.id)).key);
  expect(deltaE2000([50, ...abAt(hinted, 0.3, 0.4)], [50, 10, -14])).toBeLessThan(0.3);
  const [kept, before] = [abAt(hinted, 0.95, 0.9), abAt(automatic, 0.95, 0.9)];
  expect(Math.hypot(kept[0] - before[0], kept[1] - before[1])).toBeLessThan(3);

  // An auto mark gives the brought colour back, also beside the hint.
  app.apply({ kind: 'addHint', keyframeId: keyframe.id, hint: { kind: 'auto', id: newId(HintId), at: [0.6, 0.6], radius: 0.05 } as Hint });
  const marked = await planeOf((await paintKeyframe(app, keyframe.id)).key);
  expect(deltaE2000([50, ...abAt(marked, 0.6, 0.6)], [50, ...abAt(automatic, 0.6, 0.6)])).toBeLessThan(0.3);

  expect(await engine.jobs.wait(await propagateShot(app, engine.jobs, shot.id))).toMatchObject({ state: 'done' });
  const made = await shotColour(app, shot.id);
  expect(made.frames.every(({ key, stale }) => key !== null && !stale)).toBe(true);
  await engine.close();

  const removing = await open();
  await removeModel(models(), removing.registry, 'warm');
  await removing.close();
  const without = await open();
  without.app.open(join(home, 'film.tintype'));
  expect(missingAutomaticModels(without.registry, without.app.document().shots)).toEqual(['warm']);
  expect((await shotColour(without.app, shot.id)).frames).toEqual(made.frames);
  without.app.apply({ kind: 'updateHint', keyframeId: keyframe.id, hint: { ...hint, ab: [20, 20] } as Hint });
  await expect(paintKeyframe(without.app, keyframe.id)).rejects.toMatchObject({ code: 'model.notAdded', message: expect.stringContaining('“warm”') as string });
  without.app.apply({ kind: 'setAutomaticModel', shotIds: [shot.id] });
  expect((await paintKeyframe(without.app, keyframe.id)).key).not.toBe(made.frames[2]!.key);
  await without.close();
});

test('an open engine sees a model that is added, replaced and removed, and says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tintype-brought-open-'));
  const engine = await createEngine({ directories: { cache: join(folder, 'cache'), data: join(folder, 'data') }, jobsDatabase: ':memory:' });
  try {
    const notices: string[] = [];
    engine.notices.subscribe(({ kind, text }) => { if (kind === 'modelsChanged') notices.push(text); });
    const run = (...args: readonly string[]): ReturnType<typeof tintype> => tintype(args, { home: folder, env: {} });
    const add = async (bytes: Uint8Array): Promise<void> => {
      await writeFile(join(folder, 'tint.onnx'), bytes);
      expect(await run('models', 'add', join(folder, 'tint.onnx'), '--as', 'automatic')).toMatchObject({ code: 0 });
    };
    const { app } = engine;
    app.create(join(folder, 'film.tintype'), { overwrite: false });
    const { jobId } = await openClip(app, engine.jobs, makeSmallClip(folder).film, { proxy: false });
    await engine.jobs.wait(jobId!);
    const shot = app.document().shots[0]!;
    const keyframe = { id: newId(KeyframeId), shotId: shot.id, frame: frameIndex(2), approved: false, hints: [] };
    app.apply({ kind: 'addKeyframe', keyframe });
    const painted = async (): Promise<AbPlane> => {
      app.apply({ kind: 'setAutomaticModel', shotIds: [shot.id], model: automaticModelNamed(engine.registry, 'tint') });
      const { key } = await paintKeyframe(app, keyframe.id);
      return (await engine.services.colours.colour(key as never))!.plane;
    };

    await add(ddcolorLike());
    await expect.poll(() => notices).toEqual(['The model “tint” was added: it is there under Shot, Automatic colour.']);
    const [a, b] = abAt(await painted(), 0.5, 0.5);
    expect(b / a).toBeCloseTo(2, 1);

    const { graphs } = await engine.inference.usage();
    // Another file under the same name: its own graph runs, not the one that is loaded, which leaves the process.
    expect(await run('models', 'remove', 'tint')).toMatchObject({ code: 0 });
    await engine.lookForModels();
    expect((await engine.inference.usage()).graphs).toBe(graphs - 1);
    await add(ddcolorLike({ ab: [-12, 24] }));
    await engine.lookForModels();
    const [otherA, otherB] = abAt(await painted(), 0.5, 0.5);
    expect(otherB / otherA).toBeCloseTo(-2, 1);

    expect(await run('models', 'remove', 'tint')).toMatchObject({ code: 0 });
    await engine.lookForModels();
    expect(notices.at(-1)).toBe('The model “tint” was removed. Colour that was made with it is kept.');
    expect(missingAutomaticModels(engine.registry, app.document().shots)).toEqual(['tint']);
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
});

test('the command line adds a model, lists it with its licence, tests it, and colours with it', async () => {
  const other = await mkdtemp(join(tmpdir(), 'tintype-brought-cli-'));
  try {
    const run = (...args: readonly string[]): ReturnType<typeof tintype> => tintype(args, { home: other, env: {} });
    const refused = await run('models', 'add', join(home, 'film.tintype'), '--as', 'automatic');
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('cannot be loaded as an ONNX model')]);
    expect(await run('models', 'add', join(home, 'warm.onnx'), '--as', 'automatic', '--json')).toMatchObject({ code: 0, stdout: expect.stringContaining('"licence":"Apache-2.0"') as string, stderr: expect.stringContaining('as DDColor is') as string });
    expect((await run('models', 'list')).stdout).toContain('warm: three channels gray in, ab out, 64×64; licence: Apache-2.0');
    const tested = JSON.parse((await run('models', 'test', 'warm', '--json')).stdout) as { meanChroma: number };
    expect(tested.meanChroma).toBeGreaterThan(5);
    if (!isLong) return;
    const [film, out] = [makeSmallClip(other).film, join(other, 'out.mkv')];
    const coloured = await run('colorize', film, '--auto', '--automatic', 'warm', '--codec', 'ffv1', '--frames', '0-1', '--out', out);
    expect(coloured.code, coloured.stderr).toBe(0);
  } finally {
    await rm(other, { recursive: true, force: true });
  }
});
