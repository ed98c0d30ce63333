import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { isLong } from '../support/long.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { makeClip } from './support/clip.ts';
import { EditorPage } from './support/editor-page.ts';
import { startStudio } from './support/studio.ts';

// In `npm test` the trial, the choice and what is remembered of it are held by provider-trial.test.ts and providers.test.ts.
if (isLong) test('the settings show what can run the networks, with its state, and the choice is kept', async ({ browser }) => {
  const studio = await startStudio({ TINTYPE_PROVIDER: '' });
  try {
    // axe needs a context made by `newContext`.
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage();
    const editor = new EditorPage(page);
    const film = join(studio.home, 'films', 'harbour.mov');
    makeClip(film);
    await page.goto(studio.url);
    await editor.openClip(film);
    await editor.seesFrame(0);
    await page.keyboard.press('Control+Comma');
    const settings = page.getByRole('dialog', { name: 'Settings' });
    await settings.getByRole('tab', { name: 'Performance' }).click();
    const providers = settings.getByRole('list', { name: 'Providers' }).getByRole('listitem');
    await expect(providers).toHaveText([/^CPU used/, /^WebGPU not tried here. Not measured on this computer yet/, /^DirectML not tried here/, /^CoreML not tried here/, /^CUDA not tried here/]);
    const choice = settings.getByLabel('Networks run on');
    await expect(choice).toHaveValue('automatic');
    await choice.selectOption('CPU');
    await expectNoViolations(page);
    await page.keyboard.press('Escape');
    await page.reload();
    await editor.seesFrame(0);
    await page.keyboard.press('Control+Comma');
    await settings.getByRole('tab', { name: 'Performance' }).click();
    await expect(choice).toHaveValue('cpu');
  } finally {
    await studio.close();
  }
});
