import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { casesOf } from '../../../../test/support/long.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { extractSound } from './extract-sound.ts';
import { locateFfmpeg } from '../ffmpeg/locate-ffmpeg.ts';
import { runFfmpeg } from '../ffmpeg/spawn-tool.ts';
import { transferCurve } from '../../../shared/colour/transfer.ts';
import { probeClip } from '../probe/probe-clip.ts';
import { readLumaFrame } from '../decode/read-luma.ts';
import { readStill } from '../decode/read-still.ts';
import { makeMedia, streamFacts, temporaryDirectory } from '../testing/sample-media.ts';
import { buildProxy } from './build-proxy.ts';
import { jpegSplitter } from './jpeg-splitter.ts';
import { openProxy } from './open-proxy.ts';
import { proxySize } from './view-filters.ts';
import { readFullLumaPng, readLumaJpeg, viewedLuma } from './view-frame.ts';

const directory = temporaryDirectory();
let tools: FfmpegTools;
let film: Clip;
beforeAll(async () => {
  tools = await locateFfmpeg();
  film = await probeClip(await makeMedia(tools, '-f lavfi -i testsrc2=s=320x180:r=25:d=2 -f lavfi -i sine=440:d=2 -c:v libx264 -bf 3 -g 10 -pix_fmt yuv420p -c:a aac', directory.file('film.mp4')), tools);
});
afterAll(() => directory.dispose());

/** Mean absolute difference, of 255, between an image file's bytes and a frame as a viewer should see it; greatest chroma beside it. */
async function seen(bytes: Uint8Array, name: string, clip: Clip, frame: number): Promise<{ readonly off: number; readonly chroma: number }> {
  const path = directory.file(name);
  await writeFile(path, bytes);
  const { samples } = await readStill(path, tools);
  const luma = await readLumaFrame(clip, frame, tools);
  const expected = viewedLuma(luma, 'display');
  let off = 0;
  let chroma = 0;
  for (let index = 0; index < expected.length; index++) {
    off += Math.abs(samples[index * 3 + 1]! / 257 - expected[index]!);
    chroma = Math.max(chroma, Math.abs(samples[index * 3]! - samples[index * 3 + 2]!) / 257);
  }
  return { off: off / expected.length, chroma };
}

test('every frame of the proxy is that frame of the film, gray and full range', async () => {
  const folder = directory.file('proxy');
  const reported: number[] = [];
  await buildProxy(film, tools, { directory: folder, report: ({ done }) => reported.push(done) });
  expect(reported).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  expect((await readdir(folder)).toSorted()).toEqual(['luma.jpgs', 'luma.json', 'luma.offsets']);
  const proxy = await openProxy(folder);
  expect(proxy).toMatchObject({ width: 320, height: 180, frameCount: 50 });
  for (const frame of [0, 23, 49]) {
    const { off, chroma } = await seen((await proxy!.frame(frame))!, `p${frame}.jpg`, film, frame);
    expect(off).toBeLessThan(3);
    expect(chroma).toBeLessThanOrEqual(1);
  }
  expect(await proxy!.frame(50)).toBeUndefined();
  await proxy!.close();
  // A second building finds it there.
  await buildProxy(film, tools, { directory: folder, report: ({ done }) => reported.push(done) });
  expect(reported.length).toBe(51);
});

test('a film that is tagged and larger than its proxy is seen as bright as it is', async () => {
  const large = await probeClip(await makeMedia(tools, '-f lavfi -i color=0x808080:s=1600x64:r=25:d=0.1,format=yuv420p,geq=lum=206:cb=128:cr=128 -c:v ffv1 -color_range tv', directory.file('large.mkv')), tools);
  expect(large.picture.range).toBe('limited');
  const path = directory.file('large.jpg');
  await writeFile(path, await readLumaJpeg(large, 0, tools));
  const { width, samples } = await readStill(path, tools);
  expect(width).toBe(1280);
  expect(Math.abs(samples[1]! / 257 - ((206 - 16) * 255) / 219)).toBeLessThan(1.5);
});

