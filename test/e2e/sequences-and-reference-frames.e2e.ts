import { readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { ffmpeg } from '../support/clips.ts';
import { isLong } from '../support/long.ts';
import { ffprobe } from './support/clip.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { openStudioWithClip, type StudioSession } from './support/open-studio.ts';

// A list is conformed, its sequence opened, and shots made of it; colour images are dropped and become keyframes, which are exported again.
test.describe.configure({ mode: 'serial' });

const LIST = [
  'TITLE: Reel 1', 'FCM: NON-DROP FRAME',
  '001  AX   V     C        01:00:00:14 01:00:00:22 10:00:00:00 10:00:00:08', '* FROM CLIP NAME: harbour',
  '002  BL   V     C        00:00:00:00 00:00:00:04 10:00:00:08 10:00:00:12',
  '003  AX   V     C        01:00:00:02 01:00:00:10 10:00:00:12 10:00:00:20', '* FROM CLIP NAME: harbour', '* ASC_SAT 0.9',
  '004  B002 V     C        02:00:00:00 02:00:00:10 10:00:00:20 10:00:01:06', '* FROM CLIP NAME: elsewhere', '',
].join('\n');

let person: StudioSession;
let folder: string;
test.beforeAll(async ({ browser }) => {
  person = await openStudioWithClip(browser, 'harbour.mov', { secondShot: 16 });
  folder = join(person.studio.home, 'films');
  await writeFile(join(folder, 'reel.edl'), LIST);
  await mkdir(join(folder, 'painted'));
  for (const frame of ['003', '0020']) ffmpeg('-i', person.film, '-vf', `select=eq(n\\,${Number(frame)}),format=rgb24,colorchannelmixer=rr=1:gg=0.8:bb=0.6`, '-frames:v', '1', join(folder, 'painted', `harbour_${frame}.png`));
  await writeFile(join(folder, 'painted', 'cover.png'), readFileSync(join(folder, 'painted', 'harbour_0020.png')));
});
test.afterAll(() => person.leave());

async function choose(...path: readonly string[]): Promise<void> {
  for (const name of path) await person.page.getByRole('menuitem', { name, exact: true }).click();
}

test('a conformed list is previewed line by line and kept as a sequence in the bin', async () => {
  const { page, editor } = person;
  await choose('File', 'Conform edit list…');
  await page.getByLabel('Path').fill(join(folder, 'reel.edl'));
  await page.getByLabel('Path').press('Enter');
  const found = page.getByRole('status', { name: 'What is found' });
  await expect(found).toContainText('2 of 3 events are found');
  await expect(found).toContainText('Event 002 is black (4 frames from 10:00:00:08); it was left out.');
  await expect(found).toContainText('The colour decisions of event 003 (ASC CDL) are not taken over.');
  await expect(page.getByRole('region', { name: 'Events without a clip' })).toContainText('elsewhere');
  await expectNoViolations(page);
  await page.getByRole('button', { name: 'Make sequence' }).click();
  await editor.keeps('Set sequence');
  await expect(page.getByRole('list', { name: 'Sequences' }).getByRole('button', { name: /Reel 1/ })).toHaveAttribute('aria-pressed', 'true');
});

test('events are shown in record order; a press shows the first frame of one, and shots are made of all in one step', async () => {
  const { page, editor } = person;
  const events = page.getByRole('region', { name: 'Events of the sequence' }).getByRole('button');
  await expect(events).toHaveCount(3);
  await expect(events.nth(2)).toHaveAttribute('data-missing', 'true');
  await expect(page.getByRole('region', { name: 'Events of the sequence' })).toContainText('10:00:00:00');
  await expect(page.getByRole('region', { name: 'Events of the sequence' })).not.toContainText('NaN');
  await events.nth(0).click();
  await editor.seesFrame(14);
  await expectNoViolations(page);
  await page.getByRole('button', { name: 'Make shots from events' }).click();
  // 0–1, 2–9, 10–13, 14–21, 22–27.
  await expect(editor.shots()).toHaveCount(5);
  await page.keyboard.press('Control+z');
  await expect(editor.shots()).toHaveCount(2);
  const sequence = page.getByRole('region', { name: 'Sequence', exact: true });
  await sequence.getByRole('button', { name: 'Close' }).click();
  await expect(sequence).toHaveCount(0);
});

if (isLong) test('images dropped together show which of them fit before they become keyframes, and keyframes are exported as images', async () => {
  const { page, editor } = person;
  const images = ['harbour_003.png', 'harbour_0020.png', 'cover.png'].map((name) => ({ name, bytes: readFileSync(join(folder, 'painted', name)).toString('base64') }));
  const dataTransfer = await page.evaluateHandle((given) => {
    const transfer = new DataTransfer();
    for (const { name, bytes } of given) transfer.items.add(new File([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))], name, { type: 'image/png' }));
    return transfer;
  }, images);
  await editor.stage.dispatchEvent('drop', { dataTransfer });
  const fits = page.getByRole('status', { name: 'What fits' });
  await expect(fits).toContainText('2 of 3 images fit');
  await expect(fits).toContainText('cover.png has no frame number or timecode in its name.');
  await expect(page.getByRole('region', { name: 'Frames of the images' }).getByRole('row').nth(2)).toContainText('2001:00:00:20harbour_0020.pngShot 02new keyframe');
  await expectNoViolations(page);
  await page.getByRole('button', { name: 'Import 2' }).click();
  await editor.keeps('Import reference frames');
  await choose('Shot', 'Keyframe', 'Export keyframes…');
  await page.getByLabel('Path').fill(folder);
  await page.getByLabel('Path').press('Enter');
  await expect(page.getByRole('list', { name: 'Files' }).getByRole('button', { name: /painted/ })).toBeVisible();
  await page.getByRole('button', { name: 'Select folder' }).click();
  await expect.poll(async () => (await readdir(join(folder, 'harbour keyframes')).catch(() => [])).filter((name) => name.endsWith('.png')).toSorted()).toEqual(['harbour_000003.png', 'harbour_000020.png']);
});

