import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { colourErrors, contactSheet, grayFrame, thumbnail, type ColourFrame, type RgbImage } from './evaluate/index.ts';
import { locateFfmpeg } from '../src/engine/media/index.ts';
import { trueShots } from './sample-film/index.ts';
import { SHIPPED_SAMPLE } from './sample-film/shipped-sample.ts';
import { parseJsonInput } from '../src/shared/errors/parse.ts';
import { DeliveryReport } from '../src/shared/model/delivery-report.ts';
import { readColourFrames, writePicture } from './read-colour-frames.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const demo = join(root, 'demo');
const started = Date.now();
const SIZE = { width: 1280, height: 720 };
const THUMBNAIL_WIDTH = 320;

function step(text: string): void {
  console.log(`\n[${Math.round((Date.now() - started) / 1000)} s] ${text}`);
}

/** Runs the command line as a user does; ends the demo with its exit code when it fails. */
async function tintype(...args: readonly string[]): Promise<void> {
  console.log(`$ tintype ${args.map((arg) => (arg.startsWith(demo) ? relative(root, arg) : arg)).join(' ')}`);
  const child = spawn(process.execPath, [join(root, 'bin', 'tintype.mjs'), ...args], { stdio: 'inherit', cwd: root });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) {
    console.error(`The demo stopped: the command above ended with ${code ?? 'a signal'}.`);
    process.exit(code ?? 1);
  }
}

/** Compares the delivered shots with the truth: a sheet (rows gray, coloured, true) and the mean PSNR of its frames. */
async function compareWithTruth(ffmpegPath: string): Promise<string> {
  const rows: [RgbImage[], RgbImage[], RgbImage[]] = [[], [], []];
  const decibels = { gray: 0, ours: 0, frames: 0 };
  for (const [index, { range }] of trueShots().entries()) {
    // The sixth frame: after the dissolve, and not a keyframe.
    const shown = [range.first + 6, range.last - 5];
    const chromas = await all(readColourFrames(SHIPPED_SAMPLE.chromaPath, { ffmpegPath, ...SIZE, frames: shown, filters: [`scale=${SIZE.width}:${SIZE.height}:flags=bicubic`] }));
    const delivered = await all(readColourFrames(join(demo, 'prores', `shot-${String(index + 1).padStart(2, '0')}.mov`), { ffmpegPath, ...SIZE, frames: shown.map((frame) => frame - range.first) }));
    for (const [at, chroma] of chromas.entries()) {
      const ours = delivered[at];
      if (ours === undefined) continue;
      // A delivery has the film's luma, so it is compared with the true chroma on that luma.
      const truth: ColourFrame = { ...chroma, y: ours.y };
      [grayFrame(truth), ours, truth].forEach((frame, row) => rows[row]!.push(thumbnail(frame, 'bt709', THUMBNAIL_WIDTH)));
      decibels.gray += colourErrors(truth, grayFrame(truth), 'bt709').rgbPsnr;
      decibels.ours += colourErrors(truth, ours, 'bt709').rgbPsnr;
      decibels.frames++;
    }
  }
  if (decibels.frames === 0) return 'nothing to compare';
  await writePicture(join(demo, 'comparison.png'), contactSheet(rows), ffmpegPath);
  return `${(decibels.ours / decibels.frames).toFixed(1)} dB from the true colours (uncoloured: ${(decibels.gray / decibels.frames).toFixed(1)} dB)`;
}

async function all(frames: AsyncIterable<ColourFrame>): Promise<readonly ColourFrame[]> {
  const list: ColourFrame[] = [];
  for await (const frame of frames) list.push(frame);
  return list;
}

await mkdir(demo, { recursive: true });
const tools = await locateFfmpeg();
const film = join(demo, 'sample.mov');
const keys = join(demo, 'sample.keys.json');
await Promise.all([copyFile(SHIPPED_SAMPLE.filmPath, film), copyFile(SHIPPED_SAMPLE.keysPath, keys)]);

step('Its shots');
await tintype('shots', film);

step('Colour from the hints on five keyframes, propagated through each shot, delivered as ProRes 422 HQ');
await tintype('colorize', film, '--keys', keys, '--per-shot', '--codec', 'prores-422hq', '--out', join(demo, 'prores'), '--report', join(demo, 'report-prores.json'), '--overwrite');
step('The same colours as MP4, taken from the cache');
await tintype('colorize', film, '--keys', keys, '--per-shot', '--codec', 'h264', '--out', join(demo, 'mp4'), '--report', join(demo, 'report-mp4.json'), '--overwrite');

step('Compared with the true colours');
const verdict = await compareWithTruth(tools.ffmpegPath);
console.log(`  ${verdict}`);

step('Done. What was made:');
for (const name of ['report-prores.json', 'report-mp4.json']) {
  const { reports } = parseJsonInput(z.object({ reports: z.array(DeliveryReport) }), await readFile(join(demo, name), 'utf8'), name);
  for (const report of reports) for (const file of report.files) console.log(`  ${relative(root, file)}  ${report.frameCount} frames, ${(report.bytes / 1e6).toFixed(1)} MB; ${report.lumaCheck?.sentence ?? 'luma not checked'}`);
}
console.log(`  demo/report-prores.json, demo/report-mp4.json  what was done, frame by frame`);
console.log(`  demo/comparison.png  rows: gray film, coloured, true colours`);
