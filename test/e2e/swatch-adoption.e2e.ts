import { expect, type Locator, type Page, test } from '@playwright/test';
import type { Hint } from '../../src/shared/model/hint.ts';
import { expectNoViolations } from './support/accessibility.ts';
import type { EditorPage, Place } from './support/editor-page.ts';
import { hintsOfFrame } from './support/hints-of-frame.ts';
import { openStudioWithWire, type WiredSession } from './support/open-studio.ts';

// Hints that are there already follow a swatch. Each test continues with the state of the one before.
test.describe.configure({ mode: 'serial' });

let person: WiredSession;
let page: Page;
let editor: EditorPage;
let wire: WiredSession['wire'];
const FREE: Place = [0.9, 0.2];

test.beforeAll(async ({ browser }) => {
  person = await openStudioWithWire(browser, 'quay.mov', { secondShot: 20 });
  ({ page, editor, wire } = person);
  // Two hints of one colour in the first shot, one in the second, and one of another colour.
  await editor.applyColour('#a8524a');
  for (const place of [[0.2, 0.5], [0.3, 0.5]] as const) await editor.clickAt(place);
  await editor.keeps('Add point');
  await page.keyboard.press('End');
  await editor.seesFrame(31);
  await editor.clickAt([0.7, 0.5]);
  await editor.keeps('Add keyframe');
  await page.keyboard.press('Home');
  await editor.seesFrame(0);
  await editor.applyColour('#5573a0');
  await editor.clickAt(FREE);
  await expect.poll(async () => (await hints()).length).toBe(3);
  await editor.applyColour('#a9544b');
  await page.getByRole('button', { name: '+ Add swatch' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Brick');
  await page.getByRole('textbox', { name: 'Name' }).press('Enter');
});

test.afterAll(async () => {
  await person.leave();
});

const hints = (frame = 0): Promise<readonly Hint[]> => hintsOfFrame(wire, frame);
const linked = async (frame = 0): Promise<readonly boolean[]> => (await hints(frame)).map((hint) => 'swatch' in hint && hint.swatch !== undefined);
const script = (): Locator => page.getByRole('region', { name: 'Colour script' });
const chip = (): Locator => script().locator('.swatch i');

test('the form says how many hints near the swatch there are, and links them in one step', async () => {
  const offer = page.getByRole('group', { name: 'Hints within 4 ΔE of Brick' });
  await expect(offer.getByRole('button')).toHaveText(['2 hints of this frame', '3 hints of the whole film']);
  await expectNoViolations(page);
  await offer.getByRole('button', { name: '3 hints of the whole film' }).click();
  await editor.keeps('Link hints to swatch');
  await expect(page.getByText('3 hints of 2 shots now follow “Brick”.')).toBeVisible();
  await expect.poll(() => linked()).toEqual([true, true, false]);
  expect(await linked(31)).toEqual([true]);
  await expect(offer).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect.poll(() => linked()).toEqual([false, false, false]);
});

test('the colour of a swatch is dragged onto a hint of the picture, and onto one of the list', async () => {
  await page.getByRole('button', { name: /change Brick/ }).click();
  const stage = await editor.stage.boundingBox();
  const at = await editor.screenOf(FREE);
  await chip().dragTo(editor.stage, { targetPosition: { x: at.x - stage!.x, y: at.y - stage!.y } });
  await expect.poll(() => linked()).toEqual([false, false, true]);
  await editor.keeps('Change point');
  await page.getByRole('tab', { name: 'Hints' }).click();
  await chip().dragTo(page.getByRole('treegrid', { name: 'Hints of this frame' }).getByRole('row').first());
  await expect.poll(async () => (await linked()).filter(Boolean).length).toBe(2);
});

test('dragged onto the heading of a group it goes to all of its hints', async () => {
  const rows = page.getByRole('treegrid', { name: 'Hints of this frame' }).getByRole('row');
  await rows.nth(1).click();
  await page.keyboard.press('Alt+g');
  await page.getByLabel('Name of the group').press('Enter');
  await editor.keeps('Group hints');
  const heading = rows.filter({ has: page.getByRole('button', { name: /^(Fold|Unfold) / }) });
  // Again where the row moved under the drag.
  await expect(async () => {
    await chip().dragTo(heading);
    await expect(page.getByText(/^Undo: Recolour group/)).toBeVisible({ timeout: 5000 });
  }).toPass();
  await expect.poll(() => linked()).toEqual([true, true, true]);
});
