import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, symlink } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { casesOf } from '../../../../test/support/long.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { deliveredSize, deliveryExtension, isImageCodec } from '../../../shared/model/delivery-codecs.ts';
import { type DeliveryCodec } from '../../../shared/model/delivery.ts';
import { frameRange } from '../../../shared/model/frame.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { locateFfmpeg } from '../ffmpeg/locate-ffmpeg.ts';
import { probeClip, readTimestamps } from '../probe/probe-clip.ts';
import type { LumaFrame } from '../decode/luma-frame.ts';
import { readLuma } from '../decode/read-luma.ts';
import { readStill } from '../decode/read-still.ts';
import { makeMedia, streamFacts, temporaryDirectory } from '../testing/sample-media.ts';
import { audioSource, frameTimes } from './audio-source.ts';
import { chromaSize, deliveryColourTags, deliveryPixelFormat } from './delivery-format.ts';
import type { EncodePlan } from './encode-plan.ts';
import { openEncoder } from './open-encoder.ts';

const directory = temporaryDirectory();
let tools: FfmpegTools;
let film: Clip;
beforeAll(async () => {
  tools = await locateFfmpeg();
  film = await probeClip(await makeMedia(tools, '-f lavfi -i testsrc2=s=160x120:r=24000/1001:d=2 -f lavfi -i sine=440:d=2:sample_rate=48000 -c:v libx264 -g 12 -pix_fmt yuv420p -c:a pcm_s16le', directory.file('film.mov')), tools);
});
afterAll(() => directory.dispose());

async function planFor(clip: Clip, codec: DeliveryCodec, name: string, changes: Partial<EncodePlan> = {}): Promise<EncodePlan> {
  const range = frameRange(6, 29);
  const format = deliveryPixelFormat(codec, clip.picture);
  return {
    outPath: directory.file(`${name}${deliveryExtension(codec)}`), codec, ...deliveredSize(codec, clip.picture), rate: clip.rate, pixelFormat: format.pixelFormat, sampleAspect: { num: 4, den: 3 }, rotation: 90,
    colour: deliveryColourTags(clip.picture, format), audio: await audioSource(clip, range, tools), timecode: '01:00:00:06', metadata: { title: 'Reel 1' }, timestamps: await frameTimes(clip, range, tools), imageName: name, ...changes,
  };
}

/** Luma with its last column and row once more where the codec has even sizes only. */
function padded({ samples, width, height }: LumaFrame, size: { readonly width: number; readonly height: number }): readonly number[] {
  return Array.from({ length: size.width * size.height }, (_, at) => samples[Math.min(Math.floor(at / size.width), height - 1) * width + Math.min(at % size.width, width - 1)]!);
}

/** Frames 6…29 with neutral chroma, luma shifted to the delivery's depth. */
async function* rawFrames(clip: Clip, codec: DeliveryCodec): AsyncGenerator<Uint8Array> {
  const format = deliveryPixelFormat(codec, clip.picture);
  for await (const luma of readLuma(clip, tools, { range: frameRange(6, 29) })) {
    if (format.layout === 'packed-rgb') {
      yield Uint8Array.from({ length: luma.samples.length * 3 }, (_, index) => luma.samples[Math.floor(index / 3)]!);
      continue;
    }
    const size = deliveredSize(codec, luma);
    const chroma = chromaSize(format.chroma, size);
    const neutral = 2 ** (format.bitDepth - 1);
    const codes = [...padded(luma, size).map((code) => code << (format.bitDepth - luma.coding.bitDepth)), ...Array.from({ length: 2 * chroma.width * chroma.height }, () => neutral)];
    yield format.bitDepth === 8 ? Uint8Array.from(codes) : new Uint8Array(Uint16Array.from(codes).buffer);
  }
}

async function deliver(clip: Clip, plan: EncodePlan): Promise<void> {
  if (isImageCodec(plan.codec)) await mkdir(plan.outPath, { recursive: true });
  const encoder = openEncoder(plan, tools);
  for await (const frame of rawFrames(clip, plan.codec)) {
    // In pieces, as planes come.
    await encoder.write(frame.subarray(0, 1000));
    await encoder.write(frame.subarray(1000));
  }
  await encoder.finish();
}

const EXPECTED: Readonly<Record<'prores-422hq' | 'prores-4444' | 'h264' | 'h265' | 'ffv1', Readonly<Record<string, unknown>>>> = {
  'prores-422hq': { codec_name: 'prores', profile: 'HQ', pix_fmt: 'yuv422p10le', nb_frames: '24' },
  'prores-4444': { codec_name: 'prores', profile: '4444', nb_frames: '24' },
  h264: { codec_name: 'h264', profile: 'High', pix_fmt: 'yuv420p', nb_frames: '24' },
  h265: { codec_name: 'hevc', pix_fmt: 'yuv420p10le', codec_tag_string: 'hvc1', nb_frames: '24' },
  ffv1: { codec_name: 'ffv1', pix_fmt: 'yuv444p' },
};

