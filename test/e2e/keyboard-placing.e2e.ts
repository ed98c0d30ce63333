import { expect, type Locator, type Page, test } from '@playwright/test';
import type { Hint } from '../../src/shared/model/hint.ts';
import type { Mask, PolygonShape } from '../../src/shared/model/mask.ts';
import { positionOnOutline } from '../../src/renderer/tools/mask-points.ts';
import { expectNoViolations } from './support/accessibility.ts';
import type { EditorPage } from './support/editor-page.ts';
import { hintsOfFrame } from './support/hints-of-frame.ts';
import { openStudioWithWire, type WiredSession } from './support/open-studio.ts';

// Hints and masks placed by keys alone, and points of a polygon. Each test continues with the state of the one before.
test.describe.configure({ mode: 'serial' });

let person: WiredSession;
let page: Page;
let editor: EditorPage;
let wire: WiredSession['wire'];

test.beforeAll(async ({ browser }) => {
  person = await openStudioWithWire(browser, 'quay.mov', { secondShot: 20 });
  ({ page, editor, wire } = person);
});

test.afterAll(async () => {
  await person.leave();
});

const hints = (): Promise<readonly Hint[]> => hintsOfFrame(wire, 0);
const masks = async (): Promise<readonly Mask[]> => (await wire.client.project.current())?.document.shots[0]?.masks ?? [];
const polygon = async (): Promise<PolygonShape | undefined> => {
  const shape = (await masks())[0]?.keys[0]?.shape;
  return shape?.kind === 'polygon' ? shape : undefined;
};
const crosshair = (): Locator => page.getByRole('application', { name: 'Crosshair' });
const said = (): Locator => page.locator('.pane [role=status]');

async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

test('Alt Enter gives the crosshair the focus; arrows move it, Enter places a point, and takes and puts it down', async () => {
  await press('Alt+Enter');
  await expect(crosshair()).toBeFocused();
  await expect(said()).toHaveText('50.0 % from the left, 50.0 % from the top');
  await press('ArrowLeft', 'Shift+ArrowLeft', 'Alt+ArrowUp');
  await expect(said()).toHaveText('44.0 % from the left, 49.5 % from the top');
  await expectNoViolations(page);
  await press('Enter');
  await editor.keeps('Add keyframe');
  await expect.poll(hints).toMatchObject([{ kind: 'point', at: [expect.closeTo(0.44), expect.closeTo(0.4948)] }]);
  await editor.seesColour();
  await press('Enter');
  await expect(said()).toHaveText(/^Holding the point/);
  await press('Shift+ArrowRight', 'Enter');
  await editor.keeps('Change point');
  await expect.poll(hints).toMatchObject([{ at: [expect.closeTo(0.49), expect.closeTo(0.4948)] }]);
});

test('a stroke and a boundary are put point by point; Escape cancels, then leaves', async () => {
  await press('b', 'Shift+ArrowLeft', 'Enter', 'Shift+ArrowUp', 'Enter', 'Enter');
  await editor.keeps('Add stroke');
  await press('c', 'Enter', 'Shift+ArrowRight', 'Enter', 'Shift+ArrowDown', 'Backspace', 'Shift+ArrowDown', 'Enter', 'Enter');
  await editor.keeps('Add boundary');
  await expect.poll(async () => (await hints()).map((hint) => ('path' in hint ? hint.path.length : 1))).toEqual([1, 2, 2]);
  await press('Enter', 'Escape');
  await expect(said()).toHaveText('Cancelled.');
  await press('Escape');
  await expect(crosshair()).not.toBeFocused();
  expect(await hints()).toHaveLength(3);
});

test('a polygon is drawn by keys; its points are selected, moved, added and removed by keys', async () => {
  await page.getByRole('menuitem', { name: 'Tools', exact: true }).click();
  await page.getByRole('menuitem', { name: 'New mask' }).click();
  await page.getByRole('menuitem', { name: 'Draw polygon mask' }).click();
  await press('Alt+Enter', 'Shift+ArrowUp', 'Shift+ArrowUp', 'Enter');
  await press('Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Enter');
  await press('Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Enter', 'Enter');
  await editor.keeps('Add mask');
  await press('Escape', 'Quote');
  await press('Insert');
  await expect.poll(async () => (await polygon())?.points.length).toBe(4);
  const before = (await polygon())!.points[1]!;
  await press('Shift+Alt+ArrowUp');
  await expect.poll(async () => (await polygon())!.points[1]![1]).toBeLessThan(before[1]);
  await press('Delete');
  await expect.poll(async () => (await polygon())?.points.length).toBe(3);
  await editor.keeps('Change mask');
  await press('Delete');
  await expect.poll(async () => (await polygon())?.points.length).toBe(3);
});

test('with the pointer: a press on the outline adds a point that is dragged, Delete removes it', async () => {
  const [x, y] = positionOnOutline((await polygon())!, { after: 1, share: 0.5 });
  await editor.drag([x, y], [0.9, 0.5]);
  await expect.poll(async () => (await polygon())?.points[2]).toEqual([expect.closeTo(0.9, 1), expect.closeTo(0.5, 1)]);
  await page.keyboard.press('Delete');
  await expect.poll(async () => (await polygon())?.points.length).toBe(3);
});

test('the list of shortcuts has the crosshair and its keys', async () => {
  await page.keyboard.press('F1');
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await dialog.getByRole('searchbox').fill('crosshair');
  await expect(dialog.getByRole('region', { name: 'Crosshair' }).getByRole('term')).toHaveCount(6);
  await dialog.getByRole('searchbox').fill('place by keyboard');
  await expect(dialog.getByText('Alt Enter')).toBeVisible();
  await page.keyboard.press('Escape');
});
