import { expect, type Page, test } from '@playwright/test';
import type { Layers } from '../../src/shared/model/layer.ts';
import { expectNoViolations } from './support/accessibility.ts';
import type { EditorPage } from './support/editor-page.ts';
import { openStudioWithWire, type WiredSession } from './support/open-studio.ts';

// Layers of a shot, by mouse and by keyboard. Each test continues with the state of the one before.
test.describe.configure({ mode: 'serial' });

let person: WiredSession;
let page: Page;
let editor: EditorPage;
let wire: WiredSession['wire'];

test.beforeAll(async ({ browser }) => {
  person = await openStudioWithWire(browser, 'quay.mov', { secondShot: 16 });
  ({ page, editor, wire } = person);
  await editor.applyColour('#c0442c');
  await editor.clickAt([0.3, 0.5]);
  await editor.seesColour();
});

test.afterAll(async () => {
  await person.leave();
});

const layers = async (): Promise<Layers> => (await wire.client.project.current())?.document.shots[0]?.layers ?? [];
const rows = (): ReturnType<Page['getByRole']> => page.getByRole('grid', { name: 'Layers of this shot' }).getByRole('row');
const names = (): Promise<readonly string[]> => rows().locator('.hint-name').allInnerTexts();

/** Chroma of the hint's place on the screen. */
async function chroma(): Promise<number> {
  const [a, b] = await editor.chromaAt([0.3, 0.5]);
  return Math.hypot(a, b);
}

test('a layer is added and changes the picture at once; the colour beneath it stays, and undo takes it back', async () => {
  const plane = await editor.picture.getAttribute('data-plane');
  const before = await chroma();
  expect(before).toBeGreaterThan(30);
  await page.getByRole('tab', { name: 'Trim' }).click();
  await page.keyboard.press('Shift+N');
  await expect(rows()).toHaveCount(1);
  await page.getByLabel('Saturation in percent').fill('50');
  await page.getByLabel('Saturation in percent').press('Enter');
  await expect.poll(chroma).toBeLessThan(0.55 * before);
  await expect.poll(chroma).toBeGreaterThan(0.45 * before);
  await expect.poll(async () => (await layers())[0]?.saturation).toBe(0.5);
  await editor.showsColour(plane!);
  await page.keyboard.press('Control+Z');
  await expect.poll(chroma).toBeGreaterThan(0.95 * before);
  await page.keyboard.press('Control+Y');
  await expect.poll(chroma).toBeLessThan(0.55 * before);
});

test('a picture that was dragged may have had fewer samples; at rest it has all of the screen', async () => {
  const hue = page.getByLabel('Hue', { exact: true });
  const box = (await hue.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  for (let by = 1; by <= 12; by++) await page.mouse.move(box.x + box.width / 2 + 3 * by, box.y + box.height / 2);
  await page.mouse.up();
  await expect.poll(async () => (await layers())[0]?.hue).toBeGreaterThan(5);
  await expect.poll(() => editor.picture.evaluate((canvas: HTMLCanvasElement) => [canvas.dataset.settled, canvas.width - Math.round(canvas.clientWidth * devicePixelRatio), canvas.height - Math.round(canvas.clientHeight * devicePixelRatio)])).toEqual(['true', 0, 0]);
  await page.keyboard.press('Control+Z');
  await expect.poll(async () => (await layers())[0]?.hue).toBe(0);
});

test('a slider moved by keys is one step; bypass shows the shot without layers and changes nothing', async () => {
  const hue = page.getByLabel('Hue', { exact: true });
  await expect(hue).toHaveValue('0');
  await hue.focus();
  await page.keyboard.down('ArrowRight');
  await page.keyboard.down('ArrowRight');
  await page.keyboard.down('ArrowRight');
  await page.keyboard.up('ArrowRight');
  await expect.poll(async () => (await layers())[0]?.hue).toBe(1.5);
  await editor.keeps('Change layer');
  await hue.evaluate((field: HTMLElement) => { field.blur(); });
  await page.keyboard.press('Control+Z');
  await expect.poll(async () => (await layers())[0]?.hue).toBe(0);
  const layered = await chroma();
  await page.keyboard.press('Shift+D');
  await expect.poll(chroma).toBeGreaterThan(1.8 * layered);
  await page.keyboard.press('Shift+D');
  await expect.poll(chroma).toBeLessThan(1.1 * layered);
  expect((await layers())[0]?.saturation).toBe(0.5);
});

test('by keyboard alone layers are chosen, ordered, turned off, renamed and deleted', async () => {
  await page.keyboard.press('Shift+N');
  await expect.poll(names).toEqual(['Layer 2', 'Layer 1']);
  await rows().first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press(' ');
  await expect.poll(async () => (await layers()).map(({ on }) => on)).toEqual([false, true]);
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(names).toEqual(['Layer 1', 'Layer 2']);
  await rows().first().focus();
  await page.keyboard.press('F2');
  await page.keyboard.type('Evening');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await layers()).map(({ name }) => name)).toEqual(['Layer 2', 'Evening']);
  await expectNoViolations(page);
  await rows().first().focus();
  await page.keyboard.press('Delete');
  await expect.poll(async () => (await layers()).map(({ name }) => name)).toEqual(['Layer 2']);
});

