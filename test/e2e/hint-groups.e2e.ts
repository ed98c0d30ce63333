import { expect, type Page, test } from '@playwright/test';
import type { Shot } from '../../src/shared/model/document.ts';
import type { Hint } from '../../src/shared/model/hint.ts';
import { expectNoViolations } from './support/accessibility.ts';
import type { EditorPage } from './support/editor-page.ts';
import { hintsOfFrame } from './support/hints-of-frame.ts';
import { openStudioWithWire, type WiredSession } from './support/open-studio.ts';

// Groups of hints, and masks that limit them. Each test continues with the state of the one before.
test.describe.configure({ mode: 'serial' });

let person: WiredSession;
let page: Page;
let editor: EditorPage;
let wire: WiredSession['wire'];

test.beforeAll(async ({ browser }) => {
  person = await openStudioWithWire(browser, 'quay.mov', { secondShot: 16 });
  ({ page, editor, wire } = person);
  await editor.applyColour('#c0442c');
  for (const place of [[0.2, 0.5], [0.3, 0.5], [0.8, 0.8]] as const) await editor.clickAt(place);
  await expect.poll(async () => (await hints()).length).toBe(3);
  await editor.seesColour();
  await page.getByRole('tab', { name: 'Hints' }).click();
});

test.afterAll(async () => {
  await person.leave();
});

/** Two places of the coloured object, beside all marks: one in the mask that is drawn, one outside it. */
const IN = [0.2, 0.4] as const;
const OUT = [0.34, 0.4] as const;

const hints = (): Promise<readonly Hint[]> => hintsOfFrame(wire, 0);
const shot = async (): Promise<Shot> => (await wire.client.project.current())!.document.shots[0]!;
const rows = (): ReturnType<Page['getByRole']> => page.getByRole('treegrid', { name: 'Hints of this frame' }).getByRole('row');
const heading = (): ReturnType<Page['getByRole']> => rows().filter({ has: page.getByRole('button', { name: /^(Fold|Unfold) / }) });

async function chroma(at: readonly [number, number]): Promise<number> {
  const [a, b] = await editor.chromaAt(at);
  return Math.hypot(a, b);
}

test('two hints become a group with a name; it folds by key, and a colour chosen for it goes to both', async () => {
  await rows().nth(0).click();
  await rows().nth(1).click({ modifiers: ['Control'] });
  await page.keyboard.press('Alt+g');
  await page.getByLabel('Name of the group').fill('Hull');
  await page.getByLabel('Name of the group').press('Enter');
  await expect(heading()).toHaveAccessibleName(/^Group Hull, 2 hints/);
  await expect.poll(async () => (await shot()).hintGroups?.map(({ name }) => name)).toEqual(['Hull']);
  await heading().click();
  await expect(page.getByTestId('colour-target')).toHaveText('Group “Hull”');
  await editor.applyColour('#3060b0');
  await editor.keeps('Recolour group');
  const colours = async (): Promise<readonly string[]> => (await hints()).map((hint) => ('ab' in hint ? hint.ab.map(Math.round).join() : ''));
  await expect.poll(async () => new Set((await colours()).slice(0, 2)).size).toBe(1);
  expect((await colours())[2]).not.toBe((await colours())[0]);
  await heading().focus();
  await page.keyboard.press('ArrowLeft');
  await expect(rows()).toHaveCount(2);
  await expect(heading()).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.press('ArrowRight');
  await expect(rows()).toHaveCount(4);
  await expectNoViolations(page);
});

test('hints of a locked group cannot be moved or deleted, and one sentence says so', async () => {
  await page.getByRole('button', { name: 'Hull locked' }).click();
  await expect(heading()).toHaveAccessibleName(/locked/);
  await rows().nth(1).click();
  const before = await hints();
  await page.keyboard.press('Alt+ArrowRight');
  await expect(page.getByText('“Hull” is locked: unlock the group to change its hints.').first()).toBeVisible();
  await page.keyboard.press('Delete');
  expect(await hints()).toEqual(before);
  await page.getByRole('button', { name: 'Hull locked' }).click();
  await expect(heading()).not.toHaveAccessibleName(/locked/);
});

test('the eye takes the group out of the colouring and brings it back', async () => {
  // The colour that the group was given before may still be on its way.
  const plane = await editor.seesColour();
  const before = await editor.chromaAt(IN);
  await page.getByRole('button', { name: 'Hull colours' }).click();
  await expect.poll(() => editor.picture.getAttribute('data-plane')).not.toBe(plane);
  await expect(heading()).toHaveAccessibleName(/does not colour/);
  await expect.poll(async () => Math.abs((await editor.chromaAt(IN))[1] - before[1])).toBeGreaterThan(10);
  await page.getByRole('button', { name: 'Hull colours' }).click();
  await editor.showsColour(plane);
});

test('limited to a mask, the colour of the group is inside it alone; a mask that stops colour is a boundary', async () => {
  const before = [await chroma(IN), await chroma(OUT)] as const;
  for (const each of before) expect(each).toBeGreaterThan(15);
  await page.getByRole('tab', { name: 'Masks' }).click();
  await page.keyboard.press('q');
  const [start, end] = [await editor.screenOf([0.1, 0.25]), await editor.screenOf([0.26, 0.75])];
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2);
  await page.mouse.move(end.x, end.y);
  await page.mouse.up();
  await expect.poll(async () => (await shot()).masks?.length).toBe(1);
  await page.getByRole('tab', { name: 'Hints' }).click();
  await heading().click();
  await page.getByLabel('Mask of the group').selectOption({ index: 1 });
  await expect(heading()).toHaveAccessibleName(/within Mask 1/);
  await expect.poll(() => chroma(OUT)).toBeLessThan(0.5 * before[1]);
  await expect.poll(() => chroma(IN)).toBeGreaterThan(0.8 * before[0]);
  await page.getByRole('tab', { name: 'Masks' }).click();
  const plane = await editor.picture.getAttribute('data-plane');
  await page.getByRole('button', { name: 'Stops colour' }).click();
  await expect(page.getByRole('button', { name: 'Stops colour' })).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(() => editor.picture.getAttribute('data-plane')).not.toBe(plane);
  await expectNoViolations(page);
});

test('a dissolved group leaves its hints; one undo brings it back', async () => {
  await page.getByRole('tab', { name: 'Hints' }).click();
  await heading().click();
  await page.getByRole('button', { name: 'Dissolve' }).click();
  await expect(rows()).toHaveCount(3);
  await page.keyboard.press('Control+z');
  await expect(heading()).toHaveAccessibleName(/^Group Hull, 2 hints/);
});
