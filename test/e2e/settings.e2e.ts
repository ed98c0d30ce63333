import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { ddcolorLike } from '../../src/engine/models/testing/small-models.ts';
import { tintype } from '../support/tintype.ts';
import { connectWire } from '../support/wire-client.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { makeClip } from './support/clip.ts';
import { EditorPage } from './support/editor-page.ts';
import { startStudio, type Studio } from './support/studio.ts';

test.describe.configure({ mode: 'serial' });

let studio: Studio;
let page: Page;
let editor: EditorPage;
let settings: Locator;
test.beforeAll(async ({ browser }) => {
  // Without the variables, the cache lies at its customary place below the home folder and may be moved.
  studio = await startStudio({ TINTYPE_CACHE_DIR: '', XDG_CACHE_HOME: '', TINTYPE_THREADS: '' });
  page = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage();
  editor = new EditorPage(page);
  settings = page.getByRole('dialog', { name: 'Settings' });
  const film = join(studio.home, 'films', 'harbour.mov');
  makeClip(film, { secondShot: 40 });
  await page.goto(studio.url);
  await editor.openClip(film);
  await expect(editor.shots()).toHaveCount(2);
  await editor.seesFrame(0);
});
test.afterAll(() => studio.close());

const cacheFolder = (): string => join(studio.home, '.cache', 'tintype');
const preferences = (): Record<string, string> => JSON.parse(readFileSync(join(studio.home, 'data', 'preferences.json'), 'utf8')) as Record<string, string>;
async function openPage(name: string): Promise<void> {
  if (await settings.count() === 0) await page.keyboard.press('Control+Comma');
  await settings.getByRole('tab', { name }).click();
}

