import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { EditorPage } from './support/editor-page.ts';
import { startStudio } from './support/studio.ts';

// Pictures for README and docs, of the sample film in the very program: `TINTYPE_PICTURES=1 npm run e2e -- pictures`.
// TINTYPE_SAMPLE names a sample film that is made already.
test.setTimeout(900_000);

const [HAIR, SKIN, DRESS, LEAVES, SUIT] = ['#8a5a3c', '#d3a083', '#5f7fa8', '#6d8a5f', '#6b6457'] as const;

test('a colourist paints the sample film', async ({ browser }) => {
  const studio = await startStudio();
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
  try {
    const page = await context.newPage();
    const editor = new EditorPage(page, { width: 1280, height: 720 });
    await page.goto(studio.url);
    await expect(page.getByRole('heading', { name: 'Colour a black-and-white film' })).toBeVisible();
    await editor.photograph('start');
    const ready = process.env.TINTYPE_SAMPLE;
    if (ready === undefined) await page.getByRole('button', { name: 'Open the sample film' }).click();
    else {
      await copyFile(ready, join(studio.home, 'films', 'sample.mov'));
      await editor.openFilm(join(studio.home, 'films', 'sample.mov'));
    }
    await expect(editor.shots().nth(2)).toBeVisible({ timeout: 400_000 });
    await editor.shots().nth(1).click();
    for (let step = 0; step < 12; step++) await page.keyboard.press('ArrowRight');

    for (const [hex, at] of [[SKIN, [0.34, 0.5]], [SKIN, [0.67, 0.47]], [HAIR, [0.27, 0.5]], [DRESS, [0.23, 0.85]], [DRESS, [0.45, 0.82]], [SUIT, [0.58, 0.85]], [SUIT, [0.8, 0.85]], [SUIT, [0.67, 0.22]], [LEAVES, [0.08, 0.3]], [LEAVES, [0.92, 0.3]], [LEAVES, [0.06, 0.65]], [LEAVES, [0.12, 0.55]], [LEAVES, [0.94, 0.7]], [LEAVES, [0.52, 0.42]], [LEAVES, [0.55, 0.58]], [LEAVES, [0.81, 0.48]], [LEAVES, [0.24, 0.2]], [LEAVES, [0.5, 0.12]]] as const) {
      await page.keyboard.press('Escape');
      await editor.takeColour(hex);
      await editor.clickAt(at);
    }
    await editor.seesColour();
    await expect(page.getByRole('group', { name: 'Likely colours here' })).toBeVisible();
    await editor.photograph('hints');
    await page.getByRole('button', { name: /^Spread colour/ }).click();
    await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /[1-9]/);
    await editor.photograph('spreading');
    await expect(editor.shots().nth(1)).toHaveAttribute('data-state', 'coloured', { timeout: 400_000 });
    await page.keyboard.press('Escape');
    await page.keyboard.press('w');
    await editor.seesColour();
    await page.mouse.move(5, 5);
    await editor.photograph('wipe');
    await page.keyboard.press('w');
    await page.getByRole('button', { name: /^Deliver/ }).click();
    await expect(page.getByTestId('estimate')).toBeVisible();
    await editor.photograph('deliver');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Shift+p');
    await editor.photograph('commands');
  } finally {
    await context.close();
    await studio.close();
  }
});
