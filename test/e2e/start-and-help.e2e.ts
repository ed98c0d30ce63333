import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { VERSION } from '../../src/shared/version.ts';
import { connectWire } from '../support/wire-client.ts';
import { expectNoViolations } from './support/accessibility.ts';
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
  await expectNoViolations(page);
  await expect(page.getByLabel('Saved in')).toHaveValue(studio.home);
  await page.getByLabel('Name').fill('reel/1');
  const create = page.getByRole('button', { name: 'Create project' });
  await expect(create).toBeDisabled();
  await expect(create).toHaveAttribute('title', 'A name has no slash in it.');
  await page.getByLabel('Name').fill('');
  await expect(create).toHaveAttribute('title', 'Type a name first.');
  await page.getByLabel('Name').fill('Reel 1');
  await page.getByLabel('Name').press('Enter');
  await expect(page.getByRole('heading', { name: 'This project has no clip yet' })).toBeVisible();
  expect(existsSync(join(studio.home, 'Reel 1.tintype'))).toBe(true);
  await editor.openClip(film);
  await editor.seesFrame(0);
});

test('its card has a picture of it and says how far it is', async () => {
  const { page, studio } = person;
  // The picture is kept some seconds after the last change, and again when the shots have been found.
  const wire = await connectWire(studio.url);
  await expect.poll(async () => Object.entries(await wire.client.system.preferences()).filter(([name]) => name.startsWith('card ')).map(([, card]) => card)).toEqual([expect.stringContaining('"shots":2,')]);
  wire.close();
  await page.getByRole('menuitem', { name: 'File' }).click();
  await page.getByRole('menuitem', { name: 'Close project' }).click();
  const card = page.getByRole('button', { name: /Reel 1\.tintype/ });
  await expect(card.locator('img')).toBeVisible();
  await expect(card).toContainText('0 of 2 approved');
  await expectNoViolations(page);
});

test('recent projects are a list where that was chosen, also after a reload, and open from it by keys', async () => {
  const { page, editor } = person;
  const layouts = page.getByRole('group', { name: 'Layout of recent projects' });
  await expect(layouts.getByRole('button', { name: 'Cards' })).toHaveAttribute('aria-pressed', 'true');
  await layouts.getByRole('button', { name: 'List' }).press('Enter');
  // The date if midnight has passed meanwhile.
  const row = page.getByRole('button', { name: /^Reel 1 2 shots, 0 approved (\d\d:\d\d|\d+ \w+ \d{4}) .*Reel 1\.tintype$/ });
  await expect(row).toBeVisible();
  await expect(page.getByRole('region', { name: 'Recent projects' }).locator('.recent-picture img')).toHaveCount(0);
  await expectNoViolations(page);
  await expect.poll(() => layoutFaults(page)).toEqual([]);
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
  await expect(page.getByRole('region', { name: 'Recent projects' }).locator('.recent-picture img')).toBeVisible();
});

test('shortcuts are found by name and by the key itself', async () => {
  const { page } = person;
  await page.keyboard.press('F1');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await sheet.getByLabel('Find a shortcut').fill('approve');
  await expect(sheet.locator('dl > div')).toHaveCount(1);
  await sheet.getByLabel('Find a shortcut').press('Control+b');
  const found = sheet.getByRole('list', { name: 'Command of the key' });
  await expect(found).toContainText('Split shot');
  await sheet.getByRole('region', { name: 'Keys by group' }).press('p');
  await expect(found).toContainText('Point');
  await expectNoViolations(page);
  await sheet.getByRole('button', { name: 'Clear' }).click();
  await expect(found).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
});

