import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { isLong } from '../support/long.ts';
import { expectNoSeriousViolations } from './support/accessibility.ts';
import { openStudioWithClip, type StudioSession } from './support/open-studio.ts';

// A delivery is checked; what its report finds is looked at, accepted, and taken back.
test.describe.configure({ mode: 'serial' });

let person: StudioSession;
test.beforeAll(async ({ browser }) => { person = await openStudioWithClip(browser, 'harbour.mov', { secondShot: 16 }); });
test.afterAll(() => person.leave());

test('a delivery is followed by its check, and the report is shown with its figures', async () => {
  const { page, studio } = person;
  await page.getByRole('button', { name: 'Quality', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'No quality report of this clip yet' })).toBeVisible();
  await page.locator('.start').getByRole('button', { name: 'Deliver…' }).click();
  await page.getByLabel('Codec').selectOption('h264');
  await page.getByLabel('Folder').fill(join(studio.home, 'films'));
  // The second shot, which nobody has coloured: the report says so.
  await page.getByLabel('Shot 01').uncheck();
  await page.getByLabel('Shot 02').check();
  await expect(page.getByLabel('Quality report')).toBeChecked();
  await page.getByRole('button', { name: 'Deliver 1 file' }).click();
  // Its row in the queue leads to the report.
  await page.getByRole('listitem', { name: 'harbour-02.mp4' }).getByRole('button', { name: 'harbour-02.mp4', exact: true }).click();
  const findings = page.getByRole('list', { name: 'Findings of the report' });
  await expect(findings.getByRole('button', { name: /No colour/ })).toContainText('Frames 0–15 have no colour.');
  await expect(page.getByLabel('Checked file')).toContainText('harbour-02.mp4');
  await expect(page.getByRole('region', { name: 'Shots of the report' }).getByRole('row')).toHaveCount(2);
  await expect(page.getByRole('img', { name: /^Flicker/ })).toBeVisible();
  await expectNoSeriousViolations(page);
});

test('a finding leads to its frame of the clip, and a press on a graph too', async () => {
  const { page, editor } = person;
  await page.getByRole('button', { name: /No colour/ }).click();
  await editor.seesFrame(12);
  const graph = page.getByRole('img', { name: /^Coverage/ }).locator('.u-over');
  const box = await graph.boundingBox();
  if (box === null) throw new Error('There is no graph.');
  await page.mouse.click(box.x + box.width - 1, box.y + box.height / 2);
  await editor.seesFrame(27);
  await page.keyboard.press('F8');
  await editor.seesFrame(12);
});

test('the worst frame of a figure is shown as in the source and as delivered, and leads to its frame', async () => {
  const { page, editor } = person;
  const worst = page.getByRole('list', { name: 'Worst frames' }).getByRole('button', { name: /Luma error/ });
  const pictures = worst.getByRole('img');
  await expect(pictures).toHaveCount(2);
  for (const picture of await pictures.all()) await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(100);
  await worst.click();
  const frame = Number(/Frame (\d+) as delivered/.exec(await pictures.nth(1).getAttribute('alt') ?? '')?.[1]);
  await editor.seesFrame(frame);
});

if (isLong) test('limits that are set in the window are those of the next check, and are remembered', async () => {
  const { page } = person;
  await page.getByRole('button', { name: 'Quality limits…' }).click();
  await page.getByLabel('Luma, largest').fill('0');
  await page.getByLabel('Lost colour').fill('much');
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Save' })).toBeDisabled();
  await page.getByLabel('Lost colour').fill('');
  await expectNoSeriousViolations(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Check again' }).click();
  const findings = page.getByRole('list', { name: 'Findings of the report' });
  await expect(findings.getByRole('button', { name: /Luma/ }).first()).toBeVisible();
  await expect(findings.getByRole('button', { name: /No colour/ })).toHaveCount(0);
  await page.reload();
  await page.getByRole('button', { name: 'Quality limits…' }).click();
  await expect(page.getByLabel('Luma, largest')).toHaveValue('0');
  await expect(page.getByLabel('Lost colour')).toHaveValue('');
  await page.getByRole('dialog').getByRole('button', { name: 'Usual limits' }).click();
  await expect(page.getByLabel('Lost colour')).toHaveValue('50');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Check again' }).click();
  await expect(findings.getByRole('button', { name: /No colour/ })).toBeVisible();
});

test('accepted with a note it is no open finding any more, and one undo takes it back', async () => {
  const { page, editor } = person;
  await page.getByRole('button', { name: /No colour/ }).click();
  await page.getByLabel('Note').fill('Titles come here.');
  await page.getByLabel('Note').press('Enter');
  await expect(page.getByText('Accepted: Titles come here.')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Findings', exact: true })).toContainText('0 open · 1 accepted');
  await editor.keeps('Accept finding');
  await expectNoSeriousViolations(page);
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Accepted: Titles come here.')).toHaveCount(0);
  await page.getByRole('button', { name: 'Open in Colour' }).click();
  await expect(page.getByRole('listbox', { name: 'Shots of the clip' })).toBeVisible();
  await editor.seesFrame(12);
});

test('the page of the report is downloaded from the list of jobs', async () => {
  const { page } = person;
  await page.getByRole('button', { name: 'Jobs' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('dialog').getByRole('button', { name: 'Download page' }).click()]);
  expect(download.suggestedFilename()).toBe('harbour-02.mp4.qc.html');
  expect(readFileSync(await download.path(), 'utf8')).toContain('Frames 0–15 have no colour.');
});
