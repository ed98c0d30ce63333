import { expect, type Page, test } from '@playwright/test';
import type { Shot } from '../../src/shared/model/document.ts';
import { frameIndex, frameRange } from '../../src/shared/model/frame.ts';
import { type Mask, type MaskShape, shapeOnFrame } from '../../src/shared/model/mask.ts';
import { isLong } from '../support/long.ts';
import { expectNoViolations } from './support/accessibility.ts';
import type { EditorPage } from './support/editor-page.ts';
import { openStudioWithWire, type WiredSession } from './support/open-studio.ts';

// Masks of a shot, by mouse and by keyboard. Each test continues with the state of the one before.
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

/** Two places of the coloured object, beside all marks: one in the mask that the first test draws, one outside it. */
const IN = [0.2, 0.4] as const;
const OUT = [0.34, 0.4] as const;

const shot = async (): Promise<Shot> => (await wire.client.project.current())!.document.shots[0]!;
const rows = (): ReturnType<Page['getByRole']> => page.getByRole('grid', { name: 'Masks of this shot' }).getByRole('row');

async function chroma(at: readonly [number, number]): Promise<number> {
  const [a, b] = await editor.chromaAt(at);
  return Math.hypot(a, b);
}

async function drag(from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  const [start, end] = [await editor.screenOf(from), await editor.screenOf(to)];
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2);
  await page.mouse.move(end.x, end.y);
  await page.mouse.up();
}

test('an ellipse is drawn on the picture, and a layer of it changes the colour inside it alone; the colour beneath stays', async () => {
  const plane = await editor.picture.getAttribute('data-plane');
  const before = [await chroma(IN), await chroma(OUT)] as const;
  for (const each of before) expect(each).toBeGreaterThan(30);
  await page.getByRole('tab', { name: 'Masks' }).click();
  await page.keyboard.press('q');
  await drag([0.1, 0.25], [0.26, 0.75]);
  await expect(rows()).toHaveCount(1);
  await expect.poll(async () => (await shot()).masks?.[0]?.keys[0]?.shape).toMatchObject({ kind: 'ellipse' });
  await page.getByRole('button', { name: 'Layer for mask' }).click();
  await page.getByLabel('Saturation in percent').fill('0');
  await page.getByLabel('Saturation in percent').press('Enter');
  await expect.poll(() => chroma(IN)).toBeLessThan(4);
  expect(Math.abs(await chroma(OUT) - before[1])).toBeLessThan(1);
  await expect(page.getByLabel('Mask of the layer')).toHaveValue(/.+/);
  await editor.showsColour(plane!);
  await page.getByRole('tab', { name: 'Masks' }).click();
  await page.getByRole('button', { name: 'Invert' }).click();
  await expect.poll(() => chroma(IN)).toBeGreaterThan(0.95 * before[0]);
  await expect.poll(() => chroma(OUT)).toBeLessThan(4);
  await page.keyboard.press('Control+Z');
  await expect.poll(() => chroma(IN)).toBeLessThan(4);
});

/** Inside the ellipse, in the hole that the next test cuts into it. */
const HOLE = [0.16, 0.5] as const;

