import { LEAST_RING_PX, MARK_RING_PX } from '../../src/renderer/tools/hint-dial.ts';
import { influences } from '../../src/renderer/tools/influence.ts';
import { expect, type Page, test } from '@playwright/test';
import type { Hint } from '../../src/shared/model/hint.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { FILM } from './support/clip.ts';
import type { EditorPage, Place } from './support/editor-page.ts';
import { hintsOfFrame } from './support/hints-of-frame.ts';
import { openStudioWithWire, type WiredSession } from './support/open-studio.ts';

// The list of hints and the selection of several. Each test continues with the state of the one before.
test.describe.configure({ mode: 'serial' });

const PLACES: readonly Place[] = [[0.2, 0.2], [0.4, 0.2], [0.7, 0.8]];

let person: WiredSession;
let page: Page;
let editor: EditorPage;
let wire: WiredSession['wire'];

test.beforeAll(async ({ browser }) => {
  person = await openStudioWithWire(browser, 'quay.mov', { secondShot: 16 });
  ({ page, editor, wire } = person);
  await editor.applyColour('#a8524a');
  for (const place of PLACES) await editor.clickAt(place);
  await expect.poll(async () => (await hints()).length).toBe(PLACES.length);
  await page.getByRole('tab', { name: 'Hints' }).click();
});

test.afterAll(async () => {
  await person.leave();
});

const hints = (): Promise<readonly Hint[]> => hintsOfFrame(wire, 0);
const rows = (): ReturnType<Page['getByRole']> => page.getByRole('treegrid', { name: 'Hints of this frame' }).getByRole('row');
const target = (): ReturnType<Page['getByTestId']> => page.getByTestId('colour-target');

async function xs(): Promise<readonly number[]> {
  return (await hints()).map((hint) => ('at' in hint ? hint.at[0] : NaN));
}

async function hexes(): Promise<readonly string[]> {
  return rows().locator('small').allInnerTexts();
}