test('the keyboard is a picture: layers by modifier, and a key of it is changed there, by keys alone', async () => {
  const { page } = person;
  await page.keyboard.press('F1');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  const keyboard = sheet.getByRole('group', { name: 'Keyboard' });
  const layers = sheet.getByRole('group', { name: 'Modifiers' });
  await expect(layers.getByRole('button')).toHaveText(['No modifier', 'Ctrl', 'Alt', 'Shift', 'Ctrl Alt', 'Ctrl Shift', 'Alt Shift', 'Ctrl Alt Shift']);
  await expect(keyboard.getByRole('button', { name: 'B Brush stroke', exact: true })).toBeVisible();
  // In the smallest window, too, each key without a modifier has room for the words of its command.
  await expect.poll(() => keyboard.getByRole('button').evaluateAll((keys) => keys.flatMap(({ lastElementChild: words }) => (words !== null && words.scrollHeight > words.clientHeight + 1 && !words.classList.contains('visually-hidden') ? [words.textContent] : [])))).toEqual([]);
  // A layer is shown while its modifiers are held, and stays where its button is pressed.
  await page.keyboard.down('Control');
  await expect(keyboard.getByRole('button', { name: 'Ctrl B Split shot' })).toBeVisible();
  await expect(layers.getByRole('button', { name: 'Ctrl', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.up('Control');
  await expect(keyboard.getByRole('button', { name: 'B Brush stroke', exact: true })).toBeVisible();
  await layers.getByRole('button', { name: 'Shift', exact: true }).press('Enter');
  await expect(keyboard.getByRole('button', { name: 'Shift Y no command' })).toBeVisible();
  await layers.getByRole('button', { name: 'No modifier' }).press('Enter');
  await expect.poll(() => layoutFaults(page)).toEqual([]);

  // From the set of keys, Tab leads to the picture and the arrow keys from key to key; Enter goes to the command, Enter again waits for its new key.
  await sheet.getByLabel('Set', { exact: true }).focus();
  await page.keyboard.press('Tab');
  await expect(keyboard.getByRole('button', { name: /^A / })).toBeFocused();
  for (const press of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(press);
  await expect(keyboard.getByRole('button', { name: 'B Brush stroke', exact: true })).toBeFocused();
  await expectNoViolations(page);
  await page.keyboard.press('Enter');
  await expect(sheet.getByRole('button', { name: 'Key of Brush stroke: B' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('y');
  await expect(keyboard.getByRole('button', { name: 'Y Brush stroke' })).toHaveAttribute('aria-pressed', 'true');
  await expect(keyboard.getByRole('button', { name: 'B no command' })).toBeVisible();
  await expect(sheet.getByLabel('Set', { exact: true })).toHaveValue('');
  await keyboard.getByRole('button', { name: 'B no command' }).click();
  await expect(sheet.getByText('B is free.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
});

test('keys are saved as a set, exported, deleted, imported and loaded; a bad file is refused with a sentence', async () => {
  const { page, studio } = person;
  const path = join(studio.home, 'ours.json');
  await page.keyboard.press('Control+Comma');
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('tab', { name: 'Keyboard' }).click();
  const sets = settings.getByRole('region', { name: 'Sets of keys' });
  const set = sets.getByLabel('Set', { exact: true });
  await expect(set).toHaveValue('');
  await sets.getByLabel('Save as set').fill('Tintype');
  await sets.getByLabel('Save as set').press('Enter');
  await expect(sets.getByRole('alert')).toHaveText('“Tintype” is a set of the program. Choose another name.');
  await sets.getByLabel('Save as set').fill('Ours');
  await sets.getByLabel('Save as set').press('Enter');
  await expect(set).toHaveValue('Ours');
  const coming = page.waitForEvent('download');
  await sets.getByRole('button', { name: 'Export…' }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe('Ours.tintype-keys.json');
  await download.saveAs(path);
  await set.selectOption('Tintype');
  await expect(settings.getByRole('button', { name: 'Key of Brush stroke: B' })).toBeAttached();
  await set.selectOption('Ours');
  await expect(settings.getByRole('button', { name: 'Key of Brush stroke: Y' })).toBeAttached();
  await sets.getByRole('button', { name: 'Delete set' }).click();
  await expect(set).toHaveValue('');
  await settings.getByRole('button', { name: 'Reset all' }).click();
  await expect(set).toHaveValue('Tintype');

  const choose = async (file: string): Promise<void> => {
    const asking = page.waitForEvent('filechooser');
    await sets.getByRole('button', { name: 'Import…' }).click();
    await (await asking).setFiles(file);
  };
  const bad = join(studio.home, 'bad.json');
  await writeFile(bad, '{"name":"Ours"}');
  await choose(bad);
  await expect(sets.getByRole('alert')).toHaveText('bad.json: This is not a file of keyboard shortcuts of Tintype.');
  await expect(set).toHaveValue('Tintype');
  await choose(path);
  await expect(sets.getByRole('status')).toHaveText('Imported “Ours”.');
  await expect(set).toHaveValue('Ours');
  await expect(settings.getByRole('button', { name: 'Key of Brush stroke: Y' })).toBeAttached();
  await expectNoViolations(page);
  await set.selectOption('Tintype');
  await page.keyboard.press('Escape');
});

test('a set of another program is chosen, seen on keyboard and menus, changed, and gone back to', async () => {
  const { page } = person;
  await page.keyboard.press('F1');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  const set = sheet.getByLabel('Set', { exact: true });
  await set.selectOption('Avid Media Composer');
  const keyboard = sheet.getByRole('group', { name: 'Keyboard' });
  await expect(keyboard.getByRole('button', { name: 'G Clear in and out' })).toBeVisible();
  await expect.poll(() => keyboard.getByRole('button').evaluateAll((keys) => keys.flatMap(({ lastElementChild: words }) => (words !== null && words.scrollHeight > words.clientHeight + 1 && !words.classList.contains('visually-hidden') ? [words.textContent] : [])))).toEqual([]);
  await set.selectOption('Adobe Premiere Pro');
  await page.keyboard.down('Control');
  await expect(keyboard.getByRole('button', { name: 'Ctrl K Split shot' })).toBeVisible();
  await page.keyboard.up('Control');
  await sheet.getByRole('button', { name: 'Change shortcuts…' }).click();
  const settings = page.getByRole('dialog', { name: 'Settings' });
  const chosen = settings.getByRole('region', { name: 'Sets of keys' }).getByLabel('Set', { exact: true });
  await expect(chosen).toHaveValue('Adobe Premiere Pro');
  await settings.getByLabel('Find a command to give a key').fill('split shot');
  await settings.getByRole('button', { name: 'Key of Split shot: Ctrl K' }).click();
  await page.keyboard.press('y');
  await settings.getByRole('button', { name: 'Reassign' }).click();
  await expect(chosen.locator('option:checked')).toHaveText('Adobe Premiere Pro, changed');
  await settings.getByRole('button', { name: 'Reset the key of Split shot' }).click();
  await expect(settings.getByRole('button', { name: 'Key of Split shot: Ctrl K' })).toBeVisible();
  // The command that had lost its key to it gets it back, too.
  await expect(chosen).toHaveValue('');
  await settings.getByRole('button', { name: 'Reset all' }).click();
  await expect(chosen).toHaveValue('Adobe Premiere Pro');
  await expectNoViolations(page);
  await chosen.selectOption('Tintype');
  await page.keyboard.press('Escape');
});

test('pages of the guide stand below the first steps, with the time that they take, and open there', async () => {
  const { page } = person;
  const pages = page.getByRole('list', { name: 'Pages of the guide' });
  await expect(pages.getByRole('button')).toHaveText([/^Hints, strokes, boundaries\d+ min to read$/, /^Several keyframes and corrections\d+ min to read$/, /^Delivery and proof\d+ min to read$/]);
  await pages.getByRole('button', { name: /^Several keyframes/ }).click();
  const guide = page.getByRole('dialog', { name: 'Guide' });
  await expect(guide.getByRole('heading', { name: 'Several keyframes and corrections' })).toBeVisible();
  await guide.getByRole('button', { name: 'Back' }).click();
  await expect(guide.getByRole('heading', { name: 'Guide', level: 2 }).last()).toBeVisible();
  await page.keyboard.press('Escape');
});

test('the sheet that is printed has every shortcut and nothing else', async () => {
  const { page } = person;
  await page.evaluate(() => { window.print = () => { document.body.dataset.printed = 'true'; }; });
  await page.keyboard.press('F1');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await sheet.getByLabel('Find a shortcut').fill('approve');
  await sheet.getByRole('button', { name: 'Print…' }).click();
  await expect(page.locator('body')).toHaveAttribute('data-printed', 'true');
  await page.emulateMedia({ media: 'print' });
  await expect(sheet.locator('dl > div').filter({ hasText: 'Split shot' })).toBeVisible();
  await expect.poll(() => sheet.locator('dl > div').count()).toBeGreaterThan(140);
  await expect(sheet.getByRole('button', { name: 'Close' })).toBeHidden();
  await expect(sheet.getByRole('group', { name: 'Keyboard' })).toBeHidden();
  await expect(page.getByText('Recent projects')).toBeHidden();
  await page.emulateMedia({ media: 'screen' });
  await page.keyboard.press('Escape');
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
  await expectNoViolations(page);
  await page.keyboard.press('Escape');
  await page.getByRole('menuitem', { name: 'Help' }).click();
  await page.getByRole('menuitem', { name: 'About Tintype…' }).click();
  const about = page.getByRole('dialog', { name: `Tintype ${VERSION}` });
  await expect(about).toContainText('research');
  await about.getByRole('button', { name: /^better-sqlite3/ }).click();
  await expect(about.getByLabel('Text of the licence')).toContainText('Permission is hereby granted');
  await expectNoViolations(page);
  await page.keyboard.press('Escape');
});

test('the guide opens in the window, and its links lead from page to page', async () => {
  const { page } = person;
  await page.getByRole('menuitem', { name: 'Help' }).click();
  await page.getByRole('menuitem', { name: 'Guide…' }).click();
  const guide = page.getByRole('dialog', { name: 'Guide' });
  await guide.getByRole('button', { name: 'The page Shots' }).click();
  await expect(guide.getByRole('heading', { name: 'The page Shots' })).toBeVisible();
  await expectNoViolations(page);
  await guide.getByRole('button', { name: 'Back' }).click();
  await expect(guide.getByRole('heading', { name: 'Guide', exact: true }).last()).toBeVisible();
  await page.keyboard.press('Escape');
});

test('the first steps stand on the start page as pictures until they are hidden, and come back by the settings', async () => {
  const { page } = person;
  const steps = page.getByRole('region', { name: 'First steps' });
  await expect(steps.getByRole('list').first().getByRole('listitem')).toHaveText(['1 Colour a keyframe', '2 Propagate it through the shot', '3 Look where confidence is low', '4 Deliver, with proof']);
  await expect.poll(() => steps.locator('img').evaluateAll((pictures) => pictures.map((each) => (each as HTMLImageElement).naturalWidth))).toEqual([480, 480, 480, 480]);
  await expectNoViolations(page);
  await expect.poll(() => layoutFaults(page)).toEqual([]);
  await steps.getByRole('button', { name: 'Hide' }).click();
  await expect(steps).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Recent projects' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'First steps', exact: true })).toBeVisible();
  await expect(steps).toHaveCount(0);
  await page.keyboard.press('Control+Comma');
  await page.getByRole('dialog', { name: 'Settings' }).getByLabel('Show first steps').check();
  await page.keyboard.press('Escape');
  await expect(steps).toBeVisible();
});

test('the first steps begin with the sample film, mark what is done, and go with Escape', async () => {
  const { page, editor } = person;
  await page.getByRole('button', { name: 'Start first steps' }).click();
  const card = page.getByRole('complementary', { name: 'First steps' });
  await expect(card.getByRole('heading', { name: 'Colour a keyframe' })).toBeVisible();
  await editor.seesFrame(0);
  await expect(editor.shots()).toHaveCount(4, { timeout: 300_000 });
  await card.getByRole('button', { name: 'Add keyframe (automatic)' }).click();
  await expect(card.getByRole('listitem').first()).toHaveText(/done/);
  await expectNoViolations(page);
  await card.getByRole('button', { name: 'Next' }).click();
  await expect(card.getByRole('heading', { name: 'Propagate it through the shot' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(card).toHaveCount(0);
  // Each picture begins with its own step.
  await page.getByRole('menuitem', { name: 'File' }).click();
  await page.getByRole('menuitem', { name: 'Close project' }).click();
  await page.getByRole('button', { name: '3 Look where confidence is low' }).click();
  await expect(card.getByRole('heading', { name: 'Look where confidence is low' })).toBeVisible();
  await page.keyboard.press('Escape');
});