/** A real drop of files or folders of this computer, as the browser's own input. */
async function dropPaths(files: readonly string[]): Promise<void> {
  const { page, editor } = person;
  const box = await editor.stage.boundingBox();
  if (box === null) throw new Error('There is no stage.');
  const devtools = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await devtools.send('Input.dispatchDragEvent', { type, x: box.x + box.width / 2, y: box.y + box.height / 2, data: { items: [], files: [...files], dragOperationsMask: 1 } });
  }
  await devtools.detach();
}

test('a dropped folder of images is previewed as reference frames', async () => {
  const { page } = person;
  await dropPaths([join(folder, 'painted')]);
  await expect(page.getByRole('status', { name: 'What fits' })).toContainText('2 of 3 images fit');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
});

test('films of a dropped folder are opened, each as a clip; a folder with neither is refused with a sentence', async () => {
  const { page } = person;
  await mkdir(join(folder, 'rushes', 'notes'), { recursive: true });
  for (const [name, shade] of [['one', '0x404040'], ['two', '0x909090']] as const) ffmpeg('-f', 'lavfi', '-i', `color=${shade}:s=64x36:r=24:d=0.5`, '-c:v', 'ffv1', join(folder, 'rushes', `${name}.mkv`));
  await writeFile(join(folder, 'rushes', 'read me.txt'), 'Two reels.');
  await dropPaths([join(folder, 'rushes')]);
  await expect(page.getByRole('img', { name: 'Picture of two', exact: true })).toBeVisible();
  await expect(page.getByLabel('Clip', { exact: true }).getByRole('option')).toHaveText([/^harbour /, /^one /, /^two /]);
  await mkdir(join(folder, 'texts'));
  await writeFile(join(folder, 'texts', 'list.txt'), 'nothing');
  await dropPaths([join(folder, 'texts')]);
  await expect(page.getByText('The dropped folder holds no films and no images.')).toBeVisible();
});

