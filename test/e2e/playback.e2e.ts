import { expect, type Route, test } from '@playwright/test';
import type { EditorPage } from './support/editor-page.ts';
import { FILM } from './support/clip.ts';
import { countLayerPaints } from './support/layer-paints.ts';
import { type StudioSession, openStudioWithClip } from './support/open-studio.ts';
import { TimelineRobot } from './support/timeline-robot.ts';

// Playback of a film without colour.
test.describe.configure({ mode: 'serial' });

declare global {
  interface Window {
    /** What plays the film's sound. */
    heard?: HTMLAudioElement;
  }
}

const [FIRST_SHOT, SECOND_SHOT] = FILM.shotLengths;
const [RATE, BASE] = FILM.rate.split('/').map(Number) as [number, number];
/** Below the threshold at which sound and picture seem apart, and more than one frame. */
const TOGETHER_SECONDS = 0.18;

let person: StudioSession;
let editor: EditorPage;
let timeline: TimelineRobot;

test.beforeAll(async ({ browser }) => {
  person = await openStudioWithClip(browser, 'pier.mov');
  ({ editor } = person);
  timeline = new TimelineRobot(person.page, FIRST_SHOT + SECOND_SHOT);
});

test.afterAll(async () => {
  await person.leave();
});

/** Frames at the playhead until playback has returned to an earlier one twice. */
async function framesOfTwoRounds(): Promise<readonly number[]> {
  const seen: number[] = [];
  await expect.poll(async () => {
    seen.push(Number(await timeline.box.getAttribute('aria-valuenow')));
    return seen.filter((frame, index) => frame < (seen[index - 1] ?? 0)).length;
  }, { intervals: [60] }).toBeGreaterThanOrEqual(2);
  return seen;
}

test('while the playhead is dragged the picture shows frames that it passed, and ends at the one under it', async () => {
  const { page } = person;
  const held = new Map<number, Route>();
  await page.route(/\/luma\.jpg/, async (route) => {
    const frame = Number(/\/(\d+)\/luma\.jpg/.exec(route.request().url())?.[1]);
    if (frame < 30) await route.continue();
    else held.set(frame, route);
  });
  const [start, ...stops] = await Promise.all([10, 50, 70, 90].map((frame) => timeline.edgeOf(frame, 'ruler')));
  await page.mouse.move(start!.x + 1, start!.y);
  await page.mouse.down();
  for (const [index, stop] of stops.entries()) {
    await page.mouse.move(stop.x + 1, stop.y);
    await timeline.standsAt([50, 70, 90][index]!);
  }
  await expect.poll(() => [50, 70, 90].every((frame) => held.has(frame))).toBe(true);
  await held.get(70)!.continue();
  await editor.seesFrame(70);
  // A frame that arrives later but lies farther from the playhead is not shown.
  await held.get(50)!.continue();
  await held.get(90)!.continue();
  await editor.seesFrame(90);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.mouse.up();
  await editor.seesFrame(90);
});

test('playback keeps time with the sound, loops in one shot, and stops', async () => {
  const { page } = person;
  await page.evaluate(() => {
    window.Audio = class extends window.Audio {
      constructor(source?: string) {
        super(source);
        window.heard = this;
      }
    };
  });
  await page.keyboard.press('Control+l');
  await page.keyboard.press('Space');
  /** Seconds by which the sound is off the playhead while it plays; infinite while it does not. */
  const apart = (): Promise<number> => page.evaluate((seconds) => {
    const playhead = Number(document.querySelector('[data-testid="timeline"]')?.getAttribute('aria-valuenow')) * seconds;
    return window.heard === undefined || window.heard.paused ? Number.POSITIVE_INFINITY : Math.abs(window.heard.currentTime - playhead);
  }, BASE / RATE);
  await expect.poll(apart).toBeLessThan(TOGETHER_SECONDS);
  // After the loop has returned to the start of the shot they are together again.
  await expect.poll(async () => Number(await timeline.box.getAttribute('aria-valuenow'))).toBeLessThan(90);
  await expect.poll(apart).toBeLessThan(TOGETHER_SECONDS);
  expect(Number(await timeline.box.getAttribute('aria-valuenow'))).toBeGreaterThanOrEqual(FIRST_SHOT);
  await page.keyboard.press('Space');
  await expect.poll(() => page.evaluate(() => window.heard?.paused)).toBe(true);
});

test('a shot loops until playback is stopped', async () => {
  const { page } = person;
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  const seen = await framesOfTwoRounds();
  expect(Math.max(...seen)).toBeLessThan(FIRST_SHOT);
  await page.keyboard.press('k');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await page.keyboard.press('Control+l');
});

test('a position is typed as a timecode; between in and out marks playback goes round; the picture fills the screen', async () => {
  const { page } = person;
  await page.keyboard.press('Control+g');
  const field = page.getByRole('textbox', { name: 'Timecode' });
  // The film begins at 01:00:00:00 and is at its first frames.
  await field.fill('1:05');
  await field.press('Enter');
  await timeline.standsAt(29);
  await page.keyboard.press('Alt+i');
  await page.getByTestId('timecode').click();
  await field.fill('+1000');
  await field.press('Enter');
  await expect(page.getByRole('alert')).toContainText('The clip goes from 01:00:00:00');
  await field.fill('+6');
  await field.press('Enter');
  await timeline.standsAt(35);
  await page.keyboard.press('Alt+o');
  await page.keyboard.press('Space');
  const seen = await framesOfTwoRounds();
  expect([Math.min(...seen) >= 29, Math.max(...seen) <= 35]).toEqual([true, true]);
  await page.keyboard.press('k');
  await page.keyboard.press('Shift+g');
  await expect(page.getByRole('img', { name: 'Safe areas' })).toBeVisible();
  await page.keyboard.press('Control+f');
  await expect.poll(() => page.evaluate(() => document.fullscreenElement?.getAttribute('data-testid'))).toBe('stage');
  await page.keyboard.press('Control+f');
  await expect.poll(() => page.evaluate(() => document.fullscreenElement)).toBeNull();
  await page.keyboard.press('Shift+g');
  await page.keyboard.press('Alt+x');
});

test('a step to another frame paints its numbers anew, and not the window around them', async () => {
  const { page } = person;
  await page.keyboard.press('Home');
  await editor.seesFrame(0);
  await expect(editor.job).toHaveCount(0);
  const paints = await countLayerPaints(page, page.viewportSize()!);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => paints.of('[data-testid="timecode"]')).toBeGreaterThan(0);
  let frame = 1;
  /** How often the window was painted while five steps were made. */
  const ofFiveSteps = async (): Promise<number> => {
    const [before, ofTimecode] = [paints.window(), await paints.of('[data-testid="timecode"]')];
    for (let step = 0; step < 5; step++) {
      await page.keyboard.press('ArrowRight');
      await editor.seesFrame(++frame);
    }
    await expect.poll(() => paints.of('[data-testid="timecode"]')).toBeGreaterThan(ofTimecode + 1);
    return paints.window() - before;
  };
  // With every step it would be five times, whenever they are made; once in a while it is painted for something else, as for what the foot tells of the cache.
  await expect.poll(ofFiveSteps).toBeLessThanOrEqual(1);
  expect(await paints.of('.viewer-head .of')).toBeGreaterThan(0);
  await paints.stop();
});
