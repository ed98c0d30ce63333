import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { casesOf, isLong } from '../../../test/support/long.ts';
import { lumaScale, rgbToYcc } from '../../shared/colour/luma.ts';
import { srgbToLab } from '../../shared/colour/srgb.ts';
import { stillChroma } from '../../shared/colour/still-chroma.ts';
import { type Clip, codingOf } from '../../shared/model/clip.ts';
import { DeliveryReport } from '../../shared/model/delivery-report.ts';
import { deliveryExtension } from '../../shared/model/delivery-codecs.ts';
import type { DeliveryCodec } from '../../shared/model/delivery.ts';
import { frameRange } from '../../shared/model/frame.ts';
import { type FfmpegTools, probeClip, readLuma, readLumaFrame, readStill } from '../media/index.ts';
import { planeOf, run, skin, useTestClips, whole } from './fixtures/test-clips.ts';
import { deliver, planDelivery } from './index.ts';

/** Images of a delivered folder; the hidden list beside them is none. */
const imagesIn = (folder: string): readonly string[] => readdirSync(folder).filter((name) => !name.startsWith('.')).toSorted();

const films = useTestClips();
let tools: FfmpegTools;
let film: Clip;
beforeAll(() => { ({ tools, film } = films); });

/** One of each way of writing a picture; `scripts/codec-matrix.ts` tries all codecs. */
const WRITTEN: readonly DeliveryCodec[] = casesOf(['prores-422hq', 'ffv1', 'png'], ['h264', 'exr', 'v210', 'dpx-10']);

test.each(WRITTEN)('%s is written completely: every frame, the requested colour, its tags and its luma', async (codec) => {
  const plan = planDelivery({ clip: film, range: whole(film), codec, outPath: films.outPath(`whole-${codec}`, codec) });
  const seen: number[] = [];
  const report = await deliver(plan, { tools, chromaAt: skin, confidenceAt: () => 0.75, report: ({ done, total }) => { seen.push(done); expect(total).toBe(8); }, threads: 0 });
  expect(DeliveryReport.parse(report)).toEqual(report);
  expect(report).toMatchObject({ frameCount: 8, missingFrames: 0, uncolouredFrames: [], meanConfidence: 0.75 });
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(films.leftovers(`whole-${codec}`)).toEqual([`whole-${codec}${deliveryExtension(codec)}`]);

  const isFolder = deliveryExtension(codec) === '';
  const delivered = await probeClip(isFolder ? join(plan.outPath, imagesIn(plan.outPath)[0]!) : plan.outPath, tools);
  expect([delivered.frameCount, delivered.picture.width, delivered.picture.height]).toEqual([8, 96, 64]);
  if (codec === 'ffv1' || codec === 'v210') expect(report.lumaCheck).toMatchObject({ result: 'exact', differingSamples: 0 });
  else expect(report.lumaCheck?.psnr).toBeGreaterThan(isFolder ? 50 : 38);
  if (!isFolder) {
    expect(delivered.rate).toEqual({ num: 24000, den: 1001 });
    expect(delivered.audioTracks).toBe(1);
    expect(delivered.picture).toMatchObject({ taggedMatrix: 'bt709', range: 'limited' });
  }

  // A still is read as it is coded for viewing; the colours of linear light are measured by scripts/colour-table.ts.
  if (codec === 'exr') return;
  // A middling gray of the film, met again in the file, has the chroma that was asked for.
  const still = await readStillOf(delivered, plan.outPath, isFolder);
  const luma = await readLumaFrame(film, 3, tools);
  const at = luma.samples.findIndex((code, index) => code > 110 && code < 150 && index % 96 > 8 && index % 96 < 88);
  const [, a, b] = srgbToLab(still[3 * at]! / 65535, still[3 * at + 1]! / 65535, still[3 * at + 2]! / 65535);
  expect(Math.hypot(a - 18, b - 22)).toBeLessThan(codec === 'ffv1' || isFolder ? 2 : 6);
});

