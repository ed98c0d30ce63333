import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { locateFfmpeg } from '../ffmpeg/locate-ffmpeg.ts';
import { clipReport } from './clip-report.ts';
import { exrColour, pngColour } from './image-colour.ts';
import { readExrHeader } from './exr-header.ts';
import { probeClip } from './probe-clip.ts';

const tools = await locateFfmpeg();
const folder = mkdtempSync(join(tmpdir(), 'tintype-image-colour-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

function chunk(type: string, data: readonly number[] | Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), Buffer.from(data)]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const png = (...chunks: readonly Buffer[]): Buffer => Buffer.concat([SIGNATURE, chunk('IHDR', Array<number>(13).fill(1)), ...chunks, chunk('IDAT', [])]);
const profile = (name: string): Buffer => chunk('iCCP', Buffer.from(`${name}\0\0`, 'latin1'));
const gamma = (value: number): Buffer => chunk('gAMA', [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);

test('of the colour chunks of a PNG the strongest counts; what is not understood is told', () => {
  expect(pngColour(png())).toEqual({});
  expect(pngColour(png(chunk('sRGB', [0]), gamma(45_455)))).toEqual({ primaries: 'bt709', transfer: 'iec61966-2-1' });
  expect(pngColour(png(chunk('cICP', [9, 16, 0, 1]), profile('Something')))).toEqual({ primaries: 'bt2020', transfer: 'smpte2084' });
  expect(pngColour(png(chunk('cICP', [22, 16, 0, 1]))).remark).toContain('primaries 22 and transfer 16 (H.273), of which one is not known');
  expect(pngColour(png(profile('sRGB IEC61966-2.1')))).toEqual({ primaries: 'bt709', transfer: 'iec61966-2-1' });
  expect(pngColour(png(profile('Display P3')))).toEqual({ primaries: 'smpte432', transfer: 'iec61966-2-1' });
  expect(pngColour(png(profile('Adobe RGB (1998)'))).remark).toContain('the colour profile “Adobe RGB (1998)”, which is not applied');
  expect([pngColour(png(gamma(45_455))), pngColour(png(gamma(100_000))), pngColour(png(gamma(25_000))).remark]).toEqual([{}, { transfer: 'linear' }, expect.stringContaining('a gamma of 4.00')]);
});

test('a sequence of PNG with a profile is opened with what it says, and with a remark where it is not applied', async () => {
  const plain = join(folder, 'plain.png');
  execFileSync(tools.ffmpegPath, ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=32x32', '-frames:v', '1', '-pix_fmt', 'rgb48be', plain]);
  const bytes = readFileSync(plain);
  const head = 8 + 25;
  for (const [name, extra] of [['pq_1.png', chunk('cICP', [9, 16, 0, 1])], ['adobe_1.png', profile('Adobe RGB (1998)')]] as const) writeFileSync(join(folder, name), Buffer.concat([bytes.subarray(0, head), extra, bytes.subarray(head)]));
  const pq = await probeClip(join(folder, 'pq_1.png'), tools);
  expect(pq.picture).toMatchObject({ primaries: 'bt2020', transfer: 'smpte2084' });
  expect(pq.remarks.join(' ')).toContain('PQ');
  expect((await probeClip(join(folder, 'adobe_1.png'), tools)).remarks.join(' ')).toContain('“Adobe RGB (1998)”, which is not applied');
});

const attribute = (name: string, type: string, data: Buffer): Buffer => { const length = Buffer.alloc(4); length.writeInt32LE(data.length); return Buffer.concat([Buffer.from(`${name}\0${type}\0`, 'latin1'), length, data]); };
/** Of four by four samples. @param flags of the version field */
const exrHeader = (extra: Buffer, flags = 0): Buffer => Buffer.concat([
  Buffer.from([0x76, 0x2f, 0x31, 0x01, 2, flags, 0, 0]), extra, attribute('compression', 'compression', Buffer.from([0])),
  attribute('dataWindow', 'box2i', Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0])), Buffer.from([0]),
]);

test('the rate in a header of OpenEXR is read, in tiles and several parts, too; one that is none is not', () => {
  const rate = (num: number, den: number, flags = 0): unknown => readExrHeader(exrHeader(attribute('framesPerSecond', 'rational', Buffer.from(new Uint32Array([num, den]).buffer)), flags))?.rate;
  expect([rate(25, 1), rate(24_000, 1001), rate(23_976, 1000), rate(60, 2), rate(50, 3, 2), rate(18, 1, 16)]).toEqual([{ num: 25, den: 1 }, { num: 24_000, den: 1001 }, { num: 24_000, den: 1001 }, { num: 30, den: 1 }, { num: 50, den: 3 }, { num: 18, den: 1 }]);
  expect([rate(0, 1), rate(24, 0), rate(0xffffffff, 1), rate(1, 24), readExrHeader(exrHeader(Buffer.alloc(0)))?.rate]).toEqual(Array(5).fill(undefined));
});

test('an OpenEXR sequence has the rate of its first header, which its report tells as from the file', async () => {
  execFileSync(tools.ffmpegPath, ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=32x32:r=24', '-frames:v', '2', '-pix_fmt', 'gbrpf32le', join(folder, 'timed_%d.exr')]);
  const bytes = readFileSync(join(folder, 'timed_1.exr'));
  // Without the attribute, in case that this ffmpeg writes it, and with another.
  const at = bytes.indexOf('framesPerSecond');
  const bare = at === -1 ? bytes : Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 'framesPerSecond\0rational\0'.length + 12)]);
  const given = (name: string, data: Buffer): string => { writeFileSync(join(folder, name), data); return join(folder, name); };
  const timed = await probeClip(given('stated_1.exr', Buffer.concat([bare.subarray(0, 8), attribute('framesPerSecond', 'rational', Buffer.from(new Uint32Array([48, 1]).buffer)), bare.subarray(8)])), tools);
  expect(timed.rate).toEqual({ num: 48, den: 1 });
  expect(timed.remarks.join(' ')).not.toContain('are assumed');
  expect((await clipReport(timed, tools)).facts.find(({ id }) => id === 'rate')).toMatchObject({ value: '48 frames a second', how: 'file', note: 'by the header of the first image' });
  const untimed = await probeClip(given('silent_1.exr', bare), tools);
  expect(untimed.rate).toEqual({ num: 24, den: 1 });
  expect(untimed.remarks.join(' ')).toContain('24 frames a second are assumed');
});

test('chromaticities of OpenEXR are read, by name where they are known', () => {
  const values = (numbers: readonly number[]): Buffer => Buffer.concat(numbers.map((number) => { const bytes = Buffer.alloc(4); bytes.writeFloatLE(number); return bytes; }));
  const p3 = [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.3127, 0.329];
  const read = readExrHeader(exrHeader(attribute('chromaticities', 'chromaticities', values(p3))))?.chromaticities;
  expect(read?.map((value) => Number(value.toFixed(4)))).toEqual(p3);
  expect(exrColour(read)).toEqual({ primaries: 'smpte432' });
  expect(exrColour([0.7347, 0.2653, 0, 1, 0.0001, -0.077, 0.32168, 0.33767]).remark).toContain('ACES (AP0)');
  expect(exrColour(undefined)).toEqual({});
});
