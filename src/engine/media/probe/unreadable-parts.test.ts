import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { frameIndex, frameRange } from '../../../shared/model/frame.ts';
import type { Clip, UnreadablePart } from '../../../shared/model/clip.ts';
import { readLuma, readLumaFrame } from '../decode/read-luma.ts';
import { readSound } from '../decode/read-sound.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { locateFfmpeg } from '../ffmpeg/locate-ffmpeg.ts';
import { failingTools, failReads } from '../testing/read-errors.ts';
import { lumaDigests, makeMedia, temporaryDirectory } from '../testing/sample-media.ts';
import { clipReport } from './clip-report.ts';
import { contentHash, wholeHash } from './content-hash.ts';
import { probeClip } from './probe-clip.ts';
import { findUnreadable } from './unreadable-parts.ts';

const directory = temporaryDirectory();
let tools: FfmpegTools;
beforeAll(async () => { tools = await locateFfmpeg(); });
afterEach(() => { vi.restoreAllMocks(); });
afterAll(() => directory.dispose());

const BLOCK = 4096;
const SOURCE = '-f lavfi -i testsrc2=s=160x90:r=24:d=2,noise=alls=20:allf=t -f lavfi -i sine=d=2';
const NO_HASHES = { fileHash: () => undefined, setFileHash: () => undefined };

function blocks(first: number, end: number): UnreadablePart {
  return { from: first * BLOCK, to: end * BLOCK };
}

async function copyWithZeros(path: string, parts: readonly UnreadablePart[], to: string): Promise<string> {
  const bytes = await readFile(path);
  for (const part of parts) bytes.fill(0, part.from, part.to);
  await writeFile(to, bytes);
  return to;
}

test('parts that cannot be read are found by blocks, wherever they lie; a file that can be read has none', async () => {
  const path = directory.file('bytes');
  await writeFile(path, Buffer.alloc(1000 * BLOCK + 100, 1));
  expect(await findUnreadable(path)).toEqual([]);
  for (const parts of [[blocks(0, 1)], [blocks(10, 13), blocks(20, 21), blocks(500, 777)], [blocks(255, 257)], [{ from: 990 * BLOCK, to: 1000 * BLOCK + 100 }]]) {
    const failing = await failReads(path, parts);
    expect(await findUnreadable(path)).toEqual(parts);
    failing.mockRestore();
  }
});

test('a part that does not begin or end with a block makes its blocks unreadable', async () => {
  const path = directory.file('uneven');
  await writeFile(path, Buffer.alloc(400 * BLOCK, 1));
  await failReads(path, [{ from: 10 * BLOCK + 1000, to: 12 * BLOCK + 7 }, { from: 300 * BLOCK + 4000, to: 301 * BLOCK }]);
  expect(await findUnreadable(path)).toEqual([blocks(10, 13), blocks(300, 301)]);
});

test('of very many parts the nearest count as one, and all are covered', async () => {
  const path = directory.file('many');
  await writeFile(path, Buffer.alloc(1000 * BLOCK));
  const parts = Array.from({ length: 60 }, (_, index) => blocks(10 * index + (index % 2), 10 * index + 2));
  await failReads(path, parts);
  const found = await findUnreadable(path);
  expect(found.length).toBeLessThanOrEqual(32);
  for (const part of parts) expect(found.some(({ from, to }) => from <= part.from && part.to <= to), JSON.stringify(part)).toBe(true);
});

/** A film whose disk fails in its middle: as Tintype and ffmpeg find it. */
async function filmWithError(name: string, encoding: string): Promise<{ readonly path: string; readonly parts: readonly UnreadablePart[]; readonly failing: FfmpegTools }> {
  const path = await makeMedia(tools, `${SOURCE} ${encoding}`, directory.file(name));
  const middle = Math.floor((await readFile(path)).length / 2 / BLOCK);
  const parts = [blocks(middle, middle + 2)];
  return { path, parts, failing: await failingTools(tools, path, { end: parts[0]!.from, file: (each) => directory.file(`${name}-${each}`) }) };
}

