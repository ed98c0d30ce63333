import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { hasRedis, ownRedis, startWorker } from '../farm/support/farm.ts';
import { isLong } from '../support/long.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { openStudioWithClip } from './support/open-studio.ts';

test.skip(!hasRedis || !isLong, 'a farm with a window is tried by npm run test:long, where redis-server is installed');

test('a farm that is set in Settings propagates the shot; the jobs dialog shows its worker, and pauses and drains it', async ({ browser }) => {
  const person = await openStudioWithClip(browser, 'harbour.mov');
  const { page, editor, studio } = person;
  const redis = ownRedis(join(studio.home, 'r'));
  await redis.start();
  const store = join(studio.home, 'farm');
  const worker = startWorker('bench', { url: redis.url, store, home: join(studio.home, 'worker') });
  try {
    await worker.ready;
    await page.keyboard.press('Control+Comma');
    const settings = page.getByRole('dialog', { name: 'Settings' });
    await settings.getByRole('tab', { name: 'Render farm' }).click();
    await settings.getByLabel('Redis address').fill(redis.url);
    await settings.getByLabel('Shared folder').fill(store);
    await settings.getByLabel('Shared folder').press('Enter');
    await expect(settings.getByRole('region', { name: 'Render farm' }).getByRole('status')).toHaveText(/On: 1 worker/);
    await editor.photograph('farm-settings');
    await settings.getByRole('button', { name: 'Close' }).last().click();

    await page.keyboard.press('Escape');
    await editor.clickAt([0.5, 0.5]);
    await editor.keeps('Add keyframe');
    await page.keyboard.press('Control+Shift+J');
    const farm = page.getByRole('region', { name: 'Render farm' });
    await expect(farm.getByText('1 worker')).toBeVisible();
    await farm.getByRole('button', { name: 'Pause farm' }).click();
    await expect(farm.getByText('paused')).toBeVisible();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Propagate shot/ }).click();
    await page.keyboard.press('Control+Shift+J');
    await expect(farm.getByText('1 waiting')).toBeVisible();
    await farm.getByRole('button', { name: 'Resume farm' }).click();
    await expect.poll(() => worker.lines.filter(({ end }) => end === 'done').length).toBeGreaterThan(0);
    await expect(page.getByRole('listitem').filter({ hasText: /Propagating/ }).first()).toContainText('done');
    // Its last minute as bars, with the mean in figures; a bar is five seconds.
    const row = farm.getByRole('row', { name: /^bench/ });
    const bars = row.getByRole('img', { name: /^\d+ seconds: \d+\.\d frames a second on average, (?!0\.0)\d+\.\d at most, / });
    await expect(bars).toBeVisible();
    await expect(row.locator('.last-minute')).toHaveText(/^\d+\.\d$/);
    await expectNoViolations(page);
    await editor.photograph('farm-workers');
    await farm.getByRole('row', { name: /^bench/ }).getByRole('button', { name: 'Drain' }).click();
    expect(await worker.ended).toBe(0);
    await expect(farm.getByText('0 workers')).toBeVisible();
  } finally {
    worker.kill('SIGKILL');
    await person.leave();
    await redis.close();
  }
});
