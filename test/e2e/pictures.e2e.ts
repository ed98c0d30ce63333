import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { EditorPage, type Place } from './support/editor-page.ts';
import { startStudio } from './support/studio.ts';

// Pictures for README and docs, made with the sample film: `npm run pictures`.
test.setTimeout(1_800_000);

/** Colours of this shot with their sources, and the positions of their hints. */
const SCRIPT: readonly { readonly name: string; readonly source: string; readonly hex: string; readonly at: readonly Place[] }[] = [
  { name: 'Skin', source: 'make-up test, 1931', hex: '#d3a083', at: [[0.34, 0.5], [0.67, 0.47]] },
  { name: 'Her hair', source: 'letter to the studio, “auburn”', hex: '#8a5a3c', at: [[0.27, 0.5], [0.4, 0.62]] },
  { name: 'His suit', source: 'tailor’s sample', hex: '#6b6457', at: [[0.58, 0.85], [0.8, 0.85], [0.67, 0.22]] },
  { name: 'Garden leaves', source: 'no source, agreed with director', hex: '#6d8a5f', at: [[0.08, 0.3], [0.92, 0.3], [0.06, 0.65], [0.12, 0.55], [0.94, 0.7], [0.52, 0.42], [0.55, 0.58], [0.81, 0.48], [0.24, 0.2], [0.5, 0.12], [0.18, 0.44], [0.03, 0.9], [0.1, 0.82], [0.48, 0.7]] },
  { name: 'Her dress', source: 'costume museum, wool sample', hex: '#5f7fa8', at: [[0.23, 0.85]] },
];
const DRESS_STROKE: readonly Place[] = [[0.36, 0.74], [0.4, 0.79], [0.45, 0.84], [0.47, 0.9]];

test('a colourist paints the sample film', async ({ browser }) => {
  const studio = await startStudio();
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
  try {
    const page = await context.newPage();
    const editor = new EditorPage(page, { width: 1280, height: 720 });
    const script = page.getByRole('region', { name: 'Colour script' });
    await page.goto(studio.url);
    await expect(page.getByRole('heading', { name: 'Colour a black-and-white film' })).toBeVisible();
    await expect.poll(() => page.locator('img').evaluateAll((images: HTMLImageElement[]) => images.length > 0 && images.every(({ complete, naturalWidth }) => complete && naturalWidth > 0))).toBe(true);
    await editor.photograph('start');
    await page.getByRole('button', { name: 'Open sample film' }).click();
    await expect(editor.shots().nth(2)).toBeVisible({ timeout: 400_000 });
    await editor.shots().nth(1).click();
    for (let step = 0; step < 12; step++) await page.keyboard.press('ArrowRight');

    for (const { name, source, hex, at } of SCRIPT) {
      await page.keyboard.press('Escape');
      await editor.applyColour(hex);
      await page.getByRole('button', { name: '+ Add swatch' }).click();
      await script.getByLabel('Name').fill(name);
      await script.getByLabel('Name').press('Enter');
      await script.getByLabel('Source').fill(source);
      await script.getByLabel('Source').press('Enter');
      await expect(script.getByText(source)).toBeVisible();
      await script.getByRole('button', { name: `Change ${name}` }).click();
      await script.getByRole('button', { name: `Paint with ${name}` }).click();
      for (const place of at) {
        await page.keyboard.press('Escape');
        await editor.clickAt(place);
      }
    }
    await page.getByText('under the pointer').scrollIntoViewIfNeeded();
    await page.keyboard.press('b');
    const path = await Promise.all(DRESS_STROKE.map((place) => editor.screenOf(place)));
    await page.mouse.move(path[0]!.x, path[0]!.y);
    await page.mouse.down();
    for (const { x, y } of path.slice(1)) await page.mouse.move(x, y, { steps: 8 });
    await editor.seesColour();
    await editor.photograph('painting');
    await editor.photographSmall('tour-1', [420, 70, 876]);
    await page.mouse.up();
    await editor.keeps('Add stroke');
    await page.keyboard.press('p');
    await editor.seesColour();
    await editor.photograph('guide-swatches', script);
    await editor.photograph('guide-hint-list', page.getByRole('region', { name: 'Hints', exact: true }));

    await page.getByRole('button', { name: /^Propagate shot/ }).click();
    await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /[1-9]/);
    await editor.photograph('propagating');
    await editor.photographSmall('tour-2', [440, 650, 550]);
    await expect(editor.shots().nth(1)).toHaveAttribute('data-state', /coloured|lowConfidence/, { timeout: 600_000 });
    await page.keyboard.press('Escape');
    const { x, y } = await editor.screenOf([0.56, 0.7]);
    await page.mouse.move(x, y);
    await expect(page.getByRole('group', { name: 'Suggestions' })).toBeVisible();
    await editor.seesColour();
    await editor.photograph('window');
    await page.keyboard.press('w');
    await editor.seesColour();
    await editor.photograph('wipe');
    await page.keyboard.press('w');
    await page.keyboard.press('u');
    for (let step = 0; step < 10; step++) await page.keyboard.press('ArrowRight');
    await editor.seesColour();
    await editor.photograph('confidence');
    await expect(page.getByText('Propagating colour · Shot 02: done.')).toBeHidden();
    await editor.photographSmall('tour-3', [262, 335, 560]);
    await page.keyboard.press('u');
    // A second keyframe, and a marker, for the timeline.
    await page.keyboard.press('a');
    await editor.keeps('Add keyframe');
    await editor.seesColour();
    await editor.photograph('guide-timeline', page.locator('.timeline-and-lanes'));
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Shift+4');
    await expect(page.getByRole('listbox', { name: 'Shots', exact: true }).getByRole('option').first()).toBeVisible();
    await page.waitForTimeout(1_500);
    await editor.photograph('guide-shots');
    await page.keyboard.press('Shift+6');
    await page.getByRole('button', { name: 'Deliver…', exact: true }).click();
    // A folder without the name of this checkout.
    const folder = mkdtempSync(join(tmpdir(), 'deliveries-'));
    await page.getByLabel('Folder').fill(folder);
    await expect(page.getByText('Can be written')).toBeVisible();
    await editor.photograph('deliver');
    rmdirSync(folder);
    await page.getByRole('button', { name: 'Colour', exact: true }).click();
    await page.keyboard.press('Control+Shift+p');
    await editor.photograph('commands');
  } finally {
    await context.close();
    await studio.close();
  }
});