test('a film with a part that cannot be read goes on behind it: picture, sound and frame numbers by their times; what is missing is told', async () => {
  const { path, parts, failing } = await filmWithError('film.mkv', '-c:v ffv1 -g 1 -level 3 -slicecrc 1 -c:a flac');
  const whole = await probeClip(path, tools);
  await failReads(path, parts);
  const clip = await probeClip(path, failing);
  expect(clip.unreadable).toEqual(parts);
  expect(clip.frameCount).toBeGreaterThan(40);
  expect(clip.frameCount).toBeLessThan(48);
  expect(clip.durationSeconds).toBeCloseTo(2, 1);
  const told = clip.remarks.join(' ');
  expect(told).toContain(`8,192 bytes from byte ${parts[0]!.from.toLocaleString('en')} on cannot be read: the disk reports an error there. What lies around is used; frames in it are damaged or missing.`);
  expect(told).toMatch(/frames? (?:is|are) missing in this clip/);
  expect(told).not.toContain('cut off');
  expect((await clipReport(clip, failing)).facts.find(({ id }) => id === 'unreadable')).toMatchObject({ how: 'measured', value: expect.stringContaining('8,192 bytes') as string });
  // The last frames are those of the whole film.
  const last = await readLumaFrame(clip, clip.frameCount - 1, failing);
  expect(Buffer.from(last.samples.buffer).equals(Buffer.from((await readLumaFrame(whole, whole.frameCount - 1, tools)).samples.buffer))).toBe(true);
  expect(await Array.fromAsync(readLuma(clip, failing, { range: frameRange(0, clip.frameCount - 1) }))).toHaveLength(clip.frameCount);
  const heard = await readSound(clip, failing, { firstFrame: frameIndex(clip.frameCount - 12), seconds: 0.4, rate: 48_000 });
  expect(Math.max(...heard)).toBeGreaterThan(0.05);
});

test('an indexed film keeps the numbers of its frames, and the intact ones are the same', async () => {
  const { path, parts, failing } = await filmWithError('film.mp4', '-c:v mjpeg -q:v 2 -c:a aac -movflags +faststart');
  const whole = await lumaDigests(await probeClip(path, tools), tools);
  await failReads(path, parts);
  const clip = await probeClip(path, failing);
  expect(clip.unreadable).toEqual(parts);
  expect(clip.remarks.join(' ')).toMatch(/Frames? [\d–, and]+ (?:is|are) damaged/);
  const zeroed = await probeClip(await copyWithZeros(path, parts, directory.file('zeroed.mp4')), tools);
  expect(clip.frameCount).toBe(zeroed.frameCount);
  const read = await lumaDigests(zeroed, tools);
  expect(read.filter((digest) => whole.includes(digest)).length).toBeGreaterThan(40);
});

test('a film that only ends early is not taken for one that cannot be read', async () => {
  const path = await makeMedia(tools, `${SOURCE} -c:v ffv1 -g 1 -c:a flac`, directory.file('early.mkv'));
  const clip = await probeClip(path, await failingTools(tools, path, { end: Math.floor((await readFile(path)).length / 2), file: (name) => directory.file(`early-${name}`) }));
  expect(clip.unreadable).toBeUndefined();
  expect(clip.remarks.join(' ')).toContain('The file is cut off or damaged');
});

test('a film whose name ffmpeg cannot be given in parts is refused with what to do', async () => {
  const { path, parts } = await filmWithError('plain.mkv', '-c:v ffv1 -g 1 -c:a flac');
  const barred = directory.file('a|b.mkv');
  await copyFile(path, barred);
  const failing = await failingTools(tools, barred, { end: parts[0]!.from, file: (name) => directory.file(`barred-${name}`.replace('|', '')) });
  await failReads(barred, parts);
  await expect(probeClip(barred, failing)).rejects.toMatchObject({ code: 'file.unreadable', message: expect.stringMatching(/cannot be read to its end: .* Rename it or its folder without the bar/) as string });
});

test('unreadable bytes are zeros of the content, so a copy that was saved with zeros is the same film; one that is whole is not', async () => {
  const { path, parts } = await filmWithError('hashed.mkv', '-c:v ffv1 -g 1 -c:a flac');
  const zeros = { kind: 'file', path: await copyWithZeros(path, parts, directory.file('saved.mkv')) } as const;
  const source = { kind: 'file', path } as const;
  const intact = await wholeHash(source, 1, NO_HASHES);
  await failReads(path, parts);
  await expect(wholeHash(source, 1, NO_HASHES)).rejects.toMatchObject({ code: 'file.unreadable', cause: { code: 'EIO' } });
  expect(await contentHash(source, 1, parts)).toBe(await contentHash(zeros, 1));
  expect(await wholeHash(source, 1, NO_HASHES, { unreadable: parts })).toBe(await wholeHash(zeros, 1, NO_HASHES));
  expect(await wholeHash(source, 1, NO_HASHES, { unreadable: parts })).not.toBe(intact);
});

test('an image of a sequence that cannot be read is named; those behind it are there', async () => {
  const folder = directory.file('images');
  await mkdir(folder);
  await makeMedia(tools, '-f lavfi -i testsrc2=s=64x36:r=24 -frames:v 8', `${folder}/scan_%04d.png`);
  await failReads(`${folder}/scan_0005.png`, [{ from: 0, to: 1e6 }]);
  const clip: Clip = await probeClip(`${folder}/scan_0001.png`, tools);
  expect(clip).toMatchObject({ frameCount: 8, unreadable: [{ from: 4, to: 5 }] });
  expect(clip.remarks).toContain('Image scan_0005.png cannot be read (disk error); the image before it stands in.');
});
