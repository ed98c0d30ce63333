import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { frameRange } from '../../../shared/model/frame.ts';
import type { LumaFrame } from '../decode/luma-frame.ts';
import { readLuma, readLumaFrame } from '../decode/read-luma.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { locateFfmpeg } from '../ffmpeg/locate-ffmpeg.ts';
import { makeMedia, temporaryDirectory } from '../testing/sample-media.ts';
import { imagePath } from './image-sequence.ts';
import { probeClip } from './probe-clip.ts';

const directory = temporaryDirectory();
let tools: FfmpegTools;
beforeAll(async () => {
  tools = await locateFfmpeg();
});
afterAll(() => directory.dispose());

async function failure(path: string): Promise<unknown> {
  return probeClip(path, tools).then(() => undefined, (error: unknown) => (error instanceof AppError ? error.code : error));
}

/** Numbered images of moving noise, each unlike the others. */
async function images(folder: string, pattern: string, count: number, firstNumber = 1, size = '64x48'): Promise<string> {
  const path = directory.file(folder);
  await mkdir(path, { recursive: true });
  await makeMedia(tools, `-f lavfi -i testsrc2=s=${size}:r=24,noise=alls=20:allf=t -frames:v ${count} -start_number ${firstNumber}`, `${path}/${pattern}`);
  return path;
}

/** Names of the first and last image that are used. */
function used(clip: Clip): readonly string[] {
  if (clip.source.kind !== 'sequence') return [];
  return [imagePath(clip.source, 0), imagePath(clip.source, clip.frameCount - 1)].map((path) => path.split('/').at(-1)!);
}

test('one image of a numbered sequence opens the whole sequence, and gaps are reported', async () => {
  const folder = directory.file('run 100%');
  await mkdir(folder);
  await makeMedia(tools, '-f lavfi -i testsrc2=s=64x48:r=24:d=0.5,noise=alls=20:allf=t -start_number 98', `${folder.replace('%', '%%')}/shot_%04d.png`);
  await rm(`${folder}/shot_0107.png`);
  const clip = await probeClip(`${folder}/shot_0100.png`, tools);
  expect(clip).toMatchObject({ name: 'shot', frameCount: 9, rate: { num: 24, den: 1 }, source: { kind: 'sequence', firstNumber: 98 } });
  expect(clip.remarks).toContain('9 images are used: shot_0098.png to shot_0106.png.');
  expect(clip.remarks).toContain('shot_0107.png is missing; the sequence ends before it, and 2 images after it are left out.');
  const behind = await probeClip(`${folder}/shot_0108.png`, tools);
  expect(behind.remarks).toContain('shot_0107.png is missing; the sequence begins after it, and 9 images before it are left out.');
  const frames = await Array.fromAsync(readLuma(clip, tools, { range: frameRange(4, 6) }));
  expect(frames.map((frame) => frame.index)).toEqual([4, 5, 6]);
  expect(frames[0]!.samples).not.toEqual(frames[1]!.samples);
  const byPattern = await probeClip(`${folder}/shot_%04d.png`, tools);
  expect(byPattern.frameCount).toBe(9);
  expect(byPattern.contentHash).toBe(clip.contentHash);
  expect(await failure(`${folder}/other_%04d.png`)).toBe('file.missing');
});

test('the whole sequence opens from any of its images, however its numbers are written', async () => {
  const plain = await images('plain', 'f_%d.png', 12);
  for (const number of [1, 9, 10, 12]) expect(used(await probeClip(`${plain}/f_${number}.png`, tools)), String(number)).toEqual(['f_1.png', 'f_12.png']);
  const grows = await images('grows', 'f_%03d.png', 4, 998);
  for (const name of ['f_998.png', 'f_1001.png']) expect(used(await probeClip(`${grows}/${name}`, tools)), name).toEqual(['f_998.png', 'f_1001.png']);
  const padded = await images('padded', 'f_%02d.png', 5, 8);
  expect(used(await probeClip(`${padded}/f_11.png`, tools))).toEqual(['f_08.png', 'f_12.png']);
  const versioned = await images('versioned', 'scan_%04d_v2.png', 3);
  await copyFile(`${versioned}/scan_0002_v2.png`, `${versioned}/scan_0002_v1.png`);
  const clip = await probeClip(`${versioned}/scan_0002_v2.png`, tools);
  expect(used(clip)).toEqual(['scan_0001_v2.png', 'scan_0003_v2.png']);
  expect(clip.name).toBe('scan_v2');
  expect(clip.remarks).toContain('3 images are used: scan_0001_v2.png to scan_0003_v2.png.');
});

