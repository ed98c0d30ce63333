import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { hexToLab } from '../../src/shared/colour/srgb.ts';
import type { Hint } from '../../src/shared/model/hint.ts';
import { ffmpeg } from '../support/films.ts';
import { connectWire } from '../support/wire-client.ts';
import type { EditorPage, Place } from './support/editor-page.ts';
import { FILM } from './support/film.ts';
import { nothingSerious } from './support/nothing-serious.ts';
import { type Person, sitDownAtFilm } from './support/person.ts';
import type { Studio } from './support/studio.ts';
import { TimelineRobot } from './support/timeline-robot.ts';

// One person with the colours in hand: each step stands on the one before.
test.describe.configure({ mode: 'serial' });

const LENGTHS = [FILM.shotLengths[0], 16] as const;
const CUT = LENGTHS[0];
const RED = '#a8524a';
const BLUE = '#5573a0';
/** The dark block of the first frame and the ground beside it. */
const BLOCK: Place = [0.25, 0.5];
const GROUND: Place = [0.75, 0.5];

let person: Person;
let studio: Studio;
let page: Page;
let editor: EditorPage;
let timeline: TimelineRobot;
let wire: Awaited<ReturnType<typeof connectWire>>;

test.beforeAll(async ({ browser }) => {
  person = await sitDownAtFilm(browser, 'quay.mov', { secondShot: LENGTHS[1] });
  ({ studio, page, editor } = person);
  timeline = new TimelineRobot(page, LENGTHS[0] + LENGTHS[1]);
  ffmpeg('-f', 'lavfi', '-i', 'color=0x2f7d6a:s=96x64', '-frames:v', '1', join(studio.home, 'poster.png'));
  wire = await connectWire(studio.url);
});

test.afterAll(async () => {
  wire.close();
  await person.leave();
});

/** Hints of the keyframe of a frame, as the engine has them. */
async function hintsAt(frame: number): Promise<readonly Hint[]> {
  return (await wire.client.project.current())?.document.keyframes.find((keyframe) => keyframe.frame === frame)?.hints ?? [];
}

async function chromaOf(place: Place): Promise<number> {
  return Math.hypot(...await editor.chromaAt(place));
}

function segment(name: string): ReturnType<Page['getByRole']> {
  return page.getByRole('button', { name, exact: true });
}

