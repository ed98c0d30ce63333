import { expect, test } from '@playwright/test';
import { EditorPage } from './support/editor-page.ts';
import { startStudio } from './support/studio.ts';

// The film is drawn from nothing by the engine: half a minute on a free machine, more beside other work. Nothing is timed.
test.setTimeout(900_000);

test('the sample film’s button makes the film, opens it, and its four shots are there to be coloured', async ({ page }) => {
  const studio = await startStudio();
  try {
    const editor = new EditorPage(page, { width: 1280, height: 720 });
    await page.goto(studio.url);
    await page.getByRole('button', { name: 'Open the sample film' }).click();
    await expect(page.getByRole('button', { name: 'The sample film is being made…' })).toBeDisabled();
    await expect(editor.picture).toHaveAttribute('data-frame', '0', { timeout: 600_000 });
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
