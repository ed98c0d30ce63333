import { expect, type Page, test } from '@playwright/test';
import { isLong } from '../support/long.ts';
import type { EditorPage, Place } from './support/editor-page.ts';
import { FILM } from './support/clip.ts';
import { type StudioSession, openStudioWithClip } from './support/open-studio.ts';
import { TimelineRobot } from './support/timeline-robot.ts';

// The result compared with other pictures: each test continues with the state of the one before.
test.describe.configure({ mode: 'serial' });

const LENGTHS = [FILM.shotLengths[0], 16] as const;
const CUT = LENGTHS[0];
const GROUND: Place = [0.75, 0.5];

let person: StudioSession;
let page: Page;
let editor: EditorPage;

test.beforeAll(async ({ browser }) => {
  person = await openStudioWithClip(browser, 'quay.mov', { secondShot: LENGTHS[1] });
  ({ page, editor } = person);
  const timeline = new TimelineRobot(page, LENGTHS[0] + LENGTHS[1]);
  for (const [frame, shot, colour] of [[0, 0, '#a8524a'], [CUT, 1, '#5573a0']] as const) {
    await timeline.click(frame, 'ruler');
    await editor.seesFrame(frame);
    await editor.applyColour(colour);
    await editor.clickAt(GROUND);
    await editor.keeps('Add keyframe');
    await editor.seesColour();
    await page.getByRole('button', { name: /^Propagate shot/ }).click();
    await expect(editor.shots().nth(shot)).toHaveAttribute('data-state', 'coloured');
  }
});

test.afterAll(async () => {
  await person.leave();
});

test('on a screen that has P3 the picture is drawn in it, looks the same, and the window says so', async () => {
  await page.keyboard.press('Home');
  await editor.seesColour();
  const head = page.locator('.viewer-head .screen');
  await expect(head).toHaveText('sRGB');
  const before = await editor.pixelAt(GROUND);
  const client = await page.context().newCDPSession(page);
  await client.send('Emulation.setEmulatedMedia', { features: [{ name: 'color-gamut', value: 'p3' }] });
  await expect(head).toHaveText('P3');
  await expect(editor.picture).toHaveAttribute('data-screen', 'display-p3');
  // Read as sRGB, which is what the system does for this screen.
  const after = await editor.pixelAt(GROUND);
  expect(before[0] - before[2]).toBeGreaterThan(30);
  for (const [channel, value] of after.entries()) expect(Math.abs(value - before[channel]!)).toBeLessThanOrEqual(2);
  await client.send('Emulation.setEmulatedMedia', { features: [] });
  await expect(editor.picture).toHaveAttribute('data-screen', 'srgb');
});