const OVER_TWO_CLIPS = [
  'TITLE: Two reels', 'FCM: NON-DROP FRAME',
  '001  AX   V     C        01:00:00:14 01:00:00:22 10:00:00:00 10:00:00:08', '* FROM CLIP NAME: harbour',
  '002  one  V     C        00:00:00:02 00:00:00:08 10:00:00:08 10:00:00:14',
  '003  AX   V     C        01:00:00:02 01:00:00:10 10:00:00:14 10:00:00:22', '* FROM CLIP NAME: harbour',
  '004  B002 V     C        02:00:00:00 02:00:00:10 10:00:00:22 10:00:01:08', '* FROM CLIP NAME: elsewhere', '',
].join('\n');

test('the shots of a sequence over two clips are delivered as a whole, in its order, with the timeline that relinks to them', async () => {
  const { page, editor } = person;
  const out = join(folder, 'delivered');
  await writeFile(join(folder, 'two.edl'), OVER_TWO_CLIPS);
  await choose('File', 'Conform edit list…');
  await page.getByLabel('Path').fill(join(folder, 'two.edl'));
  await page.getByLabel('Path').press('Enter');
  await expect(page.getByRole('status', { name: 'What is found' })).toContainText('3 of 4 events are found');
  await page.getByRole('button', { name: 'Make sequence' }).click();
  const sequence = page.getByRole('region', { name: 'Sequence', exact: true });
  await sequence.getByRole('button', { name: 'Make shots from events' }).click();
  await expect(page.getByText('Made 8 shots in 2 clips from “Two reels”.')).toBeVisible();
  await sequence.getByRole('button', { name: 'Deliver sequence…' }).click();

  const settings = page.getByRole('region', { name: 'Delivery settings' });
  await expect(settings.getByRole('button', { name: 'Sequence', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await expect(settings.getByLabel('Sequence', { exact: true })).toHaveText(/Reel 1.*Two reels/);
  await expect(settings.getByLabel('Sequence', { exact: true }).locator('option:checked')).toHaveText('Two reels');
  await expect(settings.getByTestId('sequence-shots')).toHaveText('3 shots of 2 clips for 3 events, in record order. 1 event has no clip and is left out.');
  await expect(settings.getByRole('group', { name: 'Shots to deliver' }).locator('label')).toHaveText(['harbour (04)', 'one', 'harbour (02)']);
  await settings.getByLabel('Folder').fill(out);
  const names = page.getByTestId('name-preview').getByRole('listitem');
  await expect(names).toHaveText([/^harbour-04\.mov8 fr/, /^one-02\.mov6 fr/, /^harbour-02\.mov8 fr/]);
  await expect(settings.getByTestId('estimate')).toContainText('22 frames');
  await expect(settings.getByText('22 frames have no colour yet and will be gray')).toBeVisible();
  await expect(settings.getByText('The clips differ in size, frame rate and colour coding: each file is as its clip.')).toBeVisible();
  await settings.getByLabel('Timeline').selectOption('.otio');
  await expect(names.last()).toHaveText('Two reels.otio3 events');
  await expect(settings.getByTestId('delivered-timeline')).toContainText('“elsewhere” has no delivered file and was left out.');
  await expectNoViolations(page);
  await editor.photograph('deliver-sequence');

  await settings.getByRole('button', { name: 'Deliver 3 files' }).click();
  const row = page.getByRole('region', { name: 'Render queue' }).getByRole('listitem', { name: 'harbour-04.mov and 2 more' });
  await expect(row).toHaveAttribute('data-state', 'done');
  await expect(row).toContainText('22 frames');
  await expect(row.getByRole('button', { name: /\d+ findings?/ })).toBeVisible();
  expect((await readdir(out)).filter((name) => !name.endsWith('.html')).toSorted()).toEqual(['Two reels.otio', 'harbour-02.mov', 'harbour-04.mov', 'one-02.mov']);
  const videoOf = (name: string): unknown => ffprobe(join(out, name)).find(({ codec_type: type }) => type === 'video');
  expect(videoOf('harbour-04.mov')).toMatchObject({ width: 320, height: 192, nb_read_frames: '8', r_frame_rate: '24000/1001' });
  expect(videoOf('one-02.mov')).toMatchObject({ width: 64, height: 36, nb_read_frames: '6', r_frame_rate: '24/1' });
  const timeline = readFileSync(join(out, 'Two reels.otio'), 'utf8');
  expect([...timeline.matchAll(/"target_url": ?"file:[^"]*\/([^"/]+)"/g)].map(([, name]) => name)).toEqual(['harbour-04.mov', 'one-02.mov', 'harbour-02.mov']);
  await row.getByRole('button', { name: 'Files of harbour-04.mov and 2 more' }).click();
  await expect(row.getByRole('list', { name: 'Files' }).getByRole('listitem')).toHaveText([/harbour-04\.mov/, /one-02\.mov/, /harbour-02\.mov/, /Two reels\.otio.*Timeline of the files\./]);

  const before = settings.getByRole('region', { name: 'Delivered before' });
  await expect(before.getByRole('status')).toHaveText('All 3 files were delivered before; no frame differs.');
  await settings.getByRole('group', { name: 'Shots to deliver' }).getByRole('checkbox').nth(1).uncheck();
  await expect(names).toHaveText([/^harbour-04 \(2\)\.mov/, /^harbour-02 \(2\)\.mov/, /^Two reels \(2\)\.otio/]);
  await expect(settings.getByText(/The clips differ/)).toHaveCount(0);
  // The form of a sequence stays when another of its clips is shown.
  await before.getByRole('listitem').first().locator('.differing').click();
  await expect(editor.picture).toBeVisible();
  await page.getByLabel('Clip', { exact: true }).getByRole('option', { name: /^one / }).click();
  await expect(page.getByLabel('Clip', { exact: true }).getByRole('option', { name: /^one / })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Shift+8');
  await expect(names).toHaveText([/^harbour-04 \(2\)\.mov/, /^harbour-02 \(2\)\.mov/, /^Two reels \(2\)\.otio/]);
  await choose('Deliver', 'Deliver sequence…');
  await expect(names).toHaveText([/^harbour-04 \(2\)\.mov/, /^one-02 \(2\)\.mov/, /^harbour-02 \(2\)\.mov/, /^Two reels \(2\)\.otio/]);
  // On the board the sequence has its shots in its order, and its delivery those that are selected.
  await page.keyboard.press('Shift+4');
  await page.getByRole('region', { name: 'Clips' }).getByRole('button', { name: 'Two reels 3' }).click();
  const cards = page.getByRole('listbox', { name: 'Shots', exact: true }).getByRole('option');
  await expect(cards).toHaveText([/^harbourharbour.*8 fr/, /^oneone.*6 fr/, /^harbourharbour.*8 fr/]);
  await expect(page.getByRole('region', { name: 'Selected shots' }).getByRole('button', { name: 'Deliver…' })).toBeDisabled();
  await cards.nth(2).click();
  await cards.nth(0).click({ modifiers: ['Control'] });
  await page.getByRole('region', { name: 'Selected shots' }).getByRole('button', { name: 'Deliver…' }).click();
  await expect(names).toHaveText([/^harbour-04 \(2\)\.mov/, /^harbour-02 \(2\)\.mov/, /^Two reels \(2\)\.otio/]);
  // The report of a file is shown with the clip of that file.
  await row.getByRole('button', { name: /\d+ findings?/ }).click();
  await expect(page.getByLabel('Checked file').getByRole('option')).toHaveText([/harbour-0\d\.mov/, /harbour-0\d\.mov/]);
});
