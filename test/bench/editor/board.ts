import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { writeBigProject } from '../../../src/engine/project/testing/big-project.ts';
import type { Studio } from '../../e2e/support/studio.ts';
import { connectWire } from '../../support/wire-client.ts';
import { median } from '../bench.ts';

export const BOARD_SHOTS = 2_000;
const OPENINGS = 5;

/** From the press of the page Shots to the first cards of a project of {@link BOARD_SHOTS} shots, in ms. It leaves that project open. */
export async function boardMs(page: Page, studio: Studio): Promise<number> {
  const path = join(studio.home, 'feature.tintype');
  writeBigProject(path, BOARD_SHOTS);
  const wire = await connectWire(studio.url);
  await wire.client.project.open({ path });
  wire.close();
  await page.getByRole('dialog', { name: 'Clip missing' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('navigation').getByRole('button', { name: 'Shots' }).click();
  await page.getByText(`${BOARD_SHOTS} shots`).waitFor();
  const times: number[] = [];
  for (let opening = 0; opening < OPENINGS; opening++) {
    await page.keyboard.press('Shift+6');
    await page.locator('.shot-card').first().waitFor({ state: 'detached' });
    times.push(await page.evaluate(async () => {
      const began = performance.now();
      [...document.querySelectorAll<HTMLButtonElement>('.pages button')].find((button) => button.textContent === 'Shots')?.click();
      while (document.querySelector('.shot-card') === null) await new Promise(requestAnimationFrame);
      return performance.now() - began;
    }));
  }
  return median(times);
}
