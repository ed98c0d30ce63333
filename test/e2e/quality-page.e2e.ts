import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { ffmpeg } from '../support/clips.ts';
import { isLong } from '../support/long.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { layoutFaults } from './support/layout-faults.ts';
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
  await expectNoViolations(page);
  // Without chroma there is no drift of it.
  await expect(page.getByRole('region', { name: 'Shots of the report' }).getByRole('row').nth(1).getByRole('cell').nth(3)).toHaveText('–');
  // A window of 1600×1000 at 150 %.
  await page.setViewportSize({ width: 1067, height: 667 });
  await expect.poll(() => layoutFaults(page)).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 720 });
});

test('a finding leads to its frame of the clip, and a press on a graph too', async () => {
  const { page, editor } = person;
  await page.getByRole('button', { name: /No colour/ }).click();
  await editor.seesFrame(12);
  const graph = page.getByRole('img', { name: /^Coverage/ }).locator('.u-over');
  const box = await graph.boundingBox();
  if (box === null) throw new Error('There is no graph.');
  await graph.click({ position: { x: box.width - 1, y: box.height / 2 } });
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

test('limits are sets by name: one is changed and saved, chosen on the page, and deleted', async () => {
  const { page } = person;
  const next = page.getByLabel('Limits of the next check');
  await expect(next).toHaveValue('Usual');
  await page.getByRole('button', { name: 'Quality limits…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Quality limits' });
  const set = dialog.getByLabel('Set', { exact: true });
  await set.selectOption('Archive');
  await expect(dialog.getByLabel('Luma, largest')).toHaveValue('0');
  await dialog.getByLabel('Hint').fill('2');
  await expect(set).toHaveValue('');
  await dialog.getByLabel('Save as set').fill('Archive');
  await dialog.getByRole('button', { name: 'Save set' }).click();
  await expect(dialog.getByRole('alert')).toContainText('is a set of the program');
  await dialog.getByLabel('Save as set').fill('National archive');
  await dialog.getByLabel('Save as set').press('Enter');
  await expect(set).toHaveValue('National archive');
  await expectNoViolations(page);
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(next).toHaveValue('National archive');
  await expect(page.getByText('This report: Usual')).toBeVisible();
  await person.editor.photograph('quality-limits');
  await next.selectOption('Broadcast');
  await page.getByRole('button', { name: 'Quality limits…' }).click();
  await expect(dialog.getByLabel('Out of gamut')).toHaveValue('1');
  await set.selectOption('National archive');
  await dialog.getByRole('button', { name: 'Delete set' }).click();
  await expect(set.getByRole('option', { name: 'National archive' })).toHaveCount(0);
  await set.selectOption('Usual');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
});

test('the findings and the figures of each frame are saved as CSV beside the file', async () => {
  const { page, studio } = person;
  for (const [contents, name, first, lines] of [['Findings, with what was accepted', 'findings', /^finding,first frame/, 2], ['Figures, a line a frame', 'frames', /^frame,sourceFrame,chroma/, 17]] as const) {
    await page.getByRole('button', { name: 'Save CSV…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Save quality report as CSV' });
    await dialog.getByLabel('Contents').selectOption(contents);
    await dialog.getByLabel('Name', { exact: true }).fill(name);
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(dialog).toHaveCount(0);
    const text = readFileSync(join(studio.home, 'films', `${name}.csv`), 'utf8');
    expect(text).toMatch(first);
    expect(text.trim().split('\r\n')).toHaveLength(lines);
    if (name === 'findings') expect(text).toContain('No colour,0,15,12,27,1,0.5,Frames 0–15 have no colour.,no,');
  }
});

test('a finding is fixed: the page Colour opens at its frame with the suggested tool', async () => {
  const { page, editor } = person;
  await page.getByRole('button', { name: /No colour/ }).click();
  await page.getByRole('button', { name: 'Fix: place a hint' }).click();
  await expect(page.getByRole('listbox', { name: 'Shots of the clip' })).toHaveCount(0);
  await editor.seesFrame(12);
  await expect(page.getByRole('button', { name: 'Uncoloured', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('tab', { name: 'Hints' })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('button', { name: 'Uncoloured', exact: true }).click();
  await page.getByRole('tab', { name: 'Shots' }).click();
  await page.keyboard.press('Shift+7');
  await page.keyboard.press('Alt+F8');
  await expect(page.getByRole('tab', { name: 'Hints' })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('tab', { name: 'Shots' }).click();
  await page.getByRole('button', { name: 'Uncoloured', exact: true }).click();
  await page.keyboard.press('Shift+7');
});

if (isLong) test('limits that are set in the window are those of the next check, and are remembered', async () => {
  const { page } = person;
  await page.getByRole('button', { name: 'Quality limits…' }).click();
  await page.getByLabel('Luma, largest').fill('0');
  await page.getByLabel('Lost colour').fill('much');
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Save' })).toBeDisabled();
  await page.getByLabel('Lost colour').fill('');
  await expectNoViolations(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Check again' }).click();
  const findings = page.getByRole('list', { name: 'Findings of the report' });
  await expect(findings.getByRole('button', { name: /Luma/ }).first()).toBeVisible();
  await expect(findings.getByRole('button', { name: /No colour/ })).toHaveCount(0);
  await page.reload();
  await page.getByRole('button', { name: 'Quality limits…' }).click();
  await expect(page.getByLabel('Luma, largest')).toHaveValue('0');
  await expect(page.getByLabel('Lost colour')).toHaveValue('');
  await page.getByRole('dialog').getByLabel('Set', { exact: true }).selectOption('Usual');
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
  await expectNoViolations(page);
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

test('a fault is boxed on the picture, on the frame on which it was measured, and its frames have confidence and the proof of luma beside the other lanes', async () => {
  const { page, editor, studio, film } = person;
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+6');
  await page.keyboard.press('Home');
  await editor.applyColour('#c0442c');
  await editor.clickAt([0.25, 0.5]);
  await editor.seesColour();
  await page.getByRole('button', { name: /^Propagate shot/ }).click();
  await expect(editor.shots().first()).toHaveAttribute('data-state', 'coloured');
  // A film whose lower left has colours that do not exist, on three frames; its luma is the source's.
  const spoiled = join(studio.home, 'films', 'spoiled.mkv');
  ffmpeg('-i', film, '-filter_complex', '[0:v]split[all][part];[part]crop=160:128:0:64,lutyuv=u=240:v=240:enable=between(n\\,20\\,22)[done];[all][done]overlay=0:64,format=yuv420p[v]', '-map', '[v]', '-map', '0:a', '-c:v', 'ffv1', '-c:a', 'copy', spoiled);
  await page.keyboard.press('Shift+7');
  await page.getByRole('button', { name: 'Check file…' }).click();
  await page.getByLabel('Path').fill(spoiled);
  await page.getByLabel('Path').press('Enter');
  const finding = page.getByRole('list', { name: 'Findings of the report' }).getByRole('button', { name: /Out of gamut/ });
  await page.getByLabel('Checked file').selectOption({ label: 'spoiled.mkv' });
  await finding.click();
  await editor.seesFrame(20);
  const place = page.getByRole('img', { name: /^Place of the finding: Out of gamut, \d+ %, 0–50 % across, 33–100 % down$/ });
  await expect(place).toBeVisible();
  // The picture becomes smaller when the graphs of the report come below it.
  await expect.poll(async () => {
    const [box, from, to] = [(await place.boundingBox())!, await editor.screenOf([0, 3 / 9]), await editor.screenOf([0.5, 1])];
    return Math.max(...[box.x - from.x, box.y - from.y, box.x + box.width - to.x, box.y + box.height - to.y].map(Math.abs));
  }).toBeLessThan(2);
  await expect(page.getByRole('img', { name: 'Luma proof: every frame exact' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'Confidence, %, present colour, of 28 frames' })).toBeVisible();
  await expectNoViolations(page);
  await editor.photograph('quality');
  // On a frame on which it was not measured nothing is said of its place; without a selected finding neither.
  await page.keyboard.press('ArrowRight');
  await editor.seesFrame(21);
  await expect(place).toHaveCount(0);
  await finding.click();
  await expect(place).toBeVisible();
  await page.keyboard.press('Shift+6');
  await expect(place).toHaveCount(0);
});
