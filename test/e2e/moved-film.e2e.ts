import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { openStudioWithClip } from './support/open-studio.ts';

test('a film that is found again is seen in the small pictures of a window that was opened without it', async ({ browser }) => {
  const person = await openStudioWithClip(browser, 'harbour.mov');
  const { page, editor, film, studio } = person;
  await page.getByRole('menuitem', { name: 'File' }).click();
  await page.getByRole('menuitem', { name: 'Close project' }).click();
  await expect(page.getByRole('heading', { name: 'Recent projects' })).toBeVisible();
  const moved = join(studio.home, 'reel-1.mov');
  await rename(film, moved);
  // An engine without its proxy, a window that has shown nothing of it.
  await studio.crash();
  await rm(join(studio.home, 'cache'), { recursive: true });
  await studio.restart();
  await page.goto(studio.url);
  const [failed, loaded] = [new Set<string>(), new Set<string>()];
  page.on('response', (response) => { if (response.url().includes('/thumbnail.')) (response.ok() ? loaded : failed).add(response.url()); });
  await page.getByRole('button', { name: /harbour\.tintype/ }).click();
  await expect.poll(() => failed.size).toBeGreaterThan(0);
  await page.getByRole('dialog', { name: 'Clip missing' }).getByRole('button', { name: 'Locate file…' }).click();
  await page.getByLabel('Path').fill(moved);
  await page.getByLabel('Path').press('Enter');
  await expect(page.getByRole('dialog', { name: 'All clips found' })).toBeVisible();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await editor.seesFrame(0);
  const alphaOf = (index: number): Promise<number | undefined> => editor.shots().nth(index).locator('canvas').evaluate((poster: HTMLCanvasElement) => poster.getContext('2d')?.getImageData(84, 47, 1, 1).data[3]);
  // What could not be had is asked for again.
  await expect.poll(() => [...failed].some((url) => loaded.has(url))).toBe(true);
  await expect.poll(async () => [await alphaOf(0), await alphaOf(1)]).toEqual([255, 255]);
  await person.leave();
});