test('a wipe at an angle, the side-by-side view, and the original while a key is held', async () => {
  await page.keyboard.press('Home');
  await page.keyboard.press('Escape');
  await editor.seesColour();
  const isGray = async (place: Place): Promise<boolean> => new Set(await editor.pixelAt(place)).size === 1;
  await page.keyboard.press('w');
  const areGray = async (...places: readonly Place[]): Promise<readonly boolean[]> => [await isGray(places[0]!), await isGray(places[1]!)];
  await expect.poll(() => areGray([0.25, 0.2], [0.75, 0.2])).toEqual([true, false]);
  const grip = page.getByRole('slider', { name: 'Angle of the wipe' });
  const [from, middle] = [await grip.boundingBox(), await editor.screenOf([0.5, 0.5])];
  await page.mouse.move((from?.x ?? 0) + (from?.width ?? 0) / 2, (from?.y ?? 0) + (from?.height ?? 0) / 2);
  await page.mouse.down();
  await page.keyboard.down('Shift');
  await page.mouse.move(middle.x + 120, middle.y + 3, { steps: 8 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  // The line is horizontal now: the film above it, the result below.
  await expect(grip).toHaveAttribute('aria-valuenow', '90');
  await expect.poll(() => areGray([0.75, 0.2], [0.9, 0.9])).toEqual([true, false]);
  const line = page.getByRole('slider', { name: 'Wipe position' });
  await page.mouse.move(middle.x - 60, middle.y);
  await page.mouse.down();
  await page.mouse.move(middle.x - 60, middle.y - 120, { steps: 6 });
  await page.mouse.up();
  await expect(line).toBeVisible();
  await expect.poll(() => isGray([0.75, 0.4])).toBe(false);
  await grip.dblclick();
  await expect(grip).toHaveAttribute('aria-valuenow', '0');

  await page.keyboard.press('Shift+w');
  await editor.seesColour();
  // The picture has two places on the screen once the window has drawn them.
  await expect.poll(async () => [new Set(await editor.pixelAt(GROUND, 'left')).size, new Set(await editor.pixelAt(GROUND, 'right')).size > 1]).toEqual([1, true]);
  await page.keyboard.press('Shift+w');
  await page.keyboard.down('\\');
  await expect.poll(() => isGray(GROUND)).toBe(true);
  await page.keyboard.up('\\');
  await expect.poll(() => isGray(GROUND)).toBe(false);
});

if (isLong) test('the last frame of a shot is compared with its keyframe', async () => {
  await page.keyboard.press('End');
  await editor.seesFrame(LENGTHS[0] + LENGTHS[1] - 1);
  // The bright block moves left by a sample a frame: here it has come to where the ground was in the keyframe.
  const place: Place = [192 / FILM.width, 0.5];
  const brightness = async (side: 'left' | 'right'): Promise<number> => (await editor.pixelAt(place, side)).reduce((sum, channel) => sum + channel, 0) / 3;
  await page.keyboard.press('Shift+w');
  await editor.seesColour();
  await expect.poll(async () => Math.abs(await brightness('left') - await brightness('right'))).toBeLessThan(25);
  await page.getByRole('button', { name: 'Nearest keyframe' }).click();
  await editor.seesColour();
  await expect.poll(async () => await brightness('right') - await brightness('left')).toBeGreaterThan(40);
  expect(new Set(await editor.pixelAt(place, 'left')).size).toBeGreaterThan(1);
  await page.keyboard.press('Shift+o');
  await page.keyboard.press('Shift+w');
});

test('overlays show gray areas, low confidence, and colours outside the gamut of the screen', async () => {
  await page.keyboard.press('Home');
  await editor.seesColour();
  const picture = async (): Promise<Buffer> => {
    await page.mouse.move(5, 5);
    await editor.seesColour();
    return editor.stage.screenshot();
  };
  const without = await picture();
  for (const name of ['Confidence', 'Uncoloured', 'Clipped']) {
    await editor.segment(name).click();
    await expect(page.locator('.legend')).toBeVisible();
    await expect.poll(async () => (await picture()).equals(without), name).toBe(false);
    await editor.segment(name).click();
    await expect(page.locator('.legend')).toHaveCount(0);
  }
});

test('the clean feed is a window with the picture alone: it follows the playhead and every colour, also after a reload, and is closed by the same command', async () => {
  const [feed] = await Promise.all([person.context.waitForEvent('page'), page.keyboard.press('Control+Shift+F')]);
  const picture = feed.getByTestId('picture');
  const sees = async (frame: number): Promise<void> => {
    await editor.seesFrame(frame);
    const plane = await editor.seesColour();
    await expect(picture).toHaveAttribute('data-frame', String(frame));
    await expect(picture).toHaveAttribute('data-plane', plane);
    await expect(picture).toHaveAttribute('data-settled', 'true');
  };
  await sees(0);
  await expect(feed).toHaveTitle(/^Clean feed: /);
  await expect(feed.getByRole('button')).toHaveCount(0);
  await page.keyboard.press('ArrowRight');
  await sees(1);
  await page.keyboard.press('Home');
  await sees(0);
  // A reload of the editor's window finds its feed again.
  await page.reload();
  await editor.seesFrame(0);
  await page.keyboard.press('ArrowRight');
  await sees(1);
  await Promise.all([feed.waitForEvent('close'), page.keyboard.press('Control+Shift+F')]);
});
