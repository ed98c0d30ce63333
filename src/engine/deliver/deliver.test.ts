import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, truncate, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rgbToYcc } from '../../shared/colour/luma.ts';
import { srgbToLab } from '../../shared/colour/srgb.ts';
import { stillChroma } from '../../shared/colour/still-chroma.ts';
import type { AbPlane } from '../../shared/model/ab-plane.ts';
import type { Clip } from '../../shared/model/clip.ts';
import { DeliveryReport } from '../../shared/model/delivery-report.ts';
import { DeliveryCodec, deliveryExtension } from '../../shared/model/delivery.ts';
import { frameRange } from '../../shared/model/frame.ts';
import { type FfmpegTools, locateFfmpeg, probeClip, readLuma, readLumaFrame, readStill } from '../media/index.ts';
import { deliver, planDelivery, writeReport } from './index.ts';

const run = promisify(execFile);
let directory: string;
let tools: FfmpegTools;
/** 8 frames of 96×64 at 24000/1001, 8-bit limited 4:2:0 without colour, with sound and timecode. */
let film: Clip;

async function make(name: string, filmArguments: readonly string[]): Promise<string> {
  const path = join(directory, name);
  await run(tools.ffmpegPath, ['-v', 'error', '-nostdin', '-y', ...filmArguments, path]);
  return path;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-deliver-'));
  tools = await locateFfmpeg({});
  const path = await make('film.mov', ['-f', 'lavfi', '-i', 'testsrc2=size=96x64:rate=24000/1001', '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000',
    '-frames:v', '8', '-shortest', '-vf', 'hue=s=0,gblur=1.5', '-c:v', 'libx264', '-crf', '4', '-pix_fmt', 'yuv420p', '-color_range', 'tv', '-colorspace', 'bt709', '-timecode', '01:00:00:00', '-c:a', 'pcm_s16le']);
  film = await probeClip(path, tools);
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

const whole = (clip: Clip): ReturnType<typeof frameRange> => frameRange(0, clip.frameCount - 1);
const outPath = (name: string, codec: DeliveryCodec): string => join(directory, `${name}${deliveryExtension(codec)}`);

function planeOf(a: number, b: number): AbPlane {
  return { width: 6, height: 4, samples: Int16Array.from({ length: 48 }, (_, index) => 256 * (index < 24 ? a : b)) };
}

const skin = (): Promise<AbPlane> => Promise.resolve(planeOf(18, 22));

/** Files of a delivery that should not be there any more. */
function leavings(name: string): readonly string[] {
  return readdirSync(directory).filter((each) => each.startsWith(name));
}

/** Processes that still have a path among their arguments. */
function processesWith(path: string): number {
  if (!existsSync('/proc/self/cmdline')) return 0;
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(path);
    } catch {
      return false; // it ended while we were looking
    }
  }).length;
}

test.each(DeliveryCodec.options)('%s is written whole: every frame, the colour asked for, its tags and its luma', async (codec) => {
  const plan = planDelivery({ clip: film, range: whole(film), codec, outPath: outPath(`whole-${codec}`, codec) });
  const seen: number[] = [];
  const report = await deliver(plan, { tools, chromaAt: skin, confidenceAt: () => 0.75, report: ({ done, total }) => { seen.push(done); expect(total).toBe(8); }, threads: 0 });
  expect(DeliveryReport.parse(report)).toEqual(report);
  expect(report).toMatchObject({ frameCount: 8, missingFrames: 0, uncolouredFrames: [], meanConfidence: 0.75 });
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(leavings(`whole-${codec}`)).toEqual([`whole-${codec}${deliveryExtension(codec)}`]);

  const isFolder = deliveryExtension(codec) === '';
  const delivered = await probeClip(isFolder ? join(plan.outPath, readdirSync(plan.outPath).toSorted()[0]!) : plan.outPath, tools);
  expect([delivered.frameCount, delivered.picture.width, delivered.picture.height]).toEqual([8, 96, 64]);
  if (codec === 'ffv1') expect(report.lumaCheck).toMatchObject({ result: 'exact', differingSamples: 0 });
  else expect(report.lumaCheck?.psnr).toBeGreaterThan(isFolder ? 50 : 38);
  if (!isFolder) {
    expect(delivered.rate).toEqual({ num: 24000, den: 1001 });
    expect(delivered.audioTracks).toBe(1);
    expect(delivered.picture).toMatchObject({ taggedMatrix: 'bt709', range: 'limited' });
  }

  // A middling gray of the film, met again in the file, has the chroma that was asked for.
  const still = await readStillOf(delivered, plan.outPath, isFolder);
  const luma = await readLumaFrame(film, 3, tools);
  const at = luma.samples.findIndex((code, index) => code > 110 && code < 150 && index % 96 > 8 && index % 96 < 88);
  const [, a, b] = srgbToLab(still[3 * at]! / 65535, still[3 * at + 1]! / 65535, still[3 * at + 2]! / 65535);
  expect(Math.hypot(a - 18, b - 22)).toBeLessThan(codec === 'ffv1' || isFolder ? 2 : 6);
});

