import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ffmpeg } from '../support/clips.ts';
import { residentBytesOfTree } from '../support/resident-bytes.ts';
import type { BenchRow } from './bench.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const SAMPLE_EVERY_MS = 250;

/** Small, so that 2,000 frames take minutes. Keeping the luma and planes of each frame would take 400 MiB more at this size. */
const SMALL = '256x144';

/**
 * Resident memory of the whole program (engine, inference process, every ffmpeg) while a film is propagated from keyframes at both ends and delivered:
 * one at 480 lines, and a small one with 200 and with 2,000 frames, which should take the same. Linux only.
 */
export default async function benchMemory(): Promise<readonly BenchRow[]> {
  if (process.platform !== 'linux') return [];
  const whole = await peakOf(96, '854x480');
  const short = await peakOf(200, SMALL);
  const long = await peakOf(2000, SMALL);
  return [
    { name: 'memory while a 96-frame 480p film is coloured and delivered', median: whole / 2 ** 20, unit: 'MiB', bar: '≤ 2048 MiB' },
    { name: `the same with 2000 frames of ${SMALL}`, median: long / 2 ** 20, unit: 'MiB', bar: '≤ 1.15 × 200 frames', yardstick: { name: 'with 200 frames of it', median: short / 2 ** 20 } },
  ];
}

async function peakOf(frames: number, size: string): Promise<number> {
  const home = await mkdtemp(join(tmpdir(), 'tintype-memory-'));
  try {
    const film = join(home, 'film.mkv');
    ffmpeg('-f', 'lavfi', '-i', `mandelbrot=s=${size}:r=24:end_scale=0.2:end_pts=${frames}`, '-frames:v', String(frames), '-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'ultrafast', film);
    const hints = [{ kind: 'point', at: [0.5, 0.5], colour: '#b23c30' }];
    await writeFile(join(home, 'keys.json'), JSON.stringify({ keyframes: [{ frame: 0, hints }, { frame: frames - 1, hints }] }));
    const child = spawn(process.execPath, [MAIN, 'colorize', film, '--keys', join(home, 'keys.json'), '--out', join(home, 'out.mov')], {
      env: { ...process.env, TINTYPE_CACHE_DIR: join(home, 'cache'), TINTYPE_DATA_DIR: join(home, 'data') }, stdio: 'ignore',
    });
    const ended = new Promise<number | null>((resolve, reject) => { child.once('error', reject).once('close', resolve); });
    let peak = 0;
    const timer = setInterval(() => { void residentBytesOfTree(child.pid ?? 0).then((bytes) => { peak = Math.max(peak, bytes); }); }, SAMPLE_EVERY_MS);
    const code = await ended;
    clearInterval(timer);
    if (code !== 0) throw new Error(`tintype colorize ended with ${String(code)}`);
    return peak;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
