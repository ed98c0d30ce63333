import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { expectNoViolations } from './support/accessibility.ts';
import { EditorPage } from './support/editor-page.ts';
import { makeClip } from './support/clip.ts';
import { type Studio, startStudio } from './support/studio.ts';

// A list laid over the clip, with what does not fit, and the clip's shots written as a list.
test.describe.configure({ mode: 'serial' });

let studio: Studio;
let context: BrowserContext;
let page: Page;
let editor: EditorPage;
const complaints: string[] = [];
const LIST = [
  'TITLE: Reel 1', 'FCM: NON-DROP FRAME',
  '001  A001 V     C        01:00:00:00 01:00:00:08 01:00:00:00 01:00:00:08', '* FROM CLIP NAME: Harbour', '* LOC: 01:00:00:03 GREEN  Check the sail',
  '002  A001 V     D    004 01:00:00:08 01:00:01:02 01:00:00:08 01:00:01:02', '* FROM CLIP NAME: Harbour', '* TO CLIP NAME: Street',
  '003  B002 V     C        02:00:00:00 02:00:01:00 02:00:00:00 02:00:01:00', '* FROM CLIP NAME: Elsewhere', '',
].join('\n');

test.beforeAll(async ({ browser }) => {
  studio = await startStudio();
  makeClip(join(studio.home, 'films', 'harbour.mov'), { secondShot: 20 });
  await writeFile(join(studio.home, 'films', 'cuts.edl'), LIST);
  await writeFile(join(studio.home, 'films', 'broken.xml'), '<xmeml><sequence></xmeml>');
  context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  page = await context.newPage();
  page.on('pageerror', (error) => { complaints.push(error.stack ?? error.message); });
  editor = new EditorPage(page);
  await page.goto(studio.url);
  await editor.openClip(join(studio.home, 'films', 'harbour.mov'));
  await expect(editor.shots()).toHaveCount(2);
  await editor.seesFrame(0);
});
test.afterAll(async () => {
  expect(complaints).toEqual([]);
  await context.close();
  await studio.close();
});

