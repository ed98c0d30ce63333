import type { Page } from '@playwright/test';
import { EditorPage } from '../../e2e/support/editor-page.ts';
import { median } from '../bench.ts';
import { BENCH_FILM } from './bench-film.ts';

/**
 * Rounds in ten minutes of editing, at five seconds each; the pauses between them are left out. `TINTYPE_BENCH_ROUNDS` sets a lower number; the name
 * of the row states it.
 */
export const SESSION_ROUNDS = Number(process.env.TINTYPE_BENCH_ROUNDS ?? 120);
const WARM_ROUNDS = 3;
/** Measurements of the heap, each after a garbage collection. */
const SAMPLES = 6;
const STEPS_DURING_A_JOB = 40;
const STEP_PAUSE_MS = 150;
const REPORT_DELAY_MS = 1_000;

/** Paints a frame, propagates its colour, steps through the shot meanwhile, then cancels. @returns the longest task of the main thread, ms; 0 when none took over 50 ms (shorter ones are not reported by the browser) */
export async function longestTaskMs(page: Page): Promise<number> {
  await page.keyboard.press('Home');
  await page.locator('canvas[data-testid="picture"][data-frame="0"]').waitFor();
  await page.evaluate(() => {
    window.endMeasuring?.();
    window.measured = [];
    const tasks = new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.measured.push(entry.duration); });
    tasks.observe({ type: 'longtask' });
    window.endMeasuring = () => { tasks.disconnect(); };
  });
  await page.keyboard.press('a');
  await page.locator('canvas[data-testid="picture"][data-settled="true"]:not([data-plane=""])').waitFor({ timeout: 300_000 });
  await page.getByRole('button', { name: /^Propagate shot/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Propagate' });
  await page.getByTestId('forecast').waitFor({ timeout: 120_000 });
  await dialog.getByRole('button', { name: 'Propagate', exact: true }).click();
  await page.getByRole('progressbar').waitFor({ timeout: 300_000 });
  for (let step = 0; step < STEPS_DURING_A_JOB; step++) {
    await page.keyboard.press('ArrowRight');
    await page.waitForTimeout(STEP_PAUSE_MS);
  }
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await page.getByRole('progressbar').waitFor({ state: 'detached', timeout: 300_000 });
  // The browser reports a long task with a delay.
  await page.waitForTimeout(REPORT_DELAY_MS);
  return await page.evaluate(() => Math.max(0, ...window.measured));
}

/** Steps, paints, undoes, wipes, opens dialogs and plays repeatedly. @returns the heap at the end as a multiple of the heap after the first rounds */
export async function heapGrowth(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  async function heap(): Promise<number> {
    const sizes: number[] = [];
    for (let sample = 0; sample < SAMPLES; sample++) {
      await session.send('HeapProfiler.collectGarbage');
      sizes.push((await session.send('Runtime.getHeapUsage')).usedSize);
    }
    return median(sizes);
  }
  const editor = new EditorPage(page, BENCH_FILM);
  async function round(): Promise<void> {
    await page.keyboard.press('Home');
    for (let step = 0; step < 12; step++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('p');
    await editor.clickAt([0.3, 0.4]);
    await page.getByText(/^Undo: Add (keyframe|point)/).waitFor();
    await page.keyboard.press('Control+z');
    await page.keyboard.press('w');
    await page.keyboard.press('w');
    for (const keys of ['Control+Shift+p', 'Control+Shift+j', 'Control+,']) {
      await page.keyboard.press(keys);
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.keyboard.press('Space');
    await page.waitForTimeout(500);
    await page.keyboard.press('KeyK');
  }
  // Caches fill in the first rounds.
  for (let warm = 0; warm < WARM_ROUNDS; warm++) await round();
  const before = await heap();
  for (let each = 0; each < SESSION_ROUNDS; each++) await round();
  return await heap() / before;
}
