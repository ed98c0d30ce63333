import { expect, type Page, test } from '@playwright/test';
import type { Hint } from '../../src/shared/model/hint.ts';
import { isLong } from '../support/long.ts';
import type { EditorPage, Place } from './support/editor-page.ts';
import { FILM } from './support/clip.ts';
import { hintsOfFrame } from './support/hints-of-frame.ts';
import { openStudioWithWire, type WiredSession } from './support/open-studio.ts';

// Hints drawn with the pointer: each test continues with the state of the one before.
test.describe.configure({ mode: 'serial' });

const RED = '#a8524a';
/** Ground beside the dark block of the first frame. */
const GROUND: Place = [0.75, 0.5];

let person: WiredSession;
let page: Page;
let editor: EditorPage;
let wire: WiredSession['wire'];

test.beforeAll(async ({ browser }) => {
  person = await openStudioWithWire(browser, 'quay.mov', { secondShot: 16 });
  ({ page, editor, wire } = person);
});

test.afterAll(async () => {
  await person.leave();
});

const hintsAt = (frame: number): Promise<readonly Hint[]> => hintsOfFrame(wire, frame);

async function chromaOf(place: Place): Promise<number> {
  return Math.hypot(...await editor.chromaAt(place));
}

test('the colour of a point is dragged over the disc: the picture follows, Escape reverts it, releasing is one step', async () => {
  await editor.applyColour(RED);
  await editor.clickAt(GROUND);
  await editor.keeps('Add keyframe');
  // Placing does not select the hint: another colour is for the next one.
  await expect(page.getByTestId('colour-target')).toHaveText('Next hint');
  await page.keyboard.press('v');
  await editor.clickAt(GROUND);
  await expect(page.getByTestId('colour-target')).toHaveText('Selected hint');
  const before = await editor.seesColour();
  const disc = await page.getByTestId('gamut-disc').boundingBox();
  const at = (x: number, y: number): [number, number] => [(disc?.x ?? 0) + x * (disc?.width ?? 0), (disc?.y ?? 0) + y * (disc?.height ?? 0)];
  await page.mouse.move(...at(0.6, 0.4));
  await page.mouse.down();
  const seen = [before];
  for (const [x, y] of [[0.5, 0.62], [0.42, 0.55]] as const) {
    await page.mouse.move(...at(x, y), { steps: 3 });
    await expect(editor.picture).not.toHaveAttribute('data-plane', seen.at(-1)!);
    seen.push(await editor.seesColour());
  }
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await editor.showsColour(before);
  await editor.keeps('Add keyframe');
  await page.mouse.move(...at(0.6, 0.4));
  await page.mouse.down();
  await page.mouse.move(...at(0.45, 0.6), { steps: 5 });
  await page.mouse.up();
  await editor.keeps('Change point');
  await editor.seesColour();
  await page.keyboard.press('Control+z');
  await editor.showsColour(before);
});

test('only a selected hint takes a colour that is chosen: hex, a suggestion, the eyedropper, the size; a tool or Escape drops the selection', async () => {
  const point = async (): Promise<Hint | undefined> => (await hintsAt(0)).find((hint) => hint.kind === 'point');
  const untouched = await point();
  await page.keyboard.press('p');
  await expect(page.getByTestId('colour-target')).toHaveText('Next hint');
  await editor.applyColour('#4060c0');
  await page.keyboard.press(']');
  const { x, y } = await editor.screenOf([0.9, 0.2]);
  await page.mouse.move(x, y);
  await expect(page.getByRole('group', { name: 'Suggestions' }).getByRole('button')).toHaveCount(9);
  await page.keyboard.press('2');
  await page.keyboard.press('i');
  await editor.clickAt([0.9, 0.2]);
  await editor.keeps('Add keyframe');
  expect(await point()).toEqual(untouched);
  // The eyedropper alone keeps the selection: what it picks is for the selected hint.
  await page.keyboard.press('v');
  await editor.clickAt(GROUND);
  await page.keyboard.press('i');
  await editor.clickAt([0.2, 0.9]);
  await editor.keeps('Change point');
  await page.keyboard.press('Control+z');
  await editor.keeps('Add keyframe');
  await page.keyboard.press('v');
  await editor.clickAt(GROUND);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('colour-target')).toHaveText('Next hint');
  await editor.applyColour(RED);
  await editor.keeps('Add keyframe');
  expect(await point()).toEqual(untouched);
});

