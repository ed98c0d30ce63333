import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rgbToYcc } from '../../../shared/colour/luma.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { locateFfmpeg } from '../ffmpeg/locate-ffmpeg.ts';
import type { RgbPicture } from './luma-frame.ts';
import { watchTools } from '../ffmpeg/spawn-tool.ts';
import { encodeStill, stillFormatOf } from '../encode/write-still.ts';
import { readOpacity } from './read-opacity.ts';
import { readStill } from './read-still.ts';
import { makeMedia, temporaryDirectory } from '../testing/sample-media.ts';

const directory = temporaryDirectory();
let tools: FfmpegTools;
beforeAll(async () => {
  tools = await locateFfmpeg();
});
afterAll(() => directory.dispose());

/** Saturated colours and grays in every step. */
function picture(step: number): RgbPicture {
  return { width: 61, height: 43, samples: Uint16Array.from({ length: 61 * 43 * 3 }, (_, index) => ((index * 7919 + index * index) % (65_536 / step)) * step) };
}

test('a PNG that was written is read back value for value, in 8 and in 16 bits', async () => {
  const deep = picture(1);
  await write('deep.png', deep, 16);
  expect(await readStill(directory.file('deep.png'), tools)).toEqual(deep);
  const eight: RgbPicture = { ...deep, samples: Uint16Array.from(deep.samples, (value) => (value & 255) * 257) };
  await write('eight.png', eight);
  expect(await readStill(directory.file('eight.png'), tools)).toEqual(eight);
  expect((await readdir(directory.path)).filter((name) => name.includes('partial'))).toEqual([]);
});

test('TIFF, paletted and gray images are read with the colours that they show', async () => {
  const eight: RgbPicture = { ...picture(1), samples: Uint16Array.from(picture(1).samples, (value) => (value & 255) * 257) };
  await write('source.png', eight);
  await makeMedia(tools, `-i ${directory.file('source.png')} -pix_fmt rgb24 -update 1`, directory.file('copy.tif'));
  expect((await readStill(directory.file('copy.tif'), tools)).samples).toEqual(eight.samples);
  await makeMedia(tools, '-f lavfi -i color=0xff0000:s=16x16 -frames:v 1 -pix_fmt pal8 -update 1', directory.file('red.png'));
  const red = await readStill(directory.file('red.png'), tools);
  expect(red.samples[0]! / 257).toBeGreaterThan(245);
  expect(Array.from(red.samples.slice(1, 3))).toEqual([0, 0]);
  await makeMedia(tools, '-f lavfi -i color=0x808080:s=16x16,format=gray -frames:v 1 -pix_fmt gray -update 1', directory.file('gray.png'));
  const gray = await readStill(directory.file('gray.png'), tools);
  expect(new Set(gray.samples).size).toBe(1);
  expect(Math.abs(gray.samples[0]! - 128 * 257)).toBeLessThan(600);
});

test('a JPEG’s colours are those of its full-range BT.601 samples', async () => {
  await makeMedia(tools, '-f lavfi -i color=0x3060c0:s=32x32 -frames:v 1 -q:v 1 -pix_fmt yuvj444p -update 1', directory.file('blue.jpg'));
  const { samples } = await readStill(directory.file('blue.jpg'), tools);
  const [y, cb, cr] = rgbToYcc(samples[0]! / 65_535, samples[1]! / 65_535, samples[2]! / 65_535, 'bt601');
  // Whole codes again: nothing was rounded on the way but to the 16 bits of the result.
  for (const code of [y * 255, cb * 255 + 128, cr * 255 + 128]) expect(Math.abs(code - Math.round(code))).toBeLessThan(0.02);
  expect(samples[2]! / 257).toBeGreaterThan(180);
});

test('a still is scaled to the size asked for', async () => {
  await makeMedia(tools, '-f lavfi -i testsrc2=s=200x100 -frames:v 1 -update 1', directory.file('large.png'));
  const small = await readStill(directory.file('large.png'), tools, { size: { width: 50, height: 30 } });
  expect([small.width, small.height, small.samples.length]).toEqual([50, 30, 4500]);
});

test('a name with a percent sign is opened as a file, not as a pattern', async () => {
  await mkdir(directory.file('50% done'));
  await write('50% done/still %03d.png', picture(1));
  expect((await readStill(directory.file('50% done/still %03d.png'), tools)).width).toBe(61);
});