test('broken images, foreign ones and those of another size are reported by name, and frame numbers do not shift', async () => {
  const folder = await images('faults', 'f_%03d.png', 9);
  const whole = await probeClip(`${folder}/f_001.png`, tools);
  const before = await Array.fromAsync(readLuma(whole, tools, { range: frameRange(0, 8) }));
  await makeMedia(tools, '-f lavfi -i testsrc2=s=64x48 -frames:v 1 -f mjpeg', `${folder}/f_003.png`);
  await writeFile(`${folder}/f_004.png`, '');
  const small = await images('small', 'f_%03d.png', 1, 6, '32x32');
  await copyFile(`${small}/f_006.png`, `${folder}/f_006.png`);
  await writeFile(`${folder}/f_007.png`, (await readFile(`${folder}/f_007.png`)).subarray(0, 2000));
  const flipped = await readFile(`${folder}/f_009.png`);
  flipped[flipped.length >> 1]! ^= 255;
  await writeFile(`${folder}/f_009.png`, flipped);

  const clip = await probeClip(`${folder}/f_005.png`, tools);
  expect(clip.frameCount).toBe(9);
  expect(clip.remarks).toEqual(expect.arrayContaining([
    'Image f_003.png is a JPEG image, unlike the first one; the image before it stands in.',
    'Image f_004.png is empty; the image before it stands in.',
    'Image f_006.png has 32 × 32 pixels where the first one has 64 × 48.',
    'Image f_007.png is cut off; the image before it stands in.',
    'Image f_009.png cannot be decoded; the image before it stands in.',
  ]));
  const after = await Array.fromAsync(readLuma(clip, tools, { range: frameRange(0, 8) }));
  expect(after.map((frame) => frame.index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(after.filter((frame) => frame.isStandIn).map((frame) => frame.index)).toEqual([2, 3, 6, 8]);
  const hash = ({ samples }: LumaFrame): string => createHash('md5').update(samples).digest('hex');
  for (const same of [0, 1, 4, 7]) expect(hash(after[same]!), `frame ${same}`).toBe(hash(before[same]!));
  for (const [frame, stood] of [[2, 1], [3, 1], [6, 5], [8, 7]] as const) expect(hash(after[frame]!), `frame ${frame}`).toBe(hash(after[stood]!));
  // A frame read alone is the frame that reading all of them gives.
  for (let frame = 0; frame < 9; frame++) expect(hash(await readLumaFrame(clip, frame, tools)), `frame ${frame}`).toBe(hash(after[frame]!));
});

test('truncated images are reported also in formats that ffmpeg decodes without a message: OpenEXR', async () => {
  const folder = directory.file('exr');
  await mkdir(folder);
  for (const compression of ['none', 'zip16']) {
    await makeMedia(tools, `-f lavfi -i testsrc2=s=64x48:r=24,noise=alls=20 -frames:v 3 -pix_fmt gbrpf32le -compression ${compression}`, `${folder}/${compression}_%03d.exr`);
    expect((await probeClip(`${folder}/${compression}_001.exr`, tools)).remarks.join(' ')).not.toMatch(/cut off/);
    const cut = `${folder}/${compression}_002.exr`;
    await writeFile(cut, (await readFile(cut)).subarray(0, 9000));
    expect((await probeClip(`${folder}/${compression}_001.exr`, tools)).remarks.join(' '), compression).toContain(`Image ${compression}_002.exr is cut off`);
  }
});

test('images whose names look like a pattern are a sequence by their numbers', async () => {
  const folder = await images('patterned', 'reel %%03d a_%03d.png', 4);
  const clip = await probeClip(`${folder}/reel %03d a_002.png`, tools);
  expect([clip.frameCount, clip.name]).toEqual([4, 'reel %03d a']);
  expect((await Array.fromAsync(readLuma(clip, tools, { range: frameRange(0, 3) }))).length).toBe(4);
});

test('a first image that does not decode is refused by name', async () => {
  const folder = await images('headless', 'f_%03d.png', 3);
  await writeFile(`${folder}/f_001.png`, (await readFile(`${folder}/f_001.png`)).subarray(0, 2000));
  await expect(probeClip(`${folder}/f_002.png`, tools)).rejects.toMatchObject({ code: 'media.noFrames', message: expect.stringContaining('f_001.png') as string });
});

test('an image that disappears after the film was opened is named when it is read', async () => {
  const folder = await images('vanishing', 'f_%03d.png', 5);
  const clip = await probeClip(`${folder}/f_001.png`, tools);
  await rm(`${folder}/f_004.png`);
  await expect(Array.fromAsync(readLuma(clip, tools, { range: frameRange(0, 4) }))).rejects.toMatchObject({ code: 'file.missing', message: expect.stringContaining('f_004.png') as string });
});