test('a click, Ctrl and Shift in the list select; a colour, a nudge and a slider change all that are selected in one step each', async () => {
  await expect(rows()).toHaveCount(3);
  await expect(target()).toHaveText('Next hint');
  await rows().nth(0).click();
  await expect(target()).toHaveText('Selected hint');
  await rows().nth(1).click({ modifiers: ['Control'] });
  await expect(target()).toHaveText('2 selected hints');
  const before = await hexes();
  await editor.applyColour('#4060c0');
  await editor.keeps('Set hints');
  await expect.poll(async () => new Set((await hexes()).slice(0, 2)).size).toBe(1);
  expect((await hexes())[0]).not.toBe(before[0]);
  expect((await hexes())[2]).toBe(before[2]);
  const start = await xs();
  await page.keyboard.press('Alt+ArrowRight');
  // A pixel of the source.
  await expect.poll(xs).toEqual([start[0]! + 1 / FILM.width, start[1]! + 1 / FILM.width, start[2]].map((x) => expect.closeTo(x!, 6)));
  await page.keyboard.press('Control+z');
  await expect.poll(xs).toEqual(start);
  await page.getByLabel('Strength in percent').fill('40');
  await page.getByLabel('Strength in percent').press('Enter');
  const strengths = async (): Promise<readonly (number | undefined)[]> => (await hints()).map((hint) => ('strength' in hint ? hint.strength : undefined));
  await expect.poll(strengths).toEqual([0.4, 0.4, undefined]);
  await page.getByRole('slider', { name: 'Strength' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(strengths).toEqual([0.41, 0.41, undefined]);
  await page.keyboard.press('Control+z');
  await expect.poll(strengths).toEqual([0.4, 0.4, undefined]);
  await rows().nth(2).click({ modifiers: ['Shift'] });
  await expect(page.getByRole('row', { selected: true })).toHaveCount(2);
  await expectNoViolations(page);
});

test('a double click on a point selects it, and the keys type its colour', async () => {
  await page.keyboard.press('v');
  const { x, y } = await editor.screenOf(PLACES[2]!);
  await page.mouse.dblclick(x, y);
  await expect(page.getByLabel('Colour as hex')).toBeFocused();
  await expect(target()).toHaveText('Selected hint');
  await page.keyboard.type('#35604a');
  await page.keyboard.press('Enter');
  await editor.keeps('Change point');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Escape');
  await page.keyboard.press('p');
});

test('the list shows the hint that is selected on the picture', async () => {
  const list = page.getByRole('treegrid', { name: 'Hints of this frame' });
  await list.evaluate((grid) => { grid.style.cssText = 'max-height: 30px; min-height: 0'; });
  await page.keyboard.press('v');
  await editor.clickAt(PLACES[2]!);
  await expect.poll(() => list.evaluate((grid) => {
    const [row, box] = [grid.querySelector('[data-primary="true"]')?.getBoundingClientRect(), grid.getBoundingClientRect()];
    return row !== undefined && row.top >= box.top - 1 && row.top < box.bottom;
  })).toBe(true);
  await list.evaluate((grid) => { grid.style.cssText = ''; });
  await page.keyboard.press('Escape');
  await page.keyboard.press('p');
});

test('with the Select tool a marquee selects on the picture, Shift and a click add, and a drag moves all; Escape deselects', async () => {
  await page.keyboard.press('v');
  await editor.drag([0.1, 0.1], [0.5, 0.4]);
  await expect(target()).toHaveText('2 selected hints');
  await page.keyboard.down('Shift');
  await editor.clickAt(PLACES[2]!);
  await page.keyboard.up('Shift');
  await expect(target()).toHaveText('3 selected hints');
  const start = await xs();
  await editor.drag(PLACES[0]!, [0.25, 0.25]);
  await expect.poll(xs).toEqual(start.map((x) => expect.closeTo(x + 0.05, 2)));
  await page.keyboard.press('Control+z');
  await expect.poll(xs).toEqual(start);
  await page.keyboard.press('Escape');
  await expect(target()).toHaveText('Next hint');
});

test('a locked hint stays where it is dragged, erased or deleted; a hidden one still colours', async () => {
  await page.getByRole('button', { name: 'Lock Point 1' }).click();
  await page.getByRole('button', { name: 'Hide Point 2' }).click();
  await expect(page.getByRole('row', { name: /Point 1.*locked/ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Show Point 2' })).toBeVisible();
  const start = await hints();
  await editor.drag(PLACES[0]!, [0.3, 0.6]);
  await page.keyboard.press('e');
  for (const place of PLACES.slice(0, 2)) await editor.clickAt(place);
  await rows().nth(0).click();
  await page.keyboard.press('Delete');
  await expect(target()).toHaveText('Selected hint, locked');
  expect(await hints()).toEqual(start);
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect.poll(async () => (await hints()).map(({ id }) => id)).toEqual([start[0]!.id]);
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await hints()).length).toBe(3);
  // Locks and hidden marks are kept with the project, and are steps of its history.
  expect((await hints()).map(({ locked, hidden }) => [locked, hidden]).slice(0, 2)).toEqual([[true, undefined], [undefined, true]]);
  await page.reload();
  await editor.seesFrame(0);
  await expect(page.getByRole('row', { name: /Point 1.*locked/ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Show Point 2' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: 'Hide Point 2' })).toBeVisible();
  await page.keyboard.press('Control+Shift+z');
  await page.getByRole('button', { name: 'Unlock Point 1' }).click();
});

test('the list is used with the keyboard alone: select, extend, duplicate, delete', async () => {
  await rows().nth(0).click();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.getByRole('row', { selected: true })).toHaveCount(2);
  // The playhead did not move with the arrow keys.
  await editor.seesFrame(0);
  await page.keyboard.press('Control+d');
  await expect(rows()).toHaveCount(5);
  await expect(page.getByRole('row', { selected: true })).toHaveCount(2);
  await page.keyboard.press('Delete');
  await expect(rows()).toHaveCount(3);
});

test('the eraser cuts a stroke in two parts, in one step', async () => {
  await page.keyboard.press('b');
  await editor.drag([0.2, 0.5], [0.8, 0.5]);
  await editor.keeps('Add stroke');
  await page.keyboard.press('e');
  await editor.drag([0.5, 0.4], [0.5, 0.6]);
  const strokes = async (): Promise<readonly Hint[]> => (await hints()).filter((hint) => hint.kind === 'stroke');
  await expect.poll(async () => (await strokes()).length).toBe(2);
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await strokes()).length).toBe(1);
});

test('vividness of the shot is a slider; two presses of a key are two steps, a double click resets it', async () => {
  const vividness = async (): Promise<number | undefined> => (await wire.client.project.current())?.document.shots[0]?.vividness;
  const slider = page.getByRole('slider', { name: 'Vividness' });
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(vividness).toBe(0.51);
  await page.keyboard.press('ArrowRight');
  await expect.poll(vividness).toBe(0.52);
  await page.keyboard.press('Control+z');
  await expect.poll(vividness).toBe(0.51);
  await slider.dblclick({ position: { x: 20, y: 5 } });
  await expect.poll(vividness).toBeUndefined();
});

test('strength, reach and soft edge of the selected point are set by its handles on the picture, each in one step', async () => {
  await page.keyboard.press('Escape');
  await page.keyboard.press('v');
  const [first] = (await hints()).filter((hint) => hint.kind === 'point');
  if (first?.kind !== 'point') throw new Error('There is no point.');
  await editor.clickAt([first.at[0], first.at[1]]);
  await expect(target()).toHaveText('Selected hint');
  const value = async (id: 'strength' | 'reach' | 'softEdge'): Promise<number | undefined> => (await hints()).flatMap((hint) => (hint.id === first.id && hint.kind === 'point' ? [hint[id] ?? influences[id].initial] : []))[0];
  const { x, y } = await editor.screenOf([first.at[0], first.at[1]]);
  const pull = async (from: readonly [number, number], to: readonly [number, number]): Promise<void> => {
    await page.mouse.move(x + from[0], y + from[1]);
    await page.mouse.down();
    await page.mouse.move(x + (from[0] + to[0]) / 2, y + (from[1] + to[1]) / 2);
    await page.mouse.move(x + to[0], y + to[1]);
    await page.mouse.up();
  };
  // The ring's handle is at the top for all of the strength, at the left for three quarters.
  const before = await value('strength');
  const turn = 2 * Math.PI * before!;
  const ring = LEAST_RING_PX;
  await pull([ring * Math.sin(turn), -ring * Math.cos(turn)], [-20, 0]);
  await expect.poll(() => value('strength')).toBeCloseTo(0.75, 1);
  await editor.photograph('hint-handles');
  const reach = await value('reach');
  const at = (radius: number): readonly [number, number] => [radius * Math.SQRT1_2, radius * Math.SQRT1_2];
  await pull(at(ring + 10 + 20 * reach!), at(ring + 10 + 40));
  await expect.poll(() => value('reach')).toBeCloseTo(2, 1);
  const softEdge = await value('softEdge');
  const downLeft = (radius: number): readonly [number, number] => [-radius * Math.SQRT1_2, radius * Math.SQRT1_2];
  await pull(downLeft(MARK_RING_PX + (ring - MARK_RING_PX) * (1 - softEdge!)), downLeft(MARK_RING_PX + 2));
  await expect.poll(() => value('softEdge')).toBeCloseTo(1 - 2 / (ring - MARK_RING_PX), 1);
  await page.keyboard.press('Control+z');
  await expect.poll(() => value('softEdge')).toBe(softEdge);
  await page.keyboard.press('Control+z');
  await expect.poll(() => value('reach')).toBe(reach);
  await page.keyboard.press('Control+z');
  await expect.poll(() => value('strength')).toBe(before);
});

test('a hint that another window removes while it is dragged is told of, is not selected any more, and comes back by undo as it was', async () => {
  const known = await hints();
  const hint = known.find((each): each is Extract<Hint, { kind: 'point' }> => each.kind === 'point')!;
  await page.keyboard.press('Escape');
  await page.keyboard.press('v');
  const [from, to] = [await editor.screenOf(hint.at), await editor.screenOf([hint.at[0], hint.at[1] + 0.15])];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await expect(target()).toHaveText('Selected hint');
  const { document, revision } = (await wire.client.project.current())!;
  const keyframe = document.keyframes.find(({ hints: each }) => each.some(({ id }) => id === hint.id))!;
  await wire.client.project.apply({ baseRevision: revision, command: { kind: 'removeHints', keyframeId: keyframe.id, hintIds: [hint.id] } });
  await page.mouse.move(to.x, to.y + 4, { steps: 2 });
  await page.mouse.up();
  // The second sentence where the window has not heard of the removal yet.
  await expect(page.getByText(/This hint is not in the project\.|the hint was removed meanwhile/u)).toBeVisible();
  await expect(target()).toHaveText('Next hint');
  expect((await hints()).map(({ id }) => id)).toEqual(known.filter(({ id }) => id !== hint.id).map(({ id }) => id));
  await wire.client.project.undo();
  await expect.poll(hints).toEqual(known);
});
