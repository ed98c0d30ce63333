import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** ffmpeg for test material: from `FFMPEG_BIN` or PATH, like the program's own. */
export const FFMPEG = process.env.FFMPEG_BIN ?? 'ffmpeg';

export function ffmpeg(...args: readonly string[]): void {
  execFileSync(FFMPEG, ['-v', 'error', '-nostdin', '-y', ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
}

export interface SmallClip {
  /** The black-and-white film. */
  readonly film: string;
  /** The same film in colour, with identical luma. */
  readonly truth: string;
  readonly frames: number;
  readonly shotLength: number;
}

const SMALL = { film: 'film.mov', truth: 'truth.mkv' } as const;
let drawn: string | undefined;

/** Two shots of 12 frames, 320×192 at 24000/1001, with sound and timecode: moving blocks of colour over a textured background. Drawn once in a process; each caller gets files of its own. */
export function makeSmallClip(directory: string): SmallClip {
  drawn ??= drawSmallClip();
  const [film, truth] = [join(directory, SMALL.film), join(directory, SMALL.truth)];
  copyFileSync(join(drawn, SMALL.film), film);
  copyFileSync(join(drawn, SMALL.truth), truth);
  return { film, truth, frames: 24, shotLength: 12 };
}

/** @returns their folder, which is removed at the end of the process */
function drawSmallClip(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tintype-small-clip-'));
  process.once('exit', () => { rmSync(directory, { recursive: true, force: true }); });
  const [film, truth] = [join(directory, SMALL.film), join(directory, SMALL.truth)];
  const shot = (ground: string, block: string, speed: number, seed: number): string =>
    `color=${ground}:s=320x192:r=24000/1001,noise=alls=14:all_seed=${seed},gblur=1,drawbox=x=20:y=120:w=90:h=60:c=0x356b2f:t=fill[g${seed}];color=${block}:s=72x72:r=24000/1001,noise=alls=10:all_seed=${seed + 7}[b${seed}];[g${seed}][b${seed}]overlay=x=40+${speed}*n:y=50:shortest=0,trim=end_frame=12,setpts=PTS-STARTPTS[s${seed}]`;
  ffmpeg('-f', 'lavfi', '-i', 'sine=440:r=48000', '-filter_complex', `${shot('0x7d93b8', '0xb23c30', 4, 1)};${shot('0xc8b48a', '0x3b5fa0', -2, 2)};[s1][s2]concat=n=2,format=yuv444p[v]`,
    '-map', '[v]', '-map', '0:a', '-shortest', '-c:v', 'ffv1', '-c:a', 'pcm_s16le', '-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv', truth);
  ffmpeg('-i', truth, '-vf', 'lutyuv=u=128:v=128,format=yuv420p', '-c:v', 'libx264', '-qp', '0', '-c:a', 'pcm_s16le', '-timecode', '01:00:00:00',
    '-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv', film);
  return directory;
}
