import { join } from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { hexToLab } from '../../src/shared/colour/srgb.ts';
import type { Hint } from '../../src/shared/model/hint.ts';
import { ffmpeg } from '../support/clips.ts';
import type { EditorPage, Place } from './support/editor-page.ts';
import { FILM } from './support/clip.ts';
import { hintsOfFrame } from './support/hints-of-frame.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { openStudioWithWire, type WiredSession } from './support/open-studio.ts';
import type { Studio } from './support/studio.ts';
import { TimelineRobot } from './support/timeline-robot.ts';

// Colours from pictures, numbers and swatches: each test continues with the state of the one before.
test.describe.configure({ mode: 'serial' });

const LENGTHS = [FILM.shotLengths[0], 16] as const;
const CUT = LENGTHS[0];
const RED = '#a8524a';
const BLUE = '#5573a0';
/** The dark block of the first frame and the ground beside it. */
const BLOCK: Place = [0.25, 0.5];
const GROUND: Place = [0.75, 0.5];

let person: WiredSession;
let studio: Studio;
let page: Page;
let editor: EditorPage;
let timeline: TimelineRobot;
let wire: WiredSession['wire'];

test.beforeAll(async ({ browser }) => {
  person = await openStudioWithWire(browser, 'quay.mov', { secondShot: LENGTHS[1] });
  ({ studio, page, editor, wire } = person);
  timeline = new TimelineRobot(page, LENGTHS[0] + LENGTHS[1]);
  ffmpeg('-f', 'lavfi', '-i', 'color=0x2f7d6a:s=96x64', '-frames:v', '1', join(studio.home, 'poster.png'));
  await editor.applyColour(RED);
  await editor.clickAt(GROUND);
  await editor.keeps('Add keyframe');
});

test.afterAll(async () => {
  await person.leave();
});

const hintsAt = (frame: number): Promise<readonly Hint[]> => hintsOfFrame(wire, frame);

