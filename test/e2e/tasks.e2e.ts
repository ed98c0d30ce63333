import { expect, type Page, test } from '@playwright/test';
import type { Hint } from '../../src/shared/model/hint.ts';
import { type ActionCounter, countActions } from './support/count-actions.ts';
import type { EditorPage } from './support/editor-page.ts';
import { hintsOfFrame } from './support/hints-of-frame.ts';
import { TimelineRobot } from './support/timeline-robot.ts';
import { openStudioWithWire, type WiredSession } from './support/open-studio.ts';

// Six tasks of a colourist's day by their shortest way, with what each takes: `playwright test -c test/e2e/playwright.config.ts tasks` prints the table of
// docs/results/window.md. Each test continues with the state of the one before. A task that takes more than its bound has become longer.
test.describe.configure({ mode: 'serial' });

let person: WiredSession;
let page: Page;
let editor: EditorPage;
let wire: WiredSession['wire'];
let counter: ActionCounter;

test.beforeAll(async ({ browser }) => {
  person = await openStudioWithWire(browser, 'quay.mov', { secondShot: 12 });
  ({ page, editor, wire } = person);
  counter = await countActions(page);
});
test.afterAll(async () => {
  counter.print();
  await person.leave();
});

const hints = (frame: number): Promise<readonly Hint[]> => hintsOfFrame(wire, frame);
const shots = async () => (await wire.client.project.current())!.document.shots;

test('colour a shot with five hints in colours of the colour script, and propagate it', async () => {
  // The colour script is there already.
  for (const [index, hex] of ['#b04038', '#6f9a5a', '#5f7fa8'].entries()) {
    await editor.applyColour(hex);
    await page.getByRole('button', { name: '+ Add swatch' }).click();
    await page.getByRole('region', { name: 'Colour script' }).getByLabel('Name').fill(`Thing ${index + 1}`);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: `Change Thing ${index + 1}` }).click();
  }
  await counter.task('colour a shot with five hints of three swatches, and propagate it', 6, async () => {
    for (const [swatch, first, ...places] of [[1, [0.25, 0.5]], [2, [0.75, 0.2], [0.75, 0.8]], [3, [0.08, 0.1], [0.1, 0.9]]] as const) {
      await editor.dropSwatch(`Thing ${swatch}`, first);
      for (const at of places) await editor.clickAt(at);
    }
    await page.keyboard.press('Control+Enter');
  });
  await expect.poll(async () => (await hints(0)).length).toBe(5);
  const { swatches } = (await wire.client.project.current())!.document;
  expect((await hints(0)).map((hint) => ('swatch' in hint ? swatches.findIndex(({ id }) => id === hint.swatch) : -1))).toEqual([0, 1, 1, 2, 2]);
  await expect(editor.shots().first()).toHaveAttribute('data-state', /coloured|lowConfidence/);
});

test('correct one frame, and propagate it on', async () => {
  await counter.task('correct one frame by a colour that is seen elsewhere on it, and propagate it', 3, async () => {
    await new TimelineRobot(page, 24).click(6, 'ruler');
    await editor.seesFrame(6);
    await editor.seesColour();
    await editor.drag([0.75, 0.2], [0.5, 0.9], { held: 'Alt' });
    await page.keyboard.press('Control+Enter');
  });
  await expect.poll(async () => (await hints(6)).map((hint) => hint.kind)).toEqual(['point']);
});

test('match a shot to another one', async () => {
  await expect(editor.job).toHaveCount(0);
  await counter.task('colour the next shot like this one', 1, async () => {
    await page.keyboard.press('Alt+Shift+l');
    await editor.seesFrame(12);
  });
  await expect(page.getByText(/Coloured like Shot 01|Nothing of Shot 01/)).toBeVisible();
});

test('limit a group of hints by a mask', async () => {
  await page.keyboard.press('Home');
  await editor.seesFrame(0);
  await counter.task('limit two hints by a new mask', 6, async () => {
    await page.keyboard.press('q');
    await editor.drag([0.55, 0.05], [0.98, 0.95]);
    await page.getByRole('tab', { name: 'Hints' }).click();
    const list = page.getByRole('treegrid', { name: 'Hints of this frame' });
    await list.getByRole('row').nth(1).click();
    await list.getByRole('row').nth(2).click({ modifiers: ['Control'] });
    await page.keyboard.press('Alt+l');
  });
  await expect.poll(async () => {
    const { hintGroups = [], masks = [] } = (await shots())[0]!;
    return hintGroups.map(({ name, mask }) => [name, masks.findIndex(({ id }) => id === mask)]);
  }).toEqual([['Mask 1', 0]]);
  expect((await hints(0)).filter(({ group }) => group !== undefined)).toHaveLength(2);
});

test('lower the saturation of a shot under a mask', async () => {
  await counter.task('lower the saturation under the mask to 60 %', 6, async () => {
    await page.getByRole('tab', { name: 'Masks' }).click();
    await page.getByRole('button', { name: 'Layer for mask' }).click();
    await page.getByLabel('Saturation in percent').click();
    await page.keyboard.type('60');
    await page.keyboard.press('Enter');
  });
  await expect.poll(async () => (await shots())[0]!.layers?.map(({ saturation, mask }) => [saturation, mask !== undefined])).toEqual([[0.6, true]]);
});

test('deliver from in to out', async () => {
  await counter.task('mark in and out, and deliver what lies between', 5, async () => {
    await page.keyboard.press('Alt+i');
    await page.keyboard.press('ArrowDown');
    await editor.seesFrame(12);
    await page.keyboard.press('Alt+o');
    await page.keyboard.press('Control+Alt+d');
    await expect(page.getByText('Can be written')).toBeVisible();
    await page.getByRole('button', { name: /^Deliver \d/ }).click();
  });
  await expect(page.getByRole('region', { name: 'Render queue' }).getByRole('listitem')).toHaveCount(1);
});
