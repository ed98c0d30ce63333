import { expect, type Page } from '@playwright/test';

/** Waits until the bin of a window lists shots of these lengths, in frames. */
export async function expectShotLengths(page: Page, lengths: readonly number[]): Promise<void> {
  await expect.poll(async () => {
    const rows = await page.getByRole('listbox', { name: 'Shots of the clip' }).getByRole('option').allInnerTexts();
    return rows.map((text) => Number(/(\d+) fr/.exec(text)?.[1]));
  }).toEqual(lengths);
}