async function readStillOf(delivered: Clip, path: string, isFolder: boolean): Promise<Uint16Array> {
  const image = isFolder ? join(path, readdirSync(path).toSorted()[3]!) : await make(`frame-${delivered.name}.png`, ['-i', path, '-vf', 'select=eq(n\\,3),scale=in_color_matrix=bt709:flags=accurate_rnd+full_chroma_int+full_chroma_inp,format=rgb48be', '-frames:v', '1', '-update', '1']);
  return (await readStill(image, tools)).samples;
}

test('FFV1 holds the source\'s luma: 0 samples differ, and the report says so', async () => {
  const report = await deliver(planDelivery({ clip: film, range: frameRange(2, 6), codec: 'ffv1', outPath: outPath('exact', 'ffv1') }), { tools, chromaAt: skin, threads: 0 });
  expect(report.lumaCheck).toMatchObject({ result: 'exact', checkedFrames: 5, checkedSamples: 5 * 96 * 64, differingSamples: 0, psnr: null });
  expect(report.lumaCheck?.sentence).toContain('0 of 30720 luma samples differ');
});

test('a range begins with the timecode of its first frame', async () => {
  const plan = planDelivery({ clip: film, range: frameRange(3, 5), codec: 'prores-422hq', outPath: outPath('timecode', 'prores-422hq'), verify: 'none' });
  await deliver(plan, { tools, chromaAt: skin, threads: 0 });
  const delivered = await probeClip(plan.outPath, tools);
  expect([delivered.startTimecode, delivered.frameCount]).toEqual(['01:00:00:03', 3]);
});

test.each([8, 10])('an approved %d-bit colour still comes out of FFV1 with its own Cb and Cr, code for code', async (bitDepth) => {
  const size = '64x48';
  const stillPath = await make(`still-${bitDepth}.png`, ['-f', 'lavfi', '-i', `testsrc2=size=${size}`, '-frames:v', '1', '-update', '1', '-vf', `format=${bitDepth === 8 ? 'rgb24' : 'rgb48be'},gblur=2`]);
  const still = await readStill(stillPath, tools);
  // The film whose luma is the still's: Y′ codes as an encoder makes them, chroma neutral.
  const scale = 219 * 2 ** (bitDepth - 8);
  const chromaFactor = 224 * 2 ** (bitDepth - 8);
  const offset = 2 ** (bitDepth - 8);
  const ycc = Array.from({ length: 64 * 48 }, (_, index) => rgbToYcc(still.samples[3 * index]! / 65535, still.samples[3 * index + 1]! / 65535, still.samples[3 * index + 2]! / 65535, 'bt709'));
  const planes = [ycc.map(([y]) => Math.round(y * scale) + 16 * offset), ycc.map(() => 128 * offset), ycc.map(() => 128 * offset)].flat();
  const raw = join(directory, `gray-${bitDepth}.yuv`);
  await writeFile(raw, bitDepth === 8 ? Uint8Array.from(planes) : new Uint8Array(Uint16Array.from(planes).buffer));
  const pixelFormat = bitDepth === 8 ? 'yuv444p' : 'yuv444p10le';
  const gray = await probeClip(await make(`gray-${bitDepth}.mkv`, ['-f', 'rawvideo', '-pixel_format', pixelFormat, '-video_size', size, '-i', raw, '-c:v', 'ffv1', '-colorspace', 'bt709', '-color_range', 'tv', '-color_primaries', 'bt709', '-color_trc', 'bt709']), tools);

  const luma = await readLumaFrame(gray, 0, tools);
  const plane = stillChroma(still, { matrix: gray.picture.matrix, coding: luma.coding, luma: luma.samples });
  const plan = planDelivery({ clip: gray, range: frameRange(0, 0), codec: 'ffv1', outPath: outPath(`still-${bitDepth}`, 'ffv1') });
  const report = await deliver(plan, { tools, chromaAt: () => Promise.resolve(plane), threads: 0 });
  expect(report.lumaCheck?.differingSamples).toBe(0);
  expect(report.reducedShare).toBe(0);

  const { stdout } = await run(tools.ffmpegPath, ['-v', 'error', '-i', plan.outPath, '-f', 'rawvideo', '-pix_fmt', pixelFormat, '-'], { encoding: 'buffer' });
  const codes = bitDepth === 8 ? new Uint8Array(stdout) : new Uint16Array(new Uint8Array(stdout).buffer);
  const wanted = [...ycc.map((each) => Math.round(each[1] * chromaFactor) + 128 * offset), ...ycc.map((each) => Math.round(each[2] * chromaFactor) + 128 * offset)];
  expect([...codes.subarray(64 * 48)]).toEqual(wanted);
});

