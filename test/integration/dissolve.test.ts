import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { colourKeyframe, createChromaSource, keyframeSource, openClip, propagateParams, frameStatuses, shotColour, startDelivery, checkDelivered, DeliverResult, QualityResult } from '../../src/engine/app/index.ts';
import { colourOfFrame, type ShotColours } from '../../src/renderer/document/shot-colours.ts';
import { neutralLayer } from '../../src/shared/model/layer.ts';
import { resamplePlane } from '../../src/shared/colour/resample.ts';
import { decodeAbPlane, type AbPlane } from '../../src/shared/model/ab-plane.ts';
import { decodeConfidencePlane } from '../../src/shared/model/confidence-plane.ts';
import type { Shot } from '../../src/shared/model/document.ts';
import { frameIndex, frameRange } from '../../src/shared/model/frame.ts';
import { KeyframeId, newId, ShotId } from '../../src/shared/model/ids.ts';
import { ffmpeg } from '../support/clips.ts';
import { isLong } from '../support/long.ts';
import { abDistance, trueFrames, type TrueFrame } from '../support/real-clip.ts';
import { createTestEngine } from '../support/test-engine.ts';

const SIZE = { width: 320, height: 192 };
/** 24 frames of one scene, 24 of another; the last 10 of the first are the first 10 of the second. */
const DISSOLVE = frameRange(15, 23);
const FRAMES = 38;

let home: string;
let engine: Engine;
let truth: readonly TrueFrame[];
let shots: readonly Shot[];
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-dissolve-'));
  truth = trueFrames(makeDissolve(), { ...SIZE, count: FRAMES });
  engine = await createTestEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'data') } });
  engine.app.create(join(home, 'film.tintype'), { overwrite: false });
  const { clip, jobId } = await openClip(engine.app, engine.jobs, join(home, 'film.mkv'), { proxy: false });
  await engine.jobs.wait(jobId!);
  shots = [
    { id: newId(ShotId), clipId: clip.id, name: 'one', range: frameRange(0, 18), transitionIn: { kind: 'cut' } },
    { id: newId(ShotId), clipId: clip.id, name: 'two', range: frameRange(19, FRAMES - 1), transitionIn: { kind: 'dissolve', frames: DISSOLVE } },
  ];
  engine.app.apply({ kind: 'replaceShots', clipId: clip.id, shots: [...shots] });
  addKey(0, 8);
  addKey(1, 30);
  await spread();
}, 240_000);
afterAll(async () => {
  await engine.close();
  await rm(home, { recursive: true, force: true });
});

/** A red block over a blue-gray ground passes into a blue one over sand, gamma-encoded values mixed linearly; returns the film in its true colours. */
function makeDissolve(): string {
  const scene = (ground: string, block: string, speed: number, seed: number): string =>
    `color=${ground}:s=320x192:r=24,noise=alls=14:all_seed=${seed},gblur=1,drawbox=x=20:y=120:w=90:h=60:c=0x356b2f:t=fill[g${seed}];color=${block}:s=72x72:r=24,noise=alls=10:all_seed=${seed + 7}[b${seed}];[g${seed}][b${seed}]overlay=x=40+${speed}*n:y=50:shortest=0,trim=end_frame=24,setpts=PTS-STARTPTS,format=yuv444p,settb=1/24[s${seed}]`;
  const whole = join(home, 'truth.mkv');
  // The filter begins with a pure frame: of ten frames nine are mixes, with weights 1/10…9/10.
  ffmpeg('-filter_complex', `${scene('0x7d93b8', '0xb23c30', 3, 1)};${scene('0xc8b48a', '0x3b5fa0', -2, 2)};[s1][s2]xfade=transition=fade:duration=${10 / 24}:offset=${14 / 24},trim=end_frame=${FRAMES}[v]`, '-map', '[v]', '-c:v', 'ffv1', '-colorspace', 'bt709', '-color_range', 'tv', whole);
  ffmpeg('-i', whole, '-vf', 'lutyuv=u=128:v=128,format=yuv420p', '-c:v', 'ffv1', '-colorspace', 'bt709', '-color_range', 'tv', join(home, 'film.mkv'));
  return whole;
}

function addKey(of: 0 | 1, frame: number): void {
  const path = join(home, `key-${frame}.png`);
  ffmpeg('-i', join(home, 'truth.mkv'), '-vf', `select=eq(n\\,${frame}),scale=in_color_matrix=bt709:in_range=tv:out_range=full`, '-frames:v', '1', '-pix_fmt', 'rgb48be', path);
  engine.app.apply({ kind: 'addKeyframe', keyframe: { id: newId(KeyframeId), shotId: shots[of]!.id, frame: frameIndex(frame), hints: [], approved: true, still: { path, contentHash: `${frame}` } } });
}

async function spread(): Promise<void> {
  for (const shot of shots) {
    const plan = engine.app.shotPlan(shot.id);
    for (const keyframe of plan.keyframes) await colourKeyframe(engine.services, keyframeSource(engine.app.document(), keyframe));
    const job = await engine.jobs.wait(engine.jobs.enqueue('propagate', propagateParams(engine.app, plan)).id);
    expect(job.error).toBeUndefined();
  }
}

const delivered = (): ReturnType<typeof createChromaSource> => createChromaSource(shots.map((shot) => engine.app.shotPlan(shot.id)), engine.services);

