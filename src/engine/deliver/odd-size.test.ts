import { beforeAll, expect, test } from 'vitest';
import { casesOf } from '../../../test/support/long.ts';
import type { Clip } from '../../shared/model/clip.ts';
import type { DeliveryCodec } from '../../shared/model/delivery.ts';
import { deliveredSize } from '../../shared/model/delivery-codecs.ts';
import { probeClip, readLumaFrame } from '../media/index.ts';
import { run, skin, useTestClips, whole } from './fixtures/test-clips.ts';
import { deliver, planDelivery } from './index.ts';

/* 321×181: the last column and row of an odd picture, in every codec that writes a file. */

const [WIDTH, HEIGHT] = [321, 181];
const films = useTestClips();
let film: Clip;
beforeAll(async () => {
  const path = await films.make('odd-film.mkv', ['-f', 'lavfi', '-i', `testsrc2=size=384x216:rate=24,hue=s=0,scale=${WIDTH}:${HEIGHT},drawbox=x=${WIDTH - 1}:w=1:h=${HEIGHT}:c=0xd0d0d0:t=fill,drawbox=y=${HEIGHT - 1}:w=${WIDTH}:h=1:c=0x303030:t=fill`,
    '-frames:v', '4', '-c:v', 'ffv1', '-pix_fmt', 'yuv444p', '-color_range', 'tv', '-colorspace', 'bt709']);
  film = await probeClip(path, films.tools);
});

/** Code values of one plane of the first frame, as 8 bits. */
async function planeOf(path: string, letter: 'y' | 'u' | 'v', size: { readonly width: number; readonly height: number }): Promise<Uint8Array> {
  const { stdout } = await run(films.tools.ffmpegPath, ['-v', 'error', '-nostdin', '-i', path, '-frames:v', '1', '-vf', `format=yuv444p,extractplanes=${letter}`, '-f', 'rawvideo', '-pix_fmt', 'gray', '-'], { encoding: 'buffer', maxBuffer: 2 ** 24 });
  expect(stdout.byteLength).toBe(size.width * size.height);
  return stdout;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

test('of the smallest pictures FFV1 keeps 2×2, and what ffmpeg does not read back is refused before any work', async () => {
  const tiny = await probeClip(await films.make('tiny-film.mkv', ['-f', 'lavfi', '-i', 'testsrc2=size=64x64:rate=24', '-frames:v', '2', '-vf', 'noise=alls=40,scale=2:2,format=gray', '-c:v', 'rawvideo']), films.tools);
  const path = films.outPath('tiny', 'ffv1');
  expect((await deliver(planDelivery({ clip: tiny, range: whole(tiny), codec: 'ffv1', outPath: path }), { tools: films.tools, chromaAt: skin, threads: 0 })).lumaCheck).toMatchObject({ result: 'exact', checkedSamples: 8 });
  const refusal = (codec: DeliveryCodec, width: number, height: number): unknown => {
    try {
      return planDelivery({ clip: { ...tiny, picture: { ...tiny.picture, width, height } }, range: whole(tiny), codec, outPath: path }).codec;
    } catch (error) {
      return error instanceof Error ? error.message : error;
    }
  };
  expect(refusal('v210', 2, 2)).toMatch(/\(2×2\) cannot be written as Uncompressed v210\. ffmpeg reads v210 from 3 rows on/);
  for (const [width, height] of [[1, 8], [720, 3]] as const) expect(refusal('ffv1', width, height)).toMatch(/cannot be written as FFV1\. ffmpeg reads FFV1 from 2×2 on/);
  expect([refusal('v210', 2, 3), refusal('ffv1', 352, 3), refusal('ffv1', 720, 4)]).toEqual(['v210', 'ffv1', 'ffv1']);
});

test('v210, which has no codes for the blackest and whitest samples, writes the nearest, says so and passes its check', async () => {
  const clip = await probeClip(await films.make('extremes.mkv', ['-f', 'lavfi', '-i', 'color=gray:s=48x32:r=24', '-frames:v', '1', '-vf', 'format=yuv420p,geq=lum=X*5.4:cb=128:cr=128', '-c:v', 'ffv1', '-color_range', 'tv']), films.tools);
  const plan = planDelivery({ clip, range: whole(clip), codec: 'v210', outPath: films.outPath('extremes', 'v210') });
  expect(plan.remarks).toContainEqual(expect.stringContaining('has no codes 0–3 and 1020–1023; samples of the source there are written as 4 and 1019'));
  expect((await deliver(plan, { tools: films.tools, chromaAt: skin, threads: 0 })).lumaCheck).toMatchObject({ result: 'exact' });
  const { samples } = await readLumaFrame(await probeClip(plan.outPath, films.tools), 0, films.tools);
  expect(samples[0]).toBe(4);
});

/** In `npm test` one codec that keeps odd sizes and one that needs even ones. */
const CODECS: readonly DeliveryCodec[] = casesOf(['ffv1', 'h264'], ['prores-422hq', 'v210', 'dnxhr-hqx', 'h265', 'av1']);

test.each(CODECS)('%s: the last column and row are there; where sizes must be even they come once more', async (codec) => {
  const path = films.outPath(`odd-${codec}`, codec);
  await deliver(planDelivery({ clip: film, range: whole(film), codec, outPath: path }), { tools: films.tools, chromaAt: skin, threads: 0 });
  const { picture } = await probeClip(path, films.tools);
  const size = deliveredSize(codec, { width: WIDTH, height: HEIGHT });
  expect([picture.width, picture.height]).toEqual([size.width, size.height]);
  expect([size.width, size.height]).toEqual(codec === 'prores-422hq' || codec === 'ffv1' ? [321, 181] : [322, 182]);

  const source = (await readLumaFrame(film, 0, films.tools)).samples;
  const luma = await planeOf(path, 'y', size);
  const columnError = (from: number, at: number): number => mean(Array.from({ length: HEIGHT - 1 }, (_, y) => Math.abs(source[y * WIDTH + from]! - luma[y * size.width + at]!)));
  const rowError = (from: number, at: number): number => mean(Array.from({ length: WIDTH - 1 }, (_, x) => Math.abs(source[from * WIDTH + x]! - luma[at * size.width + x]!)));
  const tolerance = codec === 'ffv1' || codec === 'v210' ? 0 : 4;
  for (let x = WIDTH - 3; x < size.width; x++) expect(columnError(Math.min(x, WIDTH - 1), x), `column ${x}`).toBeLessThanOrEqual(tolerance);
  for (let y = HEIGHT - 3; y < size.height; y++) expect(rowError(Math.min(y, HEIGHT - 1), y), `row ${y}`).toBeLessThanOrEqual(tolerance);

  // The colour reaches the last column too: nothing of it is the gray or green of samples that nobody wrote.
  for (const letter of ['u', 'v'] as const) {
    const plane = await planeOf(path, letter, size);
    const column = (at: number): number => mean(Array.from({ length: HEIGHT - 8 }, (_, y) => plane[(y + 2) * size.width + at]!));
    expect(Math.abs(column(size.width - 1) - column(WIDTH - 1)), letter).toBeLessThanOrEqual(4);
    expect(Math.abs(column(size.width - 1) - 128), letter).toBeGreaterThan(3);
  }
});
