import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { casesOf } from '../../../test/support/long.ts';
import { type FfmpegTools, locateFfmpeg, probeClip } from '../media/index.ts';
import { makeMedia, sharedData, temporaryDirectory } from '../media/testing/sample-media.ts';
import { BoundaryFinder, findBoundaries } from './boundary-finder.ts';
import { startBoundarySearch } from './boundary-search.ts';
import { detectShots, shotsBetween, type DetectedShot } from './detect-shots.ts';
import { findCuts } from './find-cuts.ts';
import { SMALL_HEIGHT, SMALL_WIDTH, type SmallFrame } from './small-frame.ts';

const directory = temporaryDirectory();
let tools: FfmpegTools;
beforeAll(async () => {
  tools = await locateFfmpeg();
});
afterAll(() => directory.dispose());

/** A scene of a hundred tiles of varied tone drawn from a seed, which drifts by `speed` samples a frame, with a little grain. */
function scene(seed: number, speed = 0.4): (frame: number) => SmallFrame {
  let state = seed * 2_654_435_761;
  const random = (): number => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) | 0;
    return ((state >>> 8) % 10_000) / 10_000;
  };
  const tiles = Array.from({ length: 100 }, () => ({ x: random() * SMALL_WIDTH * 3 - SMALL_WIDTH / 2, y: random() * SMALL_HEIGHT - 4, width: 3 + random() * 22, height: 3 + random() * 14, tone: 20 + random() * 210 }));
  const ground = 40 + random() * 160;
  return (frame) => {
    const picture = new Uint8Array(SMALL_WIDTH * SMALL_HEIGHT).fill(ground);
    for (const tile of tiles) {
      const left = Math.round(tile.x - frame * speed);
      for (let y = Math.max(0, Math.round(tile.y)); y < Math.min(SMALL_HEIGHT, tile.y + tile.height); y++) for (let x = Math.max(0, left); x < Math.min(SMALL_WIDTH, left + tile.width); x++) picture[y * SMALL_WIDTH + x] = tile.tone;
    }
    return picture.map((value, index) => value + ((index * 7919 + frame * 31) % 7) - 3);
  };
}

function take(source: (frame: number) => SmallFrame, count: number, from = 0): readonly SmallFrame[] {
  return Array.from({ length: count }, (_, index) => source(from + index));
}

function mix(a: readonly SmallFrame[], b: readonly SmallFrame[]): readonly SmallFrame[] {
  return a.map((frame, index) => {
    const weight = (index + 1) / (a.length + 1);
    return Uint8Array.from(frame, (value, at) => Math.round(value * (1 - weight) + b[index]![at]! * weight));
  });
}

test('a cut is found where the scene changes, and a short flash is not a cut', () => {
  const [a, b] = [scene(3), scene(8)];
  const flash = a(30).map((value) => Math.min(255, value + 120));
  const frames = [...take(a, 30), flash, flash.map((value) => Math.max(0, value - 20)), ...take(a, 28, 32), ...take(b, 40)];
  expect(findCuts(frames)).toEqual([60]);
});

/** Processor time of this thread alone: which of two threads is done first is up to the machine. */
const microseconds = ({ user, system }: NodeJS.CpuUsage): number => user + system;

test('a search on its own thread finds the same as one on this thread, which stays free meanwhile', async () => {
  const frames = [...take(scene(3), 80), ...take(scene(8), 120)];
  const beforeHere = process.threadCpuUsage();
  const here = findBoundaries(frames);
  const onThisThread = microseconds(process.threadCpuUsage(beforeHere));
  const search = startBoundarySearch();
  const before = process.threadCpuUsage();
  for (const frame of frames) await search.add(frame);
  expect(await search.finish()).toEqual(here);
  expect(microseconds(process.threadCpuUsage(before))).toBeLessThan(onThisThread / 3);
  await search.close();
});

test('a cancelled search stops early', async () => {
  const control = new AbortController();
  const search = startBoundarySearch({ signal: control.signal });
  for (const frame of take(scene(3), 500)) await search.add(frame);
  const finishing = search.finish();
  control.abort();
  await expect(finishing).rejects.toMatchObject({ name: 'AbortError' });
  await search.close();
});

test('one damaged frame in a shot is not a cut', () => {
  const a = scene(5);
  expect(findBoundaries([...take(a, 25), scene(11)(0), ...take(a, 25, 26)])).toEqual({ cuts: [], dissolves: [] });
});

test('a lamp that is switched on is not a cut', () => {
  const a = scene(6);
  expect(findBoundaries([...take(a, 25), ...take(a, 25, 25).map((frame) => frame.map((value) => Math.min(255, Math.round(value * 1.4) + 12)))])).toEqual({ cuts: [], dissolves: [] });
});

test('motion with repeated frames is not a series of cuts', () => {
  const a = scene(4, 3);
  expect(findBoundaries(Array.from({ length: 80 }, (_, index) => a(Math.floor(index / 3) * 3)))).toEqual({ cuts: [], dissolves: [] });
});

