import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium, type Page } from '@playwright/test';
import playwright from '../e2e/playwright.config.ts';
import buildStudio from '../e2e/support/build-studio.ts';
import { EditorPage } from '../e2e/support/editor-page.ts';
import { startStudio, type Studio } from '../e2e/support/studio.ts';
import { ffmpeg } from '../support/films.ts';
import { type BenchRow, median } from './bench.ts';

const ASSETS = fileURLToPath(new URL('../../out/studio/assets/', import.meta.url));
const RUNS = 5;
/** Minutes of the scripted session; `TINTYPE_BENCH_MINUTES=10` for the whole of it. */
const SESSION_MINUTES = Number(process.env.TINTYPE_BENCH_MINUTES ?? 1);
/** Rest after which memory is looked at: what the collector will take is taken. */
const SAMPLES = 6;

/** The editor in a browser: first picture, size of its code, long tasks beside a job, memory over a session. */
export default async function benchEditor(): Promise<readonly BenchRow[]> {
  await buildStudio();
  const studio = await startStudio();
  const browser = await chromium.launch(playwright.use?.launchOptions ?? {});
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
    const first: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      makeFilm(studio, `film-${run}`, 20 + run);
      const page = await context.newPage();
      first.push(await firstPictureMs(page, studio, run));
      await page.close();
    }
    const page = await context.newPage();
    const longest = await longestTaskMs(page, studio);
    const growth = await heapGrowth(page);
    return [
      { name: 'first picture of a 720p film of 20 s, never seen before', median: median(first), unit: 'ms', bar: '≤ 2000 ms' },
      { name: 'renderer, gzipped', median: await bundleBytes() / 1e6, unit: 'MB', bar: '≤ 1.5 MB' },
      { name: 'longest task of the window while colour is spread', median: longest, unit: 'ms', bar: '≤ 100 ms' },
      { name: `heap after ${SESSION_MINUTES} min of work, against its beginning`, median: growth, unit: '×', bar: '≤ 1.2' },
    ];
  } finally {
    await browser.close();
    await studio.close();
  }
}

/** Each its own content: what was seen before would be found in the cache. */
function makeFilm(studio: Studio, name: string, seconds: number): void {
  ffmpeg('-f', 'lavfi', '-i', `testsrc2=s=1280x720:r=24:d=${seconds}`, '-vf', 'noise=alls=8:allf=t,hue=s=0', '-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'ultrafast', join(studio.home, 'films', `${name}.mp4`));
}

/** From choosing the film to its first frame on the screen, jobs behind it under way. */
async function firstPictureMs(page: Page, studio: Studio, run: number): Promise<number> {
  await page.goto(run === 0 ? studio.url : new URL(studio.url).origin);
  await page.evaluate(() => undefined);
  if (run > 0) {
    await page.getByRole('menuitem', { name: 'File' }).click();
    await page.getByRole('menuitem', { name: 'Close the project' }).click();
  }
  await page.getByRole('button', { name: 'Open a film…' }).click();
  await page.getByLabel('Path').fill(join(studio.home, 'films', `film-${run}.mp4`));
  const started = performance.now();
  await page.getByLabel('Path').press('Enter');
  await page.locator('canvas[data-testid="picture"][data-frame="0"]').waitFor({ timeout: 300_000 });
  const elapsed = performance.now() - started;
  await page.getByTestId('job').waitFor({ state: 'detached', timeout: 600_000 });
  return elapsed;
}

async function bundleBytes(): Promise<number> {
  const files = await Promise.all((await readdir(ASSETS)).map((name) => readFile(join(ASSETS, name))));
  return files.reduce((sum, bytes) => sum + gzipSync(bytes).byteLength, 0);
}

/** Spreads a shot's colour and, meanwhile, steps through it as a person does; the browser tells of tasks over 50 ms. */
async function longestTaskMs(page: Page, studio: Studio): Promise<number> {
  const editor = new EditorPage(page, { width: 1280, height: 720 });
  await page.goto(new URL(studio.url).origin);
  await editor.seesFrame(0);
  await page.keyboard.press('a');
  await editor.seesColour();
  await page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(window, { tasks });
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) tasks.push(entry.duration); }).observe({ type: 'longtask' });
  });
  await page.getByRole('button', { name: /^Spread colour/ }).click();
  const spread = page.getByRole('dialog', { name: 'Spread colour' });
  await page.getByTestId('forecast').waitFor({ timeout: 120_000 });
  await spread.getByRole('button', { name: 'Spread', exact: true }).click();
  await page.getByRole('progressbar').waitFor({ timeout: 300_000 });
  for (let step = 0; step < 40; step++) {
    await page.keyboard.press('ArrowRight');
    await page.waitForTimeout(150);
  }
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  return page.evaluate(() => Math.max(0, ...(window as unknown as { readonly tasks: readonly number[] }).tasks));
}

/** Steps, paints, undoes, wipes and opens dialogs over and over; the heap at the end against that after the first round. */
async function heapGrowth(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const heap = async (): Promise<number> => {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  };
  const editor = new EditorPage(page, { width: 1280, height: 720 });
  async function round(): Promise<void> {
    await page.keyboard.press('Home');
    for (let step = 0; step < 12; step++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('p');
    await editor.clickAt([0.3, 0.4]);
    await page.getByText(/^undo: Add/).waitFor();
    await page.keyboard.press('Control+z');
    await page.keyboard.press('w');
    await page.keyboard.press('w');
    for (const keys of ['Control+Shift+p', 'Control+Shift+j', 'Control+Shift+d']) {
      await page.keyboard.press(keys);
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.keyboard.press('Space');
    await page.waitForTimeout(1500);
    await page.keyboard.press('KeyK');
  }
  // Caches fill in the first rounds: that is what they are for.
  for (let warm = 0; warm < 3; warm++) await round();
  const before = await heap();
  const until = performance.now() + SESSION_MINUTES * 60_000;
  while (performance.now() < until) await round();
  const after: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample++) after.push(await heap());
  return median(after) / before;
}