for (const codec of casesOf(['prores-4444', 'h264', 'ffv1'], ['prores-422hq', 'h265'])) {
  test(`${codec}: the file has the planned format, tags, sound and luma`, async () => {
    const plan = await planFor(film, codec, `film-${codec}`);
    await deliver(film, plan);
    const { streams } = await streamFacts(plan.outPath, tools);
    const [video, audio] = streams;
    expect(video).toMatchObject({ ...EXPECTED[codec], width: 160, height: 120, sample_aspect_ratio: '4:3', r_frame_rate: '24000/1001', start_time: '0.000000', color_range: 'tv', color_space: 'smpte170m', color_transfer: 'smpte170m', color_primaries: 'smpte170m' });
    expect(audio).toMatchObject({ codec_type: 'audio', start_time: '0.000000' });
    if (codec !== 'ffv1') {
      expect(video).toMatchObject({ side_data_list: [{ rotation: -90 }] });
      expect(JSON.stringify(streams)).toContain('01:00:00:06');
      expect(Number(audio!['duration'])).toBeCloseTo(24 * 1001 / 24000, 2);
    }
    const written = await probeClip(plan.outPath, tools);
    expect(written).toMatchObject({ frameCount: 24, rate: { num: 24000, den: 1001 }, timing: 'constant' });
    const got = await Array.fromAsync(readLuma(written, tools, { range: frameRange(0, 23) }));
    const source = await Array.fromAsync(readLuma(film, tools, { range: frameRange(6, 29) }));
    const shift = got[0]!.coding.bitDepth - 8;
    let worst = 0;
    let sum = 0;
    got.forEach((frame, index) => frame.samples.forEach((code, at) => {
      const off = Math.abs(code / 2 ** shift - source[index]!.samples[at]!);
      worst = Math.max(worst, off);
      sum += off;
    }));
    if (codec === 'ffv1') expect(worst).toBe(0);
    else expect(sum / (24 * 160 * 120)).toBeLessThan(1.2);
    expect(existsSync(plan.outPath.replace('film-', 'film-').replace(/(\.\w+)$/, '.partial$1'))).toBe(false);
  });
}

test('an image sequence is a folder of numbered images, each the colour it was given', async () => {
  const plan = await planFor(film, 'png', 'stills', { firstNumber: 6 });
  await deliver(film, plan);
  const names = await readdir(plan.outPath);
  expect([names.length, names.toSorted()[0]]).toEqual([24, 'stills_000006.png']);
  const [expected] = await Array.fromAsync(rawFrames(film, 'png'));
  const still = await readStill(`${plan.outPath}/stills_000006.png`, tools);
  expect([still.width, still.height]).toEqual([160, 120]);
  expect(Buffer.from(still.samples.map((value) => value / 257)).equals(Buffer.from(expected!))).toBe(true);
});

test('sound is cut to the sample', async () => {
  const beeps = await probeClip(await makeMedia(tools, '-f lavfi -i testsrc2=s=160x120:r=25:d=2 -f lavfi -i aevalsrc=if(gte(t\\,0.5)\\,0.5\\,0):s=48000:d=2 -c:v libx264 -pix_fmt yuv420p -c:a pcm_s16le', directory.file('beep.mov')), tools);
  const plan = await planFor(beeps, 'prores-422hq', 'beep-cut');
  await deliver(beeps, plan);
  // Frames 6…29 at 25: from 0.24 s, so the step at 0.5 s falls on sample 0.26 · 48000 = 12480.
  const { runFfmpeg } = await import('../ffmpeg/spawn-tool.ts');
  const pcm = await runFfmpeg(tools, ['-v', 'error', '-i', plan.outPath, '-map', '0:a', '-f', 's16le', '-'], { context: { action: 'read', path: plan.outPath } });
  const samples = new Int16Array(Uint8Array.from(pcm).buffer);
  expect(samples.length).toBe(0.96 * 48000);
  expect(samples.findIndex((value) => Math.abs(value) > 1000)).toBe(12480);
});

