import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { colourKeyframe, frameStatuses, keyframeSource, openClip, propagateParams } from '../../src/engine/app/index.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { AB_UNIT, type AbPlane } from '../../src/shared/model/ab-plane.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import { HintGroup } from '../../src/shared/model/hint-group.ts';
import { Hint } from '../../src/shared/model/hint.ts';
import { KeyframeId, newId, type ShotId } from '../../src/shared/model/ids.ts';
import { Mask } from '../../src/shared/model/mask.ts';
import { coverageOver, type CoveragePlane } from '../../src/shared/model/mask-coverage.ts';
import { maskOnFrame } from '../../src/shared/model/mask.ts';
import { makeSmallClip } from '../support/clips.ts';
import { createTestEngine } from '../support/test-engine.ts';

const SIZE = { width: 320, height: 192 };
const RED = [50, 30] as const;
const BLUE = [-5, -28] as const;
/** Reddens the ground beside the block, so that it would go far. */
const ON = [0.6, 0.5] as const;
const mask = Mask.parse({ id: 'spot', name: 'Spot', visible: true, inverted: false, feather: 0.01, keys: [{ frame: 0, shape: { kind: 'ellipse', at: ON, radii: [0.12, 0.12], angle: 0 } }] });
const group = HintGroup.parse({ id: 'dress', name: 'Dress' });
const KEY = KeyframeId.parse('key');

let home: string;
let engine: Engine;
let shotId: ShotId;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-hint-limits-'));
  engine = await createTestEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'data') } });
  engine.app.create(join(home, 'film.tintype'), { overwrite: false });
  const { jobId } = await openClip(engine.app, engine.jobs, makeSmallClip(home).film, { proxy: false });
  await engine.jobs.wait(jobId!);
  shotId = engine.app.document().shots[0]!.id;
  engine.app.apply({ kind: 'addMask', shotId, mask });
  engine.app.apply({ kind: 'addHintGroup', shotId, group, hintIds: [] });
  engine.app.apply({ kind: 'addKeyframe', keyframe: { id: KEY, shotId, frame: frameIndex(0), approved: false, hints: [blue, red] } });
});
afterAll(async () => {
  await engine.close();
  await rm(home, { recursive: true, force: true });
});

const point = (id: string, at: readonly [number, number], ab: readonly [number, number], more: object = {}): Hint => Hint.parse({ kind: 'point', id, at, radius: 0.02, ab, ...more });
const blue = point('blue', [0.9, 0.1], BLUE);
const red = point('red', ON, RED, { group: group.id });
const given = (part: object): void => { engine.app.apply({ kind: 'updateHintGroup', shotId, group: { id: group.id, name: group.name, ...part } }); };
const ofKeyframe = async (): Promise<AbPlane> => (await colourKeyframe(engine.services, keyframeSource(engine.app.document(), engine.app.keyframe(KEY)))).plane;

function differences(one: AbPlane, other: AbPlane): Float64Array {
  const count = one.width * one.height;
  return Float64Array.from({ length: count }, (_, index) => Math.hypot(one.samples[index]! - other.samples[index]!, one.samples[count + index]! - other.samples[count + index]!) / AB_UNIT);
}

/** Of the samples whose coverage is nothing, or all: the largest and the mean difference. */
function within(cover: CoveragePlane, coverage: 0 | 255, values: Float64Array, { width, height }: AbPlane): { readonly most: number; readonly mean: number } {
  const own = [...values].filter((_, index) => {
    const [x, y] = [index % width, Math.floor(index / width)];
    return cover.values[Math.floor(((y + 0.5) / height) * cover.height) * cover.width + Math.floor(((x + 0.5) / width) * cover.width)] === coverage;
  });
  return { most: Math.max(...own), mean: own.reduce((sum, value) => sum + value, 0) / own.length };
}

