import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { colourKeyframe, draftFrame, frameStatuses, keepStill, keyframeSource, openClip, propagateShot } from '../../src/engine/app/index.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { AB_UNIT, decodeAbPlane } from '../../src/shared/model/ab-plane.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import { Hint } from '../../src/shared/model/hint.ts';
import { HintId, KeyframeId, newId, ShotId, StillId } from '../../src/shared/model/ids.ts';
import { Mask } from '../../src/shared/model/mask.ts';
import { FFMPEG, ffmpeg } from '../support/clips.ts';
import { createTestEngine } from '../support/test-engine.ts';
import { type CommandOutcome, tintype } from '../support/tintype.ts';

const [WIDTH, HEIGHT] = [320, 192];
let home: string;
let engine: Engine;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-memory-'));
  engine = await createTestEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'data') } });
});
afterAll(async () => {
  await engine.close();
  await rm(home, { recursive: true, force: true });
});

/** 14 frames; a block with a pattern of its own enters from the left: it lies at x = 20·frame − 80. */
function drawFilm(): string {
  const film = join(home, 'film.mkv');
  ffmpeg('-f', 'lavfi', '-i', `color=0x808080:s=${WIDTH}x${HEIGHT}:r=24,noise=alls=14:all_seed=3,gblur=1,drawbox=x=200:y=110:w=90:h=60:c=0x505050:t=fill[g];testsrc=s=72x72:r=24,hue=s=0,eq=contrast=0.5[b];[g][b]overlay=x=20*n-80:y=50,trim=end_frame=14`,
    '-pix_fmt', 'gray', '-c:v', 'ffv1', film);
  return film;
}

const dot = (x: number, y: number, ab: readonly [number, number]): Hint => Hint.parse({ kind: 'point', id: newId(HintId), at: [x / WIDTH, y / HEIGHT], radius: 0.05, ab });
/** Inside the block in frame 12, where it lies at x = 160…232. */
const BLOCK = [[196, 86], [176, 66], [216, 106], [176, 106], [216, 66]] as const;
const GROUND = [[20, 20], [300, 20], [20, 170], [300, 185], [160, 20], [160, 175]] as const;

test('what a keyframe does not show takes its colour from a still of another shot of the scene, and no edit there makes the shot stale', async () => {
  const { app, jobs, services } = engine;
  app.create(join(home, 'film.tintype'), { overwrite: false });
  const { jobId } = await openClip(app, jobs, drawFilm(), { proxy: false });
  await jobs.wait(jobId!);
  const first = app.document().shots[0]!;
  const second = newId(ShotId);
  app.apply({ kind: 'splitShot', shotId: first.id, at: frameIndex(9), newShotId: second });
  const keyframe = (shotId: ShotId, frame: number, hints: readonly Hint[]): KeyframeId => {
    const id = newId(KeyframeId);
    app.apply({ kind: 'addKeyframe', keyframe: { id, shotId, frame: frameIndex(frame), approved: false, hints } });
    return id;
  };
  const green = GROUND.map(([x, y]) => dot(x, y, [-35, 25]));
  keyframe(first.id, 0, green);
  const later = keyframe(second, 12, [...green, ...BLOCK.map(([x, y]) => dot(x, y, [60, 40]))]);

  /** Mean a of the inner block in frame 7, where it lies at 60…132. */
  const redness = async (): Promise<number> => {
    const job = await jobs.wait(await propagateShot(app, jobs, first.id));
    expect(job.error).toBeUndefined();
    const status = frameStatuses(app.shotPlan(first.id), services.store)[7]!;
    expect(status.stale).toBe(false);
    return rednessOf((await services.colours.planeBytes(status.key!))!);
  };
  const rednessOf = (bytes: Uint8Array): number => {
    const { samples, width, height } = decodeAbPlane(bytes);
    let [sum, count] = [0, 0];
    for (let y = Math.round((70 / HEIGHT) * height); y < (102 / HEIGHT) * height; y++) for (let x = Math.round((76 / WIDTH) * width); x < (116 / WIDTH) * width; x++, count++) sum += samples[y * width + x]! / AB_UNIT;
    return sum / count;
  };
  const draftRedness = async (): Promise<number> => rednessOf((await engine.pixels.abPlane((await draftFrame(app, { shotId: first.id, frame: frameIndex(7) }))!.key))!);
  const stale = (): number => frameStatuses(app.shotPlan(first.id), services.store).filter((status) => status.stale).length;

  const [without, draftWithout] = [await redness(), await draftRedness()];
  const { key } = await colourKeyframe(services, keyframeSource(app.document(), app.document().keyframes.find(({ id }) => id === later)!));
  const still = await keepStill(app, { clipId: first.clipId, frame: frameIndex(12), name: 'Block', plane: key });
  app.apply({ kind: 'setSceneMemory', shotIds: [first.id], stillId: still, remembered: true });
  expect(stale()).toBe(8);
  // The draft comes first: it needs nothing of the propagation.
  const draftRemembered = await draftRedness();
  expect(draftRemembered).toBeGreaterThan(draftWithout + 40);
  const remembered = await redness();
  expect(remembered).toBeGreaterThan(without + 40);

  // A mask that stops colour elsewhere in the picture, on all frames, the keyframe among them: what lies outside still takes the memory.
  const shape = { kind: 'polygon', smooth: false, points: [[190, 100], [300, 100], [300, 180], [190, 180]].map(([x, y]) => [x! / WIDTH, y! / HEIGHT]) };
  const mask = Mask.parse({ id: 'box', name: 'Box', visible: true, inverted: false, stopsColour: true, feather: 0, keys: [0, 8].map((frame) => ({ frame, shape })) });
  app.apply({ kind: 'addMask', shotId: first.id, mask });
  expect(stale()).toBe(9);
  expect(await draftRedness()).toBeGreaterThan(draftWithout + 40);
  expect(await redness()).toBeGreaterThan(without + 40);
  app.undo();

  app.apply({ kind: 'setHints', keyframeId: later, hints: green });
  expect(stale()).toBe(0);
  const bare = await keepStill(app, { clipId: first.clipId, frame: frameIndex(3), name: 'Bare' });
  expect(() => { app.apply({ kind: 'setSceneMemory', shotIds: [first.id], stillId: bare, remembered: true }); }).toThrow(/is of an uncoloured frame/);
  expect(() => { app.apply({ kind: 'setSceneMemory', shotIds: [first.id], stillId: newId(StillId), remembered: true }); }).toThrow(/not in the project/);

  // A still that is removed is no memory: the colour without it is found again.
  app.apply({ kind: 'removeStill', stillId: still });
  expect(app.document().shots[0]!.memory).toBeUndefined();
  expect(stale()).toBe(0);
  expect(await redness()).toBe(without);
  expect(await draftRedness()).toBe(draftWithout);
  app.undo();
  expect(app.document().shots[0]!.memory).toEqual([still]);
  expect(await redness()).toBe(remembered);
}, 240_000);