test('a proxy can be read while it is made', async () => {
  const folder = directory.file('growing');
  let early: Uint8Array | undefined;
  let opened: Awaited<ReturnType<typeof openProxy>>;
  const looks: Promise<void>[] = [];
  await buildProxy(film, tools, { directory: folder, report: ({ done }) => {
    if (done === 20) looks.push((async () => {
      opened = await openProxy(folder);
      early = await opened?.frame(5);
    })());
  } });
  await Promise.all(looks);
  expect(opened).toBeDefined();
  expect(early?.length).toBeGreaterThan(100);
  const late = await opened?.frame(49);
  expect(late?.length).toBeGreaterThan(100);
  await opened?.close();
});

test('a damaged picture of a proxy is recognised, and the others are read', async () => {
  const folder = directory.file('damaged');
  await buildProxy(film, tools, { directory: folder });
  const pictures = `${folder}/luma.jpgs`;
  const bytes = await readFile(pictures);
  bytes[bytes.length - 100] = bytes[bytes.length - 100]! ^ 1;
  await writeFile(pictures, bytes);
  const proxy = await openProxy(folder);
  expect(await proxy!.frame(49)).toBeUndefined();
  expect((await proxy!.frame(48))!.length).toBeGreaterThan(100);
  await proxy!.close();
});

test('a proxy that was cancelled leaves nothing', async () => {
  const folder = directory.file('cancelled');
  const controller = new AbortController();
  await expect(buildProxy(film, tools, { directory: folder, signal: controller.signal, report: ({ done }) => {
    if (done === 5) controller.abort();
  } })).rejects.toMatchObject({ name: 'AbortError' });
  expect(await readdir(folder)).toEqual([]);
  expect(await openProxy(folder)).toBeUndefined();
});

test('one frame for viewing: as PNG it is the luma exactly, as JPEG nearly', async () => {
  expect((await seen(await readFullLumaPng(film, 31, tools), 'full.png', film, 31)).off).toBe(0);
  expect((await seen(await readLumaJpeg(film, 31, tools), 'one.jpg', film, 31)).off).toBeLessThan(3);
});

for (const [what, line] of casesOf([['ten bits', '-pix_fmt yuv422p10le -c:v ffv1'], ['RGB', '-pix_fmt gbrp -c:v ffv1']], [['full range', '-pix_fmt yuvj420p -c:v mjpeg -q:v 2'], ['gray', '-pix_fmt gray -c:v ffv1']])) {
  test(`the viewer gets the right gray: ${what}`, async () => {
    const clip = await probeClip(await makeMedia(tools, `-f lavfi -i testsrc2=s=320x180:r=25:d=0.2 ${line}`, directory.file(`${what.replace(' ', '-')}.mov`.replace(/^(ten|RGB|gray).*/, '$1.mkv'))), tools);
    const { off, chroma } = await seen(await readLumaJpeg(clip, 2, tools), `${what}.jpg`, clip, 2);
    expect(off).toBeLessThan(3.5);
    expect(chroma).toBeLessThanOrEqual(1);
  });
}

test('a proxy lies within its size, 1280 × 720 where none is named, either way up, and is never enlarged', () => {
  expect(proxySize({ width: 1920, height: 1080 })).toEqual({ width: 1280, height: 720 });
  expect(proxySize({ width: 1080, height: 1920 })).toEqual({ width: 720, height: 1280 });
  expect(proxySize({ width: 2048, height: 1536 })).toEqual({ width: 960, height: 720 });
  expect(proxySize({ width: 321, height: 243 })).toEqual({ width: 321, height: 243 });
  expect([proxySize({ width: 3840, height: 2160 }, 'small'), proxySize({ width: 3840, height: 2160 }, 'large'), proxySize({ width: 1080, height: 1920 }, 'large')]).toEqual([{ width: 960, height: 540 }, { width: 1920, height: 1080 }, { width: 1080, height: 1920 }]);
});

test('JPEG files are separated wherever the stream is cut into chunks', async () => {
  const files = await Promise.all([3, 4, 5].map((frame) => readLumaJpeg(film, frame, tools)));
  const stream = Buffer.concat(files);
  for (const size of [1, 7, 1000, stream.length]) {
    const splitter = jpegSplitter();
    const found: Uint8Array[] = [];
    for (let at = 0; at < stream.length; at += size) found.push(...splitter.push(stream.subarray(at, at + size)));
    expect(found.map((file) => file.length)).toEqual(files.map((file) => file.length));
    expect(Buffer.concat(found).equals(stream)).toBe(true);
  }
});