async function choose(item: string): Promise<void> {
  await page.getByRole('menuitem', { name: 'File', exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

async function pick(path: string): Promise<void> {
  await page.getByLabel('Path').fill(path);
  await page.getByLabel('Path').press('Enter');
}

async function drop(list: string, name: string): Promise<void> {
  await page.evaluate(([text, title]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text!], title!));
    for (const kind of ['dragenter', 'dragover', 'drop']) document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, [list, name]);
}

test('a list that is dropped on the window is previewed for the clip shown', async () => {
  await drop(LIST, 'dropped.edl');
  const dialog = page.getByRole('dialog', { name: 'Import edit list' });
  await expect(dialog.getByText(/dropped\.edl$/)).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Import', exact: true })).toBeEnabled();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(editor.shots()).toHaveCount(2);
});

test('the preview of a dropped list says what shots lose that become one', async () => {
  await page.keyboard.press('Alt+1');
  await page.keyboard.press('ArrowDown');
  await editor.seesFrame(12);
  await page.keyboard.press('Alt+2');
  await page.keyboard.press('ArrowUp');
  await editor.seesFrame(0);
  await page.keyboard.press('ArrowRight');
  await editor.seesFrame(1);
  await page.keyboard.press('ControlOrMeta+b');
  await expect(editor.shots()).toHaveCount(3);
  await drop(['TITLE: Reel 1', '001  A001 V     C        01:00:00:00 01:00:01:08 01:00:00:00 01:00:01:08', '* FROM CLIP NAME: Whole', ''].join('\n'), 'whole.edl');
  const dialog = page.getByRole('dialog', { name: 'Import edit list' });
  await expect(dialog.getByRole('status', { name: 'What fits' })).toContainText(/“Shot 01” becomes a part of “Whole” and loses its (\w+) flag\..*“Shot 01 b” becomes a part of “Whole” and loses its \1 flag\./);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(editor.shots()).toHaveCount(2);
});

test('importing a list previews what fits and what does not, and changes the shots only after confirmation', async () => {
  await choose('Import edit list…');
  // Lists are offered, films are not.
  await pick(join(studio.home, 'films'));
  await expect(page.getByRole('list', { name: 'Files' }).getByRole('button', { name: /cuts\.edl/ })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Files' }).getByRole('button', { name: /harbour\.mov/ })).toHaveCount(0);
  await page.getByRole('list', { name: 'Files' }).getByRole('button', { name: /cuts\.edl/ }).click();
  const fits = page.getByRole('status', { name: 'What fits' });
  await expect(fits).toContainText('2 of 3 events fit, 3 shots, 1 marker.');
  await expect(fits).toContainText('event 003 “Elsewhere” lies outside the clip');
  await expect(fits).toContainText('Frames 26 to 31 are in no event of the list');
  const rows = page.getByRole('region', { name: 'Shots of the list' }).getByRole('row');
  await expect(rows.nth(1)).toContainText('Harbour01:00:00:000–910cut');
  await expect(rows.nth(2)).toContainText('Street01:00:00:1010–2516dissolve 8–11');
  await expectNoViolations(page);
  await page.getByLabel('Place by').selectOption('start');
  await expect(fits).toContainText('2 of 3 events fit');
  await page.getByLabel('Place by').selectOption('frame');
  await page.getByLabel('Frame of the first event').fill('500');
  await expect(fits).toContainText('0 of 3 events fit');
  await expect(page.getByRole('button', { name: 'Import', exact: true })).toBeDisabled();
  await page.getByLabel('Place by').selectOption('timecode');
  await expect(fits).toContainText('2 of 3 events fit');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(editor.shots()).toHaveCount(3);
  await expect(editor.shots().first()).toContainText('Harbour');
  await editor.keeps('Import edit list');
});

test('cancelling changes nothing', async () => {
  await choose('Import edit list…');
  await pick(join(studio.home, 'films', 'cuts.edl'));
  await expect(page.getByRole('status', { name: 'What fits' })).toContainText('3 shots');
  await page.keyboard.press('Escape');
  await expect(editor.shots()).toHaveCount(3);
});

test('one undo reverts the import, redo repeats it', async () => {
  await page.keyboard.press('ControlOrMeta+z');
  await expect(editor.shots()).toHaveCount(2);
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await expect(editor.shots()).toHaveCount(3);
});

test('a list that cannot be read is refused with a sentence in the dialog', async () => {
  await choose('Import edit list…');
  await pick(join(studio.home, 'films', 'broken.xml'));
  await expect(page.getByRole('alert')).toContainText('broken.xml is not well-formed XML: line 1');
  await expect(page.getByRole('button', { name: 'Import', exact: true })).toBeDisabled();
  await page.getByRole('button', { name: 'Cancel' }).click();
});

test('exporting writes the shots in the chosen format, reports what it cannot hold, and asks before it overwrites a file', async () => {
  await choose('Export edit list…');
  const written = page.getByRole('status', { name: 'What is written' });
  await expect(written).toContainText('3 shots');
  await expect(written).toContainText('An EDL does not say its rate');
  await expectNoViolations(page);
  await page.getByLabel('Format').selectOption('.otio');
  await expect(written).not.toContainText('An EDL');
  await page.getByLabel('Name', { exact: true }).fill('reel');
  await page.getByLabel('Folder').fill(join(studio.home, 'films'));
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(page.getByText('Exported 3 shots.')).toBeVisible();
  const text = await readFile(join(studio.home, 'films', 'reel.otio'), 'utf8');
  expect(text).toContain('"name": "Street"');
  await choose('Export edit list…');
  await page.getByLabel('Format').selectOption('.otio');
  await page.getByLabel('Name', { exact: true }).fill('reel');
  await page.getByLabel('Folder').fill(join(studio.home, 'films'));
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('exists already');
  await page.getByLabel('Replace existing file').check();
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
});