/** What a window is told of the shots. */
async function told(): Promise<ShotColours> {
  return { shots: new Map(await Promise.all(shots.map(async ({ id }) => [id, await shotColour(engine.app, id)] as const))), suggestions: new Map(), drafts: new Map(), making: null, begun: new Set() };
}

/** Distance from the truth, in ab. */
function errorOf(plane: AbPlane, frame: number): number {
  return abDistance(plane, resamplePlane(truth[frame]!.plane, plane));
}

test('in the middle of a dissolve the colours are nearer to the truth than gray and than either shot alone', async () => {
  const chroma = delivered();
  const middle = 19;
  const mixed = (await chroma.chromaAt(middle))!;
  const gray = errorOf({ ...mixed, samples: new Int16Array(mixed.samples.length) }, middle);
  const alone = await Promise.all(shots.map(async (shot) => errorOf((await engine.services.colours.plane(frameStatuses(engine.app.shotPlan(shot.id), engine.services.store)[middle - engine.app.shotPlan(shot.id).range.first]!.key!))!, middle)));
  expect(errorOf(mixed, middle)).toBeLessThan(gray / 2);
  for (const each of alone) expect(errorOf(mixed, middle)).toBeLessThan(each);
  // All through it no frame falls far behind the frames before and after.
  for (let frame = DISSOLVE.first as number; frame <= DISSOLVE.last; frame++) expect(errorOf((await chroma.chromaAt(frame))!, frame), `frame ${frame}`).toBeLessThan(6);
});

test('a window shows the delivered colour of a dissolve, with the confidence of both shots', async () => {
  const [chroma, colours] = [delivered(), await told()];
  const document = engine.app.document();
  for (const frame of [14, 15, 19, 23, 24]) {
    const shown = colourOfFrame(colours, document, shots[0]!.clipId, frame)!;
    const seen = decodeAbPlane((await engine.pixels.abPlane(shown.key!))!);
    const plane = (await chroma.chromaAt(frame))!;
    expect(abDistance(seen, plane), `frame ${frame}`).toBeLessThan(1 / 256);
    expect(shown.confidence).toBe(chroma.confidenceAt(frame));
    const sure = decodeConfidencePlane((await engine.pixels.confidence(shown.key!))!);
    expect([sure.width, sure.height]).toEqual([plane.width, plane.height]);
  }
  expect(colourOfFrame(colours, document, shots[0]!.clipId, 19)!.key).toContain('+');
  expect(colourOfFrame(colours, document, shots[0]!.clipId, 14)!.key).not.toContain('*');
});

test('a keyframe inside a dissolve has its approved colour in the delivered film and in the window, and no other frame takes its mixed colours', async () => {
  const keysNow = (): readonly (string | undefined)[] => frameStatuses(engine.app.shotPlan(shots[0]!.id), engine.services.store).map(({ key, stale }) => (stale ? undefined : key));
  const before = keysNow();
  addKey(0, 17);
  await spread();
  expect(keysNow()).toEqual(before.with(17, keysNow()[17]));
  const key = frameStatuses(engine.app.shotPlan(shots[0]!.id), engine.services.store)[17]!.key!;
  const approved = (await engine.services.colours.plane(key))!;
  const chroma = delivered();
  expect(await chroma.chromaAt(17)).toEqual(approved);
  expect(chroma.confidenceAt(17)).toBe(1);
  expect(colourOfFrame(await told(), engine.app.document(), shots[0]!.clipId, 17)!.key).toBe(key);
  engine.app.undo();
});

test('when only one shot of a dissolve has colour, the colour fades with the shot', async () => {
  const colours = await told();
  const half: ShotColours = { ...colours, shots: new Map([...colours.shots].slice(0, 1)) };
  const early = colourOfFrame(half, engine.app.document(), shots[0]!.clipId, 16)!;
  const late = colourOfFrame(half, engine.app.document(), shots[0]!.clipId, 22)!;
  const strength = async (key: string): Promise<number> => {
    const plane = decodeAbPlane((await engine.pixels.abPlane(key))!);
    return abDistance(plane, { ...plane, samples: new Int16Array(plane.samples.length) });
  };
  expect(await strength(late.key!)).toBeLessThan((await strength(early.key!)) / 2);
});

if (isLong) test('layers make nothing stale, are in the delivered film, and its quality report counts them', async () => {
  const [before, shotIds] = [await told(), shots.map(({ id }) => id)];
  const { clipId } = shots[0]!;
  engine.app.apply({ kind: 'setLayers', shotIds, layers: [{ ...neutralLayer('Layer 1'), hue: 150, saturation: 0.8 }] });
  expect(await told()).toEqual(before);
  const job = await engine.jobs.wait(await startDelivery(engine.app, engine.jobs, { what: { kind: 'clip', clipId }, codec: 'ffv1', directory: home, naming: 'layered', overwrite: false, qualityReport: true }));
  expect(job.error).toBeUndefined();
  const { qualityJobId } = DeliverResult.parse(job.result);
  const worstOf = async (id: typeof qualityJobId): Promise<readonly string[]> => QualityResult.parse((await engine.jobs.wait(id!)).result).reports.flatMap(({ worst }) => worst);
  expect((await worstOf(qualityJobId)).filter((sentence) => sentence.includes('keyframe'))).toEqual([]);
  // Without the layers the project asks for other colours than the film has.
  engine.app.undo();
  expect((await worstOf(checkDelivered(engine.app, engine.jobs, { clipId, path: join(home, 'layered.mkv') }))).filter((sentence) => sentence.includes('off its keyframe'))).toHaveLength(2);
});
