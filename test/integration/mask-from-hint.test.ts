import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { openClip } from '../../src/engine/app/index.ts';
import type { RunningServer } from '../../src/engine/server/index.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import { Hint } from '../../src/shared/model/hint.ts';
import { HintId, KeyframeId, newId } from '../../src/shared/model/ids.ts';
import type { MaskShape } from '../../src/shared/model/mask.ts';
import { maskCoverage } from '../../src/shared/model/mask-coverage.ts';
import { makeSmallClip } from '../support/clips.ts';
import { useServedEngine } from '../support/served-engine.ts';
import { connectWire } from '../support/wire-client.ts';

const served = useServedEngine('mask-from-hint');
let home: string;
let engine: Engine;
let server: RunningServer;
beforeAll(() => { ({ home, engine, server } = served); });

const SIZE = { width: 320, height: 192 };
/** The block of 72 × 72 on the first frame. */
const isBlock = (x: number, y: number): boolean => x >= 40 && x < 112 && y >= 50 && y < 122;

function overlap(shape: MaskShape): number {
  const { values } = maskCoverage({ shape, feather: 0, inverted: false }, SIZE);
  let [both, either] = [0, 0];
  values.forEach((value, index) => {
    const [ours, theirs] = [value > 127, isBlock(index % SIZE.width, Math.floor(index / SIZE.width))];
    if (ours && theirs) both++;
    if (ours || theirs) either++;
  });
  return both / either;
}

test('the outline of what a hint lies on is a polygon of few points; hints beside the thing keep it out of there', async () => {
  const wire = await connectWire(server.signInUrl());
  const { client } = wire;
  engine.app.create(join(home, 'film.tintype'), { overwrite: false });
  await openClip(engine.app, engine.jobs, makeSmallClip(home).film, { proxy: false, shots: false });
  const shotId = engine.app.document().shots[0]!.id;
  const point = (x: number, y: number, ab: readonly [number, number]): Hint => Hint.parse({ kind: 'point', id: newId(HintId), at: [x / SIZE.width, y / SIZE.height], radius: 0.02, ab });
  const on = [point(76, 86, [50, 30]), point(56, 66, [50, 30]), point(96, 108, [50, 30])];
  const beside = [point(20, 40, [-5, 5]), point(200, 100, [-5, 5]), point(76, 150, [-30, 20])];
  const boundary = Hint.parse({ kind: 'boundary', id: newId(HintId), path: [[0.1, 0.9], [0.9, 0.9]] });
  const keyframeId = newId(KeyframeId);
  engine.app.apply({ kind: 'addKeyframe', keyframe: { id: keyframeId, shotId, frame: frameIndex(0), approved: false, hints: [...on, ...beside, boundary] } });
  const before = engine.app.document();

  const outline = (await client.colorize.maskFromHints({ keyframeId, hintIds: on.map(({ id }) => id) }))!;
  expect(outline).toMatchObject({ kind: 'polygon', smooth: true });
  expect(outline.points.length).toBeLessThanOrEqual(40);
  expect(overlap(outline)).toBeGreaterThan(0.7);
  // Equal questions have equal answers, and nothing is changed by them.
  expect(await client.colorize.maskFromHints({ keyframeId, hintIds: on.map(({ id }) => id) })).toEqual(outline);
  expect(engine.app.document()).toEqual(before);

  await expect(client.colorize.maskFromHints({ keyframeId, hintIds: [boundary.id] })).rejects.toMatchObject({ data: { code: 'project.notFound' } });
  wire.close();
});