test('colour stops at a drawn boundary', async () => {
  await editor.seesColour();
  const free = await chromaOf([0.52, 0.2]);
  await page.keyboard.press('c');
  await editor.drag([0.6, 0], [0.6, 1]);
  await editor.keeps('Add boundary');
  await editor.seesColour();
  const [beyond, here] = [await chromaOf([0.52, 0.2]), await chromaOf([0.68, 0.2])];
  expect(here).toBeGreaterThan(10);
  expect(free).toBeGreaterThan(10);
  expect(beyond).toBeLessThan(free / 2);
  await page.keyboard.press('Control+z');
  await editor.keeps('Add keyframe');
});

test('with Shift a boundary snaps to an edge of the picture', async () => {
  // The block's right edge is at 120 of 320 samples; the pointer moves six samples beside it.
  const [hand, edge] = [126 / FILM.width, 120 / FILM.width];
  for (const shift of [false, true]) {
    await page.keyboard.press('c');
    if (shift) await page.keyboard.down('Shift');
    await editor.drag([hand, 0.34], [hand, 0.64]);
    if (shift) await page.keyboard.up('Shift');
    await editor.keeps('Add boundary');
    const drawn = (await hintsAt(0)).findLast((hint) => hint.kind === 'boundary');
    const xs = drawn?.path.slice(1, -1).map(([x]) => x) ?? [];
    const away = Math.max(...xs.map((x) => Math.abs(x - (shift ? edge : hand)))) * FILM.width;
    expect(away, shift ? 'samples away from the edge' : 'samples away from the hand').toBeLessThan(3.5);
    await page.keyboard.press('Control+z');
    await editor.keeps('Add keyframe');
  }
});

/** Draws a line slowly: many positions close to each other. */
async function drawSlowly(from: Place, to: Place): Promise<void> {
  const [start, end] = [await editor.screenOf(from), await editor.screenOf(to)];
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(end.x, end.y, { steps: 60 });
  await page.mouse.up();
}

async function boundaryPath(): Promise<readonly Place[]> {
  return (await hintsAt(0)).findLast((hint) => hint.kind === 'boundary')?.path ?? [];
}

if (isLong) test('when an end of a boundary is moved, colour reaches the new position; undo restores the old path', async () => {
  const place: Place = [0.52, 0.2];
  await page.keyboard.press('c');
  await drawSlowly([0.6, 0.005], [0.6, 0.995]);
  await editor.keeps('Add boundary');
  const plane = await editor.seesColour();
  const [drawn, walledOff] = [await boundaryPath(), await chromaOf(place)];
  expect(drawn.length).toBeGreaterThan(40);
  await page.keyboard.press('v');
  const [from, to] = [await editor.screenOf(drawn[0]!), await editor.screenOf([0.4, 0.005])];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 20, from.y, { steps: 2 });
  await page.mouse.move(from.x, from.y);
  await page.mouse.up();
  await editor.showsColour(plane);
  // Moved back to its position: not a step.
  await editor.keeps('Add boundary');
  expect(await boundaryPath()).toEqual(drawn);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, to.y, { steps: 4 });
  // Shown during the drag, and not yet in the document.
  await expect(editor.picture).not.toHaveAttribute('data-plane', plane);
  await editor.keeps('Add boundary');
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
  await editor.keeps('Change boundary');
  await editor.seesColour();
  const moved = await boundaryPath();
  expect(moved.length).toBe(drawn.length);
  expect(moved[0]![0]).toBeCloseTo(0.4, 2);
  expect(moved.at(-1)).toEqual(drawn.at(-1));
  // A straight line stays one.
  expect(moved[moved.length >> 1]![0]).toBeCloseTo(0.5, 2);
  const reached = await chromaOf(place);
  expect(reached).toBeGreaterThan(10);
  expect(reached).toBeGreaterThan(2 * walledOff);
  await page.keyboard.press('Control+z');
  await editor.showsColour(plane);
  expect(await boundaryPath()).toEqual(drawn);
  expect(await chromaOf(place)).toBeCloseTo(walledOff, 0);
});

