import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import type { Studio } from '../../e2e/support/studio.ts';

const ASSETS = fileURLToPath(new URL('../../../out/studio/assets/', import.meta.url));

/** Times from choosing a film, in ms. */
export interface OpeningTimes {
  /** To its first frame on the screen, also while its frames are still counted. */
  readonly picture: number;
  /** To the editor with that frame, in which it can be worked on. */
  readonly open: number;
}

/** Opens a film that was never seen before. Returns when its shots and proxies are made, with the film open; with `goOn` at once. */
export async function openingMs(page: Page, studio: Studio, path: string, options: { readonly first: boolean; readonly goOn?: boolean }): Promise<OpeningTimes> {
  await page.goto(options.first ? studio.url : new URL(studio.url).origin);
  if (!options.first) {
    await page.getByRole('menuitem', { name: 'File' }).click();
    await page.getByRole('menuitem', { name: 'Close project' }).click();
  }
  await page.getByRole('button', { name: 'Open clip…' }).click();
  await page.getByLabel('Path').fill(path);
  const started = performance.now();
  await page.getByLabel('Path').press('Enter');
  const drawn = page.locator('canvas[data-testid="picture"][data-frame="0"]');
  await drawn.or(page.getByRole('region', { name: 'Opening' }).getByRole('img')).first().waitFor({ timeout: 300_000 });
  const picture = performance.now() - started;
  await drawn.waitFor({ timeout: 300_000 });
  const open = performance.now() - started;
  if (options.goOn !== true) await page.getByTestId('job').waitFor({ state: 'detached', timeout: 600_000 });
  return { picture, open };
}

/** Gzipped size of all files that the browser loads. */
export async function bundleBytes(): Promise<number> {
  const files = await Promise.all((await readdir(ASSETS)).map((name) => readFile(join(ASSETS, name))));
  return files.reduce((sum, bytes) => sum + gzipSync(bytes).byteLength, 0);
}
