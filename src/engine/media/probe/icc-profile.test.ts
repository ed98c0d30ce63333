import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import Color from 'colorjs.io';
import { afterAll, expect, test } from 'vitest';
import { srgbToLab } from '../../../shared/colour/srgb.ts';
import { encodePng } from '../encode/png.ts';
import { locateFfmpeg } from '../ffmpeg/locate-ffmpeg.ts';
import { readSrgbStill } from '../decode/read-srgb-still.ts';
import { readStill } from '../decode/read-still.ts';
import { ICC_COLUMNS, iccBytes } from '../testing/icc-bytes.ts';
import { readIccProfile } from './icc-profile.ts';
import { readImageColour, readImageRgb } from './image-colour.ts';

const tools = await locateFfmpeg();
const folder = mkdtempSync(join(tmpdir(), 'tintype-icc-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });
const file = (name: string): string => join(folder, name);

const ADOBE = iccBytes('Adobe RGB (1998)', { columns: ICC_COLUMNS.adobe, gamma: 563 / 256 });
/** Inside sRGB in all of the spaces below. */
const COLOURS = [[0.6, 0.35, 0.3], [0.35, 0.5, 0.4], [0.3, 0.35, 0.6], [0.8, 0.75, 0.6], [0.5, 0.5, 0.5], [1, 1, 1]] as const;

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** One row of the colours, 16 bits, with a chunk after its header. */
async function png(name: string, ...chunks: readonly Buffer[]): Promise<string> {
  const bytes = Buffer.from(await encodePng({ width: COLOURS.length, height: 1, channels: 3, samples: Uint16Array.from(COLOURS.flat(), (value) => Math.round(value * 65_535)) }));
  writeFileSync(file(name), Buffer.concat([bytes.subarray(0, 33), ...chunks, bytes.subarray(33)]));
  return file(name);
}

const iccp = (profile: Buffer): Buffer => chunk('iCCP', Buffer.concat([Buffer.from('profile\0\0', 'latin1'), deflateSync(profile)]));

/** Greatest distance in Lab between what the file's sRGB says and what colorjs.io says of the same numbers in a space. */
async function distance(path: string, space: string): Promise<number> {
  const { samples } = await readSrgbStill(path, tools);
  return Math.max(...COLOURS.map((colour, index) => {
    const [l, a, b] = srgbToLab(samples[3 * index]! / 65_535, samples[3 * index + 1]! / 65_535, samples[3 * index + 2]! / 65_535);
    const [tl, ta, tb] = new Color(space, [...colour]).to('lab-d65').coords.map(Number);
    return Math.hypot(l - tl!, a - ta!, b - tb!);
  }));
}

test('a still of Adobe RGB, Display P3 or BT.2020 shows the colours that colorjs.io finds in it', async () => {
  expect(await distance(await png('adobe.png', iccp(ADOBE)), 'a98rgb')).toBeLessThan(0.3);
  expect(await distance(await png('p3.png', chunk('cICP', Buffer.of(12, 13, 0, 1))), 'p3')).toBeLessThan(0.1);
  expect(await distance(await png('plain.png'), 'srgb')).toBeLessThan(0.01);
  // Read as sRGB they would be other colours.
  const { samples } = await readStill(file('adobe.png'), tools);
  expect((await readSrgbStill(file('adobe.png'), tools)).samples).not.toEqual(samples);
});

test('JPEG and TIFF carry the same profile', async () => {
  const path = await png('source.png');
  execFileSync(tools.ffmpegPath, ['-v', 'error', '-y', '-i', path, '-vf', 'scale=60:8:flags=neighbor', '-pix_fmt', 'yuvj444p', '-q:v', '1', '-update', '1', file('plain.jpg')]);
  const jpeg = readFileSync(file('plain.jpg'));
  const half = ADOBE.length >> 1;
  const segment = (number: number, part: Buffer): Buffer => { const body = Buffer.concat([Buffer.from('ICC_PROFILE\0', 'latin1'), Buffer.of(number, 2), part]); return Buffer.concat([Buffer.of(0xff, 0xe2, (body.length + 2) >> 8, (body.length + 2) & 255), body]); };
  // In two parts, the second one first.
  writeFileSync(file('adobe.jpg'), Buffer.concat([jpeg.subarray(0, 2), segment(2, ADOBE.subarray(half)), segment(1, ADOBE.subarray(0, half)), jpeg.subarray(2)]));
  expect((await readImageRgb(file('adobe.jpg')))?.label).toBe('Adobe RGB (1998)');
  for (const isLittle of [true, false]) {
    const bytes = Buffer.alloc(8 + 2 + 12 + 4);
    const [short, long] = isLittle ? [bytes.writeUInt16LE.bind(bytes), bytes.writeUInt32LE.bind(bytes)] : [bytes.writeUInt16BE.bind(bytes), bytes.writeUInt32BE.bind(bytes)];
    bytes.write(isLittle ? 'II' : 'MM', 0, 'latin1');
    short(42, 2); long(8, 4); short(1, 8); short(34_675, 10); short(7, 12); long(ADOBE.length, 14); long(bytes.length, 18);
    writeFileSync(file('adobe.tif'), Buffer.concat([bytes, ADOBE]));
    expect((await readImageRgb(file('adobe.tif')))?.label).toBe('Adobe RGB (1998)');
  }
});

test('a profile that has a tag becomes the tag of a clip; another is told; gray and gamma are read', async () => {
  const colourOf = async (...chunks: readonly Buffer[]): ReturnType<typeof readImageColour> => readImageColour(await png('each.png', ...chunks));
  expect(await colourOf(iccp(iccBytes('sRGB built-in', { columns: ICC_COLUMNS.srgb, gamma: 2.2 })))).toEqual({ primaries: 'bt709', transfer: 'bt470m' });
  expect(await colourOf(iccp(iccBytes('Anything', { columns: ICC_COLUMNS.p3, gamma: 1 })))).toEqual({ primaries: 'smpte432', transfer: 'linear' });
  expect((await colourOf(iccp(ADOBE))).remark).toContain('“Adobe RGB (1998)”, for which there is no tag');
  const gray = readIccProfile(iccBytes('Gray Gamma 1.8', { gamma: 1.8 }))!.rgb!;
  expect([gray.label, gray.curves[0](0.5)]).toEqual(['Gray Gamma 1.8', expect.closeTo(0.5 ** 1.8, 3)]);
  const numbers = (...values: readonly number[]): Buffer => Buffer.concat(values.map((value) => { const bytes = Buffer.alloc(4); bytes.writeUInt32BE(Math.round(value * 100_000)); return bytes; }));
  const p3 = chunk('cHRM', numbers(0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06));
  expect(await colourOf(chunk('gAMA', numbers(0.45455)), p3)).toEqual({ primaries: 'smpte432', transfer: 'iec61966-2-1' });
  expect(await distance(await png('gamma.png', chunk('gAMA', numbers(0.45455)), p3), 'p3')).toBeLessThan(0.1);
  expect((await colourOf(chunk('gAMA', numbers(0.25)))).rgb?.curves[0](0.5)).toBeCloseTo(0.0625, 3);
});

test('a damaged profile is no profile, and never a fault', () => {
  expect(readIccProfile(Buffer.alloc(300))).toBeUndefined();
  for (let length = 0; length < ADOBE.length; length += 7) expect(() => readIccProfile(ADOBE.subarray(0, length)), `${length}`).not.toThrow();
  for (let at = 0; at < ADOBE.length; at += 3) {
    const bytes = Buffer.from(ADOBE);
    bytes[at] = bytes[at]! ^ 0xff;
    expect(() => readIccProfile(bytes)?.rgb?.curves[0](0.5), `${at}`).not.toThrow();
  }
  // Tables mean more than a matrix: such a profile is told, not applied.
  expect(readIccProfile(Buffer.from(ADOBE.toString('latin1').replace('desc', 'A2B0'), 'latin1'))?.rgb).toBeUndefined();
});
