import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { casesOf } from '../../../../test/support/long.ts';
import { rgbToYcc } from '../../../shared/colour/luma.ts';
import { deinterlaced } from '../../../shared/model/clip.ts';
import { frameIndex, frameRange } from '../../../shared/model/frame.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { locateFfmpeg } from '../ffmpeg/locate-ffmpeg.ts';
import { describePixelFormat } from '../probe/pixel-format.ts';
import { probeClip } from '../probe/probe-clip.ts';
import { decodeWhole, readLuma, readLumaFrame } from './read-luma.ts';
import { readRgb } from './read-rgb.ts';
import { runFfmpeg, runFfprobe } from '../ffmpeg/spawn-tool.ts';
import { makeMedia, temporaryDirectory } from '../testing/sample-media.ts';
import { lightnessTable, readWorkingLuma, workingLuma } from './working-luma.ts';

const directory = temporaryDirectory();
let tools: FfmpegTools;
beforeAll(async () => {
  tools = await locateFfmpeg();
});
afterAll(() => directory.dispose());

const WIDTH = 64;
const HEIGHT = 36;

/** Codes over the whole scale of a depth, in an order that no filter would keep by chance. */
function codes(bitDepth: number): readonly number[] {
  const highest = 2 ** bitDepth - 1;
  return Array.from({ length: WIDTH * HEIGHT }, (_, index) => (index * 7919 + (index >> 5) * 31) % (highest + 1));
}

/** A lossless file of one raw frame. */
async function rawClip(pixelFormat: string, bytes: Uint8Array, name: string, codec = 'rawvideo'): Promise<string> {
  const raw = directory.file(`${name}.raw`);
  await writeFile(raw, bytes);
  return makeMedia(tools, `-f rawvideo -pix_fmt ${pixelFormat} -s ${WIDTH}x${HEIGHT} -r 25 -i ${raw} -c:v ${codec}`, directory.file(name));
}

function words(values: readonly number[], bigEndian = false): Uint8Array {
  const buffer = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => (bigEndian ? buffer.writeUInt16BE(value, index * 2) : buffer.writeUInt16LE(value, index * 2)));
  return buffer;
}

for (const [pixelFormat, bitDepth, codec, chromaSamples] of casesOf(
  [['yuv422p10le', 10, 'ffv1', WIDTH * HEIGHT], ['nv12', 8, 'rawvideo', WIDTH * HEIGHT / 2]],
  [['yuv444p12le', 12, 'ffv1', WIDTH * HEIGHT * 2], ['gray16le', 16, 'ffv1', 0], ['yuv420p', 8, 'ffv1', WIDTH * HEIGHT / 2], ['yuv420p16le', 16, 'ffv1', WIDTH * HEIGHT / 2], ['gray', 8, 'ffv1', 0], ['gray10le', 10, 'ffv1', 0]],
)) {
  test(`luma codes are read exactly: ${pixelFormat}`, async () => {
    const luma = codes(bitDepth);
    const all = [...luma, ...Array.from({ length: chromaSamples }, (_, index) => (index * 131) % 2 ** bitDepth)];
    const clip = await probeClip(await rawClip(pixelFormat, bitDepth === 8 ? Uint8Array.from(all) : words(all), `${pixelFormat}.nut`, codec), tools);
    const frame = await readLumaFrame(clip, 0, tools);
    expect(frame.coding.bitDepth).toBe(bitDepth);
    expect(Array.from(frame.samples)).toEqual(luma);
  });
}

test('luma codes are read exactly from packed and big-endian formats', async () => {
  const luma = codes(8);
  const packed = luma.flatMap((value, index) => [value, (index * 131) % 256]);
  expect(Array.from((await readLumaFrame(await probeClip(await rawClip('yuyv422', Uint8Array.from(packed), 'yuyv.nut'), tools), 0, tools)).samples)).toEqual(luma);
  const deep = codes(10);
  const bigEndian = words([...deep, ...Array.from({ length: WIDTH * HEIGHT }, () => 512)], true);
  expect(Array.from((await readLumaFrame(await probeClip(await rawClip('yuv422p10be', bigEndian, 'be.nut'), tools), 0, tools)).samples)).toEqual(deep);
});

