import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locateFfmpeg } from '../src/engine/media/index.ts';
import { renderSampleFilm } from './sample-film/index.ts';
import { SHIPPED_SAMPLE } from './sample-film/shipped-sample.ts';

/**
 * Draws the sample film and writes the files that are shipped in resources/sample (half a minute to draw, half a minute to encode):
 *
 *     npx node scripts/draw-sample-film.ts
 */
const tools = await locateFfmpeg();
const work = mkdtempSync(join(tmpdir(), 'tintype-sample-'));
const ffmpeg = (...args: readonly string[]): void => { execFileSync(tools.ffmpegPath, ['-v', 'error', '-y', ...args], { stdio: ['ignore', 'ignore', 'inherit'] }); };
try {
  const drawn = await renderSampleFilm({ directory: work, tools, signal: AbortSignal.timeout(600_000), report: (done, total) => { if (done % 20 === 0 || done === total) console.log(`drawn ${done} of ${total} frames`); } });
  mkdirSync(SHIPPED_SAMPLE.directory, { recursive: true });
  // Lossy, to keep the file small: the luma of the shipped file counts as the source's luma.
  ffmpeg('-i', drawn.filmPath, '-map', '0:v', '-map', '0:a', '-c:v', 'libx264', '-preset', 'veryslow', '-tune', 'grain', '-crf', '24', '-pix_fmt', 'yuv420p', '-c:a', 'copy',
    '-timecode', '01:00:00:00', '-video_track_timescale', '24000', '-movflags', '+write_colr+faststart', SHIPPED_SAMPLE.filmPath);
  ffmpeg('-i', drawn.trueColourPath, '-vf', 'scale=640:360,lutyuv=y=128', '-c:v', 'libx264', '-preset', 'veryslow', '-crf', '8', '-pix_fmt', 'yuv444p', SHIPPED_SAMPLE.chromaPath);
  copyFileSync(drawn.keysPath, SHIPPED_SAMPLE.keysPath);
  copyFileSync(drawn.truthPath, SHIPPED_SAMPLE.truthPath);
} finally {
  rmSync(work, { recursive: true, force: true });
}
