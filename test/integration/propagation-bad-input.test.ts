import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FFMPEG, ffmpeg, makeSmallClip, type SmallClip } from '../support/clips.ts';
import { isLong } from '../support/long.ts';
import { tintype } from '../support/tintype.ts';

let home: string;
let film: SmallClip;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-propagation-bad-input-'));
  film = makeSmallClip(home);
  ffmpeg('-i', film.truth, '-vf', 'scale=160:96:flags=area', '-frames:v', '1', '-pix_fmt', 'rgb24', join(home, 'half.png'));
  ffmpeg('-i', film.truth, '-vf', 'crop=192:192', '-frames:v', '1', '-pix_fmt', 'rgb24', join(home, 'cropped.png'));
  ffmpeg('-i', film.truth, '-vf', 'hflip', '-frames:v', '1', '-pix_fmt', 'rgb24', join(home, 'other.png'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function keysFile(name: string, keyframes: readonly unknown[]): Promise<string> {
  const path = join(home, name);
  await writeFile(path, JSON.stringify({ keyframes }));
  return path;
}

/** Cb of every frame, raw. */
function blue(path: string): readonly Buffer[] {
  const bytes = execFileSync(FFMPEG, ['-v', 'error', '-nostdin', '-i', path, '-map', '0:v:0', '-fps_mode', 'passthrough', '-vf', 'scale=320:192,format=yuv420p,extractplanes=u', '-f', 'rawvideo', '-'], { maxBuffer: 2 ** 28 });
  const size = 160 * 96;
  return Array.from({ length: bytes.length / size }, (_, frame) => bytes.subarray(frame * size, (frame + 1) * size));
}

/** Mean distance of two planes, in codes. */
function apart(first: Buffer, second: Buffer): number {
  return first.reduce((sum, value, index) => sum + Math.abs(value - second[index]!), 0) / first.length;
}

const GRAY = Buffer.alloc(160 * 96, 128);

// In `npm test` the same is held by reference-frames.test.ts.
if (isLong) test('a key image of another size is scaled to the film’s, with a message', async () => {
  const out = join(home, 'half.mkv');
  const outcome = await tintype(['colorize', film.film, '--keys', await keysFile('half.json', [{ frame: 0, image: 'half.png' }]), '--out', out, '--codec', 'ffv1', '--frames', '0-3'], { home });
  expect(outcome.code, outcome.stderr).toBe(0);
  // The second shot has no keyframe, but none of its frames are delivered.
  expect(outcome.stderr).not.toContain('stays gray');
  expect(outcome.stderr).toMatch(/half\.png is 160×96 and was scaled to the clip's 320×192/);
  const truth = blue(film.truth);
  for (const [frame, plane] of blue(out).entries()) expect(apart(plane, truth[frame]!), `frame ${frame}`).toBeLessThan(apart(GRAY, truth[frame]!) / 3);
}, 240_000);

if (isLong) test('a key image of another aspect, or of another picture, is refused in one sentence unless --force is given, on every run', async () => {
  const keys = { cropped: await keysFile('cropped.json', [{ frame: 0, image: 'cropped.png' }]), other: await keysFile('other.json', [{ frame: 0, image: 'other.png' }]) };
  const colorize = (key: keyof typeof keys, ...more: readonly string[]): ReturnType<typeof tintype> => tintype(['colorize', film.film, '--keys', keys[key], '--out', join(home, `${key}.mkv`), '--codec', 'ffv1', '--frames', '0-1', ...more], { home });
  const sentence = { cropped: /cropped\.png is 192×192, which is not the aspect ratio of the clip \(320×192\)/, other: /other\.png does not look like frame 0/ };
  for (const key of ['cropped', 'other'] as const) {
    const refused = await colorize(key);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr.split('\n').filter((line) => line.startsWith('tintype: '))).toEqual([expect.stringMatching(sentence[key])]);
  }
  expect((await colorize('other', '--force')).code).toBe(0);
  // A forced run does not make the picture accepted later.
  expect((await colorize('other', '--overwrite')).stderr).toMatch(sentence.other);
}, 240_000);

if (isLong) test('a film that changes its size is coloured at its first size, with a message', async () => {
  // Moving blocks that go on where they were, at another size: no cut.
  const part = (name: string, from: number, scale: string): string => {
    const path = join(home, name);
    ffmpeg('-i', film.truth, '-vf', `select=between(n\\,${from}\\,${from + 5}),setpts=N/24/TB,lutyuv=u=128:v=128,scale=${scale},format=yuv420p`, '-frames:v', '6', '-an', '-r', '24', '-c:v', 'mpeg2video', '-qscale:v', '2', '-bf', '0', '-output_ts_offset', String(from / 24), '-f', 'mpegts', path);
    return path;
  };
  const changing = join(home, 'changing.ts');
  await writeFile(changing, Buffer.concat([readFileSync(part('first.ts', 0, '320:192')), readFileSync(part('second.ts', 6, '480:288'))]));
  ffmpeg('-i', film.truth, '-frames:v', '1', '-pix_fmt', 'rgb48be', join(home, 'key.png'));
  const out = join(home, 'changing.mkv');
  const outcome = await tintype(['colorize', changing, '--keys', await keysFile('key.json', [{ frame: 0, image: 'key.png' }]), '--out', out, '--codec', 'ffv1'], { home });
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(outcome.stderr).toMatch(/The picture changes its size at frame 5; everything is brought to the first frame's size\./);
  const [coloured, truth] = [blue(out), blue(film.truth)];
  // The last picture of the first part is lost where the parts are joined: its end is not told.
  const kept = [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11];
  expect(coloured).toHaveLength(kept.length);
  for (const [frame, plane] of coloured.entries()) expect(apart(plane, truth[kept[frame]!]!), `frame ${frame}`).toBeLessThan(apart(GRAY, truth[kept[frame]!]!) / 2);
}, 240_000);

test('a film of a single frame is delivered with the colour of its keyframe', async () => {
  const single = join(home, 'single.mkv');
  ffmpeg('-i', film.film, '-frames:v', '1', '-an', '-c:v', 'ffv1', single);
  const out = join(home, 'single-out.mkv');
  const outcome = await tintype(['colorize', single, '--keys', await keysFile('single.json', [{ frame: 0, hints: [{ kind: 'point', at: [0.8, 0.3], colour: '#7d93b8' }] }]), '--out', out, '--codec', 'ffv1', '--json'], { home });
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(blue(out)).toHaveLength(1);
  expect(apart(blue(out)[0]!, GRAY)).toBeGreaterThan(1);
  expect(JSON.parse(outcome.stdout)).toMatchObject({ frames: 1, uncolouredFrames: 0 });
}, 240_000);

test('no colour crosses a cut: a shot without a keyframe stays gray, with a message', async () => {
  const out = join(home, 'half-keyed.mkv');
  ffmpeg('-i', film.truth, '-frames:v', '1', '-pix_fmt', 'rgb48be', join(home, 'key.png'));
  const outcome = await tintype(['colorize', film.film, '--keys', await keysFile('one.json', [{ frame: 0, image: 'key.png' }]), '--out', out, '--codec', 'ffv1'], { home });
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(outcome.stderr).toMatch(/\(frames 12-23\) has no keyframe and stays gray/);
  const planes = blue(out);
  for (const plane of planes.slice(0, 12)) expect(apart(plane, GRAY)).toBeGreaterThan(1);
  for (const plane of planes.slice(12)) expect(plane.equals(GRAY)).toBe(true);
}, 240_000);
