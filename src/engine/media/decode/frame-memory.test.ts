import { closeSync, openSync, readSync, statSync, utimesSync, writeSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Clip } from '../../../shared/model/clip.ts';
import { frameRange } from '../../../shared/model/frame.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { locateFfmpeg } from '../ffmpeg/locate-ffmpeg.ts';
import { watchTools } from '../ffmpeg/spawn-tool.ts';
import { probeClip } from '../probe/probe-clip.ts';
import { readLumaJpeg } from '../proxy/view-frame.ts';
import { makeMedia, temporaryDirectory } from '../testing/sample-media.ts';
import type { LumaFrame } from './luma-frame.ts';
import { readLuma, readLumaFrame } from './read-luma.ts';

const directory = temporaryDirectory();
const SIZE = { width: 64, height: 48 };
const FRAME_BYTES = (SIZE.width * SIZE.height * 3) / 2;
const FRAMES = 10;

let tools: FfmpegTools;
let film: string;
let clip: Clip;
/** Starts of ffmpeg that put out pictures. */
let decodes = 0;
/** Called at each of them, before it reads anything. */
let atDecode: () => void = () => undefined;
let leave: () => void;
let made = 0;
beforeAll(() => {
  leave = watchTools(({ toolArguments }) => {
    if (!toolArguments.includes('pipe:1')) return;
    decodes += 1;
    atDecode();
  });
});
beforeEach(async () => {
  tools = await locateFfmpeg();
  // Uncompressed: a byte of the file is a sample of a frame.
  film = await makeMedia(tools, `-f lavfi -i testsrc2=s=${SIZE.width}x${SIZE.height}:r=24,noise=alls=20:all_seed=4 -frames:v ${FRAMES} -c:v rawvideo -pix_fmt yuv420p`, directory.file(`film-${made++}.avi`));
  clip = await probeClip(film, tools);
  decodes = 0;
});
afterEach(() => { atDecode = () => undefined; });
afterAll(() => {
  leave();
  directory.dispose();
});

/** Inverts samples of frame 5, in place and with the time of the last change put back, as some tools do. */
function change(): void {
  const { atime, mtime } = statSync(film);
  const file = openSync(film, 'r+');
  const samples = Buffer.alloc(FRAME_BYTES / 2);
  const from = Math.round(5.25 * FRAME_BYTES) + 6000;
  readSync(file, samples, 0, samples.length, from);
  writeSync(file, samples.map((value) => 255 - value), 0, samples.length, from);
  closeSync(file);
  utimesSync(film, atime, mtime);
}

async function whole(frame: number): Promise<LumaFrame> {
  return (await Array.fromAsync(readLuma(clip, tools, { range: frameRange(0, FRAMES - 1) }), (each) => each))[frame]!;
}

test('a frame that is read again has the same bits and is not decoded again; another frame, size or form is', async () => {
  const truth = await whole(5);
  const first = await readLumaFrame(clip, 5, tools);
  expect(first).toEqual(truth);
  const before = decodes;
  // What one reader does to its samples the others do not see.
  first.samples.fill(0);
  expect(await readLumaFrame(clip, 5, tools)).toEqual(truth);
  expect(decodes).toBe(before);
  const small = await readLumaFrame(clip, 5, tools, { size: { width: 32, height: 24 } });
  expect([small.width, small.samples.length]).toEqual([32, 32 * 24]);
  const jpeg = await readLumaJpeg(clip, 5, tools);
  expect((await readLumaFrame(clip, 6, tools)).samples).not.toEqual(truth.samples);
  expect(decodes).toBe(before + 3);
  expect(await readLumaFrame(clip, 5, tools, { size: { width: 32, height: 24 } })).toEqual(small);
  expect(await readLumaJpeg(clip, 5, tools)).toEqual(jpeg);
  expect(decodes).toBe(before + 3);
  // Deinterlaced, its pictures are others.
  await readLumaFrame({ ...clip, deinterlace: true }, 5, tools);
  expect(decodes).toBe(before + 4);
});

test('readers of one frame at the same time share one decode, which goes on until the last of them has left', async () => {
  const [first, second] = await Promise.all([readLumaFrame(clip, 3, tools), readLumaFrame(clip, 3, tools)]);
  expect(decodes).toBe(1);
  expect(second).toEqual(first);
  expect(second.samples.buffer).not.toBe(first.samples.buffer);

  const [one, other] = [new AbortController(), new AbortController()];
  atDecode = () => { one.abort(); };
  const left = readLumaFrame(clip, 4, tools, { signal: one.signal });
  const stayed = readLumaFrame(clip, 4, tools, { signal: other.signal });
  await expect(left).rejects.toMatchObject({ name: 'AbortError' });
  expect((await stayed).samples).toEqual((await whole(4)).samples);
  const before = decodes;
  atDecode = () => { other.abort(); };
  await expect(readLumaFrame(clip, 7, tools, { signal: other.signal })).rejects.toMatchObject({ name: 'AbortError' });
  // The stopped decode is not joined.
  atDecode = () => undefined;
  expect((await readLumaFrame(clip, 7, tools)).index).toBe(7);
  expect(decodes).toBe(before + 2);
});

test('after the film has changed its old frame is not given, nor one that was decoded while it changed', async () => {
  const before = await readLumaFrame(clip, 5, tools);
  change();
  const after = await readLumaFrame(clip, 5, tools);
  expect(decodes).toBe(2);
  expect(after.samples).not.toEqual(before.samples);
  expect(after).toEqual(await whole(5));
  atDecode = () => {
    atDecode = () => undefined;
    change();
  };
  const count = decodes;
  await readLumaFrame(clip, 2, tools);
  await readLumaFrame(clip, 2, tools);
  expect(decodes).toBe(count + 2);
  expect(await readLumaFrame(clip, 5, tools)).toEqual(before);
});

test('an image that stands in for a damaged one is looked for again: it is another file than the one that was asked for', async () => {
  const image = (index: number): string => directory.file(`s-${made}-${index}.png`);
  await makeMedia(tools, `-f lavfi -i testsrc2=s=${SIZE.width}x${SIZE.height}:r=24 -frames:v 4 -start_number 0`, directory.file(`s-${made}-%d.png`));
  const images = await probeClip(image(0), tools);
  await writeFile(image(2), 'not a picture');
  const read = (frame: number): Promise<LumaFrame> => readLumaFrame(images, frame, tools);
  expect((await read(2)).samples).toEqual((await read(1)).samples);
  await copyFile(image(3), image(1));
  expect((await read(2)).samples).toEqual((await read(3)).samples);
  made += 1;
});
