import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { newId, SwatchId } from '../../src/shared/model/ids.ts';
import { ffmpeg } from '../support/clips.ts';
import { connectWire } from '../support/wire-client.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { makeClip } from './support/clip.ts';
import { openStudio, type StudioSession } from './support/open-studio.ts';

// A project is made of clips that were listed and read beforehand, and of an edit list. Each test continues with the state of the one before.
test.describe.configure({ mode: 'serial' });

let person: StudioSession;
const LIST = [
  'TITLE: Reel 1', 'FCM: NON-DROP FRAME',
  '001  A001 V     C        01:00:00:00 01:00:00:08 01:00:00:00 01:00:00:08', '* FROM CLIP NAME: Harbour',
  '002  A001 V     C        01:00:00:08 01:00:01:02 01:00:00:08 01:00:01:02', '* FROM CLIP NAME: Street',
  '003  B002 V     C        02:00:00:00 02:00:01:00 02:00:00:00 02:00:01:00', '* FROM CLIP NAME: Elsewhere', '',
].join('\n');
const inFilms = (name: string): string => join(person.studio.home, 'films', name);
const listed = (): ReturnType<StudioSession['page']['getByRole']> => person.page.getByRole('list', { name: 'Clips of the new project' });

test.beforeAll(async ({ browser }) => {
  person = await openStudio(browser, 'harbour.mov', { secondShot: 20 });
  makeClip(inFilms('street.mov'), { secondShot: 20, mirrored: true });
  await writeFile(inFilms('harbour.edl'), LIST);
  await writeFile(inFilms('torn.mov'), 'not a film');
});
test.afterAll(() => person.leave());

/** Drops files on the window, as a browser does, which knows their content only. */
async function drop(...names: readonly string[]): Promise<void> {
  const files = names.map((name) => ({ name, base64: readFileSync(inFilms(name)).toString('base64') }));
  await person.page.evaluate((dropped) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of dropped) transfer.items.add(new File([Uint8Array.from(atob(base64), (each) => each.charCodeAt(0))], name));
    for (const kind of ['dragenter', 'dragover', 'drop']) document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, files);
}

test('clips that are dropped together are listed with what was read of them, and nothing is made yet', async () => {
  const { page, studio } = person;
  await expect(page.getByText('None yet.')).toBeVisible();
  await drop('torn.mov', 'street.mov');
  await expect(listed().getByRole('listitem', { name: 'street.mov' })).toContainText('320×192, 8 bit, 24000/1001 f/s, 1.3 s, 1 sound track');
  await expect(listed().getByRole('listitem', { name: 'street.mov' })).toContainText('h264, BT.709 primaries');
  await expect(listed().getByRole('listitem', { name: 'torn.mov' })).toHaveAttribute('data-state', 'failed');
  const form = page.getByRole('form', { name: 'New project' });
  await expect(form.getByText('1 clip, 1.3 s, 1 that cannot be read is left out')).toBeVisible();
  await expect(page.getByLabel('Name')).toHaveValue('street');
  expect(existsSync(join(studio.home, 'street.tintype'))).toBe(false);
  await form.getByRole('button', { name: 'Leave out torn.mov' }).click();
  await expect(listed().getByRole('listitem')).toHaveCount(1);
});

test('a clip is chosen beside it, and the order is changed by keys', async () => {
  const { page, film } = person;
  await page.getByRole('button', { name: 'Add clip…' }).click();
  await page.getByLabel('Path').fill(film);
  await page.getByLabel('Path').press('Enter');
  await expect(page.getByLabel('Saved in')).toHaveValue(join(person.studio.home, 'films'));
  const rows = listed().getByRole('listitem');
  await expect(rows.nth(1)).toContainText('24000/1001 f/s');
  await rows.nth(1).getByRole('button', { name: 'Move harbour.mov earlier' }).press('Alt+ArrowUp');
  await expect(rows.first()).toContainText('harbour.mov');
  await expectNoViolations(page);
});

test('an edit list says beforehand what of it the clips have', async () => {
  await drop('harbour.edl');
  const row = listed().getByRole('listitem', { name: 'harbour.edl' });
  await expect(row).toContainText('2 of 3 events found; they become the shots of its clip');
  await row.getByText(/remarks?$/).click();
  await expect(row).toContainText('event 003 “Elsewhere” lies outside the clip');
});

test('the project has the clips in that order, with the coding that was chosen, and the shots of the list', async () => {
  const { page, studio, editor } = person;
  await page.getByLabel('BT.709 primaries').selectOption('gamma22');
  await page.getByLabel('Make proxies').uncheck();
  await page.getByLabel('Name').fill('Reel 1');
  await page.getByRole('button', { name: 'Create project' }).click();
  await editor.seesFrame(0);
  await expect(editor.shots().first()).toContainText('Harbour');
  const wire = await connectWire(studio.url);
  await expect.poll(async () => (await wire.client.project.current())?.document.clips.map(({ name, coding }) => [name, coding?.transfer])).toEqual([['harbour', 'gamma22'], ['street', 'gamma22']]);
  const { path, document } = (await wire.client.project.current())!;
  expect(path).toBe(inFilms('Reel 1.tintype'));
  expect(document.shots.filter(({ clipId }) => clipId === document.clips[0]?.id).map(({ name, range }) => [name, range.first, range.last])).toEqual([['Harbour', 0, 7], ['Street', 8, 25], ['Not in list 01', 26, 31]]);
  // The clip without a list was searched.
  await expect.poll(async () => (await wire.client.jobs.list()).map(({ kind }) => kind)).toEqual(['findShots']);
  wire.close();
});

