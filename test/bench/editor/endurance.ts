import type { Page } from '@playwright/test';
import { EditorPage } from '../../e2e/support/editor-page.ts';
import { median } from '../bench.ts';
import { BENCH_FILM } from './bench-film.ts';

/**
 * Rounds that the user's hands make in ten minutes, at five seconds each. The rests between them are left out here: what is done is
 * the same. `TINTYPE_BENCH_ROUNDS` for fewer; the row's name says how many.
 */
export const SESSION_ROUNDS = Number(process.env.TINTYPE_BENCH_ROUNDS ?? 120);
const WARM_ROUNDS = 3;
/** Looks at the heap after each of which the collector has been: what it will take is taken. */
const SAMPLES = 6;
const STEPS_BESIDE_A_JOB = 40;
const STEP_PAUSE_MS = 150;
const TOLD_WITHIN_MS = 1_000;

/** Paints a frame, propagates its colour and, meanwhile, steps through the shot as the user does, then cancels; the browser tells of tasks over 50 ms. @returns the longest from the painting to what follows the cancelling, ms; 0 when none was over 50 */
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
  for (let step = 0; step < STEPS_BESIDE_A_JOB; step++) {
    await page.keyboard.press('ArrowRight');
    await page.waitForTimeout(STEP_PAUSE_MS);
  }
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await page.getByRole('progressbar').waitFor({ state: 'detached', timeout: 300_000 });
  // The browser tells of a task some time after it.
  await page.waitForTimeout(TOLD_WITHIN_MS);
  return await page.evaluate(() => Math.max(0, ...window.measured));
}

/** Steps, paints, undoes, wipes, opens dialogs and plays over and over; the heap at the end as a multiple of that after the first rounds. */
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
    await page.getByText(/^undo: Add (keyframe|point)/).waitFor();
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
    await page.waitForTimeout(500);
    await page.keyboard.press('KeyK');
  }
  // Caches fill in the first rounds: that is what they are for.
  for (let warm = 0; warm < WARM_ROUNDS; warm++) await round();
  const before = await heap();
  for (let each = 0; each < SESSION_ROUNDS; each++) await round();
  return await heap() / before;
}
