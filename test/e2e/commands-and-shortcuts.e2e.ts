import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { expect, type Page, test } from '@playwright/test';
import { isLong } from '../support/long.ts';
import type { EditorPage } from './support/editor-page.ts';
import { FILM, ffprobe, makeClip } from './support/clip.ts';
import { ffmpeg } from '../support/clips.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { type StudioSession, openStudio } from './support/open-studio.ts';
import type { Studio } from './support/studio.ts';

// The main path without a pointer, and the dialogs on the way.
test.describe.configure({ mode: 'serial' });

let person: StudioSession;
let studio: Studio;
let page: Page;
let editor: EditorPage;

test.beforeAll(async ({ browser }) => {
  person = await openStudio(browser, 'harbour.mov', { secondShot: 16 });
  ({ studio, page, editor } = person);
});

test.afterAll(async () => {
  await person.leave();
});

/** Presses Tab until an element with this name has the focus. */
async function tabTo(name: string | RegExp): Promise<void> {
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press('Tab');
    const label = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement)) return '';
      const labelled = element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels?.[0]?.textContent : undefined;
      return (element.getAttribute('aria-label') ?? labelled ?? element.textContent).trim();
    });
    if (typeof name === 'string' ? label === name : name.test(label)) return;
  }
  throw new Error(`Tab never comes to ${String(name)}.`);
}

test('a film is opened with the keyboard alone', async () => {
  await expect(page.getByRole('heading', { name: 'Colour a black-and-white film' })).toBeVisible();
  await expectNoViolations(page);
  await tabTo('Open clip…');
  await page.keyboard.press('Enter');
  await page.getByLabel('Path').waitFor();
  await expectNoViolations(page);
  await page.keyboard.press('Control+a');
  await page.keyboard.type(join(studio.home, 'films', 'harbour.mov'));
  await page.keyboard.press('Enter');
  await editor.seesFrame(0);
  await expect(editor.shots()).toHaveCount(2);
});

test('a frame is coloured and propagated, with an estimate beforehand, with the keyboard alone', async () => {
  await page.keyboard.press('a');
  await editor.keeps('Add keyframe');
  await editor.seesColour();
  await page.keyboard.press('Control+Shift+Enter');
  const forecast = page.getByTestId('forecast');
  await expect(forecast).toContainText(`${FILM.shotLengths[0] - 1} frames`);
  await expect(forecast).toContainText(/about \d+ (s|min)/);
  await expect(forecast).toContainText(/of .*B free/);
  await expectNoViolations(page);
  await page.keyboard.press('Enter');
  await expect(editor.shots().first()).toHaveAttribute('data-state', 'coloured');
});

