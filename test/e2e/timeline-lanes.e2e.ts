import { expect, type Page, test } from '@playwright/test';
import type { Shot } from '../../src/shared/model/document.ts';
import { expectNoViolations } from './support/accessibility.ts';
import type { EditorPage } from './support/editor-page.ts';
import { FILM } from './support/clip.ts';
import { openStudioWithWire, type WiredSession } from './support/open-studio.ts';
import { LABELS_PX } from '../../src/renderer/features/timeline/timeline-layout.ts';
import { TimelineRobot } from './support/timeline-robot.ts';

// Lanes of the timeline, by mouse and by keyboard. Each test continues with the state of the one before.
test.describe.configure({ mode: 'serial' });

const LENGTHS = [FILM.shotLengths[0], 16] as const;

let person: WiredSession;
let page: Page;
let editor: EditorPage;
let timeline: TimelineRobot;

test.beforeAll(async ({ browser }) => {
  person = await openStudioWithWire(browser, 'quay.mov', { secondShot: LENGTHS[1] });
  ({ page, editor } = person);
  await page.setViewportSize({ width: 1600, height: 1000 });
  timeline = new TimelineRobot(page, LENGTHS[0] + LENGTHS[1]);
});

test.afterAll(async () => {
  await person.leave();
});

const shot = async (): Promise<Shot> => (await person.wire.client.project.current())!.document.shots[0]!;
const shapeFrames = async (): Promise<readonly number[]> => (await shot()).masks?.[0]?.keys.map(({ frame }) => frame) ?? [];
const lane = (name: string): ReturnType<Page['getByRole']> => page.getByRole('button', { name: `${name} lane` });

async function hoverIn(frame: number, name: Parameters<TimelineRobot['markIn']>[1], track = 0): Promise<void> {
  const { x, y } = await timeline.markIn(frame, name, track);
  await page.mouse.move(x, y);
}

test('without hints and masks there are no lanes for them; a hint brings its lane, whose mark goes to the keyframe', async () => {
  await expect(lane('Propagation')).toBeVisible();
  await expect(lane('Hints')).toBeHidden();
  await editor.applyColour('#c0442c');
  await editor.clickAt([0.3, 0.5]);
  await editor.seesColour();
  await expect(lane('Hints')).toBeVisible();
  await page.keyboard.press('End');
  const { x, y } = await timeline.markIn(0, 'Hints');
  await page.mouse.move(x, y);
  await expect(timeline.box).toHaveAttribute('title', 'Keyframe with hints');
  await page.mouse.click(x, y);
  await timeline.standsAt(0);
});

test('a mask has a lane, and its name in it chooses it', async () => {
  await page.keyboard.press('Alt+q');
  await expect.poll(shapeFrames).toEqual([0]);
  await expect(lane('Masks')).toBeVisible();
  const name = page.getByRole('group', { name: 'Lanes of the timeline' }).getByRole('button', { name: 'Mask 1', exact: true });
  await expect(name).toHaveAttribute('aria-pressed', 'true');
});

/** Hovers over the lane until the window shows the mask's shape on a frame: the engine may have it there a little earlier. */
async function hoverOverShape(frame: number): Promise<void> {
  await expect.poll(async () => {
    await hoverIn(frame, 'Masks');
    return timeline.box.getAttribute('title');
  }).toBe('Mask 1: a shape set here. Drag it to another frame.');
}

test('a shape is dragged to another frame as one step; Escape takes it back, and it stays between its neighbours', async () => {
  const drag = async (from: number, to: number, before?: () => Promise<void>): Promise<void> => {
    await hoverOverShape(from);
    const end = await timeline.markIn(to, 'Masks');
    await page.mouse.down();
    await page.mouse.move(end.x, end.y, { steps: 6 });
    await before?.();
    await page.mouse.up();
  };
  await drag(0, 5, async () => {
    await timeline.standsAt(5);
    await page.keyboard.press('Escape');
    await timeline.standsAt(0);
  });
  expect(await shapeFrames()).toEqual([0]);
  await drag(0, 5);
  await expect.poll(shapeFrames).toEqual([5]);
  await page.keyboard.press('Control+z');
  await expect.poll(shapeFrames).toEqual([0]);
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(shapeFrames).toEqual([5]);
  // Beyond the end of the shot it stays on its last frame.
  await drag(5, LENGTHS[0] + 4);
  await expect.poll(shapeFrames).toEqual([LENGTHS[0] - 1]);
  await page.keyboard.press('Control+z');
  await expect.poll(shapeFrames).toEqual([5]);
});

