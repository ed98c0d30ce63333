import { expect, type Locator, type Page, test } from '@playwright/test';
import { expectNoViolations } from './support/accessibility.ts';
import type { EditorPage } from './support/editor-page.ts';
import { hintsOfFrame } from './support/hints-of-frame.ts';
import { openStudioWithWire, type WiredSession } from './support/open-studio.ts';

// The list of history. Each test continues with the state of the one before.
test.describe.configure({ mode: 'serial' });

let person: WiredSession;
let page: Page;
let editor: EditorPage;
let wire: WiredSession['wire'];

test.beforeAll(async ({ browser }) => {
  person = await openStudioWithWire(browser, 'quay.mov', { secondShot: 20 });
  ({ page, editor, wire } = person);
  await editor.applyColour('#c0442c');
  for (const place of [[0.2, 0.5], [0.3, 0.5]] as const) await editor.clickAt(place);
  await editor.keeps('Add point');
  await page.keyboard.press('End');
  await editor.seesFrame(31);
  await editor.clickAt([0.7, 0.5]);
  await expect.poll(() => count(31)).toBe(1);
});

test.afterAll(async () => {
  await person.leave();
});

const count = async (frame: number): Promise<number> => (await hintsOfFrame(wire, frame)).length;
const dialog = (): Locator => page.getByRole('dialog', { name: 'History' });
const steps = (): Locator => dialog().getByRole('option');
const present = (): Locator => dialog().locator('[aria-current=step]');

async function open(): Promise<void> {
  await page.keyboard.press('Control+Alt+z');
  await expect(present()).toBeVisible();
}

test('the list names the steps with their shots, and marks the present one', async () => {
  await open();
  await expect(steps()).toHaveCount(6);
  await expect(steps().first()).toHaveAccessibleName('Start of the history');
  // With the date if midnight has passed meanwhile.
  await expect(present()).toHaveAccessibleName(/^Add keyframe Shot 02 (\d+ \w+, )?\d\d:\d\d present state$/);
  await expect(steps().nth(4)).toHaveAccessibleName(/^Add point Shot 01 (\d+ \w+, )?\d\d:\d\d$/);
  await expectNoViolations(page);
});

test('a press undoes all between, shows the frame of the step, and is reversed as one', async () => {
  await steps().nth(3).click();
  await expect(present()).toHaveAccessibleName(/^Add keyframe Shot 01/);
  await expect(steps().nth(5)).toHaveAccessibleName(/ undone$/);
  await editor.seesFrame(0);
  expect([await count(0), await count(31)]).toEqual([1, 0]);
  await dialog().getByRole('button', { name: 'Undo jump' }).click();
  await expect(present()).toHaveAccessibleName(/^Add keyframe Shot 02/);
  await editor.seesFrame(31);
  expect([await count(0), await count(31)]).toEqual([2, 1]);
});

test('by keys: arrows move, Enter jumps; after a restart of the engine the steps are still there to be redone', async () => {
  await page.keyboard.press('Escape');
  await open();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(present()).toHaveAccessibleName(/^Add clip/);
  await expect.poll(() => count(0)).toBe(0);
  await page.keyboard.press('Escape');
  await expect(dialog()).toHaveCount(0);
  wire.close();
  await person.studio.restart();
  await editor.seesFrame(31);
  await open();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(present()).toHaveAccessibleName(/^Add keyframe Shot 02/);
  await page.keyboard.press('Escape');
  await editor.keeps('Add keyframe');
  await editor.seesColour();
});
