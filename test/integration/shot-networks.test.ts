import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openClip, paintKeyframe, propagateShot, shotColour } from '../../src/engine/app/index.ts';
import { createEngine, type Engine, SHIPPED_MODELS } from '../../src/engine/engine.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import type { PointHint } from '../../src/shared/model/hint.ts';
import { HintId, KeyframeId, newId } from '../../src/shared/model/ids.ts';
import { makeSmallClip } from '../support/clips.ts';

let home: string;
let newer: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-networks-'));
  newer = join(home, 'newer');
  // The shipped weights under the names of networks that come later.
  for (const name of readdirSync(SHIPPED_MODELS)) {
    const folder = join(newer, name);
    mkdirSync(folder, { recursive: true });
    for (const file of readdirSync(join(SHIPPED_MODELS, name))) {
      const from = join(SHIPPED_MODELS, name, file);
      if (file !== 'manifest.json') symlinkSync(from, join(folder, file));
      else writeFileSync(join(folder, file), JSON.stringify({ ...JSON.parse(readFileSync(from, 'utf8')) as object, id: `${name}-next`, version: '9.0.0' }));
    }
  }
});
afterAll(() => rm(home, { recursive: true, force: true }));

const open = (modelDirectories: readonly string[]): Promise<Engine> => createEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'data') }, jobsDatabase: ':memory:', modelDirectories });

test('a shot keeps the networks that it was first coloured with after newer ones are installed, and is stale only when the user updates it', async () => {
  const first = await open([SHIPPED_MODELS]);
  first.app.create(join(home, 'film.tintype'), { overwrite: false });
  const { jobId } = await openClip(first.app, first.jobs, makeSmallClip(home).film, { proxy: false });
  await first.jobs.wait(jobId!);
  const [shot, other] = first.app.document().shots;
  const hint: PointHint = { kind: 'point', id: newId(HintId), at: [0.8, 0.2], radius: 0.03, ab: [30, 10] };
  const keyframe = { id: newId(KeyframeId), shotId: shot!.id, frame: frameIndex(2), approved: false, hints: [hint] };
  first.app.apply({ kind: 'addKeyframe', keyframe });
  await paintKeyframe(first.app, keyframe.id);
  const shipped = first.app.document().shots[0]!.networks;
  expect(shipped).toMatchObject({ colorize: { id: first.registry.forTask('colorize').id }, propagate: { id: first.registry.forTask('propagate').id } });
  // A record made by the program is not a step of the history.
  expect(first.app.current()?.undoLabel).toBe('Add keyframe');
  expect(first.app.document().shots[1]!.networks).toBeUndefined();
  expect(await first.jobs.wait(await propagateShot(first.app, first.jobs, shot!.id))).toMatchObject({ state: 'done' });
  const made = await shotColour(first.app, shot!.id);
  expect(made.frames.every(({ key, stale }) => key !== null && !stale)).toBe(true);
  expect(made.newerNetworks).toBeUndefined();
  await first.close();

  const later = await open([newer, SHIPPED_MODELS]);
  later.app.open(join(home, 'film.tintype'));
  const kept = await shotColour(later.app, shot!.id);
  expect(kept.frames).toEqual(made.frames);
  expect(kept.newerNetworks).toMatchObject({ colorize: { version: '9.0.0' }, propagate: { version: '9.0.0' } });
  // A hint edit of that shot is painted by its own network; a shot that has none yet takes the newer ones.
  expect((await paintKeyframe(later.app, keyframe.id)).key).toBe(kept.frames[2]!.key);
  const second = { ...keyframe, id: newId(KeyframeId), shotId: other!.id, frame: other!.range.first, hints: [{ ...hint, id: newId(HintId) }] };
  later.app.apply({ kind: 'addKeyframe', keyframe: second });
  await paintKeyframe(later.app, second.id);
  expect(later.app.document().shots[1]!.networks).toEqual(kept.newerNetworks);
  expect(later.app.document().shots[0]!.networks).toEqual(shipped);

  later.app.apply({ kind: 'setShotNetworks', shotId: shot!.id, networks: kept.newerNetworks! });
  const stale = await shotColour(later.app, shot!.id);
  expect(stale.frames.every((frame) => frame.stale)).toBe(true);
  expect(stale.newerNetworks).toBeUndefined();
  later.app.undo();
  expect((await shotColour(later.app, shot!.id)).frames).toEqual(made.frames);
  await later.close();

  // Networks that are not installed any more leave the present ones.
  const without = await open([newer]);
  without.app.open(join(home, 'film.tintype'));
  expect((await shotColour(without.app, shot!.id)).frames.every((frame) => frame.stale)).toBe(true);
  await without.close();
}, 240_000);
