import { join } from 'node:path';
import { readFile, writeFile } from 'node:fs/promises';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { ffmpeg } from '../support/clips.ts';
import { connectWire } from '../support/wire-client.ts';
import { isLong } from '../support/long.ts';
import { expectNoViolations } from './support/accessibility.ts';
import type { EditorPage } from './support/editor-page.ts';
import { FILM } from './support/clip.ts';
import { openStudioWithClip, type StudioSession } from './support/open-studio.ts';
import { expectShotLengths } from './support/shot-lengths.ts';
import type { Studio } from './support/studio.ts';
import { TimelineRobot } from './support/timeline-robot.ts';

// Shots, stills and references. Each test continues with the state of the one before.
test.describe.configure({ mode: 'serial' });

const LENGTHS = [FILM.shotLengths[0], 16] as const;
const FRAMES = LENGTHS[0] + LENGTHS[1];
const KEYFRAME = 13;

let session: StudioSession;
let studio: Studio;
let page: Page;
let editor: EditorPage;
let timeline: TimelineRobot;

test.beforeAll(async ({ browser }) => {
  session = await openStudioWithClip(browser, 'quay.mov', { secondShot: LENGTHS[1] });
  ({ studio, page, editor } = session);
  timeline = new TimelineRobot(page, FRAMES);
  ffmpeg('-f', 'lavfi', '-i', 'color=0xc02a20:s=96x64,drawbox=x=0:y=32:w=96:h=32:c=0xe0a030:t=fill', '-frames:v', '1', join(studio.home, 'poster.png'));
  // Only the second shot has colour.
  await timeline.click(KEYFRAME, 'ruler');
  await editor.seesFrame(KEYFRAME);
  await editor.applyColour('#a8524a');
  await editor.clickAt([0.5, 0.5]);
  await editor.keeps('Add keyframe');
  await page.getByRole('button', { name: /^Propagate shot/ }).click();
  await expect(editor.shots().nth(1)).toHaveAttribute('data-state', /coloured|lowConfidence/);
});

test.afterAll(async () => {
  await session.leave();
});

test('the bin is sorted, a second shot is selected, and tracked hints are pasted to it in one step', async () => {
  const first = editor.shots().first();
  await expect(first).toContainText('12 fr');
  // The first shot has no confidence: it comes last by confidence, and first among the unfinished.
  await page.getByLabel('Sort shots').selectOption('Lowest confidence first');
  await expect(first).toContainText('16 fr');
  await page.getByLabel('Sort shots').selectOption('Unfinished first');
  await expect(first).toContainText('12 fr');
  await page.getByLabel('Sort shots').selectOption('Clip order');
  await expect(first).toContainText('12 fr');
  await timeline.click(13, 'keys');
  await editor.seesFrame(13);
  const before = await editor.seesColour();
  // A corner of the block, which moves left by a sample a frame.
  const corner: readonly [number, number] = [200 / FILM.width, 57 / FILM.height];
  await page.keyboard.press('Escape');
  await editor.clickAt(corner);
  await editor.keeps('Add point');
  await timeline.click(20, 'ruler');
  await page.keyboard.press('Control+b');
  await expectShotLengths(page, [12, 8, 8]);
  await timeline.click(13, 'keys');
  await editor.seesFrame(13);
  await editor.shots().nth(2).click({ modifiers: ['Control'] });
  await expect(page.getByText('2 selected')).toBeVisible();
  await page.keyboard.press('Control+Shift+v');
  // Frames that it got with its part of the shot show earlier colour.
  await expect(editor.shots().nth(2)).toContainText(/1 keyframe|stale/u);
  const wire = await connectWire(studio.url);
  const copied = (await wire.client.project.current())?.document.keyframes.find(({ frame }) => frame >= 20);
  wire.close();
  const onCorner = copied?.hints.find((hint) => hint.kind === 'point' && hint.at[1] < 0.4);
  expect(onCorner?.kind === 'point' && Math.abs((corner[0] - onCorner.at[0]) * FILM.width - ((copied?.frame ?? 0) - 13))).toBeLessThan(4);
  // The step is in another shot, so undo asks first.
  await page.keyboard.press('Control+z');
  await page.getByRole('button', { name: 'Undo there' }).click();
  await expect(editor.shots().nth(2)).toContainText('no keyframe');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expectShotLengths(page, [12, 16]);
  // The second of these steps has another effect than the lengths.
  await timeline.click(13, 'keys');
  await editor.showsColour(before);
});

/** Drops a file on a part of the window. */
async function dropFile(target: Locator, path: string, name: string): Promise<void> {
  const bytes = (await readFile(path)).toString('base64');
  const data = await page.evaluateHandle(({ base64, fileName }) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(atob(base64), (each) => each.charCodeAt(0))], fileName));
    return transfer;
  }, { base64: bytes, fileName: name });
  await target.dispatchEvent('dragover', { dataTransfer: data });
  await target.dispatchEvent('drop', { dataTransfer: data });
}

