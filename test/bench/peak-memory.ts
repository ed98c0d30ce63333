import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ffmpeg } from '../support/clips.ts';
import { residentBytesOfTree } from '../support/resident-bytes.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const SAMPLE_EVERY_MS = 250;

/** Largest resident memory of the whole program (engine, inference process, every ffmpeg) while a film with keyframes at both ends is coloured and delivered. Linux only. */
export async function peakOf(frames: number, size: string): Promise<number> {
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
