import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import { FFMPEG } from '../support/clips.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { FILM, ffprobe } from './support/clip.ts';
import { openStudioWithClip, type StudioSession } from './support/open-studio.ts';

// Presets, names in use, and the queue of the page Deliver. Each test continues with the state of the one before.
test.describe.configure({ mode: 'serial' });

let person: StudioSession;
/** Folder of an ffmpeg whose encoders of whole clips get 64 kB a second until the file `go-on` is in it: they are cancelled and paused while they write, however fast or slow the machine is. */
let tools: string;
let settings: Locator;
let queue: Locator;
const delivery = (name: string): Locator => queue.getByRole('listitem', { name, exact: true });

test.beforeAll(async ({ browser }) => {
  tools = mkdtempSync(join(tmpdir(), 'tintype-slow-tools-'));
  writeFileSync(join(tools, 'ffmpeg'), `#!/bin/sh
for last; do :; done
case "$*" in *pipe:0*) case "$last" in *-whole*)
  mkfifo '${tools}'/$$
  exec 3<&0
  { while kill -0 $$ 2> /dev/null && [ ! -e '${tools}/go-on' ]; do dd bs=65536 count=1 2> /dev/null; sleep 1; done; cat; } <&3 > '${tools}'/$$ 3<&- &
  exec '${FFMPEG}' "$@" < '${tools}'/$$ 3<&-;; esac; esac
exec '${FFMPEG}' "$@"
`, { mode: 0o755 });
  person = await openStudioWithClip(browser, 'harbour.mov', { environment: { FFMPEG_BIN: join(tools, 'ffmpeg') } });
  settings = person.page.getByRole('region', { name: 'Delivery settings' });
  queue = person.page.getByRole('region', { name: 'Render queue' });
});
test.afterAll(async () => {
  await person.leave();
  rmSync(tools, { recursive: true, force: true });
});