for (const length of casesOf([9, 24], [15, 48])) {
  for (const grain of [0, 24]) {
    test(`a dissolve of ${length} frames is found with its ends${grain === 0 ? '' : ', under the grain of a print made after it'}`, () => {
      const [a, b] = [scene(3), scene(17)];
      const frames = [...take(a, 40), ...mix(take(a, length, 40), take(b, length)), ...take(b, 40, length)].map((frame, time) => frame.map((value, at) => value + (grain === 0 ? 0 : (((at * 7919 + time * 104_729) % 997) / 997 - 0.5) * grain)));
      const { cuts, dissolves } = findBoundaries(frames);
      expect(cuts).toEqual([]);
      expect(dissolves.length).toBe(1);
      expect(Math.abs(dissolves[0]!.first - 40)).toBeLessThanOrEqual(1);
      expect(Math.abs(dissolves[0]!.last - (39 + length))).toBeLessThanOrEqual(1);
      expect(Math.abs(dissolves[0]!.boundary - (40 + length / 2))).toBeLessThanOrEqual(1);
    });
  }
}

test('a fade out and in is one transition; a fade in at the start and a fade out at the end are none', () => {
  const black = new Uint8Array(SMALL_WIDTH * SMALL_HEIGHT).fill(2);
  const [a, b] = [scene(9), scene(14)];
  const blacks = (count: number): readonly SmallFrame[] => Array.from({ length: count }, () => black);
  const frames = [...blacks(10), ...mix(blacks(15), take(a, 15)), ...take(a, 40, 15), ...mix(take(a, 15, 55), blacks(15)), ...blacks(8), ...mix(blacks(15), take(b, 15)), ...take(b, 40, 15), ...mix(take(b, 15, 55), blacks(15)), ...blacks(10)];
  const { cuts, dissolves } = findBoundaries(frames);
  expect(cuts).toEqual([]);
  expect(dissolves.length).toBe(1);
  expect(Math.abs(dissolves[0]!.boundary - (10 + 15 + 40 + 15 + 4))).toBeLessThanOrEqual(3);
});

test.each(casesOf([[6, 230]], [[12, 350]]))('boundaries do not depend on where a film of %d scenes is split: after %d frames', (count, split) => {
  const scenes = Array.from({ length: count }, (_, index) => scene(index * 5 + 2));
  const frames = scenes.flatMap((each, index) => (index % 4 === 3 ? [...mix(take(scenes[index - 1]!, 12, 70), take(each, 12)), ...take(each, 58, 12)] : take(each, 70)));
  const whole = findBoundaries(frames);
  expect(whole.cuts.length + whole.dissolves.length).toBe(count - 1);
  const finder = new BoundaryFinder(split);
  for (const frame of frames) finder.add(frame);
  expect(finder.finish()).toEqual(whole);
});

test('shots cover every frame once, whatever the boundaries', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 500 }), fc.uniqueArray(fc.integer({ min: 1, max: 499 }), { maxLength: 20 }), (frameCount, cuts) => {
    const shots = shotsBetween({ cuts, dissolves: [] }, frameCount);
    expect(shots[0]!.range.first).toBe(0);
    expect(shots.at(-1)!.range.last).toBe(frameCount - 1);
    shots.slice(1).forEach((shot, index) => expect(shot.range.first).toBe(shots[index]!.range.last + 1));
  }));
});

async function shotsOf(path: string): Promise<readonly DetectedShot[]> {
  return detectShots(await probeClip(path, tools), tools);
}

test('drawn material: cuts and a cross-fade are found; grain and a fast zoom cause no false ones', async () => {
  const part = (source: string): string => `${source}${source.includes('=') ? ':' : '='}s=320x180:r=24`;
  const line = `-f lavfi -i ${part('testsrc2')} -f lavfi -i ${part('mandelbrot=start_scale=0.4:end_scale=0.3:end_pts=60')} -f lavfi -i ${part('smptehdbars')} -filter_complex [0]format=gray,noise=alls=14:allf=t,trim=end_frame=48,setpts=PTS-STARTPTS,fps=24,settb=1/24[a];[1]format=gray,trim=end_frame=48,setpts=PTS-STARTPTS,fps=24,settb=1/24[b];[2]format=gray,noise=alls=14:allf=t,trim=end_frame=48,setpts=PTS-STARTPTS,fps=24,settb=1/24[c];[a][b]concat,fps=24,settb=1/24[ab];[ab][c]xfade=transition=fade:duration=0.5:offset=3.5,format=yuv420p -frames:v 132`;
  const shots = await shotsOf(await makeMedia(tools, line, directory.file('drawn.mp4')));
  expect(shots.map((shot) => shot.transitionIn.kind)).toEqual(['cut', 'cut', 'dissolve']);
  expect(shots[1]!.range.first).toBe(48);
  expect(Math.abs(shots[2]!.range.first - 90)).toBeLessThanOrEqual(2);
});

/** Every true cut, found by looking at contact sheets of all frames (docs/results/media.md). */
const SEEN: readonly (readonly [string, readonly number[]])[] = casesOf(
  [['archival/a-bomb.mp4', [0, 44, 134, 299]]],
  [['clips/val/dvp-bike-packing.mp4', [0]], ['archival/chaplin.mp4', [0]], ['clips/val/monst3r-lady-running.mp4', [0]], ['clips/train/dvp-bedroom.mp4', [0]], ['clips/train/moviepy-video_with_failing_audio.mp4', [0]]],
);
for (const [name, starts] of SEEN) {
  test(`the shots of ${name} are those of the contact sheets`, async (context) => {
    const data = await sharedData();
    const path = data === undefined ? undefined : join(data, name);
    if (path === undefined || !existsSync(path)) return context.skip(`${name} is missing: its shots were NOT tested`);
    const shots = await shotsOf(path);
    expect(shots.map((shot) => shot.range.first)).toEqual(starts);
    expect(shots.every((shot) => shot.transitionIn.kind === 'cut')).toBe(true);
  });
}
