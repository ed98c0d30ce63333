import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { isLong } from '../support/long.ts';
import { EditorPage } from './support/editor-page.ts';
import { makeClip } from './support/clip.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { type Studio, startStudio } from './support/studio.ts';

// One project in two engines, as copies, and in an earlier version.
test.describe.configure({ mode: 'serial' });

let here: Studio;
let there: Studio;
let context: BrowserContext;
let page: Page;
let other: Page;
let editor: EditorPage;
let reader: EditorPage;
const complaints: string[] = [];

test.beforeAll(async ({ browser }) => {
  [here, there] = await Promise.all([startStudio(), startStudio()]);
  makeClip(join(here.home, 'films', 'harbour.mov'), { secondShot: 20 });
  context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  [page, other] = [await context.newPage(), await context.newPage()];
  for (const each of [page, other]) each.on('pageerror', (error) => { complaints.push(error.stack ?? error.message); });
  [editor, reader] = [new EditorPage(page), new EditorPage(other)];
  await page.goto(here.url);
  await editor.openClip(join(here.home, 'films', 'harbour.mov'));
  await expect(editor.shots()).toHaveCount(2);
  await editor.seesFrame(0);
});
test.afterAll(async () => {
  await context.close();
  await Promise.all([here.close(), there.close()]);
});

async function openProject(of: Page, path: string): Promise<void> {
  await of.getByRole('button', { name: 'Open project…' }).click();
  await of.getByLabel('Path').fill(path);
  await of.getByLabel('Path').press('Enter');
}

async function choose(of: Page, menu: string, item: RegExp): Promise<void> {
  await of.getByRole('menuitem', { name: menu, exact: true }).click();
  await of.getByRole('menuitem', { name: item }).click();
}

test('a window of another engine follows the changes, cannot edit, and takes the project over when it is closed here', async () => {
  await other.goto(there.url);
  await openProject(other, join(here.home, 'films', 'harbour.tintype'));
  await reader.seesFrame(0);
  const notice = other.getByText('This project is open in another window.');
  await expect(notice).toBeVisible();
  await expectNoViolations(other);
  await editor.applyColour('#a8524a');
  await editor.clickAt([0.22, 0.5]);
  await editor.keeps('Add keyframe');
  const colour = await editor.seesColour();
  await expect(reader.shots().first()).toContainText('1 key');
  await reader.showsColour(colour);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+z');
  await expect(reader.shots().first()).toContainText('no keyframe');
  await page.keyboard.press('Control+Shift+z');
  await expect(reader.shots().first()).toContainText('1 key');

  await other.bringToFront();
  await reader.clickAt([0.8, 0.25]);
  await expect(other.getByText(/cannot be changed here/)).toBeVisible();
  await other.getByRole('button', { name: 'Open for changes' }).click();
  await expect(other.getByText('The project is still open in another window. Close it there first.')).toBeVisible();
  await page.bringToFront();
  await choose(page, 'File', /^Close project/);
  await expect(page.getByRole('heading', { name: 'Recent projects' })).toBeVisible();
  await other.bringToFront();
  await other.getByRole('button', { name: 'Open for changes' }).click();
  await expect(notice).toHaveCount(0);
  await reader.clickAt([0.8, 0.25]);
  await reader.keeps('Add point');
  await choose(other, 'File', /^Close project/);
  await expect(other.getByRole('heading', { name: 'Recent projects' })).toBeVisible();
});

test('a saved copy contains everything with its history; a name in use is reported', async () => {
  await page.bringToFront();
  await page.getByRole('button', { name: /harbour\.tintype/ }).click();
  await editor.keeps('Add point');
  await page.keyboard.press('Control+Shift+s');
  const dialog = page.getByRole('dialog', { name: 'Save copy' });
  await dialog.getByLabel('Name').fill('harbour');
  await dialog.getByRole('button', { name: 'Save copy' }).click();
  await expect(dialog.getByRole('alert')).toContainText('this project itself');
  await expectNoViolations(page);
  await dialog.getByLabel('Name').fill('second try');
  await dialog.getByRole('button', { name: 'Save copy' }).click();
  await expect(page.getByText('Saved a copy of the project.')).toBeVisible();
  await openProject(other, join(here.home, 'films', 'second try.tintype'));
  await reader.keeps('Add point');
  await expect(reader.shots().first()).toContainText('1 key');
});

test('a project that cannot be written says so, and offers a copy, which can', async () => {
  const path = join(there.home, 'films', 'archived.tintype');
  await mkdir(join(there.home, 'films'), { recursive: true });
  await copyFile(join(here.home, 'films', 'second try.tintype'), path);
  // A folder at the lock's path stands for a read-only disk.
  await mkdir(`${path}-lock`);
  await choose(other, 'File', /^Close project/);
  await openProject(other, path);
  await expect(other.getByText('This project can only be read: its file or folder cannot be written.')).toBeVisible();
  await expect(other.getByText('Read only: cannot be written')).toBeVisible();
  await expectNoViolations(other);
  await other.bringToFront();
  await reader.seesColour();
  await reader.clickAt([0.6, 0.6]);
  const told = other.getByText('This project cannot be changed here: its file or folder cannot be written.');
  await expect(told).toBeVisible();
  await other.getByRole('status').getByRole('button', { name: 'Save copy…' }).click();
  const dialog = other.getByRole('dialog', { name: 'Save copy' });
  // The message stands below the dialog, and covers nothing of it.
  await expect.poll(async () => (await told.boundingBox())!.y - (await dialog.boundingBox())!.y - (await dialog.boundingBox())!.height).toBeGreaterThan(0);
  await dialog.getByLabel('Name').fill('to work on');
  await dialog.getByRole('button', { name: 'Save copy' }).click();
  await expect(other.getByText('Saved a copy of the project.')).toBeVisible();
  await choose(other, 'File', /^Close project/);
  await openProject(other, join(there.home, 'films', 'to work on.tintype'));
  await expect(other.getByText(/^Read only/)).toHaveCount(0);
  await reader.keeps('Add point');
});

if (isLong) test('an automatic earlier version opens beside the present project, in its former state', async () => {
  await page.keyboard.press('Shift+Delete');
  await expect(editor.shots().first()).toContainText('no keyframe');
  await choose(page, 'File', /^Earlier versions/);
  const dialog = page.getByRole('dialog', { name: 'Earlier versions' });
  await expect(dialog.getByRole('button', { name: /^Open the version of/ }).first()).toBeVisible();
  await expectNoViolations(page);
  await dialog.getByRole('button', { name: /^Open the version of/ }).first().click();
  await expect(editor.shots().first()).toContainText('1 key');
  await expect(page.getByText(/^harbour \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d$/)).toBeVisible();
  await choose(page, 'File', /^Close project/);
  await page.getByRole('button', { name: /harbour\.tintype/ }).click();
  await expect(editor.shots().first()).toContainText('no keyframe');
  expect(complaints).toEqual([]);
});