test('the colours of a shot are moved to those of a still, which keeps the layers that it was grabbed with', async () => {
  await page.getByRole('button', { name: 'Layer 2 on' }).focus();
  await page.getByLabel('Saturation in percent').fill('0');
  await page.getByLabel('Saturation in percent').press('Enter');
  await page.keyboard.press('Escape');
  // Also where the change is not saved yet.
  await page.keyboard.press('Control+Alt+G');
  await expect(page.getByRole('button', { name: /^Wipe against/ })).toHaveCount(1);
  await expect.poll(chroma).toBeLessThan(3);
  await page.getByRole('tab', { name: 'Trim' }).click();
  await page.getByLabel('Saturation in percent').fill('100');
  await page.getByLabel('Saturation in percent').press('Enter');
  await expect.poll(chroma).toBeGreaterThan(30);
  await page.getByLabel('Still to match').selectOption({ index: 1 });
  // The still is gray, so its mean and spread are.
  await expect.poll(async () => (await layers())[0]?.still?.to.spread[0] ?? 99).toBeLessThan(0.1);
  await expect.poll(chroma).toBeLessThan(6);
  await page.getByLabel('Match in percent').fill('0');
  await page.getByLabel('Match in percent').press('Enter');
  await expect.poll(chroma).toBeGreaterThan(30);
});

test('a version is duplicated, changed, wiped against the first, switched and deleted', async () => {
  const group = page.getByRole('group', { name: 'Version of this shot' });
  const shown = group.getByRole('button', { pressed: true });
  await expect(shown).toHaveText('A');
  const before = await chroma();
  const plane = await editor.picture.getAttribute('data-plane');
  await page.getByRole('button', { name: 'Duplicate version' }).click();
  await expect(shown).toHaveText('B');
  await page.getByLabel('Saturation in percent').fill('20');
  await page.getByLabel('Saturation in percent').press('Enter');
  await expect.poll(chroma).toBeLessThan(0.3 * before);
  // The line stands in the middle: right of it is the version shown, left of it the other.
  await page.keyboard.press('Alt+W');
  await expect(page.getByRole('button', { name: 'Version A', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(chroma).toBeGreaterThan(0.9 * before);
  await expectNoViolations(page);
  await page.keyboard.press('Alt+W');
  await expect.poll(chroma).toBeLessThan(0.3 * before);
  await group.getByRole('button', { name: 'A' }).click();
  await expect(shown).toHaveText('A');
  await expect.poll(chroma).toBeGreaterThan(0.9 * before);
  await editor.showsColour(plane!);
  await page.keyboard.press('Shift+V');
  await expect(shown).toHaveText('B');
  await page.getByRole('button', { name: 'Delete', exact: true }).first().click();
  await expect(group.getByRole('button')).toHaveText(['A']);
  await expect.poll(chroma).toBeGreaterThan(0.9 * before);
});

test('in a wide window the colour script stays in sight beside a layer and a mask, which are tabs, and the scopes', async () => {
  await page.setViewportSize({ width: 1600, height: 1000 });
  // The window was low so far: scopes are hidden in those.
  await page.getByRole('region', { name: 'Scopes' }).getByRole('button', { name: 'Show' }).click();
  await page.keyboard.press('Shift+n');
  await expect(page.getByRole('tab', { name: 'Trim' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Alt+q');
  await expect(page.getByRole('tab', { name: 'Masks' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('region', { name: 'Scopes' }).getByRole('button', { name: 'Vector' })).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('button', { name: '+ Add swatch' })).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('button', { name: 'Track mask', exact: true })).toBeInViewport({ ratio: 1 });
  await expectNoViolations(page);
  // So it is when a mask is drawn.
  await page.getByRole('tab', { name: 'Trim' }).click();
  await page.keyboard.press('q');
  await editor.drag([0.55, 0.3], [0.7, 0.6]);
  await editor.keeps('Add mask');
  await expect(page.getByRole('tab', { name: 'Masks' })).toHaveAttribute('aria-selected', 'true');
  // What a scope has counted stays while its size changes.
  const scope = page.getByTestId('scope');
  await expect(scope).toHaveAttribute('data-plane', /.+/);
  const counting = page.workers().filter((worker) => worker.url().includes('scopes'));
  const width = await scope.evaluate((canvas: HTMLCanvasElement) => canvas.width);
  await page.getByRole('separator', { name: 'Width of the colour panel' }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => scope.evaluate((canvas: HTMLCanvasElement) => canvas.width)).toBeGreaterThan(width);
  await expect(scope).toHaveAttribute('data-plane', /.+/);
  expect(counting).toHaveLength(1);
  expect(page.workers().filter((worker) => worker.url().includes('scopes'))).toEqual(counting);
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 1280, height: 720 });
});
