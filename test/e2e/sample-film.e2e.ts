import { expect, test } from '@playwright/test';
import { isLong } from '../support/long.ts';
import { EditorPage } from './support/editor-page.ts';
import { startStudio } from './support/studio.ts';

if (isLong) test('the button of the sample film opens it with its four shots', async ({ page }) => {
  const studio = await startStudio();
  try {
    const editor = new EditorPage(page, { width: 1280, height: 720 });
    await page.goto(studio.url);
    await page.getByRole('button', { name: 'Open sample film' }).click();
    await expect(editor.picture).toHaveAttribute('data-frame', '0');
    await expect(editor.shots()).toHaveCount(4, { timeout: 300_000 });
    await editor.shots().nth(1).click();
    await editor.seesFrame(26);
    await page.keyboard.press('a');
    await editor.keeps('Add keyframe');
    await editor.seesColour();
  } finally {
    await studio.close();
  }
});