test('another shape is cut out of the mask, then its intersection counts; both in one step, seen at once', async () => {
  const masks = page.getByRole('region', { name: 'Masks' });
  await expect.poll(() => chroma(HOLE)).toBeLessThan(4);
  await masks.getByRole('button', { name: 'Subtract from mask' }).click();
  await expect(masks.getByText('Draw the shape that is cut out.')).toBeVisible();
  await drag([0.13, 0.4], [0.185, 0.6]);
  await expect(rows()).toHaveCount(2);
  await expect.poll(async () => (await shot()).masks?.[0]?.parts?.map(({ by }) => by)).toEqual(['subtract']);
  await expect(rows().first()).toHaveAttribute('aria-selected', 'true');
  await expect.poll(() => chroma(HOLE)).toBeGreaterThan(30);
  expect(await chroma(IN)).toBeLessThan(4);
  await editor.photograph('mask-parts');
  await expectNoViolations(page);
  await masks.getByLabel('What Mask 2 does').selectOption('Intersect');
  await expect.poll(() => chroma(HOLE)).toBeLessThan(4);
  await expect.poll(() => chroma(IN)).toBeGreaterThan(30);
  // A part has no parts; taken out, it is a mask like any other.
  await masks.getByRole('button', { name: 'Mask 2', exact: true }).click();
  await expect(masks.getByText('A part of “Mask 1”.')).toBeVisible();
  await rows().first().click();
  await masks.getByRole('button', { name: 'Take Mask 2 out of Mask 1' }).click();
  await expect.poll(async () => (await shot()).masks?.map(({ parts }) => parts)).toEqual([undefined, undefined]);
  await masks.getByLabel('Mask to combine with').selectOption('Mask 2');
  await expect.poll(async () => (await shot()).masks?.[0]?.parts?.map(({ by }) => by)).toEqual(['add']);
  for (const _ of ['add', 'take out', 'intersect', 'subtract']) await page.keyboard.press('Control+Z');
  await expect(rows()).toHaveCount(1);
  await rows().first().click();
});

test('on another frame its middle is dragged: it has a second shape there', async () => {
  await page.getByRole('button', { name: 'Next frame' }).click();
  await editor.seesFrame(1);
  await drag([0.18, 0.5], [0.7, 0.5]);
  await expect.poll(async () => (await shot()).masks?.[0]?.keys.map(({ frame }) => frame)).toEqual([0, 1]);
  await expect(page.getByText('2 shapes, one on this frame')).toBeVisible();
  await page.getByRole('button', { name: 'Delete shape', exact: true }).click();
  await expect.poll(async () => (await shot()).masks?.[0]?.keys.map(({ frame }) => frame)).toEqual([0]);
});

test('by keyboard alone a mask is added, moved, sized, hidden, renamed and deleted', async () => {
  await page.keyboard.press('Alt+q');
  await expect(rows()).toHaveCount(2);
  await rows().last().focus();
  const x = async (): Promise<number | undefined> => {
    const shape = (await shot()).masks?.[1]?.keys[0]?.shape;
    return shape?.kind === 'ellipse' ? shape.at[0] : undefined;
  };
  await expect.poll(x).toBe(0.5);
  await page.keyboard.press('Shift+Alt+ArrowRight');
  await expect.poll(x).toBeCloseTo(0.52, 6);
  await page.keyboard.press('+');
  await page.keyboard.press(' ');
  await expect.poll(async () => (await shot()).masks?.[1]?.visible).toBe(false);
  await page.keyboard.press('F2');
  await page.keyboard.type('Face');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await shot()).masks?.[1]?.name).toBe('Face');
  await expectNoViolations(page);
  await rows().last().focus();
  await page.keyboard.press('Delete');
  await expect(rows()).toHaveCount(1);
});

test('a polygon is clicked, closed by Enter, and deleted with its layer turned off', async () => {
  await page.getByRole('button', { name: 'Draw polygon mask' }).click();
  for (const at of [[0.5, 0.3], [0.8, 0.3], [0.7, 0.7]] as const) await editor.clickAt(at);
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await shot()).masks?.map(({ keys }) => keys[0]!.shape.kind)).toEqual(['ellipse', 'polygon']);
  await rows().first().click();
  await page.getByRole('region', { name: 'Masks' }).getByRole('button', { name: 'Delete', exact: true }).click();
  await expect.poll(async () => (await shot()).layers?.map(({ on, mask }) => [on, mask])).toEqual([[false, undefined]]);
});