test('the eyedropper takes colours from the frame and from a reference picture', async () => {
  await editor.seesColour();
  await page.keyboard.press('Escape');
  const [r, g, b] = await editor.pixelAt(GROUND);
  const [, a, bStar] = hexToLab(`#${[r, g, b].map((each) => each.toString(16).padStart(2, '0')).join('')}`);
  await editor.applyColour('#808080');
  await page.keyboard.press('i');
  await editor.clickAt(GROUND);
  await editor.segment('Lab').click();
  const inHand = async (): Promise<readonly number[]> => Promise.all(['Chroma a, green to red', 'Chroma b, blue to yellow'].map(async (name) => Number(await page.getByLabel(name).inputValue())));
  const awayFrom = async (wantedA: number, wantedB: number): Promise<number> => {
    const [seenA, seenB] = await inHand();
    return Math.hypot(seenA! - wantedA, seenB! - wantedB);
  };
  await expect.poll(() => awayFrom(a, bStar)).toBeLessThan(4);
  await page.keyboard.press('Control+Shift+p');
  await page.getByLabel('Find a command').fill('Reference picture');
  await page.keyboard.press('Enter');
  await page.getByLabel('Path').fill(join(studio.home, 'poster.png'));
  await page.getByLabel('Path').press('Enter');
  const tile = page.getByRole('button', { name: /^poster, guides/ });
  await expect(tile).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(() => tile.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await tile.click();
  const [, posterA, posterB] = hexToLab('#2f7d6a');
  await expect.poll(() => awayFrom(posterA, posterB)).toBeLessThan(3);
  // The press took a colour and did nothing else.
  await expect(tile).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('p');
});

test('a colour picked anywhere on the screen is given to the selected hint, and cancelling changes nothing', async () => {
  // A test cannot click outside the page, so the browser's eyedropper is replaced.
  const choose = (hex: string | undefined): Promise<void> => page.evaluate((given) => {
    const answer = (): Promise<{ readonly sRGBHex: string }> => (given === undefined ? Promise.reject(new DOMException('The user canceled the selection.', 'AbortError')) : Promise.resolve({ sRGBHex: given }));
    Object.assign(window, { EyeDropper: class { open = answer; } });
  }, hex);
  const [, a, b] = hexToLab('#2f7d6a');
  await page.keyboard.press('v');
  await editor.clickAt(GROUND);
  const before = await hintsAt(0);
  await choose(undefined);
  await page.keyboard.press('Shift+i');
  await choose('#2f7d6a');
  await page.keyboard.press('Shift+i');
  await editor.keeps('Change point');
  const changed = (await hintsAt(0)).find((hint) => hint.kind === 'point');
  expect(changed?.ab[0]).toBeCloseTo(a, 3);
  expect(changed?.ab[1]).toBeCloseTo(b, 3);
  await expect(page.getByText(/went wrong/)).toHaveCount(0);
  await editor.seesColour();
  const [seenA, seenB] = await editor.chromaAt(GROUND);
  expect(Math.hypot(seenA - a, seenB - b)).toBeLessThan(8);
  await page.keyboard.press('Control+z');
  await expect.poll(() => hintsAt(0)).toEqual(before);
  // With no hint chosen it is the current colour.
  await page.keyboard.press('Escape');
  await choose('#a0743c');
  await page.keyboard.press('Shift+i');
  await expect(page.getByLabel('Colour as hex')).toHaveValue('#a0743c');
  expect(await hintsAt(0)).toEqual(before);
  // A browser refuses a second eyedropper while one is open.
  await page.evaluate(() => {
    let opened = 0;
    const open = (): Promise<{ readonly sRGBHex: string }> => {
      if (++opened > 1) return Promise.reject(new DOMException('EyeDropper is already open.', 'InvalidStateError'));
      return new Promise((resolve) => { window.addEventListener('test:picked', () => { resolve({ sRGBHex: '#3c74a0' }); }, { once: true }); });
    };
    Object.assign(window, { EyeDropper: class { open = open; } });
  });
  await page.keyboard.press('Shift+i');
  await page.keyboard.press('Shift+i');
  await page.evaluate(() => { window.dispatchEvent(new Event('test:picked')); });
  await expect(page.getByLabel('Colour as hex')).toHaveValue('#3c74a0');
  await expect(page.getByText(/went wrong/)).toHaveCount(0);
  await page.keyboard.press('p');
});

test('a colour is typed as LCh, Lab and RGB, and a suggestion is taken by its number', async () => {
  await page.keyboard.press('Escape');
  const type = async (name: string, value: string): Promise<void> => {
    await page.getByLabel(name, { exact: true }).fill(value);
    await page.getByLabel(name, { exact: true }).press('Enter');
  };
  await editor.segment('Lab').click();
  await type('Chroma a, green to red', '20');
  await type('Chroma b, blue to yellow', '0');
  await editor.segment('LCh').click();
  await expect(page.getByLabel('Chroma', { exact: true })).toHaveValue('20.0');
  await type('Hue in degrees', '90');
  await editor.segment('Lab').click();
  await expect(page.getByLabel('Chroma b, blue to yellow')).toHaveValue('20.0');
  await editor.segment('RGB').click();
  await type('Red', '999');
  await expect(page.getByLabel('Red', { exact: true })).not.toHaveValue('999');
  const { x, y } = await editor.screenOf([0.9, 0.2]);
  await page.mouse.move(x, y);
  const likely = page.getByRole('group', { name: 'Suggestions' }).getByRole('button');
  await expect(likely).toHaveCount(9);
  const shown = (chip: Locator): Promise<string> => chip.evaluate((element) => getComputedStyle(element).backgroundColor);
  // The suggestions are those of the place before until the pointer has rested here.
  await expect(async () => {
    const third = await shown(likely.nth(2));
    await page.keyboard.press('3');
    expect(await shown(page.getByTestId('colour-now'))).toBe(third);
  }).toPass();
});

test('a colour number that is being typed does not follow the pointer', async () => {
  await page.keyboard.press('Escape');
  const hex = page.getByLabel('Colour as hex');
  const lightness = page.getByText(/^L\* \d+ under the pointer/);
  /** Moves the pointer, and waits until the palette has the lightness of that place. */
  const over = async (at: Place): Promise<void> => {
    const before = await lightness.textContent();
    const { x, y } = await editor.screenOf(at);
    await page.mouse.move(x, y);
    await expect(lightness).not.toHaveText(before ?? '');
  };
  await page.mouse.move(0, 0);
  await over(BLOCK);
  await hex.focus();
  await over(GROUND);
  await page.keyboard.insertText(RED);
  await expect(hex).toHaveValue(RED);
  await page.keyboard.press('Enter');
  const [, a] = hexToLab(RED);
  await editor.segment('Lab').click();
  await expect(page.getByLabel('Chroma a, green to red')).toHaveValue(a.toFixed(1));
  // Nothing was typed: the number is not taken for a colour, though the pointer has left its place.
  await over(BLOCK);
  await hex.focus();
  await over(GROUND);
  await hex.blur();
  await expect(page.getByLabel('Chroma a, green to red')).toHaveValue(a.toFixed(1));
});

test('a colour that a dark place cannot hold is a cross, with a line to the nearest one of its hue', async () => {
  await page.keyboard.press('Escape');
  const disc = page.getByTestId('gamut-disc');
  const cross = page.getByTestId('outside-gamut');
  const type = async (name: string, value: string): Promise<void> => {
    await page.getByLabel(name, { exact: true }).fill(value);
    await page.getByLabel(name, { exact: true }).press('Enter');
  };
  await editor.segment('LCh').click();
  // The typed lightness stands until the pointer is over the picture again.
  await page.mouse.move(5, 5);
  await type('Hue in degrees', '200');
  await type('Chroma', '9');
  await type('Lightness', '60');
  await expect(cross).toHaveCount(0);
  await type('Chroma', '45');
  await type('Lightness', '8');
  await expect(cross).toBeVisible();
  await expect(page.getByText(/^Outside sRGB at L\* 8: C\* 45 is reduced to \d+\.$/)).toBeVisible();
  await expect(page.getByLabel('Chroma', { exact: true })).toHaveValue('45.0');
  /** Whether the disc has a colour two pixels from the mark of the obtained colour towards its middle, and none three pixels outwards (the lines of the axes are drawn over it). */
  const standsOnTheEdge = (): Promise<readonly [boolean, boolean]> => disc.evaluate((element) => {
    const [canvas, mark] = [element.querySelector('canvas')!, element.querySelector('i')!];
    const [x, y] = [parseFloat(mark.style.left) / 100, parseFloat(mark.style.top) / 100];
    const length = Math.hypot(x - 0.5, y - 0.5);
    const onCanvas = (share: number, px: number): number => Math.floor(share * canvas.width + (px * (share - 0.5)) / length);
    const colouredAt = (px: number): boolean => canvas.getContext('2d')!.getImageData(onCanvas(x, px), onCanvas(y, px), 1, 1).data[3]! > 0;
    return [colouredAt(-2), colouredAt(3)];
  });
  await expect.poll(standsOnTheEdge).toEqual([true, false]);
  // A drag to a place without colour shows the cross under the pointer; what is taken is the obtained colour.
  const box = (await disc.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await expect(cross).toHaveCount(0);
  await page.mouse.move(box.x + 6, box.y + box.height / 2 + 6, { steps: 3 });
  await expect(cross).toBeVisible();
  await page.mouse.up();
  await expect(cross).toHaveCount(0);
  expect(Number(await page.getByLabel('Chroma', { exact: true }).inputValue())).toBeLessThan(30);
});

test('a swatch that paints two shots is renamed and changed: both shots take the new colour and are stale', async () => {
  await page.keyboard.press('Escape');
  await editor.applyColour(BLUE);
  await page.getByRole('button', { name: '+ Add swatch' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('The skipper’s coat');
  await page.getByRole('textbox', { name: 'Name' }).press('Enter');
  await page.getByRole('textbox', { name: 'Source' }).fill('wool sample, harbour museum');
  await page.getByRole('textbox', { name: 'Source' }).press('Enter');
  await page.getByRole('button', { name: 'Change The skipper’s coat' }).click();
  await page.getByRole('button', { name: 'Paint with The skipper’s coat' }).click();
  await editor.clickAt(BLOCK);
  await editor.keeps('Add point');
  await timeline.click(CUT, 'ruler');
  await editor.seesFrame(CUT);
  await editor.clickAt(BLOCK);
  await editor.keeps('Add keyframe');
  await editor.seesColour();
  await page.getByRole('tab', { name: 'Shots' }).click();
  for (const shot of [0, 1]) {
    await editor.shots().nth(shot).click();
    await page.getByRole('button', { name: /^Propagate shot/ }).click();
    await expect(editor.shots().nth(shot)).toHaveAttribute('data-state', 'coloured');
  }
  const script = page.getByRole('region', { name: 'Colour script' });
  await expect(script.getByRole('button', { name: 'Paint with The skipper’s coat' })).toContainText('2 hints');

  await page.getByRole('button', { name: 'Change The skipper’s coat' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('The mate’s coat');
  await page.getByRole('textbox', { name: 'Name' }).press('Enter');
  await editor.keeps('Change swatch');
  // A new name changes no colour: nothing is stale.
  for (const shot of [0, 1]) await expect(editor.shots().nth(shot)).toHaveAttribute('data-state', 'coloured');
  await editor.applyColour(RED);
  for (const shot of [0, 1]) await expect(editor.shots().nth(shot)).toHaveAttribute('data-state', 'stale');
  const [, a, b] = hexToLab(RED);
  for (const frame of [CUT, 0]) {
    await timeline.click(frame, 'ruler');
    await editor.seesFrame(frame);
    await expect.poll(async () => {
      await editor.seesColour();
      const [seenA, seenB] = await editor.chromaAt(BLOCK);
      return Math.hypot(seenA - a, seenB - b);
    }).toBeLessThan(8);
  }
  await page.getByLabel('Find a shot').fill('mate');
  await expect(editor.shots()).toHaveCount(2);
  await page.getByLabel('Find a shot').fill('');
  // In a field the key undoes typing.
  await page.getByLabel('Find a shot').blur();
  await page.keyboard.press('Control+z');
  for (const shot of [0, 1]) await expect(editor.shots().nth(shot)).toHaveAttribute('data-state', 'coloured');
});

test('axe finds nothing serious with every panel open', async () => {
  await page.keyboard.press('Escape');
  await page.keyboard.press('w');
  await page.keyboard.press('u');
  await page.getByRole('button', { name: 'Change The mate’s coat' }).click();
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeVisible();
  await page.keyboard.press('Shift+s');
  await expectNoViolations(page);
});