test('a reference picture dropped on a shot shows its colours, and is removed', async () => {
  await timeline.click(13, 'keys');
  const before = await editor.seesColour();
  await dropFile(editor.shots().nth(1), join(studio.home, 'poster.png'), 'museum poster.png');
  const tile = page.getByRole('button', { name: 'museum poster, guides 1 keyframe' });
  await expect(tile).toHaveAttribute('aria-pressed', 'true');
  await expect(editor.picture).not.toHaveAttribute('data-plane', before);
  await editor.seesColour();
  await editor.keeps('Add reference');
  await tile.click();
  await editor.showsColour(before);
  await page.keyboard.press('Control+z');
  await expect(tile).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: /museum poster/ })).toHaveCount(0);
  await editor.showsColour(before);
  await page.getByRole('tab', { name: 'Shots' }).click();
  await writeFile(join(studio.home, 'curtain.txt'), 'The curtain was green, says the letter of 1931.');
  await dropFile(editor.shots().nth(1), join(studio.home, 'curtain.txt'), 'curtain.txt');
  await expect(page.getByText('“curtain.txt” is not an image that can be read.')).toBeVisible();
  // A film is refused too, whatever its name.
  await dropFile(editor.shots().nth(1), session.film, 'rushes.txt');
  await expect(page.getByText('“rushes.txt” is not an image that can be read.')).toBeVisible();
  await expect(page.getByRole('button', { name: /rushes/ })).toHaveCount(0);
  await editor.showsColour(before);
});

test('a frame is kept as a still, its colour changes, and a wipe compares it with the still', async () => {
  const before = await editor.pixelAt([0.5, 0.5]);
  await page.keyboard.press('Control+Alt+g');
  await editor.keeps('Grab still');
  const still = page.getByRole('button', { name: /^Wipe against/ });
  await expect(still).toHaveCount(1);
  await page.keyboard.press('v');
  await editor.clickAt([0.5, 0.5]);
  await editor.applyColour('#5573a0');
  await editor.keeps('Change point');
  await page.keyboard.press('Escape');
  await editor.seesColour();
  const after = await editor.pixelAt([0.52, 0.5]);
  await still.click();
  await expect(still).toHaveAttribute('aria-pressed', 'true');
  // The press is seen at once, the still once its colour has been fetched.
  await editor.seesColour();
  const [left, right] = [await editor.pixelAt([0.48, 0.5]), await editor.pixelAt([0.52, 0.5])];
  // The still is warm, the result blue, and they meet at the line of the wipe.
  const warmth = ([r, , b]: readonly [number, number, number]): number => r - b;
  expect(warmth(before)).toBeGreaterThan(10);
  expect(warmth(after)).toBeLessThan(0);
  expect([warmth(left), warmth(right)].map(Math.sign).toSorted()).toEqual([-1, 1]);
  await still.click();
  await expect(still).toHaveAttribute('aria-pressed', 'false');
  const memory = page.getByRole('button', { name: /^Scene memory/ });
  await memory.click();
  await editor.keeps('Set scene memory');
  await expect(memory).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: /^Remove the still/ }).click();
  await expect(still).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(still).toHaveCount(1);
  await page.getByRole('tab', { name: 'Shots' }).click();
});

if (isLong) test('the width of the bin is restored in another browser', async ({ browser }) => {
  const viewport = { width: 1600, height: 900 };
  await page.setViewportSize(viewport);
  const separator = page.getByRole('separator', { name: 'Width of the shots' });
  const before = await page.getByRole('region', { name: 'Shots' }).boundingBox();
  const grip = await separator.boundingBox();
  await page.mouse.move((grip?.x ?? 0) + 1, (grip?.y ?? 0) + 200);
  await page.mouse.down();
  await page.mouse.move((grip?.x ?? 0) + 81, (grip?.y ?? 0) + 200, { steps: 5 });
  await page.mouse.up();
  await expect.poll(async () => Math.round(((await page.getByRole('region', { name: 'Shots' }).boundingBox())?.width ?? 0) - (before?.width ?? 0))).toBe(80);
  const stranger = await browser.newContext({ viewport });
  const fresh = await stranger.newPage();
  await fresh.goto(studio.url);
  await expect.poll(async () => Math.round(((await fresh.getByRole('region', { name: 'Shots' }).boundingBox())?.width ?? 0) - (before?.width ?? 0))).toBe(80);
  await stranger.close();
  await page.setViewportSize({ width: 1280, height: 720 });
});

test('in a narrow window the picture has 62 % of the width, and shots, stills and scopes are tabs of the dock', async () => {
  const stage = await page.locator('.stage').boundingBox();
  const pictureWidth = Math.min(stage!.width, (stage!.height * 16) / 9);
  expect(pictureWidth / 1280).toBeGreaterThanOrEqual(0.62);
  const tab = (name: string) => page.getByRole('tab', { name });
  await expect(tab('Shots')).toHaveAttribute('aria-selected', 'true');
  await tab('Shots').press('ArrowRight');
  await expect(page.getByRole('region', { name: 'Hints' })).toBeVisible();
  await tab('Hints').press('ArrowRight');
  await expect(page.getByRole('region', { name: 'Shot trim' })).toBeVisible();
  await tab('Trim').press('ArrowRight');
  await expect(page.getByRole('region', { name: 'Masks' })).toBeVisible();
  await tab('Masks').press('ArrowRight');
  await expect(page.getByRole('region', { name: 'Stills and references' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+s');
  await expect(tab('Scopes')).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByTestId('scope')).toBeVisible();
  await page.keyboard.press('Shift+s');
  await expect(tab('Stills')).toHaveAttribute('aria-selected', 'true');
  await tab('Shots').click();
  await expect(page.getByRole('region', { name: 'Shots' })).toBeVisible();
});

if (isLong) test('axe finds nothing serious in the window', async () => {
  await expectNoViolations(page);
});
