import { expect, type Locator, type Page, test } from '@playwright/test';
import { expectNoViolations } from './support/accessibility.ts';
import type { EditorPage } from './support/editor-page.ts';
import { FILM } from './support/clip.ts';
import { openStudioWithWire, type WiredSession } from './support/open-studio.ts';
import { TimelineRobot } from './support/timeline-robot.ts';

// Menus at things of the window, by pointer and by keys. Each test continues with the state of the one before.
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
  await editor.applyColour('#c0442c');
  await editor.clickAt([0.3, 0.5]);
  await editor.clickAt([0.7, 0.3]);
  await editor.seesColour();
});

test.afterAll(async () => {
  await person.leave();
});

const menu = (name: string): Locator => page.getByRole('menu', { name, exact: true });
const item = (name: string | RegExp): Locator => page.getByRole('menuitem', { name });
/** An item of several that exclude each other. */
const choice = (name: string | RegExp): Locator => page.getByRole('menuitemradio', { name });
const hints = (): Locator => page.getByRole('treegrid', { name: 'Hints of this frame' }).getByRole('row');

async function rightClick(at: { readonly x: number; readonly y: number }): Promise<void> {
  await page.mouse.click(at.x, at.y, { button: 'right' });
}

test('a right click on a hint of the picture selects it; its menu shows the keys, and deletes it', async () => {
  await rightClick(await editor.screenOf([0.7, 0.3]));
  await expect(menu('Selected hints')).toBeVisible();
  await expect(hints().nth(1)).toHaveAttribute('aria-selected', 'true');
  await expect(item('Lock hint Shift L')).toBeVisible();
  await expect(item('Take hints out of group Shift Alt G')).toBeDisabled();
  await item(/^Delete hint/).click();
  await expect(menu('Selected hints')).toBeHidden();
  await expect(hints()).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(hints()).toHaveCount(2);
});

