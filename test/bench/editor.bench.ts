import { chromium } from '@playwright/test';
import playwright from '../e2e/playwright.config.ts';
import buildStudio from '../e2e/support/build-studio.ts';
import { startStudio } from '../e2e/support/studio.ts';
import { type BenchRow, median, medianMs } from './bench.ts';
import { BENCH_FILM, makeBenchClip } from './editor/bench-film.ts';
import { BOARD_SHOTS, boardMs } from './editor/board.ts';
import { heapGrowth, longestTaskMs, SESSION_ROUNDS } from './editor/endurance.ts';
import { hintMs, scrubRate, stepMs, strokeMs } from './editor/interaction.ts';
import { FULL_HD_SCALE, layerDragRatio } from './editor/layer-drag.ts';
import { bundleBytes, openingMs, type OpeningTimes } from './editor/opening.ts';
import { yardstick, YARDSTICK_NAME } from './yardstick.ts';

/**
 * With a separate GPU process, as on a desktop, although it draws on the CPU here. With `--disable-gpu`, as in the end-to-end tests, the main thread
 * would wait for the read-back of each canvas.
 */
const BROWSER = { ...playwright.use?.launchOptions, args: [...(playwright.use?.launchOptions?.args ?? []).filter((flag) => flag !== '--disable-gpu'), '--use-gl=angle', '--use-angle=swiftshader', '--ignore-gpu-blocklist'] };
const RUNS = 5;
const SECONDS = 20;

/** The editor in headless Chromium with WebGL on the CPU: input latency, code size, long tasks during a job, memory over a session. */
export default async function benchEditor(): Promise<readonly BenchRow[]> {
  await buildStudio();
  const studio = await startStudio();
  const browser = await chromium.launch(BROWSER);
  try {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage();
    const opened: OpeningTimes[] = [];
    for (let run = 0; run < RUNS; run++) opened.push(await openingMs(page, studio, makeBenchClip(studio, `film-${run}`, SECONDS + run), { first: run === 0 }));
    const frameCount = (SECONDS + RUNS - 1) * BENCH_FILM.rate;
    const step = await stepMs(page);
    const scrub = await scrubRate(page, frameCount);
    const stroke = await strokeMs(page);
    const hint = await hintMs(page);
    const stick = await medianMs(7, yardstick);
    const longest = await longestTaskMs(page);
    const growth = await heapGrowth(page);
    const fullHd = await (await browser.newContext({ viewport: { width: 1280, height: 720 }, deviceScaleFactor: FULL_HD_SCALE })).newPage();
    await fullHd.goto(studio.url);
    await fullHd.locator('canvas[data-testid="picture"][data-frame]').waitFor();
    await fullHd.keyboard.press('Home');
    await fullHd.keyboard.press('a');
    const layer = await layerDragRatio(fullHd);
    await fullHd.close();
    const board = await boardMs(page, studio);
    return [
      { name: 'pointer move → stroke drawn', median: stroke, unit: 'ms', bar: '≤ 16 ms' },
      { name: 'press of a point → picture with its colour', median: hint, unit: 'ms', bar: '≤ 150 ms', yardstick: { name: YARDSTICK_NAME, median: stick } },
      { name: 'scrubbing, 720p proxies', median: scrub, unit: 'frames/s', bar: '≥ 24 frames/s' },
      { name: 'frame step, key press → picture', median: step, unit: 'ms', bar: '≤ 50 ms' },
      { name: `first picture of a 720p film of ${SECONDS} s, never seen before`, median: median(opened.map(({ picture }) => picture)), unit: 'ms', bar: '≤ 2000 ms' },
      { name: 'the same film can be worked on', median: median(opened.map(({ open }) => open)), unit: 'ms' },
      { name: 'renderer, gzipped', median: await bundleBytes() / 1e6, unit: 'MB', bar: '≤ 1.5 MB' },
      { name: 'longest task of the window: painting, spreading, cancelling', median: longest, unit: 'ms', bar: '≤ 100 ms' },
      { name: `heap after ${SESSION_ROUNDS} rounds of work (120: ten minutes of a person), against its beginning`, median: growth, unit: '×', bar: '≤ 1.2' },
      { name: 'drag of a layer at 1080p, against a canvas with an empty shader', median: layer, unit: '×', bar: '≤ 1.5' },
      { name: `the board of ${BOARD_SHOTS} shots opens`, median: board, unit: 'ms', bar: '≤ 500 ms' },
    ];
  } finally {
    await browser.close();
    await studio.close();
  }
}
