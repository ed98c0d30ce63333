import type { Page } from '@playwright/test';
import { EditorPage } from '../../e2e/support/editor-page.ts';
import { TimelineRobot } from '../../e2e/support/timeline-robot.ts';
import { median } from '../bench.ts';
import { BENCH_FILM } from './bench-film.ts';

declare global {
  interface Window {
    /** Results of the measuring code in the page. */
    measured: number[];
    /** Removes the listeners of a measurement, so that the next one gets only its own events. */
    endMeasuring?: () => void;
  }
}

const STROKE_MOVES = 120;
const MOVE_PAUSE_MS = 25;
const POINTS = 10;
/** Pause before a press, as a user would make; the work for the resting pointer (draft colour) is done by then. */
const POINT_PAUSE_MS = 1_200;
const STEPS = 40;
const SCRUB_MS = 5_000;

/**
 * Time from a pointer move to the stroke drawn under it, in ms: from the event's time stamp to the end of the first animation frame in which the
 * overlay is painted there. The latency of the screen is not included.
 */
export async function strokeMs(page: Page): Promise<number> {
  const editor = new EditorPage(page, BENCH_FILM);
  await page.keyboard.press('b');
  await page.evaluate(() => {
    window.endMeasuring?.();
    window.measured = [];
    const overlay = document.querySelector<HTMLCanvasElement>('.overlay canvas')!;
    const context = overlay.getContext('2d')!;
    const ended = new AbortController();
    window.endMeasuring = () => { ended.abort(); };
    window.addEventListener('pointermove', ({ timeStamp, clientX, clientY, buttons }) => {
      if (buttons === 0) return;
      // Registered after the tool's own listener, so that this callback runs after the tool's animation frame.
      const look = (): void => {
        const drawnAt = performance.now();
        const box = overlay.getBoundingClientRect();
        const scale = overlay.width / box.width;
        const [, , , alpha] = context.getImageData(Math.round((clientX - box.left) * scale), Math.round((clientY - box.top) * scale), 1, 1).data;
        if (alpha! > 0) window.measured.push(drawnAt - timeStamp);
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }, { signal: ended.signal });
  });
  const [from, to] = [await editor.screenOf([0.15, 0.3]), await editor.screenOf([0.85, 0.6])];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  for (let move = 1; move <= STROKE_MOVES; move++) {
    const share = move / STROKE_MOVES;
    await page.mouse.move(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share + 40 * Math.sin(share * 12));
    await page.waitForTimeout(MOVE_PAUSE_MS);
  }
  await page.mouse.up();
  const times = await page.evaluate(() => window.measured);
  if (times.length < STROKE_MOVES / 2) throw new Error(`Only ${times.length} of ${STROKE_MOVES} moves were seen drawn.`);
  await page.getByText(/^Undo: Add/).waitFor();
  await page.keyboard.press('Control+z');
  return median(times);
}

/** Time from a press of the point tool to the frame drawn with the new colour, in ms. */
export async function hintMs(page: Page): Promise<number> {
  const editor = new EditorPage(page, BENCH_FILM);
  await page.keyboard.press('p');
  await page.evaluate(() => {
    window.endMeasuring?.();
    window.measured = [];
    const picture = document.querySelector<HTMLCanvasElement>('[data-testid="picture"]')!;
    const ended = new AbortController();
    let pressedAt: number | undefined;
    let plane: string | undefined;
    window.addEventListener('pointerdown', (event) => {
      pressedAt = event.timeStamp;
      plane = picture.dataset.plane;
    }, { capture: true, signal: ended.signal });
    const drawn = new MutationObserver(() => {
      if (pressedAt === undefined || picture.dataset.plane === plane) return;
      window.measured.push(performance.now() - pressedAt);
      pressedAt = undefined;
    });
    drawn.observe(picture, { attributeFilter: ['data-plane'] });
    window.endMeasuring = () => {
      ended.abort();
      drawn.disconnect();
    };
  });
  for (let point = 0; point < POINTS; point++) {
    const at = [0.1 + 0.08 * point, 0.2 + 0.06 * ((point * 3) % 10)] as const;
    const { x, y } = await editor.screenOf(at);
    await page.mouse.move(x, y);
    await page.waitForTimeout(POINT_PAUSE_MS);
    await editor.clickAt(at);
    await page.waitForFunction((count) => window.measured.length === count, point + 1);
    await editor.seesColour();
  }
  const times = await page.evaluate(() => window.measured);
  for (let point = 0; point < POINTS; point++) await page.keyboard.press('Control+z');
  return median(times);
}

/** Time from a key press to its frame drawn, in ms. */
export async function stepMs(page: Page): Promise<number> {
  await page.keyboard.press('Home');
  await page.locator('canvas[data-testid="picture"][data-frame="0"]').waitFor();
  await page.evaluate(() => {
    window.endMeasuring?.();
    window.measured = [];
    const picture = document.querySelector<HTMLCanvasElement>('[data-testid="picture"]')!;
    let pressedAt = 0;
    window.addEventListener('keydown', (event) => { pressedAt = event.timeStamp; }, { capture: true });
    const drawn = new MutationObserver(() => { window.measured.push(performance.now() - pressedAt); });
    drawn.observe(picture, { attributeFilter: ['data-frame'] });
    window.endMeasuring = () => { drawn.disconnect(); };
  });
  for (let step = 1; step <= STEPS; step++) {
    await page.keyboard.press('ArrowRight');
    await page.locator(`canvas[data-testid="picture"][data-frame="${step}"]`).waitFor();
  }
  return median((await page.evaluate(() => window.measured)).slice(0, STEPS));
}

/** Frames shown per second while the playhead is dragged through a film with finished proxies. */
export async function scrubRate(page: Page, frameCount: number): Promise<number> {
  const timeline = new TimelineRobot(page, frameCount);
  await page.evaluate(() => {
    window.endMeasuring?.();
    window.measured = [];
    const picture = document.querySelector<HTMLCanvasElement>('[data-testid="picture"]')!;
    const drawn = new MutationObserver(() => { window.measured.push(Number(picture.dataset.frame)); });
    drawn.observe(picture, { attributeFilter: ['data-frame'] });
    window.endMeasuring = () => { drawn.disconnect(); };
  });
  const [from, to] = [await timeline.edgeOf(0, 'ruler'), await timeline.edgeOf(frameCount - 1, 'ruler')];
  await page.mouse.move(from.x + 1, from.y);
  await page.mouse.down();
  const started = performance.now();
  for (let share = 0; share < 1; share = (performance.now() - started) / SCRUB_MS) await page.mouse.move(from.x + (to.x - from.x) * share, from.y);
  const elapsed = performance.now() - started;
  const frames = await page.evaluate(() => window.measured.filter((frame, index, all) => frame !== all[index - 1]).length);
  await page.mouse.up();
  return frames / (elapsed / 1000);
}
