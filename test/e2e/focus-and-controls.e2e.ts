import { expect, type Page, test } from '@playwright/test';
import type { EditorPage } from './support/editor-page.ts';
import { FILM } from './support/clip.ts';
import { type StudioSession, openStudioWithClip } from './support/open-studio.ts';
import { TimelineRobot } from './support/timeline-robot.ts';

// Where keys, wheel and focus go.
test.describe.configure({ mode: 'serial' });

const LENGTHS = [FILM.shotLengths[0], 40] as const;

let person: StudioSession;
let page: Page;
let editor: EditorPage;
let timeline: TimelineRobot;

test.beforeAll(async ({ browser }) => {
  person = await openStudioWithClip(browser, 'pier.mov', { secondShot: LENGTHS[1] });
  ({ page, editor } = person);
  timeline = new TimelineRobot(page, LENGTHS[0] + LENGTHS[1]);
});

test.afterAll(async () => {
  await person.leave();
});

test('arrow keys move between menus, and a dialog returns the focus to the control that opened it', async () => {
  const menu = (name: string): ReturnType<Page['getByRole']> => page.getByRole('menuitem', { name, exact: true });
  await menu('Edit').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('menu', { name: 'View' })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'Zoom to fit' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await expect(menu('View')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByLabel('Find a shot').focus();
  await expect(page.getByRole('menu')).toHaveCount(0);

  // A submenu opens by →, ← closes it alone, and in the menu → goes to the next one.
  await menu('View').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('g');
  await expect(page.getByRole('menuitem', { name: 'Guides' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('menuitem', { name: /safe areas/ })).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('menuitem', { name: 'Guides' })).toBeFocused();
  await expect(page.getByRole('menu')).toHaveCount(1);
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('menu', { name: 'Edit' })).toBeVisible();
  await page.keyboard.press('Escape');
  // By the pointer, which only rests on the item.
  await menu('Play').click();
  await page.getByRole('menuitem', { name: 'Go to', exact: true }).hover();
  await page.getByRole('menuitem', { name: /^Last frame/ }).click();
  await timeline.standsAt(LENGTHS[0] + LENGTHS[1] - 1);
  await expect(page.getByRole('menu')).toHaveCount(0);
  await menu('Play').click();
  await page.getByRole('menuitem', { name: 'Go to', exact: true }).click();
  await page.getByRole('menuitem', { name: /^First frame/ }).click();
  await timeline.standsAt(0);

  const commands = page.getByRole('banner').getByRole('button', { name: /^Commands/ });
  await commands.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(commands).toBeFocused();
  await commands.blur();
});

test('after a click in the bin or on the size, keys act on the picture', async () => {
  await editor.shots().nth(1).click();
  await timeline.standsAt(LENGTHS[0]);
  await page.keyboard.press('ArrowRight');
  await timeline.standsAt(LENGTHS[0] + 1);
  await page.keyboard.press('Space');
  // Playback keeps the clock, so on a slow machine it is at the end of the clip before anybody looks.
  await expect(timeline.box).not.toHaveAttribute('aria-valuenow', String(LENGTHS[0] + 1));
  await page.keyboard.press('k');
  await page.getByRole('slider', { name: /^Size/ }).click({ position: { x: 12, y: 6 } });
  await page.keyboard.press('Home');
  await timeline.standsAt(0);
  await page.keyboard.press('b');
  await expect(page.getByRole('button', { name: 'Brush stroke' })).toHaveAttribute('aria-pressed', 'true');
  // When the size has the focus, arrow keys change it, and other keys still act on the picture.
  await page.getByRole('slider', { name: /^Size/ }).focus();
  await page.keyboard.press('ArrowRight');
  await timeline.standsAt(0);
  await page.keyboard.press('p');
  await expect(page.getByRole('button', { name: 'Point', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('slider', { name: /^Size/ }).blur();
  await page.getByRole('tab', { name: 'Masks' }).click();
  await page.keyboard.press('ArrowRight');
  await timeline.standsAt(1);
  await expect(page.getByRole('tab', { name: 'Masks' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Home');
  await timeline.standsAt(0);
  await page.getByRole('tab', { name: 'Shots' }).click();
});

test('the list of commands and a button say what a disabled command lacks; Enter on one leaves the list open', async () => {
  await page.keyboard.press('Control+Shift+P');
  const list = page.getByRole('dialog', { name: 'Commands' });
  await list.getByLabel('Find a command').fill('duplicate hint');
  await expect(list.getByRole('listitem')).toHaveText([/Duplicate hints?Select a hint first\./]);
  await page.keyboard.press('Enter');
  await expect(list).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Propagate shot' })).toHaveAttribute('title', /\nThe shot has no keyframe\. Add a hint first\.$/);
});

test('Ctrl and the wheel zoom the picture and the timeline, not the page; the picture cannot leave the viewer', async () => {
  await page.evaluate(() => {
    document.body.dataset.page = 'left alone';
    window.addEventListener('wheel', (event) => { if (!event.defaultPrevented) document.body.dataset.page = 'zoomed'; }, { passive: true });
  });
  const zoom = page.getByRole('button', { name: /^Zoom \d+ %/ });
  const fitted = await zoom.textContent();
  const { x, y } = await editor.screenOf([0.5, 0.5]);
  await page.mouse.move(x, y);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -240);
  await expect(zoom).not.toHaveText(fitted ?? '');
  const spot = await timeline.edgeOf(10, 'shots');
  await page.mouse.move(spot.x, spot.y);
  await page.mouse.wheel(0, -240);
  await page.keyboard.up('Control');
  await expect(page.locator('body')).toHaveAttribute('data-page', 'left alone');
  await page.keyboard.press('Shift+z');

  const box = await editor.stage.boundingBox();
  await page.keyboard.press('h');
  for (let push = 0; push < 4; push++) {
    await page.mouse.move(box!.x + 10, box!.y + 10);
    await page.mouse.down();
    await page.mouse.move(box!.x + box!.width - 10, box!.y + box!.height - 10, { steps: 3 });
    await page.mouse.up();
  }
  const cornerIsEmpty = async (): Promise<boolean> => {
    const corner = await page.screenshot({ clip: { x: box!.x + box!.width - 24, y: box!.y + box!.height - 24, width: 12, height: 12 } });
    return corner.equals(await page.screenshot({ clip: { x: box!.x + 24, y: box!.y + 24, width: 12, height: 12 } }));
  };
  await expect.poll(cornerIsEmpty, 'the corner of the picture is in the corner of the viewer').toBe(false);
  await page.keyboard.press('f');
  await page.keyboard.press('p');
});

test('Escape returns a dragged wipe to its former position', async () => {
  await page.keyboard.press('w');
  const line = page.getByRole('slider', { name: 'Wipe position' });
  const { x, y } = await editor.screenOf([0.5, 0.8]);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 80, y, { steps: 4 });
  await expect(line).not.toHaveAttribute('aria-valuenow', '50');
  await page.keyboard.press('Escape');
  await expect(line).toHaveAttribute('aria-valuenow', '50');
  await page.mouse.move(x - 120, y, { steps: 3 });
  await page.mouse.up();
  await expect(line).toHaveAttribute('aria-valuenow', '50');
  await page.keyboard.press('w');
});

test('a new swatch is named by typing at once, and a long colour script leaves the disc visible', async () => {
  const add = page.getByRole('button', { name: '+ Add swatch' });
  for (let count = 1; count <= 14; count++) {
    await add.click();
    await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused();
    await page.keyboard.type(`Costume ${count}`);
    // The field lies below the disc, not under it.
    expect(await page.getByRole('textbox', { name: 'Name' }).evaluate((field) => {
      const { left, top } = field.getBoundingClientRect();
      return document.elementFromPoint(left + 8, top + 3) === field;
    })).toBe(true);
    await page.keyboard.press('Enter');
    await editor.keeps('Change swatch');
    await expect(page.getByRole('button', { name: new RegExp(`Paint with Costume ${count}\\b`) })).toBeVisible();
  }
  await expect(page.getByText('Change the colour above.')).toBeInViewport();
  await expect(page.getByTestId('gamut-disc')).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Escape');
});

test('the page Deliver reports what is missing instead of showing an endless estimate', async () => {
  await page.keyboard.press('Control+Shift+d');
  const settings = page.getByRole('region', { name: 'Delivery settings' });
  await settings.getByRole('button', { name: 'None', exact: true }).click();
  await expect(settings.getByRole('alert')).toHaveText('Select at least one shot.');
  await settings.getByRole('button', { name: 'All', exact: true }).click();
  await settings.getByLabel('Naming').fill('  ');
  await expect(settings.getByRole('alert')).toHaveText('Enter a file name pattern.');
  await expect(settings.getByRole('button', { name: 'Deliver', exact: true })).toBeDisabled();
  // Escape leaves the field, and the keys of commands work again.
  await page.keyboard.press('Escape');
  await expect(settings).toBeFocused();
  await page.keyboard.press('Shift+6');
  await expect(settings).toHaveCount(0);
});

test('Escape during a drag of a colour restores the current colour, also without a selected hint', async () => {
  await page.mouse.move(5, 5);
  await page.keyboard.press('Escape');
  const disc = page.getByTestId('gamut-disc');
  const before = (await disc.getAttribute('aria-label')) ?? '';
  const box = await disc.boundingBox();
  await page.mouse.move(box!.x + 75, box!.y + 75);
  await page.mouse.down();
  await page.mouse.move(box!.x + 70, box!.y + 90, { steps: 3 });
  await expect(disc).not.toHaveAttribute('aria-label', before);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(disc).toHaveAttribute('aria-label', before);
});

test('splitting and merging faster than the engine answers: no command is refused or lost', async () => {
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await timeline.standsAt(LENGTHS[0]);
  for (let cut = 0; cut < 12; cut++) {
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Control+b');
  }
  await expect(editor.shots()).not.toHaveCount(2);
  await expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');
  await expect(page.getByText('cannot be cut')).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Shots', exact: true }).getByRole('heading')).toHaveText(/^Shots 14/);
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  for (let join = 0; join < 12; join++) await page.keyboard.press('Control+j');
  await expect(editor.shots()).toHaveCount(2);
});

test('undo and redo faster than the engine answers: every key press counts', async () => {
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await timeline.standsAt(1);
  await page.keyboard.press('Control+b');
  await editor.keeps('Split shot');
  // All in one task of the window, so that no answer arrives in between.
  await page.evaluate(() => {
    const press = (shiftKey: boolean): void => { document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'z', code: 'KeyZ', ctrlKey: true, shiftKey, bubbles: true, cancelable: true })); };
    press(false);
    press(true);
  });
  await expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');
  await expect(editor.shots()).toHaveCount(3);
  await page.keyboard.press('Control+z');
  await expect(editor.shots()).toHaveCount(2);
});

test('typing a long name replaces the old name of a shot and leaves every control of the viewer visible', async () => {
  await page.keyboard.press('Home');
  const name = editor.shots().first().locator('.name');
  const before = await name.textContent();
  await name.dblclick();
  await page.keyboard.type('The mate comes on deck and looks for the harbour pilot, second take, after the storm');
  await page.keyboard.press('Enter');
  await editor.keeps('Rename shot');
  await expect(name).not.toContainText(before ?? '');
  await expect(page.getByRole('button', { name: 'Clipped', exact: true })).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('button', { name: /^Zoom \d+ %/ })).toBeInViewport({ ratio: 1 });
});

test('with the panels at their greatest width every control of the viewer is visible', async () => {
  await page.setViewportSize({ width: 1440, height: 800 });
  for (const [name, x] of [['Width of the shots', 900], ['Width of the colour panel', 300]] as const) {
    const box = await page.getByRole('separator', { name }).boundingBox();
    await page.mouse.move(box!.x + box!.width / 2, 300);
    await page.mouse.down();
    await page.mouse.move(x, 300, { steps: 4 });
    await page.mouse.up();
  }
  const panel = page.getByRole('region', { name: 'Viewer' });
  const boxes = await Promise.all(['Clipped', 'Previous keyframe', 'Next keyframe', 'Loop shot', 'Propagate shot'].map(async (name) => {
    const button = panel.getByRole('button', { name, exact: true });
    await expect(button).toBeInViewport({ ratio: 1 });
    return (await button.boundingBox())!;
  }));
  const [, , nextKeyframe, loop] = boxes;
  expect(nextKeyframe!.x + nextKeyframe!.width).toBeLessThanOrEqual(loop!.x);
  await page.setViewportSize({ width: 1280, height: 720 });
});