for (const [extension, pixelFormat, bits] of casesOf([['png', 'rgb24', 8], ['dpx', 'gbrp10be', 10]], [['tif', 'rgb48le', 16], ['png', 'rgb48be', 16], ['tif', 'rgb24', 8], ['png', 'rgba', 8]])) {
  test(`RGB is converted to Y′ by the matrix, at full range: ${pixelFormat} in ${extension.toUpperCase()}`, async () => {
    const name = `${pixelFormat}.${extension}`;
    const path = await makeMedia(tools, `-f lavfi -i testsrc2=s=64x36,noise=alls=40:allf=t -frames:v 1 -pix_fmt ${pixelFormat} -update 1`, directory.file(`still-${name}`));
    const clip = await probeClip(path, tools);
    const { coding, samples } = await readLumaFrame(clip, 0, tools);
    const depth = bits === 8 ? 8 : 16;
    expect(coding).toEqual({ bitDepth: depth, range: 'full' });
    // The truth is made of the planes as stored, which involve no conversion.
    const planar = bits === 8 ? 'gbrp' : bits === 10 ? 'gbrp10le' : 'gbrp16le';
    const raw = await runFfmpeg(tools, ['-v', 'error', '-i', path, '-pix_fmt', planar, '-f', 'rawvideo', '-'], { context: { action: 'read', path } });
    const highest = 2 ** bits - 1;
    const plane = WIDTH * HEIGHT;
    const at = (index: number): number => (bits === 8 ? raw[index]! : raw.readUInt16LE(index * 2)) / highest;
    for (let index = 0; index < plane; index++) {
      const [y] = rgbToYcc(at(2 * plane + index), at(index), at(plane + index), 'bt601');
      expect(Math.abs(samples[index]! - y * (2 ** depth - 1))).toBeLessThanOrEqual(bits === 10 ? 2 : 0.5000001);
    }
  });
}

test('scaling keeps the codes of even areas and averages the rest', async () => {
  const luma = Array.from({ length: WIDTH * HEIGHT }, (_, index) => (index % WIDTH < WIDTH / 2 ? 64 : index % 2 === 0 ? 600 : 700));
  const clip = await probeClip(await rawClip('yuv420p10le', words([...luma, ...Array.from({ length: WIDTH * HEIGHT / 2 }, () => 512)]), 'areas.nut', 'ffv1'), tools);
  const { samples } = await readLumaFrame(clip, 0, tools, { size: { width: WIDTH / 2, height: HEIGHT / 2 } });
  for (let index = 0; index < samples.length; index++) {
    const column = index % (WIDTH / 2);
    if (column < WIDTH / 4 - 1) expect(samples[index]).toBe(64);
    if (column > WIDTH / 4) expect(Math.abs(samples[index]! - 650)).toBeLessThanOrEqual(1);
  }
});

test('scaling keeps the codes of pictures that are tagged, of either range, and of those that are not', async () => {
  for (const range of ['tv', 'pc', 'unspecified']) {
    for (const [pixelFormat, code] of [['yuv420p', 206], ['yuv422p10le', 206 * 4], ['gray', 206]] as const) {
      const line = `-f lavfi -i color=0x808080:s=64x36:r=25:d=0.1,format=${pixelFormat},geq=lum=${code}${pixelFormat === 'gray' ? '' : `:cb=${code / 2}:cr=${code / 2}`},setparams=range=${range} -c:v ffv1 -pix_fmt ${pixelFormat} -color_range ${range}`;
      const clip = await probeClip(await makeMedia(tools, line, directory.file(`scaled-${range}-${pixelFormat}.mkv`)), tools);
      const { samples } = await readLumaFrame(clip, 0, tools, { size: { width: 40, height: 24 } });
      expect([range, pixelFormat, ...new Set(samples)]).toEqual([range, pixelFormat, code]);
    }
  }
});