test('by keys: to the next shape, and the shape a frame later', async () => {
  await hoverOverShape(5);
  await page.keyboard.press('Home');
  await page.keyboard.press('Alt+]');
  await timeline.standsAt(5);
  await page.keyboard.press('Shift+Alt+.');
  await timeline.standsAt(6);
  await expect.poll(shapeFrames).toEqual([6]);
  await page.keyboard.press('Shift+Alt+,');
  await expect.poll(shapeFrames).toEqual([5]);
  await page.keyboard.press('Shift+Alt+.');
  await page.keyboard.press('Alt+[');
  await timeline.standsAt(6);
  // Faster than the engine answers: no press is in vain.
  for (let press = 0; press < 4; press++) await page.keyboard.press('Shift+Alt+.');
  await timeline.standsAt(10);
  await expect.poll(shapeFrames).toEqual([10]);
});

test('a lane is folded by its name, and sized by its lower edge; both are kept after a reload', async () => {
  const masks = lane('Masks');
  await masks.press('Enter');
  await expect(masks).toHaveAttribute('aria-expanded', 'false');
  await expect(masks).toHaveText(/Masks/);
  const edge = page.getByRole('separator', { name: 'Height of the confidence lane' });
  await expect(edge).toHaveAttribute('aria-valuenow', '14');
  for (let press = 0; press < 4; press++) await edge.press('ArrowDown');
  await expect(edge).toHaveAttribute('aria-valuenow', '22');
  await page.reload();
  await expect(lane('Masks')).toHaveAttribute('aria-expanded', 'false');
  await expect(page.getByRole('separator', { name: 'Height of the confidence lane' })).toHaveAttribute('aria-valuenow', '22');
  await lane('Masks').click();
  await expect(lane('Masks')).toHaveAttribute('aria-expanded', 'true');
});

test('the lane of propagation says of each frame whether it is made, waits or is stale', async () => {
  await page.keyboard.press('Home');
  await editor.seesFrame(0);
  const title = async (frame: number): Promise<string | null> => {
    await hoverIn(frame, 'Propagation');
    return timeline.box.getAttribute('title');
  };
  await expect.poll(() => title(9)).toBe('Not propagated');
  await page.getByRole('button', { name: /^Propagate shot/ }).click();
  await expect.poll(() => title(LENGTHS[0] - 1)).toBe('Propagated');
  await editor.clickAt([0.6, 0.3]);
  await expect.poll(() => title(9)).toBe('Stale: of earlier hints');
});

test('the sound of the clip is drawn along its frames', async () => {
  const label = lane('Sound');
  await expect(label).toBeVisible();
  /** Share of the columns of the lane in which something is drawn. */
  const drawn = async (): Promise<number> => {
    const [box, { y, height }] = [(await timeline.box.boundingBox())!, (await label.boundingBox())!];
    return timeline.box.locator('canvas').evaluate((canvas: HTMLCanvasElement, { top, rows, from }) => {
      const { data, width } = canvas.getContext('2d')!.getImageData(from, top, canvas.width - from, rows);
      let columns = 0;
      for (let x = 0; x < width; x++) {
        let isDrawn = false;
        for (let row = 0; row < rows; row++) isDrawn ||= data[4 * (row * width + x)]! > 100 && data[4 * (row * width + x)]! < 140;
        columns += isDrawn ? 1 : 0;
      }
      return columns / width;
    }, { top: Math.round(y - box.y), rows: Math.round(height), from: LABELS_PX });
  };
  await expect.poll(drawn).toBeGreaterThan(0.9);
});

test('axe finds nothing serious in the timeline with its lanes', async () => {
  await expectNoViolations(page);
});
