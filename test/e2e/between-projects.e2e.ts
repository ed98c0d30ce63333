import { dirname, join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { makeClip } from './support/clip.ts';
import { openStudioWithWire, type WiredSession } from './support/open-studio.ts';

/* A film is coloured; while its second shot is propagated, another film is opened in the same window. */

test.describe.configure({ mode: 'serial' });

let person: WiredSession;
test.beforeAll(async ({ browser }) => { person = await openStudioWithWire(browser, 'harbour.mov'); });
test.afterAll(() => person.leave());

const jobOf = async (kind: string) => (await person.wire.client.jobs.list()).find((job) => job.kind === kind);
const pageButton = (page: Page, name: string) => page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name });

test('the last hint of a frame is stored with its keyframe: the shot is not stale', async () => {
  const { editor, page, wire } = person;
  await page.keyboard.press('p');
  await editor.applyColour('#b06040');
  for (const at of [[0.2, 0.5], [0.6, 0.5]] as const) await editor.clickAt(at);
  await editor.keeps('Add point');
  const plane = await editor.seesColour();
  const [shot] = (await wire.client.project.current())!.document.shots;
  // Seen first as a preview, which has the same key.
  await expect.poll(async () => (await wire.client.propagate.status({ shotId: shot!.id })).frames[0]).toEqual({ key: plane, confidence: 1, stale: false });
  await expect(editor.shots().first()).toContainText('1 keyframe');
});

test('in a wide window the scopes stay when a mask is added', async () => {
  const { page } = person;
  await page.setViewportSize({ width: 1440, height: 900 });
  const scopes = page.getByRole('region', { name: 'Scopes' });
  await scopes.getByRole('button', { name: 'Show' }).click();
  await page.keyboard.press('Alt+q');
  await expect(page.getByRole('tab', { name: 'Masks' })).toHaveAttribute('aria-selected', 'true');
  await expect(scopes.getByRole('button', { name: 'Vector' })).toBeInViewport({ ratio: 1 });
});

test('a film opened beside a propagation begins on the page Colour, in the folder of the last; the propagation goes on and says that it is of another project', async () => {
  const { editor, page, film } = person;
  const other = join(dirname(film), 'street.mov');
  makeClip(other, { mirrored: true });
  await editor.shots().nth(1).click();
  await editor.seesFrame(12);
  await editor.clickAt([0.4, 0.5]);
  await editor.seesColour();
  await page.getByRole('button', { name: 'Propagate shot' }).click();
  await expect.poll(async () => (await jobOf('propagate'))?.state).toBe('running');
  await pageButton(page, 'Deliver').click();
  await page.getByRole('menuitem', { name: 'File' }).click();
  await page.getByRole('menuitem', { name: 'Close project' }).click();

  await page.getByRole('button', { name: 'Open clip…' }).click();
  await expect(page.getByLabel('Path')).toHaveValue(dirname(film));
  await page.getByRole('dialog').getByRole('button', { name: /^street\.mov/ }).click();
  await editor.seesFrame(0);
  await expect(pageButton(page, 'Colour')).toHaveAttribute('aria-pressed', 'true');
  await expect(editor.shots()).toHaveCount(2);
  await page.keyboard.press('a');
  await editor.seesColour();
  const job = (await jobOf('propagate'))!;
  expect(['running', 'done']).toContain(job.state);
  await page.getByRole('button', { name: 'Jobs', exact: true }).click();
  await expect(page.getByRole('dialog')).toContainText('Propagating colour · Shot 02 (not in this project)');
  await person.wire.client.jobs.cancel({ jobId: job.id });
});