if (isLong) test('a mask is tracked through its shot in one step: its shape has moved on later frames, and one undo takes all of it back', async () => {
  await page.keyboard.press('Home');
  await editor.seesFrame(0);
  await page.getByRole('button', { name: 'Draw ellipse mask' }).click();
  await drag([0.13, 0.3], [0.37, 0.7]);
  await expect(rows()).toHaveCount(2);
  const keys = async (): Promise<Mask['keys']> => (await shot()).masks!.at(-1)!.keys;
  const x = async (frame: number): Promise<number> => {
    const shape = shapeOnFrame({ keys: await keys() }, frame);
    return shape.kind === 'ellipse' ? shape.at[0] : NaN;
  };
  const before = await keys();
  await page.keyboard.press('Shift+Q');
  await expect(page.getByText('Tracked from frame 1 to 12.')).toBeVisible();
  await expect.poll(async () => (await keys()).map(({ frame }) => frame).at(-1)).toBe(11);
  expect((await keys()).map(({ tracked }) => tracked === true)).toEqual([false, ...Array.from({ length: (await keys()).length - 1 }, () => true)]);
  // The block goes three pixels a frame to the right.
  expect(Math.abs(await x(11) - (await x(0) + 33 / 320))).toBeLessThan(0.03);
  await expect(page.getByText(/^1 shape and \d+ tracked, one on this frame$/)).toBeVisible();
  await expectNoViolations(page);

  // Moved by hand, the shape of the last frame is no tracked one any more.
  for (let frame = 1; frame <= 11; frame++) await page.getByRole('button', { name: 'Next frame' }).click();
  await editor.seesFrame(11);
  await rows().last().focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(async () => (await keys()).at(-1)?.tracked).toBe(undefined);
  await page.keyboard.press('Control+Z');
  await expect.poll(async () => (await keys()).at(-1)?.tracked).toBe(true);
  await page.keyboard.press('Control+Z');
  await expect.poll(keys).toEqual(before);
});

test('a mask is made of what the selected hint lies on, and its points can be dragged like those of any other', async () => {
  await page.keyboard.press('Home');
  await editor.seesFrame(0);
  const before = (await shot()).masks!.length;
  // The point of the block: the next hint of the frame.
  await page.keyboard.press(';');
  await page.keyboard.press('Shift+Alt+Q');
  await expect(rows()).toHaveCount(before + 1);
  // Its points are on the picture once it is chosen.
  await expect(rows().last()).toHaveAttribute('aria-selected', 'true');
  const shape = async (): Promise<MaskShape> => (await shot()).masks!.at(-1)!.keys[0]!.shape;
  const made = await shape();
  if (made.kind !== 'polygon') throw new Error('It is a polygon.');
  expect(made.points.length).toBeLessThanOrEqual(40);
  const middle = [0, 1].map((axis) => made.points.reduce((sum, point) => sum + point[axis]!, 0) / made.points.length);
  expect(Math.hypot(middle[0]! - 0.25, middle[1]! - 0.5)).toBeLessThan(0.1);
  await page.keyboard.press('q');
  await drag(made.points[0]!, [0.6, 0.5]);
  await expect.poll(async () => JSON.stringify(await shape())).not.toBe(JSON.stringify(made));
  await page.keyboard.press('Control+Z');
  await page.keyboard.press('Control+Z');
  await expect(rows()).toHaveCount(before);
});

test('a hint is limited to its object in one step', async () => {
  const before = await shot();
  await page.keyboard.press(';');
  await page.keyboard.press('Shift+Alt+O');
  await expect(rows()).toHaveCount(before.masks!.length + 1);
  await expect(page.getByText(/limits the colour to its inside on this keyframe/)).toBeVisible();
  const { masks, hintGroups = [] } = await shot();
  const group = hintGroups.find(({ mask }) => mask === masks!.at(-1)!.id)!;
  const { keyframes } = (await wire.client.project.current())!.document;
  expect(keyframes.flatMap(({ hints }) => hints).filter((hint) => hint.group === group.id)).toHaveLength(1);
  await expectNoViolations(page);
  await page.keyboard.press('Control+Z');
  await expect(rows()).toHaveCount(before.masks!.length);
  expect((await shot()).hintGroups).toEqual(before.hintGroups);
});

