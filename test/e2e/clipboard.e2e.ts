import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import type { ProjectDocument } from '../../src/shared/model/document.ts';
import { makeClip } from './support/clip.ts';
import type { EditorPage } from './support/editor-page.ts';
import { openStudioWithWire, type WiredSession } from './support/open-studio.ts';

// Hints, swatches and stills from one project to another. Each test continues with the state of the one before.
test.describe.configure({ mode: 'serial' });

let person: WiredSession;
let page: Page;
let editor: EditorPage;
let wire: WiredSession['wire'];

test.beforeAll(async ({ browser }) => {
  person = await openStudioWithWire(browser, 'quay.mov', { secondShot: 20 });
  ({ page, editor, wire } = person);
  await person.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  makeClip(join(person.studio.home, 'films', 'harbour.mov'), { secondShot: 20, mirrored: true });
  await editor.applyColour('#a8524a');
  await page.getByRole('button', { name: '+ Add swatch' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Brick');
  await page.getByRole('textbox', { name: 'Name' }).press('Enter');
  await page.getByRole('button', { name: /change Brick/ }).click();
  await page.getByRole('button', { name: 'Paint with Brick' }).click();
  await editor.clickAt([0.25, 0.5]);
  await editor.keeps('Add keyframe');
  await page.keyboard.press('q');
  await editor.drag([0.1, 0.2], [0.45, 0.8]);
  await editor.keeps('Add mask');
  await page.keyboard.press('v');
  await editor.clickAt([0.25, 0.5]);
  await page.keyboard.press('Alt+l');
  // The window copies what it has heard of.
  await page.getByRole('tab', { name: 'Hints' }).click();
  await expect(page.getByRole('treegrid', { name: 'Hints of this frame' }).getByRole('row').first()).toHaveAccessibleName(/within Mask 1/);
  await page.getByRole('tab', { name: 'Shots' }).click();
});

test.afterAll(async () => {
  await person.leave();
});

const document = async (): Promise<ProjectDocument> => (await wire.client.project.current())!.document;

async function otherProject(): Promise<void> {
  await page.getByRole('menuitem', { name: 'File', exact: true }).click();
  await page.getByRole('menuitem', { name: /^Close project/ }).click();
  await editor.openClip(join(person.studio.home, 'films', 'harbour.mov'));
  await expect(editor.shots()).toHaveCount(2);
  await editor.seesFrame(0);
}

test('hints are pasted into another project, with their swatch, their group and its mask, in one step', async () => {
  await page.keyboard.press('Control+c');
  await otherProject();
  await page.keyboard.press('Control+v');
  await expect(page.getByText('Pasted 1 hint, 1 swatch, 1 mask, at the same position.')).toBeVisible();
  const { swatches, keyframes, shots } = await document();
  expect(swatches.map(({ name }) => name)).toEqual(['Brick']);
  expect(shots[0]?.masks).toMatchObject([{ name: 'Mask 1' }]);
  expect(shots[0]?.hintGroups).toMatchObject([{ name: 'Mask 1', mask: shots[0]!.masks![0]!.id }]);
  expect(keyframes).toMatchObject([{ frame: 0, hints: [{ kind: 'point', at: [expect.closeTo(0.25, 2), expect.closeTo(0.5, 2)], swatch: swatches[0]!.id, group: shots[0]!.hintGroups![0]!.id }] }]);
  await editor.seesColour();
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await document()).swatches.length).toBe(0);
  expect((await document()).keyframes).toEqual([]);
});

test('a swatch is copied by its button and pasted; pasted twice, it is there once', async () => {
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(async () => (await document()).swatches.length).toBe(1);
  await page.getByRole('button', { name: 'Paint with Brick' }).focus();
  await page.keyboard.press('Control+c');
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('"name":"Brick"');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+v');
  await expect(page.getByText('The swatch is in this project already.')).toBeVisible();
  expect((await document()).swatches).toHaveLength(1);
});

test('text that is damaged, or something else, is refused by one sentence', async () => {
  await page.evaluate(() => navigator.clipboard.writeText('{"tintype":"clipping","version":9}'));
  await page.keyboard.press('Control+v');
  await expect(page.getByText(/^What was copied is not as expected at version: /)).toBeVisible();
  await page.reload();
  await editor.seesFrame(0);
  await page.evaluate(() => navigator.clipboard.writeText('Dear diary'));
  await page.keyboard.press('Control+v');
  await expect(page.getByText('There are no hints, stills or swatches of Tintype on the clipboard. Copy some first.')).toBeVisible();
});

test('a still brings its hints to another shot of the project, too', async () => {
  await editor.seesColour();
  await page.keyboard.press('Control+Alt+g');
  const still = page.getByRole('button', { name: /^Wipe against Shot 01/ });
  await still.focus();
  await page.keyboard.press('Control+c');
  await still.evaluate((button: HTMLElement) => { button.blur(); });
  await page.keyboard.press('End');
  await editor.seesFrame(31);
  await page.keyboard.press('Control+Alt+v');
  await expect(page.getByText('Pasted 1 hint, at the same position.')).toBeVisible();
  expect((await document()).keyframes.map(({ frame, hints }) => [frame, hints.length])).toEqual([[0, 1], [31, 1]]);
});
