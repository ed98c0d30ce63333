import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AB_UNIT } from '../../src/shared/model/ab-plane.ts';
import { ffmpeg } from '../support/clips.ts';
import { type TrueFrame, trueFrames } from '../support/real-clip.ts';
import { tintype } from '../support/tintype.ts';

/** Larger than what the networks see. */
const SIZE = { width: 960, height: 540 };
const FRAMES = 4;
const CORRECTED = 1;
const hint = { kind: 'point', at: [0.42, 0.4], radius: 0.015, ab: [45, 10] };
const boundary = { kind: 'boundary', path: [[0.48, 0.02], [0.48, 0.98]] };

let home: string;
let plain: readonly TrueFrame[];
let corrected: readonly TrueFrame[];
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-mended-'));
  const truth = join(home, 'truth.mkv');
  ffmpeg('-f', 'lavfi', '-i', 'color=0x7d8f98:s=960x540:r=24,noise=alls=20:all_seed=3,gblur=2', '-vf', 'drawbox=x=225:y=90:w=480:h=315:c=0x6d9060:t=fill,noise=alls=8:all_seed=5', '-frames:v', String(FRAMES), '-pix_fmt', 'yuv444p', '-c:v', 'ffv1', '-colorspace', 'bt709', '-color_range', 'tv', truth);
  ffmpeg('-i', truth, '-vf', 'lutyuv=u=128:v=128,format=yuv420p', '-c:v', 'ffv1', '-colorspace', 'bt709', '-color_range', 'tv', join(home, 'film.mkv'));
  for (const frame of [0, FRAMES - 1]) ffmpeg('-i', truth, '-vf', `select=eq(n\\,${frame}),scale=in_color_matrix=bt709:in_range=tv:out_range=full`, '-frames:v', '1', '-pix_fmt', 'rgb48be', join(home, `key-${frame}.png`));
  plain = await coloured('plain', []);
  corrected = await coloured('mended', [{ frame: CORRECTED, correction: true, hints: [hint, boundary] }]);
}, 240_000);
afterAll(() => rm(home, { recursive: true, force: true }));

/** The film as delivered at full size. */
async function coloured(name: string, corrections: readonly unknown[]): Promise<readonly TrueFrame[]> {
  const [keys, out] = [join(home, `${name}.json`), join(home, `${name}.mkv`)];
  await writeFile(keys, JSON.stringify({ keyframes: [{ frame: 0, image: 'key-0.png' }, { frame: FRAMES - 1, image: `key-${FRAMES - 1}.png` }, ...corrections] }));
  const outcome = await tintype(['colorize', join(home, 'film.mkv'), '--keys', keys, '--out', out, '--codec', 'ffv1'], { home });
  expect(outcome.code, outcome.stderr).toBe(0);
  return trueFrames(out, { ...SIZE, count: FRAMES });
}

/** Mean ab around a place. */
function colourAt({ plane }: TrueFrame, [x, y]: readonly [number, number]): readonly [number, number] {
  const [left, top] = [Math.round(x * SIZE.width) - 4, Math.round(y * SIZE.height) - 4];
  const indices = Array.from({ length: 81 }, (_, index) => (top + Math.floor(index / 9)) * SIZE.width + left + (index % 9));
  const mean = (offset: number): number => indices.reduce((sum, index) => sum + plane.samples[offset + index]! / AB_UNIT, 0) / indices.length;
  return [mean(0), mean(SIZE.width * SIZE.height)];
}

const change = (frame: number, at: readonly [number, number]): number => {
  const [[a, b], [c, d]] = [colourAt(plain[frame]!, at), colourAt(corrected[frame]!, at)];
  return Math.hypot(a - c, b - d);
};

test('a hint on a frame between keyframes gives its stated colour at full size', () => {
  const [a, b] = colourAt(corrected[CORRECTED]!, [0.42, 0.4]);
  expect(Math.hypot(a - hint.ab[0]!, b - hint.ab[1]!)).toBeLessThan(4);
  expect(change(CORRECTED, [0.42, 0.4])).toBeGreaterThan(30);
});

test('a correction changes the object under it, not a dot, and does not cross a boundary', () => {
  const beside = change(CORRECTED, [0.46, 0.4]);
  expect(beside).toBeGreaterThan(15);
  expect(change(CORRECTED, [0.5, 0.4])).toBeLessThan(beside / 3);
  // Far away nothing changes.
  expect(change(CORRECTED, [0.9, 0.9])).toBeLessThan(1.5);
});

test('a correction is propagated to the frames around it, and the keyframes keep their approved colour', () => {
  // Halfway to a keyframe of another colour, both contribute, on this noise without motion of its own the keyframe more.
  expect(change(CORRECTED + 1, [0.42, 0.4])).toBeGreaterThan(change(CORRECTED, [0.42, 0.4]) / 6);
  for (const frame of [0, FRAMES - 1]) expect(corrected[frame]!.plane).toEqual(plain[frame]!.plane);
});