test('the sound for the viewer is AAC from frame 0 on', async () => {
  const out = directory.file('sound/film.m4a');
  await extractSound(film, tools, { out });
  const { streams } = await streamFacts(out, tools);
  expect(streams).toMatchObject([{ codec_name: 'aac', channels: 2 }]);
  expect(Math.abs(Number(streams[0]!['duration']) - 2)).toBeLessThan(0.06);
  const silent = await probeClip(await makeMedia(tools, `-i ${directory.file('film.mp4')} -an -c copy`, directory.file('silent.mp4')), tools);
  await expect(extractSound(silent, tools, { out: directory.file('none.m4a') })).rejects.toMatchObject({ code: 'input.empty' });
  expect(existsSync(directory.file('none.m4a'))).toBe(false);
});

test('the sound of concatenated films whose timestamps restart is in sync in each part', async () => {
  const part = await makeMedia(tools, '-f lavfi -i testsrc2=s=64x36:r=25:d=2 -f lavfi -i aevalsrc=if(between(t\\,1\\,1.1)\\,sin(6283*t)\\,0):s=48000:d=2 -f vob', directory.file('part.vob'));
  const bytes = await readFile(part);
  await writeFile(directory.file('joined.vob'), Buffer.concat([bytes, bytes, bytes]));
  const out = directory.file('joined.m4a');
  await extractSound(await probeClip(directory.file('joined.vob'), tools), tools, { out });
  const pcm = await runFfmpeg(tools, ['-v', 'error', '-i', out, '-ac', '1', '-ar', '8000', '-f', 's16le', '-'], { context: { action: 'read', path: out } });
  const samples = new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length >> 1);
  const starts: number[] = [];
  samples.forEach((value, index) => {
    if (Math.abs(value) > 2000 && (starts.length === 0 || index / 8000 - starts.at(-1)! > 0.5)) starts.push(index / 8000);
  });
  expect(starts.map((seconds) => Math.round(seconds * 50) / 50)).toEqual([1, 3, 5]);
});

test('highlights above white stay apart in what the viewer gets: PQ, and OpenEXR beyond 1.0', async () => {
  const { toSignal } = transferCurve('pq');
  const nits = [50, 203, 400, 900];
  const codes = nits.map((each) => Math.round(64 + 876 * toSignal(each / 203)));
  const pick = (values: readonly (number | string)[]): string => `if(lt(X\\,16)\\,${values[0]!}\\,if(lt(X\\,32)\\,${values[1]!}\\,if(lt(X\\,48)\\,${values[2]!}\\,${values[3]!})))`;
  const pq = await probeClip(await makeMedia(tools, `-f lavfi -i color=black:s=64x32:r=25:d=0.08,format=yuv444p10le,geq=lum=${pick(codes)}:cb=512:cr=512 -c:v ffv1 -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc -color_range tv`, directory.file('pq.mkv')), tools);
  // ffmpeg draws no floats above 1: a picture of 0…1 is brightened.
  const light = [0.0625, 0.25, 0.5, 1];
  const exr = await probeClip(await makeMedia(tools, `-f lavfi -i color=black:s=64x32:r=25,format=gbrp16le,geq=r=${pick(light.map((each) => each * 65535))}:g=${pick(light.map((each) => each * 65535))}:b=${pick(light.map((each) => each * 65535))},format=gbrpf32le,exposure=exposure=2 -frames:v 1 -pix_fmt gbrpf32le -update 1`, directory.file('bright.exr')), tools);
  for (const clip of [pq, exr]) {
    for (const [name, bytes] of [['small.jpg', await readLumaJpeg(clip, 0, tools)], ['full.png', await readFullLumaPng(clip, 0, tools)]] as const) {
      await writeFile(directory.file(name), bytes);
      const { samples, width } = await readStill(directory.file(name), tools);
      const seen = [8, 24, 40, 56].map((x) => samples[3 * (16 * width + x)]! / 257);
      const what = `${clip.codec} ${name}: ${seen.map((each) => each.toFixed(0)).join(', ')}`;
      // White 203 cd/m² (1.0 of floats) is L 93.3; what is four times as bright is not yet 255.
      expect(seen[1], what).toBeGreaterThan(230);
      expect(seen[1], what).toBeLessThan(240);
      expect(seen[2]! - seen[1]!, what).toBeGreaterThan(5);
      expect(seen[3]! - seen[2]!, what).toBeGreaterThan(2);
      expect(seen[0], what).toBeLessThan(150);
    }
  }
});