/** Presses Tab until a control of this name has the focus. */
async function tabTo(control: Locator): Promise<void> {
  for (let step = 0; step < 80; step++) {
    await person.page.keyboard.press('Tab');
    if (await control.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error('Tab never comes to it.');
}

test('the page opens by its key; shots without colour are named before anything begins', async () => {
  const { page } = person;
  await page.keyboard.press('Shift+8');
  await expect(settings).toBeFocused();
  await expect(settings.getByText('12 frames have no colour yet and will be gray (Shot 01).')).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Deliver' })).toHaveAttribute('aria-pressed', 'true');
  await expect(queue.getByText('Nothing in the queue.')).toBeVisible();
  await expectNoViolations(page);
});

test('by keyboard alone a preset is chosen, changed, taken back, saved under a name and deleted', async () => {
  const { page } = person;
  const preset = settings.getByLabel('Preset', { exact: true });
  await tabTo(preset);
  await page.keyboard.type('H.264');
  await expect(settings.getByLabel('Codec')).toHaveValue('h264');
  await expect(settings.getByLabel('Quality', { exact: true })).toHaveValue('good');
  await tabTo(settings.getByLabel('Quality', { exact: true }));
  await page.keyboard.press('ArrowDown');
  await expect(settings.getByText('changed')).toBeVisible();
  await page.keyboard.press('Escape');
  await tabTo(settings.getByRole('button', { name: 'Reset', exact: true }));
  await page.keyboard.press('Enter');
  await expect(settings.getByLabel('Quality', { exact: true })).toHaveValue('good');
  await expect(settings.getByText('changed')).toHaveCount(0);
  await settings.getByRole('button', { name: 'Save preset' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('For the client');
  await page.keyboard.press('Enter');
  await expect(preset.locator('option:checked')).toHaveText('For the client');
  await preset.selectOption('ProRes 4444');
  await preset.selectOption('For the client');
  await expect(settings.getByLabel('Codec')).toHaveValue('h264');
  await settings.getByRole('button', { name: 'Delete preset For the client' }).focus();
  await page.keyboard.press('Enter');
  await expect(preset.getByRole('option', { name: 'For the client' })).toHaveCount(0);
  await preset.selectOption('ProRes 422 HQ');
});

test('of two deliveries one is cancelled and the other finishes; its row opens the quality page', async () => {
  const { page, studio, editor } = person;
  const folder = join(studio.home, 'films');
  await settings.getByLabel('Folder').fill(folder);
  await settings.getByRole('button', { name: 'Deliver 1 file' }).click();
  // The place is taken, whether or not a file is there already.
  await expect(settings.getByText('1 name is in use: the file is numbered.')).toBeVisible();
  await expect(page.getByTestId('name-preview')).toContainText('harbour-01 (2).mov');

  await settings.getByLabel('Codec').selectOption('av1');
  await settings.getByLabel('Speed').selectOption('slow');
  await settings.getByRole('button', { name: 'Whole clip' }).click();
  await settings.getByRole('button', { name: 'Deliver 1 file' }).click();
  await delivery('harbour-whole.mp4').getByRole('button', { name: 'Cancel' }).focus();
  await page.keyboard.press('Enter');
  await expect(delivery('harbour-whole.mp4')).toHaveAttribute('data-state', 'cancelled');
  await expect(delivery('harbour-whole.mp4').getByRole('button', { name: 'Run again' })).toBeVisible();
  await expect(queue.getByRole('status')).toContainText('2 deliveries');
  const finished = delivery('harbour-01.mov');
  await expect(finished).toHaveAttribute('data-state', 'done');
  await expect(finished).toContainText(`${FILM.shotLengths[0]} frames`);
  await expect(finished).toContainText(/Luma: \d+\.\d dB, at most \d+ codes? off/);
  expect(ffprobe(join(folder, 'harbour-01.mov')).find(({ codec_type: type }) => type === 'video')).toMatchObject({ codec_name: 'prores', nb_read_frames: String(FILM.shotLengths[0]) });
  // Nothing of the cancelled one is left behind.
  await expect.poll(() => readdirSync(folder).filter((name) => name.includes('whole'))).toEqual([]);
  await expectNoViolations(page);
  await editor.photograph('deliver-queue');
  // What was delivered is held against what would be written now.
  await settings.getByRole('button', { name: 'One file per shot' }).click();
  const before = settings.getByRole('region', { name: 'Delivered before' });
  await expect(before.getByRole('status')).toHaveText('This file was delivered before; no frame differs, but it differs in what is listed.');
  await expect(before.getByRole('listitem').first()).toContainText('harbour-01.mov');
  await expect(before.getByRole('list', { name: 'What differs from harbour-01.mov' })).toContainText('Codec: AV1, before ProRes');
  await settings.getByRole('button', { name: 'Whole clip' }).click();
  await expect(before).toHaveCount(0);

  await finished.getByRole('button', { name: 'harbour-01.mov', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Checked file')).toContainText('harbour-01.mov');
  await expect(page.getByRole('button', { name: 'Quality', exact: true })).toHaveAttribute('aria-pressed', 'true');
});

test('the form is as it was left; files of one name are numbered; one that fails says why, and is run again', async () => {
  const { page, studio } = person;
  await page.keyboard.press('Shift+8');
  await expect(settings.getByLabel('Folder')).toHaveValue(join(studio.home, 'films'));
  await expect(settings.getByLabel('Codec')).toHaveValue('av1');
  await settings.getByLabel('Preset', { exact: true }).selectOption('ProRes 422 HQ');
  await settings.getByRole('button', { name: 'One file per shot' }).click();
  await settings.getByLabel('Naming').fill('{clip}-all');
  await settings.getByLabel('Quality report').uncheck();
  await settings.getByRole('button', { name: 'All', exact: true }).click();
  await expect(page.getByTestId('name-preview').getByRole('listitem')).toHaveText([/harbour-all\.mov/, /harbour-all \(2\)\.mov/]);
  // The form has its answer: it would refuse a film that is away already.
  await expect(page.getByTestId('estimate')).toContainText(`${FILM.shotLengths[0] + FILM.shotLengths[1]} frames`);
  const both = delivery('harbour-all.mov and 1 more');
  // The drive with the film is away for a while.
  renameSync(person.film, `${person.film}.away`);
  await settings.getByRole('button', { name: 'Deliver 2 files' }).click();
  await expect(both).toHaveAttribute('data-state', 'failed');
  await expect(both).toContainText('does not exist');
  await expectNoViolations(page);
  renameSync(`${person.film}.away`, person.film);
  // The form notices by itself that it is back.
  await expect(settings.getByRole('alert')).toHaveCount(0);
  await both.getByRole('button', { name: 'Run again' }).click();
  await expect(both).toHaveAttribute('data-state', 'done');
  await both.getByRole('button', { name: 'Files of harbour-all.mov and 1 more' }).click();
  await expect(both.getByRole('list', { name: 'Files' }).getByRole('listitem')).toHaveCount(2);
  expect(existsSync(join(studio.home, 'films', 'harbour-all (2).mov'))).toBe(true);
  await expectNoViolations(page);
  await queue.getByRole('button', { name: 'Clear finished' }).click();
  await expect(queue.getByText('Nothing in the queue.')).toBeVisible();
});

test('the queue is paused, its deliveries are put into another order by keys, and it goes on in that order', async () => {
  const { page, studio, editor } = person;
  const folder = join(studio.home, 'paused');
  await settings.getByLabel('Folder').fill(folder);
  await settings.getByLabel('Naming').fill('slow-{shot}');
  await settings.getByLabel('Codec').selectOption('h264');
  await settings.getByRole('button', { name: 'Whole clip' }).click();
  await settings.getByRole('button', { name: 'Deliver 1 file' }).click();
  const slow = delivery('slow-whole.mp4');
  await expect(slow).toBeVisible();
  await queue.getByRole('button', { name: 'Pause queue' }).click();
  await expect(slow).toHaveAttribute('data-state', 'paused');
  await expect(slow).toContainText('Paused with the queue');
  // What is added now waits too.
  for (const name of ['second', 'third']) {
    await settings.getByLabel('Naming').fill(name);
    await settings.getByRole('button', { name: 'Deliver 1 file' }).click();
    await expect(delivery(`${name}.mp4`)).toHaveAttribute('data-state', 'paused');
  }
  await expect(queue.getByRole('status')).toContainText('3 deliveries, 3 paused');
  await expectNoViolations(page);
  await editor.photograph('deliver-paused');
  const names = queue.getByRole('list', { name: 'Deliveries' }).getByRole('listitem').locator('.queue-name b');
  await delivery('third.mp4').getByRole('button', { name: 'Resume' }).focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(names).toHaveText(['slow-whole.mp4', 'third.mp4', 'second.mp4']);
  await expect(delivery('third.mp4').getByRole('button', { name: 'Resume' })).toBeFocused();
  await delivery('third.mp4').getByRole('button', { name: 'Write third.mp4 later' }).click();
  await expect(names).toHaveText(['slow-whole.mp4', 'second.mp4', 'third.mp4']);
  await delivery('third.mp4').dragTo(delivery('second.mp4'));
  await expect(names).toHaveText(['slow-whole.mp4', 'third.mp4', 'second.mp4']);

  await delivery('second.mp4').getByRole('button', { name: 'Cancel' }).click();
  await expect(delivery('second.mp4')).toHaveAttribute('data-state', 'cancelled');
  writeFileSync(join(tools, 'go-on'), '');
  await queue.getByRole('button', { name: 'Resume queue' }).click();
  for (const name of ['slow-whole.mp4', 'third.mp4']) await expect(delivery(name)).toHaveAttribute('data-state', 'done');
  expect(readdirSync(folder).filter((name) => name.endsWith('.mp4')).toSorted()).toEqual(['slow-whole.mp4', 'third.mp4']);
  await queue.getByRole('button', { name: 'Clear finished' }).click();
});

test('the frames from in to out are delivered under a name of fields, with tags of their own', async () => {
  const { page, studio, editor } = person;
  const folder = join(studio.home, 'in-to-out');
  await settings.getByLabel('Folder').fill(folder);
  await settings.getByLabel('Preset', { exact: true }).selectOption('ProRes 422 HQ');
  await settings.getByRole('button', { name: 'In to out' }).click();
  await expect(settings.getByRole('alert')).toHaveText('There are no in and out marks: set them on the page Colour (Alt I, Alt O).');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+6');
  await page.keyboard.press('Home');
  for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowRight');
  await editor.seesFrame(3);
  await page.keyboard.press('Alt+i');
  for (let step = 0; step < 5; step++) await page.keyboard.press('ArrowRight');
  await editor.seesFrame(8);
  await page.keyboard.press('Alt+o');
  await page.keyboard.press('Control+Alt+d');
  await expect(settings.getByTestId('marked-range')).toContainText('6 frames');
  await settings.getByLabel('Naming').fill('{clip}_{take}');
  await expect(settings.locator('#naming-fault')).toContainText('{take} is not a field of file names. There are {clip}, {shot}');
  await expect(settings.getByRole('button', { name: 'Deliver 1 file' })).toBeDisabled();
  await settings.getByText('What the fields mean').click();
  await settings.getByLabel('Naming').fill('{reel}_{shot}_{version}_{in}');
  const tags = settings.getByRole('region', { name: 'Tags of this delivery' });
  await tags.getByLabel('Colour').selectOption('BT.2020, SDR');
  await tags.getByLabel('Timecode').fill('10:00:00:0');
  await expect(settings.getByRole('alert')).toContainText('“10:00:00:0” is no timecode of “harbour”');
  await tags.getByLabel('Timecode').fill('10:00:00:00');
  await tags.getByLabel('Reel').fill('B002');
  await expect(page.getByTestId('name-preview')).toContainText('B002_f3-f8_A_10-00-00-00.mov');
  await expect(settings.getByText(/Colour tags: the file says primaries bt2020 instead of/)).toBeVisible();
  await expectNoViolations(page);
  await editor.photograph('deliver-tags');
  await settings.getByRole('button', { name: 'Deliver 1 file' }).click();
  await expect(delivery('B002_f3-f8_A_10-00-00-00.mov')).toHaveAttribute('data-state', 'done');
  expect(ffprobe(join(folder, 'B002_f3-f8_A_10-00-00-00.mov')).find(({ codec_type: type }) => type === 'video')).toMatchObject({ nb_read_frames: '6', color_primaries: 'bt2020' });
  await queue.getByRole('button', { name: 'Clear finished' }).click();
  await settings.getByLabel('Naming').fill('{clip}-{shot}');
  await settings.getByRole('button', { name: 'One file per shot' }).click();
});

test('in a wide window presets stand beside the form', async () => {
  const { page, editor } = person;
  await page.setViewportSize({ width: 1600, height: 1000 });
  const presets = page.getByRole('navigation', { name: 'Presets' });
  await presets.getByRole('button', { name: /^DPX/ }).click();
  await expect(settings.getByLabel('Codec')).toHaveValue('dpx-10');
  await expect(settings.getByRole('button', { name: 'Deliver 2 folders' })).toBeVisible();
  await expect(settings.locator('.kept div').filter({ hasText: 'Sound' })).toHaveAttribute('data-state', 'lost');
  await presets.getByRole('button', { name: 'Save preset' }).click();
  await page.keyboard.type('Scans');
  await page.keyboard.press('Enter');
  await expect(presets.getByRole('button', { name: /^Scans/ })).toHaveAttribute('aria-pressed', 'true');
  await page.reload();
  await expect(presets.getByRole('button', { name: /^Scans/ })).toBeVisible();
  await expectNoViolations(page);
  await editor.photograph('deliver-page');
  await presets.getByRole('button', { name: 'Delete preset Scans' }).click();
  await expect(presets.getByRole('button', { name: /^Scans/ })).toHaveCount(0);
  await presets.getByRole('button', { name: /^OTIO/ }).click();
  await expect(page.getByRole('dialog', { name: 'Export edit list' }).getByLabel('Format')).toHaveValue('.otio');
  await page.keyboard.press('Escape');
});