async function readStillOf(delivered: Clip, path: string, isFolder: boolean): Promise<Uint16Array> {
  const image = isFolder ? join(path, imagesIn(path)[3]!) : await films.make(`frame-${delivered.name}.png`, ['-i', path, '-vf', 'select=eq(n\\,3),scale=in_color_matrix=bt709:flags=accurate_rnd+full_chroma_int+full_chroma_inp,format=rgb48be', '-frames:v', '1', '-update', '1']);
  return (await readStill(image, tools)).samples;
}

test('FFV1 holds the source\'s luma: 0 samples differ, and the report says so', async () => {
  const report = await deliver(planDelivery({ clip: film, range: frameRange(2, 6), codec: 'ffv1', outPath: films.outPath('exact', 'ffv1') }), { tools, chromaAt: skin, threads: 0 });
  expect(report.lumaCheck).toMatchObject({ result: 'exact', checkedFrames: 5, checkedSamples: 5 * 96 * 64, differingSamples: 0, psnr: null });
  expect(report.lumaCheck?.sentence).toContain('0 of 30720 luma samples differ');
});

test('a range begins with the timecode of its first frame', async () => {
  const plan = planDelivery({ clip: film, range: frameRange(3, 5), codec: 'prores-422hq', outPath: films.outPath('timecode', 'prores-422hq'), verify: 'none' });
  await deliver(plan, { tools, chromaAt: skin, threads: 0 });
  const delivered = await probeClip(plan.outPath, tools);
  expect([delivered.startTimecode, delivered.frameCount]).toEqual(['01:00:00:03', 3]);
});

test('DPX of 120 frames a second is written without timecode, whose frames its header cannot count', async () => {
  const fast = await probeClip(await films.make('fast.mov', ['-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=120', '-frames:v', '2', '-c:v', 'mjpeg', '-timecode', '01:00:00:110']), tools);
  const report = await deliver(planDelivery({ clip: fast, range: whole(fast), codec: 'dpx-10', outPath: films.outPath('fast', 'dpx-10') }), { tools, chromaAt: skin, threads: 0 });
  expect([fast.startTimecode, report.frameCount, report.kept.find(({ part }) => part === 'Timecode')?.state]).toEqual(['01:00:00:110', 2, 'lost']);
});

test.each(casesOf([10], [8]))('an approved %d-bit colour still is delivered in FFV1 with its own Cb and Cr codes', async (bitDepth) => {
  const size = '64x48';
  const stillPath = await films.make(`still-${bitDepth}.png`, ['-f', 'lavfi', '-i', `testsrc2=size=${size}`, '-frames:v', '1', '-update', '1', '-vf', `format=${bitDepth === 8 ? 'rgb24' : 'rgb48be'},gblur=2`]);
  const still = await readStill(stillPath, tools);
  // The film whose luma is the still's: Y′ codes as an encoder makes them, chroma neutral.
  const scale = 219 * 2 ** (bitDepth - 8);
  const chromaFactor = 224 * 2 ** (bitDepth - 8);
  const offset = 2 ** (bitDepth - 8);
  const ycc = Array.from({ length: 64 * 48 }, (_, index) => rgbToYcc(still.samples[3 * index]! / 65535, still.samples[3 * index + 1]! / 65535, still.samples[3 * index + 2]! / 65535, 'bt709'));
  const planes = [ycc.map(([y]) => Math.round(y * scale) + 16 * offset), ycc.map(() => 128 * offset), ycc.map(() => 128 * offset)].flat();
  const raw = join(films.directory, `gray-${bitDepth}.yuv`);
  await writeFile(raw, bitDepth === 8 ? Uint8Array.from(planes) : new Uint8Array(Uint16Array.from(planes).buffer));
  const pixelFormat = bitDepth === 8 ? 'yuv444p' : 'yuv444p10le';
  const gray = await probeClip(await films.make(`gray-${bitDepth}.mkv`, ['-f', 'rawvideo', '-pixel_format', pixelFormat, '-video_size', size, '-i', raw, '-c:v', 'ffv1', '-colorspace', 'bt709', '-color_range', 'tv', '-color_primaries', 'bt709', '-color_trc', 'bt709']), tools);

  const luma = await readLumaFrame(gray, 0, tools);
  const plane = stillChroma(still, { colour: codingOf(gray), coding: luma.coding, luma: luma.samples });
  const plan = planDelivery({ clip: gray, range: frameRange(0, 0), codec: 'ffv1', outPath: films.outPath(`still-${bitDepth}`, 'ffv1') });
  const report = await deliver(plan, { tools, chromaAt: () => Promise.resolve(plane), threads: 0 });
  expect(report.lumaCheck?.differingSamples).toBe(0);
  expect(report.reducedShare).toBe(0);

  const { stdout } = await run(tools.ffmpegPath, ['-v', 'error', '-i', plan.outPath, '-f', 'rawvideo', '-pix_fmt', pixelFormat, '-'], { encoding: 'buffer' });
  const codes = bitDepth === 8 ? new Uint8Array(stdout) : new Uint16Array(new Uint8Array(stdout).buffer);
  const wanted = [...ycc.map((each) => Math.round(each[1] * chromaFactor) + 128 * offset), ...ycc.map((each) => Math.round(each[2] * chromaFactor) + 128 * offset)];
  expect([...codes.subarray(64 * 48)]).toEqual(wanted);
});