test('working luma is the lightness of the code: black is L 0, white is L 100, between them the sRGB curve', async () => {
  const table = lightnessTable({ bitDepth: 10, range: 'limited' }, 'display');
  expect(table[64]).toBe(0);
  expect(table[0]).toBe(0);
  expect(table[940]).toBeCloseTo(100, 4);
  expect(table[1023]).toBeCloseTo(100, 4);
  expect(table[64 + 438]).toBeCloseTo(53.39, 1);
  const clip = await probeClip(await makeMedia(tools, '-f lavfi -i testsrc=s=321x241:r=25:d=0.2 -pix_fmt yuv420p -c:v ffv1', directory.file('odd.mkv')), tools);
  const [working] = await Array.fromAsync(readWorkingLuma(clip, tools, { range: frameRange(2, 2), shortSide: 128 }));
  expect(working).toMatchObject({ frame: 2, width: 172, height: 128 });
  expect(working!.lightness).toEqual(workingLuma(await readLumaFrame(clip, 2, tools, { size: { width: 172, height: 128 } }), 'display').lightness);
});

test('RGB of a Y′CbCr film is made with its own matrix and range', async () => {
  const line = (matrix: string, range: string): string => `-f lavfi -i color=0x808080:s=64x36:r=25:d=0.1,format=yuv444p,geq=lum=120:cb=90:cr=200,setparams=colorspace=${matrix}:range=${range} -c:v ffv1 -pix_fmt yuv444p -colorspace ${matrix} -color_range ${range}`;
  for (const [matrix, name, range] of casesOf([['smpte170m', 'bt601', 'tv'], ['bt709', 'bt709', 'pc']], [['bt709', 'bt709', 'tv']])) {
    const clip = await probeClip(await makeMedia(tools, line(matrix, range), directory.file(`${matrix}-${range}.mkv`)), tools);
    expect(clip.picture).toMatchObject({ matrix: name, range: range === 'tv' ? 'limited' : 'full' });
    const [picture] = await Array.fromAsync(readRgb(clip, tools, { range: frameRange(0, 0) }));
    const [y, cb, cr] = range === 'tv' ? [(120 - 16) / 219, (90 - 128) / 224, (200 - 128) / 224] : [120 / 255, (90 - 128) / 255, (200 - 128) / 255];
    const { kr, kb } = name === 'bt709' ? { kr: 0.2126, kb: 0.0722 } : { kr: 0.299, kb: 0.114 };
    const r = y + 2 * (1 - kr) * cr;
    const b = y + 2 * (1 - kb) * cb;
    const expected = [r, (y - kr * r - kb * b) / (1 - kr - kb), b].map((value) => Math.min(1, Math.max(0, value)) * 255);
    Array.from(picture!.samples.slice(0, 3), (value) => value / 257).forEach((value, channel) => expect(Math.abs(value - expected[channel]!)).toBeLessThan(0.01));
  }
});

test('an interlaced film is reported, and deinterlaced frame by frame on request', async () => {
  const clip = await probeClip(await makeMedia(tools, '-f lavfi -i testsrc2=s=160x120:r=50:d=1 -vf interlace=scan=tff,setfield=tff -c:v mpeg2video -b:v 2M -g 10 -bf 2 -flags +ilme+ildct', directory.file('interlaced.mpg')), tools);
  expect(clip.picture.scan).toBe('interlaced-top-first');
  expect(clip.remarks.join(' ')).toMatch(/interlaced \(top field first\)/);
  const range = frameRange(9, 14);
  const woven = await Array.fromAsync(readLuma(clip, tools, { range }));
  const progressive = await Array.fromAsync(readLuma(deinterlaced(clip), tools, { range }));
  expect(progressive.map((frame) => frame.index)).toEqual(woven.map((frame) => frame.index));
  const comb = (samples: Uint8Array | Uint16Array): number => {
    let sum = 0;
    for (let index = 160; index < samples.length - 160; index++) sum += Math.abs(2 * samples[index]! - samples[index - 160]! - samples[index + 160]!);
    return sum;
  };
  progressive.forEach((frame, index) => expect(comb(frame.samples)).toBeLessThan(0.8 * comb(woven[index]!.samples)));
});