test('hints of a limited group colour inside the mask and nothing outside it; without the limit they would', async () => {
  const cover = coverageOver(maskOnFrame(mask, 0, [mask]), SIZE);
  given({ off: true });
  const without = await ofKeyframe();
  given({});
  const free = await ofKeyframe();
  given({ mask: mask.id });
  const limited = await ofKeyframe();

  expect(within(cover, 0, differences(free, without), free).mean).toBeGreaterThan(3);
  expect(within(cover, 0, differences(limited, without), limited).most).toBe(0);
  expect(within(cover, 255, differences(limited, without), limited).mean).toBeGreaterThan(20);
  // The colour at the hint is the one that was asked.
  const at = Math.floor(ON[1] * limited.height) * limited.width + Math.floor(ON[0] * limited.width);
  const [a, b] = [limited.samples[at]! / AB_UNIT, limited.samples[limited.width * limited.height + at]! / AB_UNIT];
  expect(Math.hypot(a - RED[0], b - RED[1])).toBeLessThan(2);

  engine.app.apply({ kind: 'updateMask', shotId, mask: { ...mask, inverted: true } });
  expect(within(cover, 255, differences(await ofKeyframe(), without), limited).most).toBe(0);
  engine.app.apply({ kind: 'updateMask', shotId, mask });
}, 240_000);

test('a mask that stops colour holds the colour of hints back at its outline', async () => {
  given({});
  const cover = coverageOver(maskOnFrame(mask, 0, [mask]), SIZE);
  given({ off: true });
  const without = await ofKeyframe();
  given({});
  const free = within(cover, 0, differences(await ofKeyframe(), without), without).mean;
  engine.app.apply({ kind: 'updateMask', shotId, mask: { ...mask, stopsColour: true } });
  const stopped = await ofKeyframe();
  given({ off: true });
  const stoppedWithout = await ofKeyframe();
  given({});
  expect(within(cover, 0, differences(stopped, stoppedWithout), stopped).mean).toBeLessThan(free / 3);
  engine.app.apply({ kind: 'updateMask', shotId, mask });
}, 240_000);

test('a changed mask makes the shot stale where it limits hints or stops colour, and only there', async () => {
  given({ mask: mask.id });
  const stale = (): number => frameStatuses(engine.app.shotPlan(shotId), engine.services.store).filter((status) => status.stale).length;
  const moved = { ...mask, keys: [{ ...mask.keys[0]!, shape: { kind: 'ellipse' as const, at: [0.5, 0.5] as const, radii: [0.12, 0.12] as const, angle: 0 } }] };
  await ofKeyframe();
  const job = await engine.jobs.wait(engine.jobs.enqueue('propagate', propagateParams(engine.app, engine.app.shotPlan(shotId))).id);
  expect(job.error).toBeUndefined();
  expect(stale()).toBe(0);
  engine.app.apply({ kind: 'updateMask', shotId, mask: moved });
  expect(stale()).toBe(12);
  engine.app.undo();
  expect(stale()).toBe(0);
  engine.app.apply({ kind: 'addMask', shotId, mask: { ...moved, id: newId(Mask.shape.id) } });
  expect(stale()).toBe(0);
  given({ mask: mask.id, locked: true, name: 'Gown' });
  expect(stale()).toBe(0);
  given({ mask: mask.id, off: true });
  // The keyframe has been painted so before.
  expect(stale()).toBe(11);
}, 240_000);

test('a limited hint on a propagated frame corrects it inside the mask alone', async () => {
  const FRAME = 6;
  given({});
  await ofKeyframe();
  const made = async (): Promise<AbPlane> => {
    const params = propagateParams(engine.app, engine.app.shotPlan(shotId));
    expect((await engine.jobs.wait(engine.jobs.enqueue('propagate', params).id)).error).toBeUndefined();
    const { key } = frameStatuses(engine.app.shotPlan(shotId), engine.services.store)[FRAME]!;
    return (await engine.services.colours.colour(key!))!.plane;
  };
  const before = await made();
  const green = point('green', ON, [-40, 30], { group: group.id });
  given({ mask: mask.id });
  // The keyframe itself stays as it was: only the correction is in the group.
  engine.app.apply({ kind: 'moveHintsToGroup', shotId, hintIds: [red.id] });
  engine.app.apply({ kind: 'addKeyframe', keyframe: { id: newId(KeyframeId), shotId, frame: frameIndex(FRAME), approved: false, correction: true, hints: [green] } });
  const corrected = await made();
  const cover = coverageOver(maskOnFrame(mask, FRAME, [mask]), SIZE);
  // The mask is sampled at another size here.
  expect(within(cover, 0, differences(corrected, before), corrected).most).toBeLessThan(0.1);
  expect(within(cover, 255, differences(corrected, before), corrected).mean).toBeGreaterThan(10);
}, 240_000);