test('beside the hints it is the menu of the picture; Escape and a press outside close it, and no hint is placed', async () => {
  await rightClick(await editor.screenOf([0.5, 0.8]));
  await expect(menu('Picture')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(menu('Picture')).toBeHidden();
  await rightClick(await editor.screenOf([0.5, 0.8]));
  await page.getByRole('heading', { name: 'Colour script' }).click();
  await expect(menu('Picture')).toBeHidden();
  await expect(hints()).toHaveCount(2);
});

test('thirds and grid are switched in that menu, and are drawn again after a reload', async () => {
  for (const name of [/^Show thirds/, /^Show grid/]) {
    await rightClick(await editor.screenOf([0.5, 0.8]));
    await item(name).click();
  }
  await expect(page.getByRole('img', { name: 'Thirds, grid' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('img', { name: 'Thirds, grid' })).toBeVisible();
  await page.keyboard.press('Shift+t');
  await page.keyboard.press('Shift+Alt+t');
  await expect(page.getByRole('img', { name: /Thirds|grid/ })).toHaveCount(0);
  await editor.seesColour();
});

test('by keys: Shift F10 on a row of the list, arrows and letters in the menu, and the focus is on the row again', async () => {
  await hints().nth(0).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+F10');
  await expect(menu('Selected hints')).toBeVisible();
  await expect(item(/^Duplicate hint/)).toBeFocused();
  // The letter goes from one item that begins with it to the next.
  await page.keyboard.press('l');
  await expect(item(/^Limit hint to its object/)).toBeFocused();
  await page.keyboard.press('l');
  await expect(item(/^Lock hint/)).toBeFocused();
  await page.keyboard.press('End');
  await expect(item(/^Delete hint/)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(item(/^Duplicate hint/)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(hints().nth(1)).toBeFocused();
  await page.keyboard.press('Shift+F10');
  await page.keyboard.press('Enter');
  await expect(hints()).toHaveCount(3);
  await page.keyboard.press('Control+z');
  await expect(hints()).toHaveCount(2);
});

test('in the timeline: the menu of a keyframe deletes it, that of a shot sets its status in a submenu', async () => {
  const [left, right] = [await timeline.edgeOf(LENGTHS[0] + 3, 'shots'), await timeline.edgeOf(LENGTHS[0] + 4, 'shots')];
  await rightClick({ x: (left.x + right.x) / 2, y: left.y });
  await timeline.standsAt(LENGTHS[0] + 3);
  await expect(menu('Shot')).toBeVisible();
  await item(/^Set status/).hover();
  await expect(menu('Set status')).toBeVisible();
  await expect(menu('Set status').getByRole('menuitemradio', { checked: true })).toHaveText(/^Set in progress/);
  await choice(/^Set needs review/).click();
  await expect(menu('Shot')).toBeHidden();
  await expect.poll(async () => (await person.wire.client.project.current())!.document.shots[1]!.status).toBe('review');
  await rightClick({ x: (left.x + right.x) / 2, y: left.y });
  await item(/^Set status/).hover();
  await expect(menu('Set status').getByRole('menuitemradio', { checked: true })).toHaveText(/^Set needs review/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(menu('Shot')).toBeHidden();
  await rightClick(await timeline.markIn(0, 'Hints'));
  await expect(menu('Keyframe')).toBeVisible();
  await item(/^Delete keyframe/).click();
  await expect.poll(async () => (await person.wire.client.project.current())!.document.keyframes.length).toBe(0);
  await page.keyboard.press('Control+z');
  await expect(hints()).toHaveCount(2);
});

test('masks, layers and versions have menus in their lists', async () => {
  await page.getByRole('tab', { name: 'Masks' }).click();
  await page.keyboard.press('Alt+q');
  await page.getByRole('grid', { name: 'Masks of this shot' }).getByRole('row').click({ button: 'right' });
  await expect(menu('Mask')).toBeVisible();
  await item(/^Add layer for mask/).click();
  await page.getByRole('tab', { name: 'Trim' }).click();
  const layer = page.getByRole('grid', { name: 'Layers of this shot' }).getByRole('row');
  await layer.click({ button: 'right' });
  await item(/^Delete layer/).click();
  await expect(layer).toHaveCount(0);
  await page.getByRole('group', { name: 'Version of this shot' }).getByRole('button', { name: 'A' }).click({ button: 'right' });
  await item(/^Duplicate version/).click();
  await expect(page.getByRole('group', { name: 'Version of this shot' }).getByRole('button')).toHaveCount(2);
});

test('the menu of a swatch acts on that swatch, not on the one in hand', async () => {
  for (const hex of ['#3060a0', '#70a040']) {
    await editor.applyColour(hex);
    await page.getByRole('button', { name: '+ Add swatch' }).click();
    await page.getByLabel('Name', { exact: true }).press('Enter');
  }
  await page.getByRole('button', { name: /Paint with Swatch 1/ }).click({ button: 'right' });
  await expect(menu('Swatch')).toBeVisible();
  await page.keyboard.press('Escape');
  await hints().nth(1).click({ button: 'right' });
  await item(/^Link to swatch/).click();
  await expect(menu('Link to swatch').getByRole('menuitemradio')).toHaveText(['Swatch 1', 'Swatch 2']);
  await expect(menu('Link to swatch').getByRole('menuitemradio', { checked: true })).toHaveCount(0);
  await choice('Swatch 2').click();
  await expect(menu('Selected hints')).toBeHidden();
  await expect.poll(async () => {
    const { document } = (await person.wire.client.project.current())!;
    return document.keyframes.flatMap((keyframe) => keyframe.hints).map((hint) => document.swatches.find(({ id }) => 'swatch' in hint && id === hint.swatch)?.name);
  }).toEqual([undefined, 'Swatch 2']);
  await page.getByRole('button', { name: /Paint with Swatch 1/ }).click({ button: 'right' });
  await item(/^Delete Swatch 1/).click();
  await expect(page.getByRole('button', { name: /Paint with Swatch 1/ })).toBeHidden();
  await expect(page.getByRole('button', { name: /Paint with Swatch 2/ })).toBeVisible();
});

test('a card of the board has the menu of its shot, also by keys; axe finds nothing serious in it', async () => {
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+4');
  const board = page.getByRole('listbox', { name: 'Shots' });
  await board.getByRole('option').nth(1).click({ button: 'right' });
  await expect(menu('Shot')).toBeVisible();
  await item(/^Set status/).press('ArrowRight');
  await expect(choice(/^Approve/)).toBeFocused();
  await expectNoViolations(page);
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await person.wire.client.project.current())!.document.shots[1]!.status).toBe('approved');
  await board.focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Shift+F10');
  await expect(menu('Shot')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(board).toBeFocused();
});

test('submenus by keys: arrows and Enter open one, ← and Escape close it alone; a new scene takes the shot', async () => {
  const board = page.getByRole('listbox', { name: 'Shots' });
  await page.keyboard.press('Shift+F10');
  await page.keyboard.press('m');
  await expect(item(/^Move to scene/)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(menu('Move to scene').locator('button')).toHaveText(['No scene', 'New scene']);
  // In no scene already.
  await expect(choice('No scene')).toBeDisabled();
  await expect(choice('No scene')).toBeChecked();
  await expect(item('New scene')).toBeFocused();
  for (const key of ['ArrowLeft', 'Escape']) {
    await page.keyboard.press(key);
    await expect(menu('Move to scene')).toBeHidden();
    await expect(item(/^Move to scene/)).toBeFocused();
    await expect(menu('Shot')).toBeVisible();
    await page.keyboard.press('ArrowRight');
    await expect(item('New scene')).toBeFocused();
  }
  // The pointer on another item of the menu closes it too.
  await item(/^Split/).hover();
  await expect(menu('Move to scene')).toBeHidden();
  await item(/^Move to scene/).hover();
  await item('New scene').press('Enter');
  await expect(menu('Shot')).toBeHidden();
  await expect(board).toBeFocused();
  await expect.poll(async () => {
    const { document } = (await person.wire.client.project.current())!;
    return document.shots.map((shot) => document.scenes.find(({ id }) => id === shot.sceneId)?.name);
  }).toEqual(['Scene 1', undefined]);
  await page.keyboard.press('Shift+F10');
  await item(/^Move to scene/).hover();
  await expect(menu('Move to scene').locator('button')).toHaveText(['Scene 1', 'No scene', 'New scene']);
  await expect(choice('Scene 1')).toBeDisabled();
  await expect(menu('Move to scene').getByRole('menuitemradio', { checked: true })).toHaveText('Scene 1');
  await choice('No scene').click();
  await expect.poll(async () => (await person.wire.client.project.current())!.document.shots[0]!.sceneId).toBeUndefined();
});

test('a job has a menu in the list of jobs, within its dialog', async () => {
  await page.keyboard.press('Shift+6');
  await page.getByRole('button', { name: /^Propagate shot/ }).click();
  await page.getByRole('button', { name: 'Jobs' }).click();
  const dialog = page.getByRole('dialog', { name: 'Jobs' });
  await dialog.getByRole('listitem').first().click({ button: 'right' });
  await expect(menu('Job')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(menu('Job')).toBeHidden();
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
});
