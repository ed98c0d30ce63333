import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { VERSION } from '../../src/shared/version.ts';
import { connectWire } from '../support/wire-client.ts';
import { expectNoSeriousViolations } from './support/accessibility.ts';
import { layoutFaults } from './support/layout-faults.ts';
import { openStudio, type StudioSession } from './support/open-studio.ts';

// The start page, settings, shortcuts, guide, About and first steps. Each test continues with the state of the one before.
test.describe.configure({ mode: 'serial' });

let person: StudioSession;
test.beforeAll(async ({ browser }) => { person = await openStudio(browser, 'harbour.mov', { secondShot: 16 }); });
test.afterAll(() => person.leave());

test('a new project is created at its place, and clips opened then go into it', async () => {
  const { page, studio, editor, film } = person;
  await expect(page.getByText('None yet.')).toBeVisible();
  await expectNoSeriousViolations(page);
  await expect(page.getByLabel('Saved in')).toHaveValue(studio.home);
  await page.getByLabel('Name').fill('reel/1');
  await expect(page.getByRole('button', { name: 'Create project' })).toBeDisabled();
  await page.getByLabel('Name').fill('Reel 1');
  await page.getByLabel('Name').press('Enter');
  await expect(page.getByRole('heading', { name: 'This project has no clip yet' })).toBeVisible();
  expect(existsSync(join(studio.home, 'Reel 1.tintype'))).toBe(true);
  await editor.openClip(film);
  await editor.seesFrame(0);
});

test('its card has a picture of it and says how far it is', async () => {
  const { page, studio } = person;
  // The picture is kept some seconds after the last change.
  const wire = await connectWire(studio.url);
  await expect.poll(async () => Object.keys(await wire.client.system.preferences()).filter((name) => name.startsWith('card '))).toHaveLength(1);
  wire.close();
  await page.getByRole('menuitem', { name: 'File' }).click();
  await page.getByRole('menuitem', { name: 'Close project' }).click();
  const card = page.getByRole('button', { name: /Reel 1\.tintype/ });
  await expect(card.locator('img')).toBeVisible();
  await expect(card).toContainText('0 of 2 approved');
  await expectNoSeriousViolations(page);
});

test('recent projects are a list where that was chosen, also after a reload, and open from it by keys', async () => {
  const { page, editor } = person;
  const layouts = page.getByRole('group', { name: 'Layout of recent projects' });
  await expect(layouts.getByRole('button', { name: 'Cards' })).toHaveAttribute('aria-pressed', 'true');
  await layouts.getByRole('button', { name: 'List' }).press('Enter');
  const row = page.getByRole('button', { name: /^Reel 1 2 shots, 0 approved \d\d:\d\d .*Reel 1\.tintype$/ });
  await expect(row).toBeVisible();
  await expect(page.getByRole('region', { name: 'Recent projects' }).locator('img')).toHaveCount(0);
  await expectNoSeriousViolations(page);
  expect(await layoutFaults(page)).toEqual([]);
  await page.reload();
  await expect(row).toBeVisible();
  await layouts.getByRole('button', { name: 'List' }).focus();
  await page.keyboard.press('Tab');
  await expect(row).toBeFocused();
  await page.keyboard.press('Enter');
  await editor.seesFrame(0);
  await page.getByRole('menuitem', { name: 'File' }).click();
  await page.getByRole('menuitem', { name: 'Close project' }).click();
  await layouts.getByRole('button', { name: 'Cards' }).click();
  await expect(page.getByRole('region', { name: 'Recent projects' }).locator('img')).toBeVisible();
});

test('shortcuts are found by name and by the key itself', async () => {
  const { page } = person;
  await page.keyboard.press('F1');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await sheet.getByLabel('Find a shortcut').fill('approve');
  await expect(sheet.locator('dl > div')).toHaveCount(1);
  await sheet.getByLabel('Find a shortcut').press('Control+b');
  await expect(sheet.locator('dl > div')).toHaveText(/^Split shot/);
  await sheet.getByRole('region', { name: 'Keys by group' }).press('p');
  await expect(sheet.locator('dl > div')).toHaveText(/^Point/);
  await expectNoSeriousViolations(page);
  await sheet.getByRole('button', { name: 'Clear' }).click();
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
});

test('the cache has a budget that counts at once, and About names the licences of what is shipped', async () => {
  const { page } = person;
  await page.keyboard.press('Control+Comma');
  await page.getByRole('tab', { name: 'Cache' }).click();
  const budget = page.getByLabel('Largest size of the cache in GB');
  await expect(budget).not.toHaveValue('');
  await budget.fill('3.5');
  await budget.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Comma');
  await page.getByRole('tab', { name: 'Cache' }).click();
  await expect(budget).toHaveValue('3.5');
  await expectNoSeriousViolations(page);
  await page.keyboard.press('Escape');
  await page.getByRole('menuitem', { name: 'Help' }).click();
  await page.getByRole('menuitem', { name: 'About Tintype…' }).click();
  const about = page.getByRole('dialog', { name: `Tintype ${VERSION}` });
  await expect(about).toContainText('research');
  await about.getByRole('button', { name: /^better-sqlite3/ }).click();
  await expect(about.getByLabel('Text of the licence')).toContainText('Permission is hereby granted');
  await expectNoSeriousViolations(page);
  await page.keyboard.press('Escape');
});

test('the guide opens in the window, and its links lead from page to page', async () => {
  const { page } = person;
  await page.getByRole('menuitem', { name: 'Help' }).click();
  await page.getByRole('menuitem', { name: 'Guide…' }).click();
  const guide = page.getByRole('dialog', { name: 'Guide' });
  await guide.getByRole('button', { name: 'The page Shots' }).click();
  await expect(guide.getByRole('heading', { name: 'The page Shots' })).toBeVisible();
  await expectNoSeriousViolations(page);
  await guide.getByRole('button', { name: 'Back' }).click();
  await expect(guide.getByRole('heading', { name: 'Guide', exact: true }).last()).toBeVisible();
  await page.keyboard.press('Escape');
});

test('the first steps begin with the sample film, mark what is done, and go with Escape', async () => {
  const { page, editor } = person;
  await page.getByRole('button', { name: 'First steps' }).click();
  const card = page.getByRole('complementary', { name: 'First steps' });
  await expect(card.getByRole('heading', { name: 'Colour a keyframe' })).toBeVisible();
  await editor.seesFrame(0);
  await expect(editor.shots()).toHaveCount(4, { timeout: 300_000 });
  await card.getByRole('button', { name: 'Add keyframe (automatic)' }).click();
  await expect(card.getByRole('listitem').first()).toHaveText(/done/);
  await expectNoSeriousViolations(page);
  await card.getByRole('button', { name: 'Next' }).click();
  await expect(card.getByRole('heading', { name: 'Propagate it through the shot' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(card).toHaveCount(0);
});
