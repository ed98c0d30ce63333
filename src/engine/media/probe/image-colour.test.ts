import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { locateFfmpeg } from '../ffmpeg/locate-ffmpeg.ts';
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

test('chromaticities of OpenEXR are read, by name where they are known', () => {
  const values = (numbers: readonly number[]): Buffer => Buffer.concat(numbers.map((number) => { const bytes = Buffer.alloc(4); bytes.writeFloatLE(number); return bytes; }));
  const attribute = (name: string, type: string, data: Buffer): Buffer => { const length = Buffer.alloc(4); length.writeInt32LE(data.length); return Buffer.concat([Buffer.from(`${name}\0${type}\0`, 'latin1'), length, data]); };
  const p3 = [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.3127, 0.329];
  const header = Buffer.concat([
    Buffer.from([0x76, 0x2f, 0x31, 0x01, 2, 0, 0, 0]), attribute('chromaticities', 'chromaticities', values(p3)), attribute('compression', 'compression', Buffer.from([0])),
    attribute('dataWindow', 'box2i', Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0])), Buffer.from([0]),
  ]);
  const read = readExrHeader(header)?.chromaticities;
  expect(read?.map((value) => Number(value.toFixed(4)))).toEqual(p3);
  expect(exrColour(read)).toEqual({ primaries: 'smpte432' });
  expect(exrColour([0.7347, 0.2653, 0, 1, 0.0001, -0.077, 0.32168, 0.33767]).remark).toContain('ACES (AP0)');
  expect(exrColour(undefined)).toEqual({});
});