test('where a tracked mask was lost, it is fitted by hand or held, on the picture, in the panel and by keys; each is one step', async () => {
  await page.keyboard.press('Home');
  await editor.seesFrame(0);
  const before = (await shot()).masks!.length;
  await page.getByRole('button', { name: 'Draw ellipse mask' }).click();
  await page.keyboard.press('Alt+q');
  await expect.poll(async () => (await shot()).masks!.length).toBe(before + 1);
  await expect(rows().last()).toHaveAttribute('aria-selected', 'true');
  const { id: shotId, masks } = await shot();
  const { id: maskId, keys: [drawn] } = masks!.at(-1)!;
  const ellipse = (x: number): MaskShape => ({ ...(drawn!.shape as Extract<MaskShape, { kind: 'ellipse' }>), at: [x, 0.5] });
  // As if something had passed before the subject on frames 5 to 8 of the shot.
  const tracked = [[3, 0.55], [8, 0.75], [11, 0.8]].map(([frame, x]) => ({ frame: frameIndex(frame!), shape: ellipse(x!), tracked: true as const }));
  const { revision: baseRevision } = (await wire.client.project.current())!;
  await wire.client.project.apply({ baseRevision, command: { kind: 'setTrackedShapes', shotId, maskId, range: frameRange(0, 11), keys: tracked, lost: [frameRange(4, 7)] } });
  const mask = async (): Promise<Mask> => (await shot()).masks!.at(-1)!;
  const middleOn = async (frame: number): Promise<number> => {
    const shape = shapeOnFrame(await mask(), frame);
    return shape.kind === 'ellipse' ? shape.at[0] : NaN;
  };
  const panel = page.getByRole('region', { name: 'Masks' });
  const bar = page.getByRole('group', { name: /, lost$/ });
  await expect(panel.getByText('Track lost on frames 5–8.')).toBeVisible();
  await expect(bar).toHaveCount(0);
  for (let frame = 1; frame <= 5; frame++) await page.keyboard.press('ArrowRight');
  await editor.seesFrame(5);
  await expect(bar.getByRole('status')).toHaveText(/: track lost on frames 5–8$/);
  const hints = (await wire.client.project.current())!.document.keyframes;

  // Fitted by hand: at the first lost frame, with the handles there; the next shape is set by hand, and the frame is found.
  await page.keyboard.press('p');
  await bar.getByRole('button', { name: 'Fit by hand at 5' }).click();
  await editor.seesFrame(4);
  await drag([await middleOn(4), 0.5], [0.6, 0.5]);
  await expect.poll(async () => (await mask()).keys.find(({ frame }) => frame === 4)).toEqual({ frame: 4, shape: { ...ellipse(0.6), at: [expect.closeTo(0.6, 2), expect.closeTo(0.5, 2)] } });
  await expect(bar).toHaveCount(0);
  await expect(panel.getByText('Track lost on frames 6–8.')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(panel.getByText('Track lost on frames 5–8.')).toBeVisible();
  await expectNoViolations(page);

  // Held: where it was before, through all lost frames, and there it meets what was found after them.
  await bar.getByRole('button', { name: 'Hold position' }).click();
  await expect.poll(() => middleOn(7)).toBeCloseTo(0.55, 6);
  expect(await middleOn(8)).toBeCloseTo(0.75, 6);
  expect((await mask()).lost).toBeUndefined();
  await expect(bar).toHaveCount(0);
  await expect(panel.getByText(/Track lost/)).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(panel.getByText('Track lost on frames 5–8.')).toBeVisible();
  expect((await mask()).lost).toEqual([{ first: 4, last: 7 }]);
  expect((await mask()).keys.map(({ frame }) => frame)).toEqual([0, 3, 8, 11]);

  // By keys, from anywhere in the shot.
  await page.keyboard.press('Home');
  await editor.seesFrame(0);
  await page.keyboard.press('v');
  await page.keyboard.press('Alt+/');
  await editor.seesFrame(4);
  await expect(page.getByRole('button', { name: 'Mask', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Shift+Alt+/');
  await expect.poll(async () => (await mask()).keys.map(({ frame, tracked: isTracked }) => [frame, isTracked === true])).toEqual([[0, false], [3, true], [4, false], [7, false], [8, true], [11, true]]);
  await expect(panel.getByRole('button', { name: 'Hold position' })).toHaveCount(0);
  // No press went through to the picture.
  expect((await wire.client.project.current())!.document.keyframes).toEqual(hints);
});