test('drags the colour of a point over the disc: the picture follows while the hand moves, Escape takes it back, letting go is one step', async () => {
  await editor.takeColour(RED);
  await editor.clickAt(GROUND);
  await editor.keeps('Add keyframe');
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

test('draws a boundary, and colour stops there', async () => {
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

test('holds Shift beside an edge of the picture, and the boundary clings to it', async () => {
  // The block's right edge is at 120 of 320 samples; the hand goes six samples beside it.
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

/** Draws a line as slowly as a careful hand: many places, close to each other. */
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

test('moves one end of a boundary and the colour flows to the new place; undo gives the old path back', async () => {
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
  // Put back where it was: no step.
  await editor.keeps('Add boundary');
  expect(await boundaryPath()).toEqual(drawn);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, to.y, { steps: 4 });
  // Seen while the hand is still on its way, and not yet kept.
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

test('adds a place to a boundary, draws it aside with Shift to an edge, goes from place to place by keys, and takes one away', async () => {
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
  // The hand was five samples beside it.
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

test('draws a stroke with a pen, wider where it is pressed harder and where it is laid flat', async () => {
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

test('leaves a place to the program, and erases that and the stroke in one sweep, which is one step', async () => {
  await page.keyboard.press('g');
  await editor.clickAt([0.9, 0.1]);
  await editor.keeps('Add keep mark');
  await page.keyboard.press('e');
  await editor.drag([0.75, 0.1], [0.9, 0.1]);
  await expect.poll(async () => (await hintsAt(0)).map((hint) => hint.kind)).toEqual(['point']);
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await hintsAt(0)).map((hint) => hint.kind)).toEqual(['point', 'stroke', 'keep']);
  for (const label of ['Add stroke', 'Add keyframe']) {
    await page.keyboard.press('Control+z');
    await editor.keeps(label);
  }
});

test('takes colours with the eyedropper from the frame and from a reference picture', async () => {
  await editor.seesColour();
  await page.keyboard.press('Escape');
  const [r, g, b] = await editor.pixelAt(GROUND);
  const [, a, bStar] = hexToLab(`#${[r, g, b].map((each) => each.toString(16).padStart(2, '0')).join('')}`);
  await editor.takeColour('#808080');
  await page.keyboard.press('i');
  await editor.clickAt(GROUND);
  await segment('Lab').click();
  const inHand = async (): Promise<readonly number[]> => Promise.all(['Chroma a, green to red', 'Chroma b, blue to yellow'].map(async (name) => Number(await page.getByLabel(name).inputValue())));
  const picked = await inHand();
  expect(Math.hypot(picked[0]! - a, picked[1]! - bStar)).toBeLessThan(4);
  await page.keyboard.press('Control+Shift+p');
  await page.getByLabel('Find a command').fill('Reference picture');
  await page.keyboard.press('Enter');
  await page.getByLabel('Path').fill(join(studio.home, 'poster.png'));
  await page.getByLabel('Path').press('Enter');
  const tile = page.getByRole('button', { name: /^poster, guides/ });
  await expect(tile).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(() => tile.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await tile.click();
  const [, posterA, posterB] = hexToLab('#2f7d6a');
  await expect.poll(async () => {
    const [seenA, seenB] = await inHand();
    return Math.hypot(seenA! - posterA, seenB! - posterB);
  }).toBeLessThan(3);
  // Its press took a colour, and nothing else.
  await expect(tile).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('p');
});

test('takes a colour from anywhere on the screen: the chosen hint has it, and letting it be changes nothing', async () => {
  // No test can press on the screen outside the page: what the browser's eyedropper gives is put in its place.
  const choose = (hex: string | undefined): Promise<void> => page.evaluate((given) => {
    const answer = (): Promise<{ readonly sRGBHex: string }> => (given === undefined ? Promise.reject(new DOMException('The user canceled the selection.', 'AbortError')) : Promise.resolve({ sRGBHex: given }));
    Object.assign(window, { EyeDropper: class { open = answer; } });
  }, hex);
  const [, a, b] = hexToLab('#2f7d6a');
  await page.keyboard.press('v');
  await editor.clickAt(GROUND);
  const before = await hintsAt(0);
  await choose(undefined);
  await page.keyboard.press('Shift+i');
  await choose('#2f7d6a');
  await page.keyboard.press('Shift+i');
  await editor.keeps('Change point');
  const changed = (await hintsAt(0)).find((hint) => hint.kind === 'point');
  expect(changed?.ab[0]).toBeCloseTo(a, 3);
  expect(changed?.ab[1]).toBeCloseTo(b, 3);
  await expect(page.getByText(/went wrong/)).toHaveCount(0);
  await editor.seesColour();
  const [seenA, seenB] = await editor.chromaAt(GROUND);
  expect(Math.hypot(seenA - a, seenB - b)).toBeLessThan(8);
  await page.keyboard.press('Control+z');
  await expect.poll(() => hintsAt(0)).toEqual(before);
  // With no hint chosen it is the colour in hand.
  await page.keyboard.press('Escape');
  await choose('#a0743c');
  await page.keyboard.press('Shift+i');
  await expect(page.getByLabel('Colour as hex')).toHaveValue('#a0743c');
  expect(await hintsAt(0)).toEqual(before);
  await page.keyboard.press('p');
});

test('types a colour as LCh, Lab and RGB, and takes a likely one by its number', async () => {
  await page.keyboard.press('Escape');
  const type = async (name: string, value: string): Promise<void> => {
    await page.getByLabel(name, { exact: true }).fill(value);
    await page.getByLabel(name, { exact: true }).press('Enter');
  };
  await segment('Lab').click();
  await type('Chroma a, green to red', '20');
  await type('Chroma b, blue to yellow', '0');
  await segment('LCh').click();
  await expect(page.getByLabel('Chroma', { exact: true })).toHaveValue('20.0');
  await type('Hue in degrees', '90');
  await segment('Lab').click();
  await expect(page.getByLabel('Chroma b, blue to yellow')).toHaveValue('20.0');
  await segment('RGB').click();
  await type('Red', '999');
  await expect(page.getByLabel('Red', { exact: true })).not.toHaveValue('999');
  const { x, y } = await editor.screenOf([0.9, 0.2]);
  await page.mouse.move(x, y);
  const likely = page.getByRole('group', { name: 'Likely colours here' }).getByRole('button');
  await expect(likely).toHaveCount(9);
  const third = await likely.nth(2).evaluate((button) => getComputedStyle(button).backgroundColor);
  await page.keyboard.press('3');
  await expect.poll(() => page.getByTestId('colour-now').evaluate((now) => getComputedStyle(now).backgroundColor)).toBe(third);
});

test('names a colour, paints two shots with it, renames the swatch and changes it: both shots take the new colour and are stale', async () => {
  await page.keyboard.press('Escape');
  await editor.takeColour(BLUE);
  await page.getByRole('button', { name: '+ Name the colour in hand' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('The skipper’s coat');
  await page.getByRole('textbox', { name: 'Name' }).press('Enter');
  await page.getByRole('textbox', { name: 'Source' }).fill('wool sample, harbour museum');
  await page.getByRole('textbox', { name: 'Source' }).press('Enter');
  await page.getByRole('button', { name: 'Change The skipper’s coat' }).click();
  await page.getByRole('button', { name: 'Paint with The skipper’s coat' }).click();
  await editor.clickAt(BLOCK);
  await editor.keeps('Add point');
  await timeline.click(CUT, 'ruler');
  await editor.seesFrame(CUT);
  await editor.clickAt(BLOCK);
  await editor.keeps('Add keyframe');
  await editor.seesColour();
  for (const shot of [0, 1]) {
    await editor.shots().nth(shot).click();
    await page.getByRole('button', { name: /^Spread colour/ }).click();
    await expect(editor.shots().nth(shot)).toHaveAttribute('data-state', 'coloured');
  }
  const script = page.getByRole('region', { name: 'Colour script' });
  await expect(script.getByRole('button', { name: 'Paint with The skipper’s coat' })).toContainText('2 hints');

  await page.getByRole('button', { name: 'Change The skipper’s coat' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('The mate’s coat');
  await page.getByRole('textbox', { name: 'Name' }).press('Enter');
  await editor.keeps('Change swatch');
  // A name is no colour: nothing is stale for it.
  for (const shot of [0, 1]) await expect(editor.shots().nth(shot)).toHaveAttribute('data-state', 'coloured');
  await editor.takeColour(RED);
  for (const shot of [0, 1]) await expect(editor.shots().nth(shot)).toHaveAttribute('data-state', 'stale');
  const [, a, b] = hexToLab(RED);
  for (const frame of [CUT, 0]) {
    await timeline.click(frame, 'ruler');
    await editor.seesFrame(frame);
    await expect.poll(async () => {
      await editor.seesColour();
      const [seenA, seenB] = await editor.chromaAt(BLOCK);
      return Math.hypot(seenA - a, seenB - b);
    }).toBeLessThan(8);
  }
  await page.getByLabel('Find a shot').fill('mate');
  await expect(editor.shots()).toHaveCount(2);
  await page.getByLabel('Find a shot').fill('');
  // In a field the key takes back what was typed.
  await page.getByLabel('Find a shot').blur();
  await page.keyboard.press('Control+z');
  for (const shot of [0, 1]) await expect(editor.shots().nth(shot)).toHaveAttribute('data-state', 'coloured');
});

test('wipes at an angle, looks side by side, and sees the film as it was while a key is held', async () => {
  await page.keyboard.press('Home');
  await page.keyboard.press('Escape');
  await editor.seesColour();
  const isGray = async (place: Place): Promise<boolean> => new Set(await editor.pixelAt(place)).size === 1;
  await page.keyboard.press('w');
  expect([await isGray([0.25, 0.2]), await isGray([0.75, 0.2])]).toEqual([true, false]);
  const grip = page.getByRole('slider', { name: 'Angle of the wipe' });
  const [from, middle] = [await grip.boundingBox(), await editor.screenOf([0.5, 0.5])];
  await page.mouse.move((from?.x ?? 0) + (from?.width ?? 0) / 2, (from?.y ?? 0) + (from?.height ?? 0) / 2);
  await page.mouse.down();
  await page.keyboard.down('Shift');
  await page.mouse.move(middle.x + 120, middle.y + 3, { steps: 8 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  // The line lies flat now: the film above it, the result below.
  await expect(grip).toHaveAttribute('aria-valuenow', '90');
  expect([await isGray([0.75, 0.2]), await isGray([0.25, 0.9])]).toEqual([true, false]);
  const line = page.getByRole('slider', { name: 'Wipe between film and colour' });
  await page.mouse.move(middle.x - 60, middle.y);
  await page.mouse.down();
  await page.mouse.move(middle.x - 60, middle.y - 120, { steps: 6 });
  await page.mouse.up();
  await expect(line).toBeVisible();
  expect(await isGray([0.75, 0.4])).toBe(false);
  await grip.dblclick();
  await expect(grip).toHaveAttribute('aria-valuenow', '0');

  await page.keyboard.press('Shift+w');
  await editor.seesColour();
  const [film, result] = [await editor.pixelAt(GROUND, 'left'), await editor.pixelAt(GROUND, 'right')];
  expect([new Set(film).size, new Set(result).size > 1]).toEqual([1, true]);
  await page.keyboard.press('Shift+w');
  await page.keyboard.down('\\');
  await expect.poll(() => isGray(GROUND)).toBe(true);
  await page.keyboard.up('\\');
  await expect.poll(() => isGray(GROUND)).toBe(false);
});

test('holds the last frame of a shot against its keyframe', async () => {
  await page.keyboard.press('End');
  await editor.seesFrame(LENGTHS[0] + LENGTHS[1] - 1);
  // The bright block moves left by a sample a frame: here it has come to where the ground was in the keyframe.
  const place: Place = [192 / FILM.width, 0.5];
  const brightness = async (side: 'left' | 'right'): Promise<number> => (await editor.pixelAt(place, side)).reduce((sum, channel) => sum + channel, 0) / 3;
  await page.keyboard.press('Shift+w');
  await editor.seesColour();
  expect(Math.abs(await brightness('left') - await brightness('right'))).toBeLessThan(25);
  await page.getByRole('button', { name: 'Nearest keyframe' }).click();
  await editor.seesColour();
  expect(await brightness('right') - await brightness('left')).toBeGreaterThan(40);
  expect(new Set(await editor.pixelAt(place, 'left')).size).toBeGreaterThan(1);
  await page.keyboard.press('Shift+o');
  await page.keyboard.press('Shift+w');
});

test('sees what is still gray, where colour is unsure, and where it does not fit the screen’s colours', async () => {
  await page.keyboard.press('Home');
  await editor.seesColour();
  const picture = async (): Promise<Buffer> => {
    await page.mouse.move(5, 5);
    await editor.seesColour();
    return editor.stage.screenshot();
  };
  const without = await picture();
  for (const name of ['Unsure', 'Uncoloured', 'Clipped']) {
    await segment(name).click();
    await expect(page.locator('.legend')).toBeVisible();
    expect((await picture()).equals(without), name).toBe(false);
    await segment(name).click();
    await expect(page.locator('.legend')).toHaveCount(0);
  }
});

test('loops a shot until it is stopped', async () => {
  await page.keyboard.press('Home');
  await page.keyboard.press('Control+l');
  await page.keyboard.press('Space');
  const seen: number[] = [];
  await expect.poll(async () => {
    seen.push(Number(await timeline.box.getAttribute('aria-valuenow')));
    return seen.filter((frame, index) => frame < (seen[index - 1] ?? 0)).length;
  }, { intervals: [60] }).toBeGreaterThanOrEqual(2);
  expect(Math.max(...seen)).toBeLessThan(CUT);
  await page.keyboard.press('k');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await page.keyboard.press('Control+l');
});

test('axe finds nothing serious in the room with everything open', async () => {
  await page.keyboard.press('w');
  await page.keyboard.press('u');
  await page.getByRole('button', { name: 'Change The mate’s coat' }).click();
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeVisible();
  await page.keyboard.press('Shift+s');
  await nothingSerious(page);
});