test('settings are pages, walked by arrow keys and searched by words', async () => {
  await page.keyboard.press('Control+Comma');
  await expect(settings.getByRole('tab')).toHaveText(['Editor', 'Performance', 'Cache', 'Folders and proxies', 'Render farm', 'Keyboard', 'Privacy']);
  await expect(settings.getByRole('tabpanel', { name: 'Editor' }).getByRole('heading')).toHaveText(['Notifications', 'Stale shots', 'Start page']);
  await settings.getByRole('tab', { name: 'Editor' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(settings.getByRole('tab', { name: 'Performance' })).toBeFocused();
  await expectNoViolations(page);
  await editor.photograph('settings-performance');
  await settings.getByLabel('Find a setting').fill('disk');
  await expect(settings.getByRole('region', { name: 'Settings that were found' }).getByRole('heading')).toHaveText(['Cache', 'Contents', 'Place']);
  await settings.getByLabel('Find a setting').fill('proxies size');
  await expect(settings.getByRole('heading', { level: 2 })).toHaveText(['Proxies']);
  await settings.getByLabel('Find a setting').fill('zebra');
  await expect(settings.getByText('No setting has these words.')).toBeVisible();
  // Escape empties the field first, and closes the settings then.
  await page.keyboard.press('Escape');
  await expect(settings.getByRole('tabpanel', { name: 'Performance' })).toBeVisible();
});

test('the number of threads counts at once', async () => {
  await openPage('Performance');
  const choice = settings.getByLabel('Networks use');
  await choice.selectOption('1 thread');
  await expect.poll(() => preferences().threads).toBe('1');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Comma');
  await openPage('Performance');
  await expect(choice).toHaveValue('1');
  await choice.selectOption({ index: 0 });
  await expect.poll(() => preferences().threads).toBe('');
});

test('a model for automatic colour that is added and removed meanwhile is seen by the open window, in the settings and in the dialog', async () => {
  const models = async (...words: readonly string[]): Promise<void> => {
    const done = await tintype(['models', ...words], { home: studio.home, env: { TINTYPE_CACHE_DIR: join(studio.home, 'other-cache') } });
    expect(done.code, done.stderr).toBe(0);
  };
  await writeFile(join(studio.home, 'warm.onnx'), ddcolorLike());
  await openPage('Performance');
  const list = settings.getByRole('list', { name: 'Brought models' }).getByRole('listitem');
  const part = settings.getByRole('region', { name: 'Models for automatic colour' });
  await expect(part).toContainText('Only Tintype’s network is installed.');
  await models('add', join(studio.home, 'warm.onnx'), '--as', 'automatic');
  await expect(page.getByText('The model “warm” was added: it is there under Shot, Automatic colour.')).toBeVisible();
  await expect(list).toHaveText([/^warm three channels gray in, ab out, 64×64; licence: Apache-2.0$/]);
  await part.scrollIntoViewIfNeeded();
  await expectNoViolations(page);
  await page.keyboard.press('Escape');

  await page.getByRole('menuitem', { name: 'Shot', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Automatic colour…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Automatic colour' });
  await dialog.getByRole('radio', { name: 'warm' }).check();
  await expect(dialog.getByRole('button', { name: 'Apply' })).toBeEnabled();
  await models('remove', 'warm');
  await expect(dialog.getByRole('radio')).toHaveCount(1);
  await expect(dialog.getByRole('button', { name: 'Apply' })).toBeDisabled();
  await expect(page.getByText('The model “warm” was removed.')).toBeVisible();
  await page.keyboard.press('Escape');
});

test('clearing tells what it frees and leaves what the open film uses', async () => {
  await page.keyboard.press('Escape');
  await editor.clickAt([0.3, 0.4]);
  await editor.keeps('Add keyframe');
  const plane = await editor.seesColour();
  await openPage('Cache');
  const groups = settings.getByRole('region', { name: 'Contents of the cache' }).getByRole('listitem');
  await expect(groups).toHaveCount(4);
  await expect(groups.nth(0).getByRole('button', { name: 'Clear colour' })).toBeDisabled();
  await expect(groups.nth(2).getByRole('button', { name: /^Clear (.* of )?proxies, sound, waveforms$/ })).toBeVisible();
  const facts = groups.filter({ hasText: 'Facts about clips' });
  await facts.getByRole('button', { name: /^Clear .* of facts about clips$/ }).click();
  await expectNoViolations(page);
  await editor.photograph('settings-cache');
  await facts.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText(/^Facts about clips: .*freed\.$/)).toBeVisible();
  await expect(facts.getByRole('button', { name: 'Clear facts about clips' })).toBeDisabled();
  await page.keyboard.press('Escape');
  await editor.showsColour(plane);
});

test('the cache moves to another folder while the film is open; a folder that cannot be used is refused in place', async () => {
  await openPage('Cache');
  const place = settings.getByRole('region', { name: 'Place of the cache' });
  const folder = place.getByLabel('Folder', { exact: true });
  await expect(folder).toHaveValue(cacheFolder());
  await writeFile(join(studio.home, 'file'), '');
  await folder.fill(join(studio.home, 'file', 'cache'));
  await folder.press('Enter');
  await expect(place.getByRole('status')).toHaveText(`The folder ${join(studio.home, 'file', 'cache')} cannot be written (a file is in its place): choose another one.`);
  await editor.photograph('settings-refused');
  expect(readdirSync(cacheFolder())).toContain('artefacts');
  const next = join(studio.home, 'raid', 'cache');
  await folder.fill(next);
  await folder.press('Enter');
  await expect(page.getByText('The cache was moved.')).toBeVisible();
  await expect(folder).toHaveValue(next);
  expect(existsSync(cacheFolder())).toBe(false);
  expect(preferences().cacheFolder).toBe(next);
  // Frames come from the proxy at its new place, and colour is painted and kept there.
  await page.keyboard.press('Escape');
  await page.keyboard.press('End');
  await editor.seesFrame(51);
  await editor.clickAt([0.5, 0.5]);
  await editor.seesColour();
  await expect.poll(() => existsSync(join(next, 'artefacts'))).toBe(true);
});

test('default folders and proxies: new projects and deliveries begin there, no proxies are made when they are off', async () => {
  const [projects, out] = [join(studio.home, 'work'), join(studio.home, 'out')];
  await mkdir(projects);
  await mkdir(out);
  await openPage('Folders and proxies');
  await settings.getByLabel('Projects').fill(projects);
  await settings.getByLabel('Deliveries').fill(out);
  await settings.getByLabel('Make proxies').uncheck();
  // The picture that is shown is asked for anew, at its new address.
  const asked = page.waitForResponse((response) => response.url().includes('/luma.jpg?content=small%20proxies'));
  await settings.getByLabel('Size').selectOption('within 960 × 540');
  expect((await asked).status()).toBe(200);
  await editor.photograph('settings-folders');
  await expectNoViolations(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+8');
  await expect(page.getByRole('region', { name: 'Delivery settings' }).getByLabel('Folder')).toHaveValue(out);
  const { client, close } = await connectWire(studio.url);
  const other = join(studio.home, 'films', 'other.mov');
  makeClip(other, { mirrored: true, secondShot: 40 });
  await client.media.openClip({ path: other });
  const jobs = await client.jobs.list();
  expect(jobs.map(({ label }) => label)).toContain('Finding shots · other');
  expect(jobs.map(({ label }) => label)).not.toContain('Making proxies · other');
  await client.project.close();
  await expect(page.getByRole('form', { name: 'New project' }).getByLabel('Saved in')).toHaveValue(projects);
  close();
  expect(preferences()).toMatchObject({ projectFolder: projects, deliveryFolder: out, proxies: 'off', proxySize: 'small' });
});

test('copies of projects go to another folder at once, and one that is not there is told', async () => {
  const copies = join(studio.home, 'copies');
  await openPage('Folders and proxies');
  const field = settings.getByRole('region', { name: 'Earlier versions' }).getByLabel('Copied to');
  await field.fill(copies);
  await field.press('Enter');
  await expect(settings.getByRole('alert')).toContainText('Until it is there, copies go to the data folder.');
  await expectNoViolations(page);
  await mkdir(copies);
  const { client, close } = await connectWire(studio.url);
  await client.project.open({ path: join(studio.home, 'films', 'harbour.tintype') });
  const inCopies = (): readonly string[] => (existsSync(join(copies, 'Tintype snapshots')) ? readdirSync(join(copies, 'Tintype snapshots'), { recursive: true }).map(String).filter((name) => /Z\.tintype$/.test(name)) : []);
  await expect.poll(() => inCopies().length).toBe(1);
  expect(await client.project.snapshots()).toContainEqual(expect.objectContaining({ path: join(copies, 'Tintype snapshots', inCopies()[0]!) }));

  // Another one gets a copy at once, not after ten minutes.
  const others = join(studio.home, 'other copies');
  await mkdir(others);
  await field.fill(others);
  await field.press('Enter');
  await expect(settings.getByRole('alert')).toHaveCount(0);
  await expect.poll(() => existsSync(join(others, 'Tintype snapshots'))).toBe(true);
  await expect.poll(async () => (await client.project.snapshots()).filter(({ path }) => path.startsWith(others)).length).toBe(1);
  await client.project.close();
  close();
  await page.keyboard.press('Escape');
});

test('a page is set back to what it was at first, after a question, and only that page', async () => {
  await openPage('Folders and proxies');
  await settings.getByRole('button', { name: 'Reset this page' }).click();
  await expect(settings.getByRole('alert')).toContainText('Reset all settings of “Folders and proxies”?');
  await expectNoViolations(page);
  await settings.getByRole('button', { name: 'Keep' }).click();
  await expect(settings.getByLabel('Make proxies')).not.toBeChecked();
  await settings.getByRole('button', { name: 'Reset this page' }).click();
  await settings.getByRole('button', { name: 'Reset', exact: true }).click();
  await expect(settings.getByLabel('Make proxies')).toBeChecked();
  await expect(settings.getByLabel('Projects')).toHaveValue('');
  await expect(settings.getByRole('button', { name: 'Reset this page' })).toBeDisabled();
  await expect.poll(() => Object.keys(preferences()).filter((name) => ['projectFolder', 'deliveryFolder', 'proxies', 'proxySize', 'snapshotFolder'].includes(name))).toEqual([]);
  // Of another page: the folder that the cache was moved to.
  expect(preferences()).toHaveProperty('cacheFolder');
  await settings.getByRole('tab', { name: 'Privacy' }).click();
  await expect(settings.getByRole('button', { name: 'Reset this page' })).toHaveCount(0);
  await page.keyboard.press('Escape');
});

test('the foot says what runs the networks and how full the cache is, and follows a new budget', async () => {
  const foot = page.getByRole('contentinfo', { name: 'Jobs and state' });
  await expect(foot.getByTestId('device')).toHaveText(/^CPU(, [\d.]+ f\/s)?$/);
  await openPage('Cache');
  await settings.getByLabel('Largest size of the cache in GB').fill('3');
  await settings.getByLabel('Largest size of the cache in GB').press('Enter');
  await expect.poll(() => preferences().cacheBudgetBytes).toBe('3000000000');
  await page.keyboard.press('Escape');
  await expect(settings).toBeHidden();
  await expect(foot.getByTestId('cache')).toHaveText(/^Cache [\d.]+ ([kM]?B )?of 3\.0 GB$/);
});
