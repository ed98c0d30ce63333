import { expect, test } from '@playwright/test';
import { expectNoSeriousViolations } from './support/accessibility.ts';
import { openStudioWithClip } from './support/open-studio.ts';

test('the settings show what can run the networks, with its state, and the choice is kept', async ({ browser }) => {
  const { page, editor, studio } = await openStudioWithClip(browser, 'harbour.mov');
  try {
    await page.keyboard.press('Control+Comma');
    const settings = page.getByRole('dialog', { name: 'Settings' });
    const providers = settings.getByRole('list', { name: 'Providers' }).getByRole('listitem');
    await expect(providers).toHaveText([/^CPU used/, /^WebGPU not tried here. Not measured on this computer yet/, /^DirectML not tried here/, /^CoreML not tried here/, /^CUDA not tried here/]);
    const choice = settings.getByLabel('Networks run on');
    await expect(choice).toHaveValue('automatic');
    await choice.selectOption('CPU');
    await expectNoSeriousViolations(page);
    await page.keyboard.press('Escape');
    await page.reload();
    await editor.seesFrame(0);
    await page.keyboard.press('Control+Comma');
    await expect(choice).toHaveValue('cpu');
  } finally {
    await studio.close();
  }
});
