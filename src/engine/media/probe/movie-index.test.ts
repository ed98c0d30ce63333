import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { locateFfmpeg } from '../ffmpeg/locate-ffmpeg.ts';
import { surveyFrames } from '../decode/frame-table.ts';
import { readMovieIndex } from './movie-index.ts';
import { scanPackets } from './packet-scan.ts';
import { probeStreams } from './probe-streams.ts';
import { sourcePackets } from './source-packets.ts';

let home: string;
let tools: FfmpegTools;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'tintype-movie-index-'));
  tools = await locateFfmpeg();
});
afterAll(() => { rmSync(home, { recursive: true, force: true }); });

function make(name: string, ...args: readonly string[]): string {
  const path = join(home, name);
  execFileSync(tools.ffmpegPath, ['-v', 'error', '-nostdin', '-y', ...args, path], { stdio: ['ignore', 'ignore', 'inherit'] });
  return path;
}

const film = (name: string, ...args: readonly string[]): string => make(name, '-f', 'lavfi', '-i', 'testsrc2=s=96x64:r=24:d=2', ...args);
const H264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '3', '-g', '12', '-pix_fmt', 'yuv420p'];
const sourceOf = (path: string) => ({ source: { kind: 'file', path }, rate: { num: 24, den: 1 } }) as const;

test.each([
  ['H.264 with frames out of order', 'b.mp4', [...H264]],
  ['open groups', 'open.mov', [...H264, '-x264-params', 'open-gop=1']],
  ['the index first', 'fast.mp4', [...H264, '-movflags', 'faststart']],
  ['negative offsets', 'negative.mp4', [...H264, '-movflags', 'negative_cts_offsets']],
  ['no edit', 'plain.mp4', [...H264, '-use_editlist', '0']],
  ['a varying rate', 'varying.mp4', ['-vf', "select='mod(n+1,3)'", '-fps_mode', 'vfr', '-c:v', 'mpeg4', '-bf', '2']],
  ['every frame a key frame, sound beside', 'keys.mov', ['-f', 'lavfi', '-i', 'sine=d=2', '-c:v', 'prores_ks', '-c:a', 'pcm_s16le']],
  ['samples of equal size', 'raw.mov', ['-c:v', 'v210', '-pix_fmt', 'yuv422p10le']],
])('the index tells what ffprobe finds in the packets: %s', async (_, name, args) => {
  const path = film(name, ...args);
  const scan = await scanPackets(sourceOf(path), tools);
  expect(scan.count).toBeGreaterThan(24);
  expect(await readMovieIndex(path)).toEqual({ ...scan, isFromIndex: true });
});

test('files whose index does not tell it simply are left to ffprobe', async () => {
  const path = film('whole.mp4', ...H264);
  const copies = [
    make('fragments.mp4', '-i', path, '-c', 'copy', '-movflags', 'frag_keyframe+empty_moov'),
    make('cut.mp4', '-ss', '0.7', '-i', path, '-c', 'copy'),
    make('late.mp4', '-itsoffset', '2', '-i', path, '-c', 'copy'),
    make('film.mkv', '-i', path, '-c', 'copy'),
    make('two.mov', '-i', path, '-map', '0:v', '-map', '0:v', '-c', 'copy'),
  ];
  for (const copy of copies) expect(await readMovieIndex(copy), copy).toBeUndefined();
});

test('a damaged index is left to ffprobe, whatever is wrong with it', async () => {
  const path = film('damaged.mp4', ...H264, '-movflags', 'faststart');
  const whole = readFileSync(path);
  for (let at = 40; at < 1400; at += 7) {
    const bytes = Buffer.from(whole);
    bytes.writeUInt32BE(0xffff_fff0, at);
    const broken = join(home, 'broken.mp4');
    writeFileSync(broken, bytes);
    const index = await readMovieIndex(broken);
    expect(index === undefined || index.isFromIndex === true).toBe(true);
  }
  truncateSync(path, 700);
  expect(await readMovieIndex(path)).toBeUndefined();
});

test('an index is compared with the decoded frames of both ends, and the packets are read where it is wrong', async () => {
  const path = film('wrong.mp4', ...H264, '-movflags', 'faststart');
  const source = { ...sourceOf(path), ...(await probeStreams(sourceOf(path), tools)).video };
  const right = await sourcePackets(source, tools, { largeBytes: 0 });
  expect(right.isFromIndex).toBe(true);
  const shifted = { ...right, shownPts: right.shownPts!.map((pts) => pts + 1) };
  const [told, mended] = await Promise.all([right, shifted].map((packets) => surveyFrames(source, tools, { wholeDecodeSamples: 0, scanning: Promise.resolve(packets) })));
  expect(told!.whole).toBe(false);
  expect(told!.packets.isFromIndex).toBe(true);
  expect(mended!.packets.isFromIndex).toBeUndefined();
  expect(mended!.table).toEqual(told!.table);
});