test.each(casesOf(['yuv422p10le'], ['gbrp']))('a whole decode counts every frame and gives the requested ones, equal to single reads: %s', async (pixelFormat) => {
  const clip = await probeClip(await makeMedia(tools, `-f lavfi -i testsrc2=s=64x48:r=25:d=1 -pix_fmt ${pixelFormat} -c:v ffv1`, directory.file(`whole-${pixelFormat}.mkv`)), tools);
  const found = await decodeWhole(clip, tools, { keep: [frameIndex(24), frameIndex(0), frameIndex(13), frameIndex(40)] });
  expect(found).toMatchObject({ frameCount: 25, complaints: '' });
  expect(found.luma).toEqual([await readLumaFrame(clip, 0, tools), await readLumaFrame(clip, 13, tools), await readLumaFrame(clip, 24, tools)]);
});

test('a frame outside the film is refused by number, and a stopped reader leaves no ffmpeg running', async () => {
  const clip = await probeClip(await makeMedia(tools, '-f lavfi -i testsrc2=s=160x120:r=25:d=1 -pix_fmt yuv420p', directory.file('stop.mkv')), tools);
  await expect(readLumaFrame(clip, 25, tools)).rejects.toMatchObject({ code: 'media.frameOutside', message: 'Frame 25 lies outside the clip, which ends with frame 24.' });
  const controller = new AbortController();
  const reading = (async () => {
    for await (const frame of readLuma(clip, tools, { range: frameRange(0, 24), signal: controller.signal })) if (frame.index === 3) controller.abort();
  })();
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
});

test('family and depth are known for every pixel format of ffmpeg', async () => {
  const answer: unknown = JSON.parse((await runFfprobe(tools, ['-v', 'error', '-show_pixel_formats', '-of', 'json'], { context: { action: 'read', path: 'pixel formats' } })).toString('utf8'));
  const formats = (answer as { pixel_formats: { name: string; nb_components: number; flags: { hwaccel: number; rgb: number; palette: number }; components?: { bit_depth: number }[] }[] }).pixel_formats;
  const wrong = formats.filter((format) => format.flags.hwaccel === 0 && format.nb_components > 0).filter(({ name, flags, nb_components: count, components }) => {
    const told = describePixelFormat(name);
    const rgb = flags.rgb === 1 || flags.palette === 1 || name.startsWith('bayer') || name.startsWith('xyz');
    const depth = name.startsWith('bayer') ? told.bitDepth : Math.min(16, Math.max(8, components![0]!.bit_depth));
    return told.bitDepth !== depth || (told.family === 'rgb') !== rgb || (told.family === 'gray') !== (!rgb && count <= 2);
  });
  expect(wrong.map(({ name }) => name)).toEqual([]);
});

test('a reader that lets buffers be used again sees the same codes, also in the frame before', async () => {
  const path = await makeMedia(tools, `-f lavfi -i testsrc2=s=${WIDTH}x${HEIGHT}:r=25:d=2 -c:v ffv1 -pix_fmt yuv420p10le`, directory.file('reused.mkv'));
  const clip = await probeClip(path, tools);
  const range = frameRange(0, 49);
  const own = await Array.fromAsync(readLuma(clip, tools, { range }), ({ samples }) => samples.slice());
  const buffers = new Set<ArrayBufferLike>();
  let before: Uint8Array | Uint16Array | undefined;
  for await (const { index, samples } of readLuma(clip, tools, { range, reuseBuffers: true })) {
    buffers.add(samples.buffer);
    expect(samples).toEqual(own[index]);
    if (before !== undefined) expect(before).toEqual(own[index - 1]);
    before = samples;
  }
  expect(buffers.size).toBeLessThan(range.last);
});
