import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { casesOf } from '../../../../test/support/long.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { frameRange } from '../../../shared/model/frame.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { locateFfmpeg } from '../ffmpeg/locate-ffmpeg.ts';
import type { LumaFrame } from './luma-frame.ts';
import { probeClip, readTimestamps } from '../probe/probe-clip.ts';
import { readLuma, readLumaFrame } from './read-luma.ts';
import { lumaDigests, makeMedia, sharedData, temporaryDirectory } from '../testing/sample-media.ts';

const directory = temporaryDirectory();
let tools: FfmpegTools;
beforeAll(async () => {
  tools = await locateFfmpeg();
});
afterAll(() => directory.dispose());

function digest(frame: LumaFrame): string {
  return createHash('md5').update(new Uint8Array(frame.samples.buffer, frame.samples.byteOffset, frame.samples.byteLength)).digest('hex');
}

/** Frames in order, frames alone and a run from the middle must be those of a decode from the start. */
async function expectExact(clip: Clip): Promise<void> {
  const truth = await lumaDigests(clip, tools);
  expect(clip.frameCount).toBe(truth.length);
  const all = await Array.fromAsync(readLuma(clip, tools, { range: frameRange(0, clip.frameCount - 1) }), (frame) => ({ index: frame.index, digest: digest(frame) }));
  expect(all).toEqual(truth.map((each, index) => ({ index, digest: each })));
  const third = Math.floor(clip.frameCount / 3);
  for (const frame of [third, third + 1, clip.frameCount - 2, clip.frameCount - 1]) expect(digest(await readLumaFrame(clip, frame, tools)), `frame ${frame}`).toBe(truth[frame]);
  const run = await Array.fromAsync(readLuma(clip, tools, { range: frameRange(clip.frameCount >> 1, (clip.frameCount >> 1) + 4) }), digest);
  expect(run).toEqual(truth.slice(clip.frameCount >> 1, (clip.frameCount >> 1) + 5));
}

const SOURCE = '-f lavfi -i testsrc2=s=160x120:r=25:d=2';
const B_FRAMES = { name: 'b.mp4', line: `${SOURCE} -c:v libx264 -bf 3 -g 12 -pix_fmt yuv420p` };
/** In `npm test` one file of each way in which frames, groups and timestamps are stored. */
const FILES = {
  'B-frames': B_FRAMES,
  'open groups': { name: 'open.mkv', line: `${SOURCE} -c:v libx264 -bf 3 -x264-params open-gop=1:keyint=12:scenecut=0 -pix_fmt yuv420p10le` },
  'hidden frames of VP9': { name: 'vp9.webm', line: `${SOURCE} -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -auto-alt-ref 1 -lag-in-frames 16 -g 20` },
  'packed frames without timestamps in AVI': { name: 'mpeg4.avi', line: `${SOURCE} -c:v mpeg4 -bf 2 -g 12 -q:v 3` },
  'a bare H.264 stream': { name: 'bare.h264', line: `${SOURCE} -c:v libx264 -bf 2 -g 12 -pix_fmt yuv420p` },
};
const MORE_FILES = {
  'intra refresh in place of keyframes': { name: 'refresh.mp4', line: `${SOURCE} -c:v libx264 -x264-params intra-refresh=1:keyint=20 -pix_fmt yuv420p` },
  'open groups of MPEG-2 in a transport stream': { name: 'mpeg2.ts', line: `${SOURCE} -c:v mpeg2video -b:v 2M -bf 2 -g 12` },
  'HEVC with open groups': { name: 'hevc.mp4', line: `${SOURCE} -c:v libx265 -x265-params log-level=none:open-gop=1:keyint=12:bframes=3 -pix_fmt yuv420p` },
  'interlaced MPEG-2 in a program stream': { name: 'inter.mpg', line: `${SOURCE} -vf interlace -c:v mpeg2video -b:v 2M -bf 2 -g 12 -flags +ilme+ildct` },
  'ProRes': { name: 'prores.mov', line: `${SOURCE} -c:v prores_ks -pix_fmt yuv422p10le` },
  'Motion JPEG of full range': { name: 'mjpeg.mov', line: `${SOURCE} -c:v mjpeg -q:v 2` },
};

for (const [what, { name, line }] of casesOf(Object.entries(FILES), Object.entries(MORE_FILES))) {
  test(`each requested frame equals that of a full decode: ${what}`, async () => {
    await expectExact(await probeClip(await makeMedia(tools, line, directory.file(name)), tools));
  });
}

test('each requested frame equals that of a full decode: a varying rate, whose times are kept', async () => {
  const path = await makeMedia(tools, `-f lavfi -i testsrc2=s=160x120:r=25:d=3 -vf select=not(eq(mod(n\\,7)\\,3))*not(eq(mod(n\\,11)\\,5)) -fps_mode vfr -c:v libx264 -bf 3 -g 12 -pix_fmt yuv420p`, directory.file('vfr.mp4'));
  const clip = await probeClip(path, tools);
  expect(clip.timing).toBe('variable');
  await expectExact(clip);
  const { pts, timeBase } = await readTimestamps(clip, tools);
  const kept = Array.from({ length: 75 }, (_, index) => index).filter((index) => index % 7 !== 3 && index % 11 !== 5);
  expect(Array.from(pts, (value) => Math.round((value * timeBase.num * 25) / timeBase.den))).toEqual(kept);
});

test('each requested frame equals that of a full decode: an edit list that hides the frames before a cut', async () => {
  const whole = await makeMedia(tools, B_FRAMES.line, directory.file('whole.mp4'));
  const clip = await probeClip(await makeMedia(tools, `-ss 0.7 -i ${whole} -c copy`, directory.file('cut.mp4')), tools);
  expect(clip.remarks.join(' ')).toMatch(/edit list hides \d+ stored frames/);
  await expectExact(clip);
});

for (const name of casesOf([], ['edts.mp4', 'hevc.ts', 'rotate-buck-bunny.mp4', 'sar_2x1.mp4'])) {
  test(`each requested frame equals that of a full decode: the collected ${name}`, async (context) => {
    const data = await sharedData();
    const path = data === undefined ? undefined : join(data, 'odd-media', name);
    if (path === undefined || !existsSync(path)) return context.skip(`${name} is missing: this odd file was NOT tested`);
    await expectExact(await probeClip(path, tools));
  });
}

test('reading a clip does not buffer its frames: a slow reader of a long film applies back-pressure to ffmpeg', async () => {
  const clip = await probeClip(await makeMedia(tools, '-f lavfi -i color=gray:s=640x360:r=25:d=40 -c:v libx264 -preset ultrafast -pix_fmt yuv420p', directory.file('long.mp4')), tools);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  /** Bytes of buffers that something holds: what is free is collected first, and given back a moment later. */
  const held = async (): Promise<number> => {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 20));
    return process.memoryUsage().arrayBuffers;
  };
  const before = await held();
  let most = 0;
  let seen = 0;
  for await (const frame of readLuma(clip, tools, { range: frameRange(0, 999) })) {
    seen += frame.samples.length === 640 * 360 ? 1 : 0;
    if (seen % 100 === 0) most = Math.max(most, await held() - before);
  }
  expect(seen).toBe(1000);
  // All frames would be 230 MB.
  expect(most).toBeLessThan(30e6);
});
