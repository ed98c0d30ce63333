import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { casesOf } from '../../../test/support/long.ts';
import { rangeLength } from '../../shared/model/frame.ts';
import { type FfmpegTools, locateFfmpeg, probeClip } from '../media/index.ts';
import { makeMedia, temporaryDirectory } from '../media/testing/sample-media.ts';
import { detectShots, shotsBetween, type DetectedShot } from './detect-shots.ts';

const directory = temporaryDirectory();
let tools: FfmpegTools;
beforeAll(async () => {
  tools = await locateFfmpeg();
});
afterAll(() => directory.dispose());

const FIRST = 'testsrc2=s=320x180:r=24';
const SECOND = 'mandelbrot=s=320x180:r=24:start_scale=0.01:end_scale=0.01';
const AT_24 = 'setpts=PTS-STARTPTS,fps=24,settb=1/24';

async function shotsOf(name: string, line: string): Promise<readonly DetectedShot[]> {
  return detectShots(await probeClip(await makeMedia(tools, `${line} -c:v ffv1`, directory.file(name)), tools), tools);
}

/** Two scenes of 36 frames: the first fades out over its last frames, the second in over its first, with black between. */
async function faded(frames: number, black: number): Promise<readonly DetectedShot[]> {
  const scenes = `[0]hue=s=0,trim=end_frame=36,fade=out:${36 - frames}:${frames},${AT_24}[a];[1]hue=s=0,trim=end_frame=36,fade=in:0:${frames},${AT_24}[b];`;
  const joined = black === 0 ? '[a][b]concat' : `color=black:s=320x180:r=24,trim=end_frame=${black},${AT_24}[c];[a][c]concat,fps=24,settb=1/24[ac];[ac][b]concat`;
  return shotsOf(`fade-${frames}-${black}.mkv`, `-f lavfi -i ${FIRST} -f lavfi -i ${SECOND} -filter_complex ${scenes}${joined},format=yuv420p`);
}

for (const [frames, black] of casesOf([[6, 6]], [[4, 0], [12, 3], [4, 6], [6, 0], [8, 0]])) {
  test(`a fade out and in of ${frames} frames each with ${black} black frames between separates two shots`, async () => {
    const shots = await faded(frames, black);
    expect(shots.length).toBe(2);
    expect(Math.abs(shots[1]!.range.first - (36 + black / 2))).toBeLessThanOrEqual(1);
    const { transitionIn: entry } = shots[1]!;
    if (entry.kind !== 'dissolve') throw new Error('The fade is no transition.');
    expect(Math.abs(entry.frames.first - (37 - frames))).toBeLessThanOrEqual(1);
    expect(Math.abs(entry.frames.last - (34 + black + frames))).toBeLessThanOrEqual(1);
  });
}

test('a fade that ends before the scene does, and the next scene that fades in, are two shots', async () => {
  const filters = `[0]hue=s=0,trim=end_frame=18,fade=out:12:6,${AT_24}[a];[1]hue=s=0,trim=end_frame=24,fade=in:0:6,${AT_24}[b];[a][b]concat,format=yuv420p`;
  const shots = await shotsOf('issue.mkv', `-f lavfi -i ${FIRST} -f lavfi -i ${SECOND} -filter_complex ${filters}`);
  expect(shots.map((shot) => shot.range.first)).toEqual([0, 18]);
});

test('a fade to white is a fade too', async () => {
  const filters = `[0]hue=s=0,trim=end_frame=30,fade=out:24:6:color=white,${AT_24}[a];[1]hue=s=0,trim=end_frame=30,fade=in:0:6:color=white,${AT_24}[b];[a][b]concat,format=yuv420p`;
  const shots = await shotsOf('white.mkv', `-f lavfi -i ${FIRST} -f lavfi -i ${SECOND} -filter_complex ${filters}`);
  expect(shots.map((shot) => shot.range.first)).toEqual([0, 30]);
});

for (const share of casesOf(['0.15'], ['0.3'])) {
  test(`a cut between scenes at ${Number(share) * 100} % of the tonal range, under grain, is found`, async () => {
    const dark = `format=yuv420p,lutyuv=y=16+(val-16)*${share}:u=128:v=128,noise=alls=3:allf=t,trim=end_frame=36,${AT_24}`;
    const shots = await shotsOf(`dark-${share}.mkv`, `-f lavfi -i mandelbrot=s=320x180:r=24:start_scale=0.1:end_scale=0.09 -f lavfi -i ${FIRST} -filter_complex [0]${dark}[a];[1]${dark}[b];[a][b]concat`);
    expect(shots.map((shot) => shot.range.first)).toEqual([0, 36]);
  });
}

test('shots cover each frame once and their transitions stay inside and apart, whatever boundaries were found', () => {
  const boundary = fc.integer({ min: -20, max: 320 });
  const dissolve = fc.tuple(boundary, boundary, boundary).map(([first, last, at]) => ({ first, last, boundary: at }));
  fc.assert(fc.property(fc.integer({ min: 1, max: 300 }), fc.array(boundary, { maxLength: 12 }), fc.array(dissolve, { maxLength: 12 }), (frameCount, cuts, dissolves) => {
    const shots = shotsBetween({ cuts, dissolves }, frameCount);
    expect(shots[0]).toMatchObject({ range: { first: 0 }, transitionIn: { kind: 'cut' } });
    expect(shots.reduce((sum, shot) => sum + rangeLength(shot.range), 0)).toBe(frameCount);
    let free = 0;
    shots.forEach((shot, index) => {
      expect(shot.range.first).toBe(index === 0 ? 0 : shots[index - 1]!.range.last + 1);
      if (shot.transitionIn.kind === 'cut') return;
      expect(shot.transitionIn.frames.first).toBeGreaterThanOrEqual(Math.max(free, shots[index - 1]!.range.first));
      expect(shot.transitionIn.frames.last).toBeLessThanOrEqual(shot.range.last);
      expect(shot.range.first).toBeGreaterThanOrEqual(shot.transitionIn.frames.first);
      expect(shot.range.first).toBeLessThanOrEqual(shot.transitionIn.frames.last + 1);
      free = shot.transitionIn.frames.last + 1;
    });
  }), { numRuns: 500 });
});