test('a shot is delivered with the keyboard alone; ffprobe agrees with the page, and the browser downloads the same file', async () => {
  await page.keyboard.press('Control+Shift+d');
  const settings = page.getByRole('region', { name: 'Delivery settings' });
  await expect(settings).toBeFocused();
  await tabTo('Codec');
  await page.keyboard.press('ArrowDown');
  await expect(settings.getByLabel('Codec')).toHaveValue('prores-4444');
  await tabTo('Folder');
  await page.keyboard.press('Control+a');
  await page.keyboard.type(studio.home);
  await tabTo('Naming');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('{clip}-{sceen}');
  await expect(settings).toContainText('{sceen} is not a field');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('{clip}-{shot}-{codec}');
  await expect(page.getByTestId('name-preview')).toContainText('harbour-01-prores-4444.mov');
  await expect(page.getByTestId('estimate')).toContainText(`${FILM.shotLengths[0]} frames`);
  const kept = settings.locator('.kept [data-state="kept"]');
  await expect(settings.locator('.kept div').filter({ hasText: 'Sound' })).toContainText('converted to PCM 24 bit');
  await expect(kept.filter({ hasText: 'Timecode' })).toContainText('from 01:00:00:00');
  await expect(kept.filter({ hasText: 'Colour tags' })).toContainText('bt709');
  await expectNoViolations(page);
  await tabTo('Deliver 1 file');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Render queue' }).getByRole('status')).toHaveText('1 delivery, 1 finished');
  const path = join(studio.home, 'harbour-01-prores-4444.mov');
  const streams = ffprobe(path);
  expect(streams.find((stream) => stream.codec_type === 'video')).toMatchObject({ codec_name: 'prores', profile: '4444', nb_read_frames: String(FILM.shotLengths[0]), r_frame_rate: FILM.rate, color_primaries: 'bt709', color_space: 'bt709', tags: { timecode: '01:00:00:00' } });
  expect(streams.filter((stream) => stream.codec_type === 'audio')).toHaveLength(1);

  await page.keyboard.press('Control+Shift+j');
  const jobs = page.getByRole('dialog', { name: 'Jobs' });
  await expect(jobs).toContainText(path);
  await expectNoViolations(page);
  const coming = page.waitForEvent('download');
  await jobs.getByRole('button', { name: 'Download', exact: true }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe('harbour-01-prores-4444.mov');
  const hash = createHash('md5');
  await pipeline(createReadStream(await download.path()), hash);
  expect(hash.digest('hex')).toBe(createHash('md5').update(await readFile(path)).digest('hex'));
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+6');
  await editor.seesFrame(0);
});

test('a command gets another key: a conflict is reported, the key works, is shown everywhere, and survives a reload', async () => {
  await page.keyboard.press('Control+Comma');
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('tab', { name: 'Keyboard' }).click();
  await settings.getByLabel('Find a command to give a key').fill('next cut');
  await settings.getByRole('button', { name: /^Key of Next cut/ }).click();
  await page.keyboard.press('w');
  await expect(settings.getByRole('alert')).toContainText('W is used by “Wipe”');
  await expectNoViolations(page);
  await settings.getByRole('button', { name: 'Keep it there' }).click();
  await settings.getByRole('button', { name: /^Key of Next cut/ }).click();
  await page.keyboard.press('Control+Alt+n');
  await expect(settings.getByRole('button', { name: 'Key of Next cut: Ctrl Alt N' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Alt+n');
  await editor.seesFrame(FILM.shotLengths[0]);
  await page.keyboard.press('Home');
  await page.reload();
  await editor.seesFrame(0);
  await page.keyboard.press('Shift+Slash');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet.locator('dl > div').filter({ hasText: 'Next cut' })).toContainText('Ctrl Alt N');
  await expectNoViolations(page);
  await sheet.getByRole('button', { name: 'Change shortcuts…' }).click();
  await page.getByRole('button', { name: 'Reset all' }).click();
  await expect(page.getByRole('button', { name: 'Key of Next cut: ↓' })).toBeAttached();
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowDown');
  await editor.seesFrame(FILM.shotLengths[0]);
  await page.keyboard.press('Home');
});

if (isLong) test('the end of long work is a system notification only when the window has no focus', async () => {
  // A headless browser shows no notifications, so they are recorded.
  await page.evaluate(() => {
    const told: string[] = [];
    class Recorder extends EventTarget {
      static readonly permission = 'granted';
      constructor(title: string, options: { readonly body?: string }) {
        super();
        told.push(`${title}: ${options.body ?? ''}`);
      }
    }
    Object.assign(window, { Notification: Recorder, told });
    Object.defineProperty(document, 'hasFocus', { value: () => false, configurable: true });
  });
  await page.keyboard.press('ArrowDown');
  await editor.seesFrame(FILM.shotLengths[0]);
  await page.keyboard.press('End');
  await page.keyboard.press('a');
  await editor.seesColour();
  await page.getByRole('button', { name: /^Propagate shot/ }).click();
  await expect.poll(() => page.evaluate(() => (window as unknown as { readonly told: readonly string[] }).told)).toEqual(['Propagated: Propagating colour · Shot 02']);
});

test('films dropped on the window are uploaded and opened one after the other; the bin and a command switch between clips', async () => {
  const first = await page.getByTestId('picture').getAttribute('aria-label');
  makeClip(join(studio.home, 'other.mov'), { mirrored: true, secondShot: 16 });
  makeClip(join(studio.home, 'third.mov'), { secondShot: 20 });
  const films = await Promise.all([['other.mov', 'mirrored.mov'], ['third.mov', 'longer.mov']].map(async ([file, name]) => ({ name: name!, base64: (await readFile(join(studio.home, file!))).toString('base64') })));
  await page.evaluate((dropped) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of dropped) transfer.items.add(new File([Uint8Array.from(atob(base64), (each) => each.charCodeAt(0))], name, { type: 'video/quicktime' }));
    for (const kind of ['dragenter', 'dragover', 'drop']) document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, films);
  const picture = (name: string): ReturnType<typeof page.getByRole> => page.getByRole('img', { name, exact: true });
  await expect(picture('Picture of longer')).toBeVisible();
  const clips = page.getByRole('listbox', { name: 'Clip', exact: true });
  await clips.getByRole('option', { name: 'mirrored 320×192, 8 bit, 24000/1001 f/s' }).click();
  await expect(picture('Picture of mirrored')).toBeVisible();
  await editor.seesFrame(0);
  await page.keyboard.press('Control+Shift+p');
  await page.keyboard.type('next clip');
  await page.keyboard.press('Enter');
  await expect(picture('Picture of longer')).toBeVisible();
  await clips.getByRole('option', { selected: true }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(picture('Picture of mirrored')).toBeVisible();
  await expect(clips.getByRole('option', { selected: true })).toBeFocused();
  await page.keyboard.press('Home');
  await expect(picture(first!)).toBeVisible();
  await expect(clips.getByRole('option').first()).toBeFocused();
  await expectNoViolations(page);
});

test('the clip report says what was understood of a clip, and what was assumed', async () => {
  ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=25', '-frames:v', '25', '-vf', 'select=not(eq(n\\,9))', '-fps_mode', 'passthrough', '-c:v', 'ffv1', join(studio.home, 'gap.mkv'));
  await page.keyboard.press('Control+o');
  await page.getByLabel('Path').waitFor();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(join(studio.home, 'gap.mkv'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('img', { name: 'Picture of gap', exact: true })).toBeVisible();
  await page.getByRole('button', { name: '3 notes on this clip' }).click();
  const report = page.getByRole('dialog', { name: 'Clip report: gap' });
  await expect(report).toContainText('1 frame is missing in this clip of 25 frames a second, after frame 8');
  const row = (label: string): ReturnType<typeof page.locator> => report.locator('dl > div').filter({ has: page.locator('dt', { hasText: new RegExp(`^${label}$`) }) });
  await expect(row('Rate')).toContainText('25 frames a second all timestamps lie on its grid, with gaps');
  await expect(row('Matrix')).toHaveAttribute('data-how', 'assumed');
  await expectNoViolations(page);
  await page.keyboard.press('Escape');
  await expect(report).toBeHidden();
});
