import { join } from 'node:path';
import type { Studio } from '../../e2e/support/studio.ts';
import { ffmpeg } from '../../support/clips.ts';

export const BENCH_FILM = { width: 1280, height: 720, rate: 24 } as const;

/** Writes a film with unique content, so that none of its artefacts is in the cache. @returns its path */
export function makeBenchClip(studio: Studio, name: string, seconds: number): string {
  const path = join(studio.home, 'films', `${name}.mp4`);
  const { width, height, rate } = BENCH_FILM;
  ffmpeg('-f', 'lavfi', '-i', `testsrc2=s=${width}x${height}:r=${rate}:d=${seconds}`, '-vf', 'noise=alls=8:allf=t,hue=s=0', '-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'ultrafast', path);
  return path;
}