test('a film or a text is not an image, whatever its name; an animated picture is one', async () => {
  await makeMedia(tools, '-f lavfi -i testsrc2=s=64x48 -frames:v 5 -f mov', directory.file('film.mov'));
  await makeMedia(tools, '-f lavfi -i testsrc2=s=64x48 -frames:v 5 -f matroska', directory.file('film.mkv'));
  for (const [from, to] of [['film.mov', 'film.txt'], ['film.mkv', 'film.png']] as const) await copyFile(directory.file(from), directory.file(to));
  await writeFile(directory.file('letter.txt'), 'The curtain was green.\n'.repeat(200));
  for (const name of ['film.mov', 'film.txt', 'film.png', 'letter.txt']) await expect(readStill(directory.file(name), tools), name).rejects.toThrow('is not an image that can be read');
  await makeMedia(tools, '-f lavfi -i testsrc2=s=64x48 -frames:v 3 -f gif', directory.file('moving.gif'));
  await copyFile(directory.file('moving.gif'), directory.file('no-name'));
  expect(await readStill(directory.file('no-name'), tools)).toMatchObject({ width: 64, height: 48 });
});

test('a file that is not an image is refused', async () => {
  await writeFile(directory.file('text.png'), 'no image at all');
  await expect(readStill(directory.file('text.png'), tools)).rejects.toMatchObject({ code: 'image.unreadable' });
  await expect(readStill(directory.file('missing.png'), tools)).rejects.toMatchObject({ code: 'file.missing' });
  await expect(readStill(directory.path, tools)).rejects.toMatchObject({ code: 'image.unreadable' });
});

test('a large still is read without running out of heap, and one that is too large is refused before it is decoded', async () => {
  // 35 million pixels: arrays of plain numbers as long as this do not fit into the heap.
  const large = await makeMedia(tools, '-f lavfi -i color=gray:s=8192x4320 -frames:v 1 -pix_fmt gray -update 1', directory.file('8k.png'));
  const picture8k = await readStill(large, tools);
  expect([picture8k.width, picture8k.height, picture8k.samples.length]).toEqual([8192, 4320, 3 * 8192 * 4320]);
  expect(picture8k.samples[0]).toBe(picture8k.samples.at(-1));
  const huge = await makeMedia(tools, '-f lavfi -i color=gray:s=16000x10000 -frames:v 1 -pix_fmt monob -update 1', directory.file('huge.png'));
  await expect(readStill(huge, tools)).rejects.toMatchObject({ code: 'image.tooLarge', message: expect.stringMatching(/huge\.png" has 16000 × 10000 pixels \(160 million\); stills of at most \d+ million pixels/) as string });
});

test('a written TIFF is a TIFF, with the same picture as the PNG', async () => {
  const colours: RgbPicture = { width: 3, height: 2, samples: Uint16Array.from({ length: 18 }, (_, index) => index * 3641) };
  for (const bitDepth of [8, 16] as const) {
    await writeFile(directory.file('still.tiff'), await encodeStill(colours, 'tiff', { bitDepth }));
    await writeFile(directory.file('still.png'), await encodeStill(colours, 'png', { bitDepth }));
    const tiff = await readStill(directory.file('still.tiff'), tools);
    expect(tiff).toEqual(await readStill(directory.file('still.png'), tools));
    if (bitDepth === 16) expect(tiff).toEqual(colours);
  }
  expect(stillFormatOf('/a/b.TIF')).toBe('tiff');
  expect(() => stillFormatOf('/a/b.jpg')).toThrow(expect.objectContaining({ code: 'input.malformed' }));
});

async function write(name: string, still: RgbPicture, bitDepth: 8 | 16 = 8): Promise<void> {
  await writeFile(directory.file(name), await encodeStill(still, 'png', { bitDepth }));
}

test('that an image is opaque is remembered until it is written again; where it is transparent its opacity is read each time', async () => {
  const [path, size] = [directory.file('covered.png'), { width: 16, height: 8 }];
  let starts = 0;
  using _leave = { [Symbol.dispose]: watchTools(({ toolArguments }) => { if (toolArguments.some((each) => each.includes('alphaextract'))) starts += 1; }) };
  const read = (): Promise<Uint8Array | undefined> => readOpacity(path, size, tools);
  await makeMedia(tools, '-f lavfi -i color=0x808080:s=16x8 -frames:v 1 -pix_fmt rgb24 -update 1', path);
  expect([await read(), await read(), starts]).toEqual([undefined, undefined, 1]);
  await makeMedia(tools, '-f lavfi -i color=0x808080@0.5:s=16x8,format=rgba -frames:v 1 -pix_fmt rgba -update 1', path);
  const [first, second] = [await read(), await read()];
  expect(first).toHaveLength(16 * 8);
  expect([...first!].every((value) => value > 120 && value < 136)).toBe(true);
  expect(second).toEqual(first);
  expect(starts).toBe(3);
});