test('a film of varying rate keeps the time of each frame', async () => {
  const clip = await probeClip(await makeMedia(tools, '-f lavfi -i testsrc2=s=160x120:r=25:d=3 -vf select=not(eq(mod(n\\,7)\\,3)) -fps_mode vfr -c:v libx264 -bf 3 -g 12 -pix_fmt yuv420p', directory.file('vfr.mp4')), tools);
  expect(clip.timing).toBe('variable');
  const source = await readTimestamps(clip, tools);
  const seconds = (table: typeof source): readonly number[] => Array.from(table.pts, (value) => (value * table.timeBase.num) / table.timeBase.den);
  const expected = seconds(source).slice(6, 30).map((value, _index, all) => value - all[0]!);
  for (const codec of casesOf(['h264', 'ffv1'], ['prores-422hq'])) {
    const plan = await planFor(clip, codec, `vfr-${codec}`);
    await deliver(clip, plan);
    const written = await probeClip(plan.outPath, tools);
    const times = seconds(await readTimestamps(written, tools));
    expect(times.length).toBe(24);
    // Matroska keeps milliseconds.
    times.forEach((value, index) => expect(Math.abs(value - expected[index]!)).toBeLessThan(codec === 'ffv1' ? 0.00051 : 1e-6));
  }
});

test('odd sizes and deep sources are encoded by each codec', async () => {
  const odd = await probeClip(await makeMedia(tools, '-f lavfi -i testsrc=s=161x121:r=25:d=1.3 -pix_fmt yuv444p10le -c:v ffv1', directory.file('odd.mkv')), tools);
  for (const codec of casesOf(['prores-4444', 'h265'], ['prores-422hq', 'ffv1'])) {
    const plan = await planFor(odd, codec, `odd-${codec}`);
    await deliver(odd, plan);
    const written = await probeClip(plan.outPath, tools);
    expect([written.frameCount, written.picture.width, written.picture.height]).toEqual(codec === 'h265' ? [24, 162, 122] : [24, 161, 121]);
    expect(written.picture.bitDepth).toBe(codec === 'prores-4444' ? 12 : 10);
  }
});

test('the shape of samples is written as it is, also where its numbers are large', async () => {
  for (const codec of casesOf(['h264', 'prores-422hq'], ['h265', 'dnxhr-hq'])) {
    const plan = await planFor(film, codec, `shape-${codec}`, { sampleAspect: { num: 1280, den: 1281 } });
    await deliver(film, plan);
    expect((await probeClip(plan.outPath, tools)).picture.sampleAspect).toEqual({ num: 1280, den: 1281 });
  }
});

test('an interlaced film stays interlaced, with its first field tagged', async () => {
  const [top, bottom] = ['interlaced-top-first', 'interlaced-bottom-first'] as const;
  for (const [codec, scan, stated] of casesOf([['prores-422hq', top, 'tb'], ['h264', bottom, 'bb']], [['h264', top, 'tt'], ['h264-10', bottom, 'bb'], ['ffv1', bottom, 'bt']])) {
    const plan = await planFor(film, codec, `fields-${codec}-${stated}`, { scan });
    await deliver(film, plan);
    expect((await probeClip(plan.outPath, tools)).picture.scan).toBe(scan);
    // What the stream says of itself, beside its decoded frames: players go by either.
    expect(execFileSync(tools.ffprobePath, ['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'stream=field_order', '-of', 'default=nk=1:nw=1', plan.outPath], { encoding: 'utf8' }).split('\n')[0]).toBe(stated);
  }
});

test('an encoder that is missing is refused before any work', async () => {
  const plan = await planFor(film, 'h265', 'refused');
  expect(() => openEncoder(plan, { ...tools, encoders: new Set(['libx264']) })).toThrow(expect.objectContaining({ code: 'ffmpeg.encoderMissing' }));
});

test('a full disk is reported as such', async (context) => {
  if (!existsSync('/dev/full')) return context.skip('/dev/full is missing: a full disk was NOT tested');
  const plan = await planFor(film, 'prores-422hq', 'full');
  await symlink('/dev/full', plan.outPath);
  await expect(deliver(film, plan)).rejects.toMatchObject({ code: 'disk.full' });
});

test('cancelling ends ffmpeg', async () => {
  const controller = new AbortController();
  const plan = await planFor(film, 'prores-422hq', 'cancelled');
  const encoder = openEncoder(plan, tools, { signal: controller.signal });
  const [frame] = await Array.fromAsync(rawFrames(film, 'prores-422hq'));
  await encoder.write(frame!);
  controller.abort();
  await expect(encoder.write(frame!)).rejects.toMatchObject({ name: 'AbortError' });
  await expect(encoder.finish()).rejects.toMatchObject({ name: 'AbortError' });
});

test('an incomplete last frame is an error, and no file is made', async () => {
  const plan = await planFor(film, 'ffv1', 'short');
  const encoder = openEncoder(plan, tools);
  await encoder.write(new Uint8Array(100));
  await expect(encoder.finish()).rejects.toThrow(/not whole/);
});