test('frames without colour come out neutral gray and are named', async () => {
  const plan = planDelivery({ clip: film, range: whole(film), codec: 'ffv1', outPath: outPath('gray', 'ffv1'), verify: 'none' });
  const report = await deliver(plan, { tools, chromaAt: (frame) => Promise.resolve(frame === 2 || frame === 5 ? undefined : planeOf(30, 10)), threads: 0 });
  expect(report.uncolouredFrames).toEqual([2, 5]);
  const { stdout } = await run(tools.ffmpegPath, ['-v', 'error', '-i', plan.outPath, '-vf', 'select=eq(n\\,2),extractplanes=u', '-frames:v', '1', '-f', 'rawvideo', '-'], { encoding: 'buffer' });
  expect(new Set(new Uint8Array(stdout))).toEqual(new Set([128]));
});

test('frames keep their order when colours come late and threads finish out of turn', async () => {
  const plan = planDelivery({ clip: film, range: whole(film), codec: 'ffv1', outPath: outPath('order', 'ffv1') });
  const report = await deliver(plan, { tools, chromaAt: (frame) => new Promise((resolve) => { setTimeout(() => { resolve(planeOf(10 * (frame % 3), 5)); }, frame % 2 === 0 ? 30 : 0); }), threads: 2 });
  expect(report.frames.map(({ frame }) => frame)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(report.lumaCheck?.differingSamples).toBe(0);
});

test('a colour that jumps for one frame is named as conspicuous', async () => {
  const plan = planDelivery({ clip: film, range: whole(film), codec: 'ffv1', outPath: outPath('flicker', 'ffv1'), verify: 'none' });
  const report = await deliver(plan, { tools, chromaAt: (frame) => Promise.resolve(frame === 4 ? planeOf(40, 0) : planeOf(10 + 0.1 * frame, 10)), threads: 0 });
  expect(new Set(report.flicker.conspicuousFrames)).toEqual(new Set([4, 5]));
  expect(report.lumaCheck).toBeNull();
});

test('an existing target is refused before anything is touched, and replaced when asked', async () => {
  const path = outPath('taken', 'h264');
  await writeFile(path, 'precious');
  const wish = { clip: film, range: whole(film), codec: 'h264', outPath: path, verify: 'none' } as const;
  await expect(deliver(planDelivery(wish), { tools, chromaAt: skin, threads: 0 })).rejects.toMatchObject({ code: 'file.exists' });
  expect(readFileSync(path, 'utf8')).toBe('precious');
  await deliver(planDelivery({ ...wish, overwrite: true }), { tools, chromaAt: skin, threads: 0 });
  expect((await stat(path)).size).toBeGreaterThan(100);
});

test('an encoder that this ffmpeg lacks is told before any work', async () => {
  const encoders = new Set([...tools.encoders].filter((name) => name !== 'libx265'));
  let asked = 0;
  await expect(deliver(planDelivery({ clip: film, range: whole(film), codec: 'h265', outPath: outPath('lacking', 'h265'), verify: 'none' }), { tools: { ...tools, encoders }, chromaAt: () => { asked++; return skin(); }, threads: 0 }))
    .rejects.toMatchObject({ code: 'ffmpeg.encoderMissing' });
  expect([asked, leavings('lacking')]).toEqual([0, []]);
});

test.each([0, 3, 7])('a cancel at frame %d of 8 leaves no file and no process', async (atFrame) => {
  const path = outPath(`cancelled-${atFrame}`, 'ffv1');
  const controller = new AbortController();
  const delivery = deliver(planDelivery({ clip: film, range: whole(film), codec: 'ffv1', outPath: path }), {
    tools, signal: controller.signal, threads: 1,
    chromaAt: (frame) => { if (frame === atFrame) controller.abort(); return skin(); },
  });
  await expect(delivery).rejects.toMatchObject({ name: 'AbortError' });
  expect(leavings(`cancelled-${atFrame}`)).toEqual([]);
  expect(processesWith(`cancelled-${atFrame}`)).toBe(0);
});

test('a cancel while the finished file is being checked leaves no file either', async () => {
  const controller = new AbortController();
  const path = outPath('late-cancel', 'ffv1');
  const delivery = deliver(planDelivery({ clip: film, range: whole(film), codec: 'ffv1', outPath: path }), {
    tools, signal: controller.signal, threads: 0, chromaAt: skin,
    report: ({ done, total }) => { if (done === total) watchFor(path, () => { controller.abort(); }); },
  });
  await expect(delivery).rejects.toMatchObject({ name: 'AbortError' });
  expect(leavings('late-cancel')).toEqual([]);
});

function watchFor(path: string, then: () => void): void {
  const timer = setInterval(() => {
    if (!existsSync(path)) return;
    clearInterval(timer);
    then();
  }, 1);
}

test('a signal that is aborted already starts nothing', async () => {
  await expect(deliver(planDelivery({ clip: film, range: whole(film), codec: 'h264', outPath: outPath('never', 'h264'), verify: 'none' }), { tools, chromaAt: skin, signal: AbortSignal.abort(), threads: 0 })).rejects.toMatchObject({ name: 'AbortError' });
  expect(leavings('never')).toEqual([]);
});

test('colour that cannot be had fails the delivery and leaves nothing', async () => {
  const delivery = deliver(planDelivery({ clip: film, range: whole(film), codec: 'ffv1', outPath: outPath('colourless', 'ffv1'), verify: 'none' }), {
    tools, threads: 1, chromaAt: (frame) => (frame === 2 ? Promise.reject(new Error('the cache is gone')) : skin()),
  });
  await expect(delivery).rejects.toThrow('the cache is gone');
  expect(leavings('colourless')).toEqual([]);
  expect(processesWith('colourless')).toBe(0);
});

test.skipIf(process.platform === 'win32')('a disk that fills up is told as such and the beginning is removed', async () => {
  const folder = join(directory, 'full');
  await mkdir(folder, { recursive: true });
  // A limit on file sizes stands in for the full disk: the write fails in the same place.
  const limited = join(folder, 'ffmpeg');
  await writeFile(limited, `#!/bin/sh\ntrap '' XFSZ\nulimit -f 16\nexec '${tools.ffmpegPath}' "$@"\n`);
  await chmod(limited, 0o755);
  const noisy = await probeClip(await make('noisy.mkv', ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=24', '-frames:v', '6', '-vf', 'noise=alls=60:allf=t', '-c:v', 'ffv1', '-pix_fmt', 'yuv420p']), tools);
  const path = join(folder, 'out.mkv');
  const delivery = deliver(planDelivery({ clip: noisy, range: whole(noisy), codec: 'ffv1', outPath: path, verify: 'none' }), { tools: { ...tools, ffmpegPath: limited }, chromaAt: skin, threads: 0 });
  await expect(delivery).rejects.toMatchObject({ code: 'disk.full' });
  expect(readdirSync(folder)).toEqual(['ffmpeg']);
});

test('a source that became shorter since it was probed is delivered as far as it goes, and the report says what is missing', async () => {
  const path = await make('short.mkv', ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=24', '-frames:v', '12', '-c:v', 'ffv1', '-pix_fmt', 'yuv420p']);
  const clip = await probeClip(path, tools);
  await truncate(path, Math.floor((await stat(path)).size * 0.6));
  const report = await deliver(planDelivery({ clip, range: whole(clip), codec: 'prores-422hq', outPath: outPath('short', 'prores-422hq'), verify: 'none' }), { tools, chromaAt: skin, threads: 0 });
  expect(report.frameCount).toBeGreaterThan(2);
  expect(report.frameCount).toBeLessThan(12);
  expect(report.missingFrames).toBe(12 - report.frameCount);
  expect(report.remarks.join(' ')).toContain('missing at the end');
});

test('a range beyond the film is refused while planning', () => {
  expect(() => planDelivery({ clip: film, range: frameRange(4, 8), codec: 'h264', outPath: '/nowhere.mp4' })).toThrow(expect.objectContaining({ code: 'input.frameOutside' }));
});

test('the plan says in plain words what a codec cannot keep', () => {
  const remarks = (codec: DeliveryCodec, clip: Clip = film): string => planDelivery({ clip, range: whole(clip), codec, outPath: '/x' }).remarks.join('\n');
  const deep: Clip = { ...film, picture: { ...film.picture, bitDepth: 10, pixelFormat: 'yuv422p10le' } };
  expect(remarks('h264', deep)).toContain('rounded to 8 bits');
  expect(remarks('ffv1', deep)).toContain('code for code');
  expect(remarks('prores-422hq')).toContain('carried in 10 bits without change of level');
  expect(remarks('png')).toContain('Sound: not kept');
  expect(remarks('prores-4444')).toContain('Timecode: begins at 01:00:00:00');
  expect(remarks('prores-422hq', { ...film, picture: { ...film.picture, range: 'full' } })).toContain('converted');
  expect(remarks('h264', { ...film, picture: { ...film.picture, width: 95 } })).toContain('repeats the last column');
});

test('a 10-bit source stays 10 bits, to the code, in FFV1; an odd size keeps its last row and column', async () => {
  const path = await make('odd.mkv', ['-f', 'lavfi', '-i', 'testsrc2=size=128x96:rate=25', '-vf', 'format=yuv444p10le,scale=77:53', '-frames:v', '3', '-c:v', 'ffv1', '-pix_fmt', 'yuv444p10le', '-color_range', 'tv']);
  const clip = await probeClip(path, tools);
  for (const codec of ['ffv1', 'h264', 'prores-422hq'] as const) {
    const plan = planDelivery({ clip, range: whole(clip), codec, outPath: outPath('odd-out', codec), verify: codec === 'ffv1' ? 'every-frame' : 'none' });
    const report = await deliver(plan, { tools, chromaAt: skin, threads: 0 });
    expect(report.frameCount).toBe(3);
    if (codec === 'ffv1') expect(report.lumaCheck).toMatchObject({ result: 'exact', differingSamples: 0, checkedSamples: 3 * 77 * 53 });
  }
});

test('a report is written whole or not at all', async () => {
  const report = await deliver(planDelivery({ clip: film, range: frameRange(0, 0), codec: 'png', outPath: outPath('one', 'png') }), { tools, chromaAt: skin, threads: 0 });
  const path = join(directory, 'reports', 'report.json');
  await writeReport(path, [report]);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ reports: [report] });
  await expect(writeReport(path, [report])).rejects.toMatchObject({ code: 'file.exists' });
  await writeReport(path, [report], { overwrite: true });
  expect(readdirSync(join(directory, 'reports'))).toEqual(['report.json']);
});

test('memory of a delivery does not hold the film: the source is never more than a few frames ahead', async () => {
  const path = await make('long.mkv', ['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=24', '-frames:v', '60', '-c:v', 'ffv1', '-pix_fmt', 'yuv420p']);
  const clip = await probeClip(path, tools);
  let written = 0;
  let furthest = 0;
  await deliver(planDelivery({ clip, range: whole(clip), codec: 'ffv1', outPath: outPath('long-out', 'ffv1'), verify: 'none' }), {
    tools, threads: 2,
    chromaAt: (frame) => { furthest = Math.max(furthest, frame - written); return skin(); },
    report: ({ done }) => { written = done; },
  });
  expect(written).toBe(60);
  expect(furthest).toBeLessThanOrEqual(4);
});

test('what is delivered can be read as a film again, frame by frame', async () => {
  const plan = planDelivery({ clip: film, range: whole(film), codec: 'ffv1', outPath: outPath('again', 'ffv1'), verify: 'none' });
  await deliver(plan, { tools, chromaAt: skin, threads: 0 });
  const delivered = await probeClip(plan.outPath, tools);
  const indices: number[] = [];
  for await (const { index } of readLuma(delivered, tools, { range: whole(delivered) })) indices.push(index);
  expect(indices).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});
