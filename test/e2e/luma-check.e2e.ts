import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { FFMPEG } from '../support/clips.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { openStudioWithClip, type StudioSession } from './support/open-studio.ts';

// Deliveries whose luma is not the source's: the frames are shown, and opened. Each test continues with the state of the one before.
test.describe.configure({ mode: 'serial' });

let person: StudioSession;
let folder: string;

test.beforeAll(async ({ browser }) => {
  folder = mkdtempSync(join(tmpdir(), 'tintype-ffmpeg-'));
  // An ffmpeg of which every Matroska file that it encodes has another picture in frames 4 to 6, as after a fault of the disk.
  const faulty = join(folder, 'ffmpeg');
  writeFileSync(faulty, `#!/bin/sh
for last; do :; done
'${FFMPEG}' "$@" || exit $?
case "$*" in *pipe:0*) case "$last" in *.mkv)
  '${FFMPEG}' -v error -nostdin -y -i "$last" -map 0 -c copy -c:v ffv1 -vf "drawbox=x=40:y=40:w=60:h=60:color=white:t=fill:enable=between(n\\,4\\,6)" "$last.faulty.mkv" && mv "$last.faulty.mkv" "$last";; esac;; esac
exit 0
`);
  chmodSync(faulty, 0o755);
  person = await openStudioWithClip(browser, 'harbour.mov', { secondShot: 16, environment: { FFMPEG_BIN: faulty } });
});
test.afterAll(async () => {
  await person.leave();
  rmSync(folder, { recursive: true, force: true });
});

async function deliver(codec: string): Promise<void> {
  const { page, studio } = person;
  await page.keyboard.press('Shift+8');
  await page.getByLabel('Codec').selectOption(codec);
  await page.getByLabel('Folder').fill(join(studio.home, 'films'));
  await page.getByLabel('Shot 01').check();
  await page.getByLabel('Shot 02').uncheck();
  await page.getByLabel('Quality report').uncheck();
  await page.getByRole('button', { name: 'Deliver 1 file' }).click();
}

test('a lossless file whose luma is not the source’s fails, and the frames that differ are shown and opened', async () => {
  const { page, editor } = person;
  await deliver('ffv1');
  const row = page.getByRole('listitem', { name: 'harbour-01.mkv' });
  await expect(row).toContainText('Its luma is not the source\'s');
  await expect(row.getByRole('button', { name: '3 of 12 frames differ: 5–7' })).toBeVisible();
  await expectNoViolations(page);
  await row.getByRole('button', { name: '3 of 12 frames differ: 5–7' }).click();
  await editor.seesFrame(4);
  await expect(page.getByRole('listbox', { name: 'Shots of the clip' })).toBeVisible();
  // In the strip, any frame.
  await page.keyboard.press('Shift+8');
  const strip = row.locator('.differing');
  const { width, height } = (await strip.boundingBox())!;
  await strip.click({ position: { x: (10.5 / 12) * width, y: height / 2 } });
  await editor.seesFrame(10);
});

test('of a codec that changes luma the frame with the largest difference is opened, from the queue and from the report', async () => {
  const { page, editor } = person;
  await deliver('h264');
  const row = page.getByRole('listitem', { name: 'harbour-01.mp4' });
  const proof = row.getByRole('button', { name: /^✓ Luma: \d+\.\d dB, at most \d+ codes? off$/ });
  await expect(proof).toBeVisible();
  const title = await proof.getAttribute('title') ?? '';
  const frame = Number(/differs most: frame (\d+), by up to \d+ codes? in [\d,]+ samples?$/.exec(title)?.[1]) - 1;
  await proof.click();
  await editor.seesFrame(frame);
  await page.keyboard.press('Shift+8');
  await row.getByRole('button', { name: 'Show report' }).click();
  const report = page.getByRole('dialog', { name: 'Delivery report' });
  await expect(report.getByRole('button', { name: /compared frames differ$/ })).toBeVisible();
  await expectNoViolations(page);
  await page.keyboard.press('End');
  await report.getByRole('button', { name: /^Most: frame/ }).click();
  await expect(report).toHaveCount(0);
  await editor.seesFrame(frame);
});