test('frames without colour are neutral gray and are listed', async () => {
  const plan = planDelivery({ clip: film, range: whole(film), codec: 'ffv1', outPath: films.outPath('gray', 'ffv1'), verify: 'none' });
  const report = await deliver(plan, { tools, chromaAt: (frame) => Promise.resolve(frame === 2 || frame === 5 ? undefined : planeOf(30, 10)), threads: 0 });
  expect(report.uncolouredFrames).toEqual([2, 5]);
  const { stdout } = await run(tools.ffmpegPath, ['-v', 'error', '-i', plan.outPath, '-vf', 'select=eq(n\\,2),extractplanes=u', '-frames:v', '1', '-f', 'rawvideo', '-'], { encoding: 'buffer' });
  expect(new Set(new Uint8Array(stdout))).toEqual(new Set([128]));
});

test('frames keep their order when colours arrive late and threads finish out of order', async () => {
  const plan = planDelivery({ clip: film, range: whole(film), codec: 'ffv1', outPath: films.outPath('order', 'ffv1') });
  const report = await deliver(plan, { tools, chromaAt: (frame) => new Promise((resolve) => { setTimeout(() => { resolve(planeOf(10 * (frame % 3), 5)); }, frame % 2 === 0 ? 30 : 0); }), threads: 2 });
  expect(report.frames.map(({ frame }) => frame)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(report.lumaCheck?.differingSamples).toBe(0);
});

test('a colour that jumps for one frame is listed as conspicuous', async () => {
  const plan = planDelivery({ clip: film, range: whole(film), codec: 'ffv1', outPath: films.outPath('flicker', 'ffv1'), verify: 'none' });
  const report = await deliver(plan, { tools, chromaAt: (frame) => Promise.resolve(frame === 4 ? planeOf(40, 0) : planeOf(10 + 0.1 * frame, 10)), threads: 0 });
  expect(new Set(report.flicker.conspicuousFrames)).toEqual(new Set([4, 5]));
  expect(report.lumaCheck).toBeNull();
});

test('the plan says in plain words what a codec cannot keep', () => {
  const remarks = (codec: DeliveryCodec, clip: Clip = film): string => planDelivery({ clip, range: whole(clip), codec, outPath: '/x' }).remarks.join('\n');
  const deep: Clip = { ...film, picture: { ...film.picture, bitDepth: 10, pixelFormat: 'yuv422p10le' } };
  expect(remarks('h264', deep)).toContain('rounded to 8 bits');
  expect(remarks('ffv1', deep)).toContain('code for code');
  expect(remarks('prores-422hq')).toContain('carried in 10 bits without change of level');
  expect(remarks('prores-422hq', { ...film, picture: { ...film.picture, range: 'full' } })).toContain('converted');
  expect(remarks('h264', { ...film, picture: { ...film.picture, width: 95 } })).toContain('becomes 96×64, the last column once more');
});

test('a 10-bit source stays 10 bits, to the code, in FFV1; an odd size keeps its last row and column', async () => {
  const path = await films.make('odd.mkv', ['-f', 'lavfi', '-i', 'testsrc2=size=128x96:rate=25', '-vf', 'format=yuv444p10le,scale=77:53', '-frames:v', '3', '-c:v', 'ffv1', '-pix_fmt', 'yuv444p10le', '-color_range', 'tv']);
  const clip = await probeClip(path, tools);
  for (const codec of casesOf(['ffv1', 'h264'], ['prores-422hq'])) {
    const plan = planDelivery({ clip, range: whole(clip), codec, outPath: films.outPath('odd-out', codec), verify: codec === 'ffv1' ? 'every-frame' : 'none' });
    const report = await deliver(plan, { tools, chromaAt: skin, threads: 0 });
    expect(report.frameCount).toBe(3);
    if (codec === 'ffv1') expect(report.lumaCheck).toMatchObject({ result: 'exact', differingSamples: 0, checkedSamples: 3 * 77 * 53 });
  }
});

test('a delivery holds a few frames in memory: the source is never far ahead', async () => {
  const path = await films.make('long.mkv', ['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=24', '-frames:v', '60', '-c:v', 'ffv1', '-pix_fmt', 'yuv420p']);
  const clip = await probeClip(path, tools);
  let written = 0;
  let furthest = 0;
  await deliver(planDelivery({ clip, range: whole(clip), codec: 'ffv1', outPath: films.outPath('long-out', 'ffv1'), verify: 'none' }), {
    tools, threads: 2,
    chromaAt: (frame) => { furthest = Math.max(furthest, frame - written); return skin(); },
    report: ({ done }) => { written = done; },
  });
  expect(written).toBe(60);
  expect(furthest).toBeLessThanOrEqual(4);
});

// In `npm test` one frame of each codec is read again, above.
if (isLong) test('what is delivered can be read as a film again, frame by frame', async () => {
  const plan = planDelivery({ clip: film, range: whole(film), codec: 'ffv1', outPath: films.outPath('again', 'ffv1'), verify: 'none' });
  await deliver(plan, { tools, chromaAt: skin, threads: 0 });
  const delivered = await probeClip(plan.outPath, tools);
  const indices: number[] = [];
  for await (const { index } of readLuma(delivered, tools, { range: whole(delivered) })) indices.push(index);
  expect(indices).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

test.each<readonly [string, readonly string[]]>(casesOf(
  [['16-bit RGB', ['-pix_fmt', 'gbrp16le', '-c:v', 'ffv1']]],
  [['10-bit limited', ['-pix_fmt', 'yuv422p10le', '-color_range', 'tv', '-colorspace', 'bt709', '-c:v', 'ffv1']], ['full-range gray', ['-pix_fmt', 'gray', '-c:v', 'ffv1']]],
))('a %s source looks as bright in ProRes, H.264 and TIFF as it did', async (name, format) => {
  const path = await films.make(`${name}.mkv`, ['-f', 'lavfi', '-i', 'testsrc2=size=96x64:rate=24', '-frames:v', '2', '-vf', 'hue=s=0,gblur=3', ...format]);
  const clip = await probeClip(path, tools);
  const levels = async (film: Clip): Promise<readonly number[]> => {
    const { samples, coding } = await readLumaFrame(film, 1, tools);
    const { offset, scale } = lumaScale(coding);
    return Array.from(samples, (code) => (code - offset) / scale);
  };
  const wanted = await levels(clip);
  for (const codec of ['prores-422hq', 'h264', 'tiff'] as const) {
    const plan = planDelivery({ clip, range: whole(clip), codec, outPath: films.outPath(`bright ${name}`, codec), verify: 'none' });
    await deliver(plan, { tools, chromaAt: skin, threads: 0 });
    const delivered = await probeClip(codec === 'tiff' ? join(plan.outPath, imagesIn(plan.outPath)[0]!) : plan.outPath, tools);
    // Images do not tell the matrix of the film that they were made of.
    const found = await levels({ ...delivered, picture: { ...delivered.picture, matrix: clip.picture.matrix } });
    const meanDifference = found.reduce((sum, level, index) => sum + level - wanted[index]!, 0) / found.length;
    expect(Math.abs(meanDifference), codec).toBeLessThan(0.004);
  }
});