test('a single film is opened at once, with a project beside it', async () => {
  const { page, studio } = person;
  await page.getByRole('menuitem', { name: 'File' }).click();
  await page.getByRole('menuitem', { name: 'Close project' }).click();
  await expect(page.getByRole('heading', { name: 'Recent projects' })).toBeVisible();
  await expect(listed()).toHaveCount(0);
  await drop('street.mov');
  await person.editor.seesFrame(0);
  const wire = await connectWire(studio.url);
  expect((await wire.client.project.current())?.path).toMatch(/street\.tintype$/);
  wire.close();
});

test('a new project begins with the swatches of another, which stays as it is', async () => {
  const { page, studio, editor, film } = person;
  const wire = await connectWire(studio.url);
  const add = async (name: string, lab: readonly [number, number, number]): Promise<void> => {
    const { revision } = (await wire.client.project.current())!;
    await wire.client.project.apply({ baseRevision: revision, command: { kind: 'addSwatch', swatch: { id: newId(SwatchId), name, lab, tolerance: 2, note: 'wool sample' } } });
  };
  await add('Coat', [42, -4, -22]);
  await add('Brick', [45, 33, 22]);
  const { path: old } = (await wire.client.project.current())!;
  await page.getByRole('menuitem', { name: 'File' }).click();
  await page.getByRole('menuitem', { name: 'Close project' }).click();
  // Closing writes the file's header once more after the WAL is gone, so only the engine's answer says that the file is at rest.
  await expect.poll(() => wire.client.project.current()).toBeNull();
  const before = readFileSync(old);

  const choice = page.getByLabel('Swatches');
  await expect(choice.getByRole('option')).toHaveText(['None', 'street', 'Reel 1', 'Another project…']);
  await choice.selectOption('Reel 1');
  await expect(page.getByText('This project has no swatches.')).toBeVisible();
  await choice.selectOption('Another project…');
  await page.getByLabel('Path').fill(inFilms('torn.mov'));
  await page.getByLabel('Path').press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'is not a Tintype project. The new project begins without swatches.' })).toBeVisible();
  await choice.selectOption('street');
  await expect(page.getByText('2 swatches', { exact: true })).toBeVisible();
  await expectNoViolations(page);

  // A single film is listed now: it is to be in the project that takes the swatches.
  await editor.openClip(film);
  await expect(listed().getByRole('listitem')).toHaveCount(1);
  await page.getByLabel('Name').fill('Reel 2');
  await page.getByRole('button', { name: 'Create project' }).click();
  await editor.seesFrame(0);
  const script = page.getByRole('region', { name: 'Colour script' });
  await expect(script.getByRole('button', { name: 'Paint with Coat wool sample' })).toBeVisible();
  await expect(script.getByRole('button', { name: 'Paint with Brick wool sample' })).toBeVisible();
  const { path, document } = (await wire.client.project.current())!;
  expect(path).toBe(inFilms('Reel 2.tintype'));
  expect(document.swatches.map(({ name, lab, note }) => [name, lab, note])).toEqual([['Coat', [42, -4, -22], 'wool sample'], ['Brick', [45, 33, 22], 'wool sample']]);
  expect(readFileSync(old).equals(before)).toBe(true);
  wire.close();
});

test('an image sequence without a rate gets the one that is chosen, and another one later', async () => {
  const { page, studio, editor } = person;
  const wire = await connectWire(studio.url);
  const clip = async (): Promise<unknown> => (await wire.client.project.current())?.document.clips[0];
  mkdirSync(inFilms('scan'));
  ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=24', '-frames:v', '12', join(inFilms('scan'), 'reel_%04d.png'));
  await page.getByRole('menuitem', { name: 'File' }).click();
  await page.getByRole('menuitem', { name: 'Close project' }).click();
  await page.getByRole('button', { name: 'Add clip…' }).click();
  await page.getByLabel('Path').fill(join(inFilms('scan'), 'reel_0001.png'));
  await page.getByLabel('Path').press('Enter');
  const row = listed().getByRole('listitem', { name: 'reel_[0001-0012].png' });
  await expect(row).toContainText('24 frames a second are assumed');
  const choice = page.getByLabel('Rate of image sequences');
  await choice.selectOption('Other…');
  await page.getByLabel('Frames a second').fill('fast');
  await expect(page.getByRole('button', { name: 'Create project' })).toBeDisabled();
  await page.getByLabel('Frames a second').fill('24000/1001');
  await expect(row).toContainText('24000/1001 f/s, 0.5 s');
  await expect(row).not.toContainText('assumed');
  await expectNoViolations(page);
  await page.getByRole('button', { name: 'Create project' }).click();
  await editor.seesFrame(0);
  expect(await clip()).toMatchObject({ rate: { num: 24000, den: 1001 }, probedRate: { num: 24, den: 1 } });

  await page.getByRole('menuitem', { name: 'File' }).click();
  await page.getByRole('menuitem', { name: 'Clip report…' }).click();
  await expect(page.getByRole('dialog')).toContainText('24000/1001 (23.976) frames a second set by you');
  await page.getByRole('dialog').getByRole('button', { name: 'Frame rate…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Frame rate of reel' });
  await expect(dialog.getByLabel('Rate')).toHaveValue('23.976');
  await dialog.getByLabel('Rate').selectOption('18');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect.poll(clip).toMatchObject({ rate: { num: 18, den: 1 }, probedRate: { num: 24, den: 1 } });
  wire.close();
});
