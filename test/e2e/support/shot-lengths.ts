import { expect, type Page } from '@playwright/test';

/** Waits until the bin of a window lists shots of these lengths, in frames. */
export async function expectShotLengths(page: Page, lengths: readonly number[]): Promise<void> {
  await expect(page.getByRole('listbox', { name: 'Shots of the clip' }).getByRole('option'))
    .toHaveText(lengths.map((length) => new RegExp(`\\b${length} fr\\b`)), { useInnerText: true });
}