test('KEYS.json names what shots remember: the same film through the command line', async () => {
  const film = drawFilm();
  const file = (name: string): string => join(home, name);
  const point = (x: number, y: number, ab: readonly [number, number]): object => ({ kind: 'point', at: [x / WIDTH, y / HEIGHT], radius: 0.05, ab });
  const green = GROUND.map(([x, y]) => point(x, y, [-35, 25]));
  const keyframes = [{ frame: 0, hints: green }, { frame: 12, hints: [...green, ...BLOCK.map(([x, y]) => point(x, y, [60, 40]))] }];
  await writeFile(file('cut.edl'), ['TITLE: Cut', 'FCM: NON-DROP FRAME', '001  AX V C 00:00:00:00 00:00:00:09 00:00:00:00 00:00:00:09', '002  AX V C 00:00:00:09 00:00:00:14 00:00:00:09 00:00:00:14', ''].join('\n'));
  const colorize = async (name: string, memory: object): Promise<CommandOutcome> => {
    await writeFile(file(`${name}.json`), JSON.stringify({ keyframes, ...memory }));
    return tintype(['colorize', film, '--keys', file(`${name}.json`), '--shots', file('cut.edl'), '--at', 'start', '--frames', '7-7', '--codec', 'ffv1', '--out', file(`${name}.mkv`)], { home: file('cli') });
  };
  /** Mean of red minus green inside the block of frame 7, in codes of 8 bits. */
  const redness = (name: string): number => {
    const rgb = execFileSync(FFMPEG, ['-v', 'error', '-i', file(`${name}.mkv`), '-vf', 'crop=40:32:76:70', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']);
    let sum = 0;
    for (let at = 0; at < rgb.length; at += 3) sum += rgb[at]! - rgb[at + 1]!;
    return sum / (rgb.length / 3);
  };
  expect(await colorize('without', {})).toMatchObject({ code: 0 });
  expect(await colorize('with', { memory: [{ shots: [3], from: [12] }] })).toMatchObject({ code: 0 });
  expect(redness('with')).toBeGreaterThan(redness('without') + 40);

  const refused = async (name: string, memory: object): Promise<string> => {
    const done = await colorize(name, { memory: [memory] });
    expect(done.code).toBe(1);
    return done.stderr;
  };
  expect(await refused('no-key', { shots: [3], from: [11] })).toContain('Frame 11 (memory[0].from) is no keyframe of this file');
  expect(await refused('outside', { shots: [14], from: [12] })).toContain('Frame 14 (memory[0].shots) is outside the clip');
}, 240_000);