if (isLong) test('a point is added to a boundary, dragged with Shift to an edge, selected with keys, and removed', async () => {
  const drawn = await boundaryPath();
  const atOnce = await editor.screenOf([0.6, 0.5]);
  await page.mouse.move(atOnce.x, atOnce.y);
  await page.keyboard.down('Alt');
  await page.mouse.down();
  // The block's right edge is at 120 of 320 samples.
  const edge = 120 / FILM.width;
  const aside = await editor.screenOf([edge + 5 / FILM.width, 0.5]);
  await page.mouse.move(aside.x, aside.y, { steps: 6 });
  await page.keyboard.up('Alt');
  await page.keyboard.down('Shift');
  await page.mouse.move(aside.x, aside.y + 1);
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await editor.keeps('Change boundary');
  const clinging = await boundaryPath();
  expect([clinging[0], clinging.at(-1)]).toEqual([drawn[0], drawn.at(-1)]);
  // The pointer was five samples beside it.
  expect(Math.min(...clinging.map(([x]) => Math.abs(x - edge))) * FILM.width).toBeLessThan(3.5);
  await page.keyboard.press('Control+z');
  await editor.keeps('Add boundary');
  expect(await boundaryPath()).toEqual(drawn);

  await page.keyboard.press('Escape');
  // The point, then the boundary, then its first place and its last.
  await page.keyboard.press(';');
  await page.keyboard.press(';');
  await page.keyboard.press("'");
  await page.keyboard.press("'");
  for (let step = 0; step < 5; step++) await page.keyboard.press('Alt+ArrowLeft');
  await editor.keeps('Change boundary');
  await expect.poll(async () => (await boundaryPath()).at(-1)![0]).toBeLessThan(0.6 - 8 / FILM.width / 3);
  expect((await boundaryPath())[0]).toEqual(drawn[0]);
  await page.keyboard.press('Insert');
  await expect.poll(async () => (await boundaryPath()).length).toBe(drawn.length + 1);
  await page.keyboard.press('Delete');
  await expect.poll(async () => (await boundaryPath()).length).toBe(2);
  await expect.poll(async () => (await hintsAt(0)).length).toBe(2);
  for (const label of ['Change boundary', 'Change boundary', 'Add boundary']) {
    await page.keyboard.press('Control+z');
    await editor.keeps(label);
  }
  expect(await boundaryPath()).toEqual(drawn);
  await page.keyboard.press('Control+z');
  await editor.keeps('Add keyframe');
});

test('a stroke drawn with a pen is wider where it is pressed harder and where it is tilted', async () => {
  await page.keyboard.press('b');
  const pen = await person.context.newCDPSession(page);
  const touch = async (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', place: Place, how: { readonly force: number; readonly tiltX?: number }): Promise<void> => {
    const { x, y } = await editor.screenOf(place);
    await pen.send('Input.dispatchMouseEvent', { type, x, y, button: 'left', buttons: 1, clickCount: 1, pointerType: 'pen', force: how.force, tiltX: how.tiltX ?? 0 });
  };
  await touch('mousePressed', [0.5, 0.1], { force: 0.1 });
  await touch('mouseMoved', [0.6, 0.1], { force: 0.5 });
  await touch('mouseMoved', [0.7, 0.1], { force: 0.9 });
  await touch('mouseMoved', [0.8, 0.1], { force: 0.9, tiltX: 55 });
  await touch('mouseReleased', [0.8, 0.1], { force: 0 });
  await editor.keeps('Add stroke');
  const stroke = (await hintsAt(0)).find((hint) => hint.kind === 'stroke');
  const widths = stroke?.widths ?? [];
  expect(widths.length).toBe(stroke?.path.length);
  expect(widths.length).toBeGreaterThanOrEqual(4);
  expect(widths).toEqual(widths.toSorted((a, b) => a - b));
  expect(widths[0]).toBeLessThan(0.6);
  expect(widths.at(-1)).toBeGreaterThan(1.6);
  await editor.seesColour();
});

test('automatic colour is set at a point; one drag erases it and the stroke in one step', async () => {
  await page.keyboard.press('g');
  await editor.clickAt([0.9, 0.1]);
  await editor.keeps('Add auto hint');
  await page.keyboard.press('e');
  await editor.drag([0.48, 0.1], [0.9, 0.1]);
  await expect.poll(async () => (await hintsAt(0)).map((hint) => hint.kind)).toEqual(['point']);
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await hintsAt(0)).map((hint) => hint.kind)).toEqual(['point', 'stroke', 'auto']);
  for (const label of ['Add stroke', 'Add keyframe']) {
    await page.keyboard.press('Control+z');
    await editor.keeps(label);
  }
});
