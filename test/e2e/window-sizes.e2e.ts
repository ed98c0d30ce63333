import { type Browser, type BrowserContext, expect, type Locator, type Page, test } from '@playwright/test';
import { EditorPage } from './support/editor-page.ts';
import { layoutFaults } from './support/layout-faults.ts';
import { openStudioWithWire, type WiredSession } from './support/open-studio.ts';

// The pages in the smallest window, in a large one, and at 200 %: nothing is clipped, covered or cut off.
test.describe.configure({ mode: 'default' });

const WINDOWS = [
  { name: '1280×720', viewport: { width: 1280, height: 720 }, scale: 1 },
  { name: '1280×720 at 200 %', viewport: { width: 1280, height: 720 }, scale: 2 },
  { name: '1600×1000', viewport: { width: 1600, height: 1000 }, scale: 1 },
  { name: '2560×1440', viewport: { width: 2560, height: 1440 }, scale: 1 },
] as const;

let person: WiredSession;

/** Hints in a group, a mask with a layer, two versions, a swatch, a marker: a shot as it is in work. */
test.beforeAll(async ({ browser }) => {
  person = await openStudioWithWire(browser, 'The harbour at night, reel two.mov', { secondShot: 30 });
  const { page, editor } = person;
  await page.setViewportSize({ width: 1600, height: 1000 });
  await editor.applyColour('#c0442c');
  await page.getByRole('button', { name: '+ Add swatch' }).click();
  await page.getByLabel('Name', { exact: true }).press('Enter');
  for (const at of [[0.3, 0.5], [0.7, 0.3], [0.8, 0.7]] as const) await editor.clickAt(at);
  await expect(page.getByRole('treegrid', { name: 'Hints of this frame' }).getByRole('row')).toHaveCount(3);
  await editor.seesColour();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Alt+g');
  const name = page.getByLabel('Name of the group');
  await name.press('Enter');
  await expect(name).toBeHidden();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Alt+q');
  await page.getByRole('button', { name: 'Layer for mask' }).click();
  await page.getByRole('button', { name: 'Duplicate version' }).click();
  await expect(page.getByRole('group', { name: 'Version of this shot' }).getByRole('button')).toHaveCount(2);
});

test.afterAll(async () => {
  await person.leave();
});

async function openWindow(browser: Browser, { viewport, scale }: { readonly viewport: { readonly width: number; readonly height: number }; readonly scale: number }): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
  const context = await browser.newContext({ viewport, deviceScaleFactor: scale });
  const page = await context.newPage();
  await page.goto(person.studio.url);
  await new EditorPage(page).seesColour();
  return { context, page };
}

test('the check finds a control outside the window, one that is covered, and words that are cut', async () => {
  const { page } = person;
  await expect.poll(() => layoutFaults(page)).toEqual([]);
  const faultsWith = async (content: string): Promise<string> => {
    const style = await page.addStyleTag({ content });
    const faults = await layoutFaults(page);
    await style.evaluate((element: Element) => { element.remove(); });
    return faults.join('\n');
  };
  expect(await faultsWith('.transport { position: relative; left: 1200px; }')).toMatch(/scrolls sideways|Propagate shot.* is clipped/);
  expect(await faultsWith('.menu-bar { position: relative; z-index: 9; } .menu-bar > div { padding-right: 200px; }')).toMatch(/is (covered|clipped)|reaches out/);
  expect(await faultsWith('.segments button { max-width: 24px; overflow: hidden; text-overflow: ellipsis; }')).toMatch(/Side by side.* is cut/);
  expect(await faultsWith('.room { height: calc(100vh + 40px); }')).toMatch(/is clipped|the page is/);
});

for (const size of WINDOWS) {
  test(`${size.name}: the four pages and their tabs are whole`, async ({ browser }) => {
    const { context, page } = await openWindow(browser, size);
    const look = async (what: string): Promise<void> => {
      if (process.env.TINTYPE_LOOK !== undefined) await page.screenshot({ path: `${process.env.TINTYPE_LOOK}/${size.name} ${what}.png`.replaceAll(/[×%]/g, '') });
      await expect.poll(() => layoutFaults(page), `${size.name}, ${what}`).toEqual([]);
    };
    await look('Colour');
    // A wide dock has room for two scopes, the vectorscope and another one.
    if (size.viewport.width >= 2000) await expect(page.getByTestId('scope')).toHaveCount(2);
    // The canvas has the pixels of the screen.
    await expect.poll(() => page.getByTestId('timeline').locator('canvas').evaluate((canvas: HTMLCanvasElement) => Math.abs(canvas.width - canvas.clientWidth * window.devicePixelRatio))).toBeLessThan(1);
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      await look(`Colour, ${await tab.textContent() ?? ''}`);
    }
    for (const [key, heading] of [['Shift+4', 'Shots'], ['Shift+7', 'Quality'], ['Shift+8', 'Deliver']] as const) {
      await page.keyboard.press(key);
      await expect(page.getByRole('button', { name: heading, exact: true }).last()).toBeVisible();
      await page.waitForLoadState('networkidle');
      await look(heading);
    }
    await context.close();
  });
}

test('palette and tabs lend each other empty room, until the line between them is moved; a double click lets them share again', async ({ browser }) => {
  const { context, page } = await openWindow(browser, { viewport: { width: 1600, height: 900 }, scale: 1 });
  const palette = page.getByRole('region', { name: 'Colour', exact: true });
  const body = page.getByRole('region', { name: 'Masks' });
  const line = page.getByRole('separator', { name: 'Height of the palette' });
  const hidden = async (of: Locator): Promise<number> => of.evaluate((element) => element.scrollHeight - element.clientHeight);
  const lineY = async (): Promise<number> => Math.round((await line.boundingBox())!.y);
  for (let count = 0; count < 3; count++) {
    await page.getByRole('button', { name: '+ Add swatch' }).click();
    await page.getByLabel('Name', { exact: true }).press('Enter');
    await expect(page.getByRole('button', { name: /^Paint with / })).toHaveCount(2 + count);
  }
  await page.getByRole('button', { name: 'Change Swatch 4' }).click();
  // A layer needs much, so both are cut: each has its usual height. The list of masks is short.
  await page.getByRole('tab', { name: 'Trim' }).click();
  await expect.poll(() => hidden(palette)).toBeGreaterThan(0);
  // What is cut can be scrolled to.
  await palette.hover();
  await page.mouse.wheel(0, 2000);
  await expect.poll(() => palette.evaluate((element) => element.scrollTop)).toBeGreaterThan(0);
  const usual = await lineY();
  await page.getByRole('tab', { name: 'Masks' }).click();
  await expect(body).toBeVisible();
  await expect.poll(() => hidden(palette)).toBe(0);
  expect(await lineY()).toBeGreaterThan(usual);
  await page.getByRole('tab', { name: 'Trim' }).click();
  await expect.poll(lineY).toBe(usual);

  await line.focus();
  let drawn = usual;
  for (let count = 0; count < 3; count++) {
    await page.keyboard.press('ArrowDown');
    await expect.poll(lineY).toBeGreaterThan(drawn);
    drawn = await lineY();
  }
  await page.getByRole('tab', { name: 'Masks' }).click();
  await page.waitForLoadState('networkidle');
  expect(await lineY()).toBe(drawn);
  await page.reload();
  await new EditorPage(page).seesColour();
  await expect.poll(lineY).toBe(drawn);
  await line.dblclick();
  await page.getByRole('tab', { name: 'Trim' }).click();
  await expect.poll(lineY).toBe(usual);
  await context.close();
});
