import { linkSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { locateFfmpeg, probeClip } from '../../src/engine/media/index.ts';
import { detectShots } from '../../src/engine/shots/index.ts';
import playwright from '../e2e/playwright.config.ts';
import buildStudio from '../e2e/support/build-studio.ts';
import { startStudio } from '../e2e/support/studio.ts';
import { ffmpeg } from '../support/clips.ts';
import { residentBytesOfTree } from '../support/resident-bytes.ts';
import { type BenchRow, median } from './bench.ts';
import { openingMs, type OpeningTimes } from './editor/opening.ts';
import { milliseconds } from './yardstick.ts';

const SAMPLE = fileURLToPath(new URL('../../resources/sample/sample.mov', import.meta.url));
const PART = { seconds: 20, rate: 24 } as const;
const TWO_HOURS = 7200;
/** Part of the film in which shots are detected. */
const EXCERPT = 120;
const RUNS = 3;
const MEMORY_SECONDS = 20;

/**
 * A film of two hours (1920×1080, 24 frames/s, H.264 at 8 Mbit/s; 7 GB in the folder for temporary files), made of one part of 20 s again and again: how long its first
 * picture takes, what memory the engine has while it detects shots and makes proxies, and how fast shots are detected. The whole film is in the
 * system's file cache as far as that reaches.
 */
export default async function benchLongFilm(): Promise<readonly BenchRow[]> {
  await buildStudio();
  const folder = mkdtempSync(join(tmpdir(), 'tintype-long-film-'));
  const browser = await chromium.launch(playwright.use?.launchOptions);
  try {
    const part = makePart(folder);
    const film = repeat(part, join(folder, 'two-hours.mp4'), TWO_HOURS);
    const opened: OpeningTimes[] = [];
    let memory = 0;
    for (let run = 0; run < RUNS; run++) {
      // An engine of its own each time: that of the run before still detects shots.
      const studio = await startStudio();
      // In a folder of its own, since the project is written beside the film.
      const linked = join(studio.home, 'films', 'two-hours.mp4');
      linkSync(film, linked);
      const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage();
      try {
        opened.push(await openingMs(page, studio, linked, { first: true, goOn: true }));
        if (run === RUNS - 1) memory = await largestMemory(studio.pid);
      } finally {
        await page.close();
        await studio.crash();
        await studio.close();
      }
    }
    return [
      { name: 'first picture of a 1080p film of two hours, never seen before', median: median(opened.map(({ picture }) => picture)), unit: 'ms', bar: '≤ 2000 ms' },
      { name: 'that film can be worked on', median: median(opened.map(({ open }) => open)), unit: 'ms' },
      ...(memory === 0 ? [] : [{ name: 'memory of the engine while it detects shots of that film and makes proxies', median: memory / 2 ** 20, unit: 'MiB', bar: '≤ 2048 MiB' }]),
      ...(await shotRows(repeat(part, join(folder, 'excerpt.mp4'), EXCERPT))),
    ];
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Linux only; 0 elsewhere. */
async function largestMemory(pid: number): Promise<number> {
  let largest = 0;
  for (let second = 0; process.platform === 'linux' && second < MEMORY_SECONDS; second++) {
    largest = Math.max(largest, await residentBytesOfTree(pid));
    await sleep(1000);
  }
  return largest;
}

function makePart(folder: string): string {
  const path = join(folder, 'part.mp4');
  ffmpeg('-stream_loop', '-1', '-i', SAMPLE, '-vf', 'scale=1920:1080:flags=bicubic,hue=s=0,noise=alls=4:allf=t,format=yuv420p', '-r', String(PART.rate), '-t', String(PART.seconds), '-an',
    '-c:v', 'libx264', '-preset', 'veryfast', '-b:v', '8M', '-maxrate', '12M', '-bufsize', '16M', '-g', '48', path);
  return path;
}

/** Joins copies of a part without encoding. @returns `path` */
function repeat(part: string, path: string, seconds: number): string {
  ffmpeg('-stream_loop', String(seconds / PART.seconds - 1), '-i', part, '-c', 'copy', path);
  return path;
}

async function shotRows(film: string): Promise<readonly BenchRow[]> {
  const tools = await locateFfmpeg();
  const clip = await probeClip(film, tools, { countPackets: true });
  const detecting: number[] = [];
  const decoding: number[] = [];
  const busy: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const before = processorSeconds();
    detecting.push(EXCERPT / (await milliseconds(() => detectShots(clip, tools)) / 1000));
    busy.push((processorSeconds() - before) / (EXCERPT / detecting.at(-1)!));
    decoding.push(EXCERPT / (await milliseconds(() => { ffmpeg('-i', film, '-map', '0:v:0', '-f', 'null', '-'); }) / 1000));
  }
  return [
    { name: `shot detection at 1080p, ${EXCERPT} s of H.264 at 8 Mbit/s`, median: median(detecting), unit: '× real time', bar: '≥ 10', yardstick: { name: 'plain ffmpeg decoding it', median: median(decoding) } },
    ...(process.platform === 'linux' ? [{ name: 'processors busy meanwhile', median: median(busy), unit: 'processors' }] : []),
  ];
}

/** Of this process and of its children that have ended, by Linux; 0 elsewhere. Fields 14…17 of `stat` in hundredths of a second. */
function processorSeconds(): number {
  if (process.platform !== 'linux') return 0;
  const stat = readFileSync('/proc/self/stat', 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
}
