import { join } from 'node:path';
import { readFile, writeFile } from 'node:fs/promises';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { ffmpeg } from '../support/films.ts';
import { connectWire } from '../support/wire-client.ts';
import type { EditorPage } from './support/editor-page.ts';
import { FILM } from './support/film.ts';
import { expectNoSeriousViolations } from './support/accessibility.ts';
import { type StudioSession, openStudioWithClip } from './support/open-studio.ts';
import type { Studio } from './support/studio.ts';
import { TimelineRobot } from './support/timeline-robot.ts';

// One person puts a film's shots in order, marks, keeps and compares: each step stands on the one before.
test.describe.configure({ mode: 'serial' });

const LENGTHS = [FILM.shotLengths[0], 16] as const;
const FRAMES = LENGTHS[0] + LENGTHS[1];
const CUT = LENGTHS[0];

let person: StudioSession;
let studio: Studio;
let page: Page;
let editor: EditorPage;
let timeline: TimelineRobot;

test.beforeAll(async ({ browser }) => {
  person = await openStudioWithClip(browser, 'quay.mov', { secondShot: LENGTHS[1] });
  ({ studio, page, editor } = person);
  timeline = new TimelineRobot(page, FRAMES);
  ffmpeg('-f', 'lavfi', '-i', 'color=0xc02a20:s=96x64,drawbox=x=0:y=32:w=96:h=32:c=0xe0a030:t=fill', '-frames:v', '1', join(studio.home, 'poster.png'));
});

test.afterAll(async () => {
  await person.leave();
});

async function shotLengths(of: Page = page): Promise<readonly number[]> {
  const rows = await of.getByRole('listbox', { name: 'Shots of the clip' }).getByRole('option').allInnerTexts();
  return rows.map((text) => Number(/(\d+) fr/.exec(text)?.[1]));
}

async function hasLengths(lengths: readonly number[], of: Page = page): Promise<void> {
  await expect.poll(() => shotLengths(of)).toEqual(lengths);
}

test('drags a cut with the pointer, lets go of it by Escape, and takes the drag back in one step', async () => {
  await page.keyboard.press('Home');
  await timeline.drag(CUT, CUT + 3, { before: async () => { await page.keyboard.press('Escape'); } });
  await hasLengths([12, 16]);
  await timeline.drag(CUT, CUT + 3, { before: () => timeline.standsAt(CUT + 3) });
  await editor.keeps('Move cut');
  await hasLengths([15, 13]);
  await timeline.standsAt(0);
  await page.keyboard.press('Control+z');
  await hasLengths([12, 16]);
  await page.keyboard.press('Shift+Period');
  await page.keyboard.press('Shift+Period');
  await hasLengths([14, 14]);
  await page.keyboard.press('Control+z');
  await hasLengths([12, 16]);
});

test('makes the cut a dissolve, draws its end out, and makes it a cut again', async () => {
  await page.keyboard.press('d');
  await editor.keeps('Make dissolve');
  // The mix ends before frame 18; its end is taken hold of at the upper half of the shots.
  await timeline.drag(18, 20, { share: 0.2 });
  await page.keyboard.press('Control+z');
  await editor.keeps('Make dissolve');
  await page.keyboard.press('d');
  await editor.keeps('Make cut');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
});

test('splits a shot, joins it again, undoes both', async () => {
  await timeline.click(20, 'ruler');
  await timeline.standsAt(20);
  await page.keyboard.press('Control+b');
  await hasLengths([12, 8, 8]);
  await page.keyboard.press('ArrowUp');
  await timeline.standsAt(12);
  await page.keyboard.press('Control+j');
  await hasLengths([12, 16]);
  await page.keyboard.press('Control+z');
  await hasLengths([12, 8, 8]);
  await page.keyboard.press('Control+z');
  await hasLengths([12, 16]);
});

test('a keyframe that the cut is dragged over keeps its hints, in the other shot', async () => {
  await timeline.click(13, 'ruler');
  await editor.seesFrame(13);
  await editor.applyColour('#a8524a');
  await editor.clickAt([0.5, 0.5]);
  await editor.keeps('Add keyframe');
  const colour = await editor.seesColour();
  await expect(editor.shots().nth(1)).toContainText('1 key');
  await timeline.drag(CUT, CUT + 4);
  await editor.keeps('Move cut');
  await expect(editor.shots().nth(0)).toContainText('1 key');
  await expect(editor.shots().nth(1)).toContainText('no keyframe');
  await timeline.standsAt(13);
  await editor.showsColour(colour);
  await page.keyboard.press('Control+z');
  await expect(editor.shots().nth(1)).toContainText('1 key');
});

test('sets a second key where the program says that it would help most: here, beyond a cut that was missed', async () => {
  await page.keyboard.press('Home');
  await page.keyboard.press('Control+j');
  await hasLengths([FRAMES]);
  await page.getByRole('button', { name: /^Propagate shot/ }).click();
  await expect(editor.shots().first()).toContainText('confidence');
  await page.keyboard.press('n');
  await expect(timeline.box).not.toHaveAttribute('aria-valuenow', '0');
  const frame = Number(await timeline.box.getAttribute('aria-valuenow'));
  expect(frame).toBeLessThan(CUT);
  await editor.seesFrame(frame);
  // The hollow diamond stands there, and says what it is.
  const [left, right] = [await timeline.edgeOf(frame, 'keys'), await timeline.edgeOf(frame + 1, 'keys')];
  await page.mouse.move((left.x + Math.min(right.x, left.x + 24)) / 2, left.y);
  await expect(timeline.box).toHaveAttribute('title', /Suggested keyframe/);
  await editor.clickAt([0.5, 0.8]);
  await editor.keeps('Add keyframe');
  await expect(editor.shots().first()).toContainText(/2 key/);
  await expect(editor.shots().first()).toHaveAttribute('data-state', 'stale');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await hasLengths([12, 16]);
});

test('adds a marker with a note, finds the shot by it, and goes back to it by a key', async () => {
  await timeline.click(5, 'ruler');
  await page.keyboard.press('m');
  await page.getByRole('textbox', { name: 'Note' }).fill('Ask about the curtain');
  await page.getByRole('radio', { name: 'blue' }).check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.keyboard.press('End');
  await page.keyboard.press('Shift+ArrowUp');
  await timeline.standsAt(5);
  await expect(timeline.box).toHaveAttribute('aria-valuetext', /marker Ask about the curtain/);
  await page.getByLabel('Find a shot').fill('curtain');
  await expect(editor.shots()).toHaveCount(1);
  await expect(editor.shots().first()).toContainText('12 fr');
  await page.getByLabel('Find a shot').fill('');
  await editor.keeps('Add marker');
});

test('sorts the bin, chooses another shot and copies the keyframe to it: its hints go where what they lie on has moved, in one step', async () => {
  const first = editor.shots().first();
  await expect(first).toContainText('12 fr');
  // Only the second shot has colour: of the known ones it is the least sure, and what wants work is the other one.
  await page.getByLabel('Sort shots').selectOption('Lowest confidence first');
  await expect(first).toContainText('16 fr');
  await page.getByLabel('Sort shots').selectOption('Unfinished first');
  await expect(first).toContainText('12 fr');
  await page.getByLabel('Sort shots').selectOption('Clip order');
  await expect(first).toContainText('12 fr');
  await timeline.click(13, 'keys');
  await editor.seesFrame(13);
  // A corner of the block, which moves left by a sample a frame.
  const corner: readonly [number, number] = [200 / FILM.width, 57 / FILM.height];
  await page.keyboard.press('Escape');
  await editor.clickAt(corner);
  await editor.keeps('Add point');
  await timeline.click(20, 'ruler');
  await page.keyboard.press('Control+b');
  await hasLengths([12, 8, 8]);
  await timeline.click(13, 'keys');
  await editor.seesFrame(13);
  await editor.shots().nth(2).click({ modifiers: ['Control'] });
  await expect(page.getByText('2 chosen')).toBeVisible();
  await page.keyboard.press('Control+Shift+v');
  await expect(editor.shots().nth(2)).toContainText('1 key');
  const wire = await connectWire(studio.url);
  const copied = (await wire.client.project.current())?.document.keyframes.find(({ frame }) => frame >= 20);
  wire.close();
  const onCorner = copied?.hints.find((hint) => hint.kind === 'point' && hint.at[1] < 0.4);
  expect(onCorner?.kind === 'point' && Math.abs((corner[0] - onCorner.at[0]) * FILM.width - ((copied?.frame ?? 0) - 13))).toBeLessThan(4);
  await page.keyboard.press('Control+z');
  await expect(editor.shots().nth(2)).toContainText('no keyframe');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await hasLengths([12, 16]);
});

/** A file from outside, let go over a part of the window. */
async function dropFile(target: Locator, path: string, name: string): Promise<void> {
  const bytes = (await readFile(path)).toString('base64');
  const data = await page.evaluateHandle(({ base64, fileName }) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(atob(base64), (each) => each.charCodeAt(0))], fileName));
    return transfer;
  }, { base64: bytes, fileName: name });
  await target.dispatchEvent('dragover', { dataTransfer: data });
  await target.dispatchEvent('drop', { dataTransfer: data });
}

test('drops a reference picture on a shot, sees its colours, and takes it off again', async () => {
  await timeline.click(13, 'keys');
  const before = await editor.seesColour();
  await dropFile(editor.shots().nth(1), join(studio.home, 'poster.png'), 'museum poster.png');
  const tile = page.getByRole('button', { name: 'museum poster, guides 1 keyframe' });
  await expect(tile).toHaveAttribute('aria-pressed', 'true');
  await expect(editor.picture).not.toHaveAttribute('data-plane', before);
  await editor.seesColour();
  await editor.keeps('Add reference');
  await tile.click();
  await editor.showsColour(before);
  await page.keyboard.press('Control+z');
  await expect(tile).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: /museum poster/ })).toHaveCount(0);
  await editor.showsColour(before);
  await writeFile(join(studio.home, 'curtain.txt'), 'The curtain was green, says the letter of 1931.');
  await dropFile(editor.shots().nth(1), join(studio.home, 'curtain.txt'), 'curtain.txt');
  await expect(page.getByText('“curtain.txt” is not an image that can be read.')).toBeVisible();
  // A film is none either, whatever it is called.
  await dropFile(editor.shots().nth(1), person.film, 'rushes.txt');
  await expect(page.getByText('“rushes.txt” is not an image that can be read.')).toBeVisible();
  await expect(page.getByRole('button', { name: /rushes/ })).toHaveCount(0);
  await editor.showsColour(before);
});

test('keeps the frame as a still, changes its colour, and wipes against the still', async () => {
  const before = await editor.pixelAt([0.5, 0.5]);
  await page.keyboard.press('Control+Alt+g');
  await editor.keeps('Keep still');
  const still = page.getByRole('button', { name: /^Wipe against/ });
  await expect(still).toHaveCount(1);
  await page.keyboard.press('v');
  await editor.clickAt([0.5, 0.5]);
  await editor.applyColour('#5573a0');
  await editor.keeps('Change point');
  await page.keyboard.press('Escape');
  await editor.seesColour();
  const after = await editor.pixelAt([0.52, 0.5]);
  await still.click();
  await expect(still).toHaveAttribute('aria-pressed', 'true');
  const [left, right] = [await editor.pixelAt([0.48, 0.5]), await editor.pixelAt([0.52, 0.5])];
  // The still is warm as the frame was, the result blue as it is; where one ends and the other begins is the wipe's line.
  const warmth = ([r, , b]: readonly [number, number, number]): number => r - b;
  expect(warmth(before)).toBeGreaterThan(10);
  expect(warmth(after)).toBeLessThan(0);
  expect([warmth(left), warmth(right)].map(Math.sign).toSorted()).toEqual([-1, 1]);
  await still.click();
  await expect(still).toHaveAttribute('aria-pressed', 'false');
  await page.getByRole('button', { name: /^Remove the still/ }).click();
  await expect(still).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(still).toHaveCount(1);
});

test('two windows on one project stay equal, whichever of them works', async () => {
  const other = await person.context.newPage();
  await other.goto(studio.url);
  const second = new TimelineRobot(other, FRAMES);
  await hasLengths([12, 16], other);
  await expect(other.getByRole('button', { name: /^Wipe against/ })).toHaveCount(1);
  await timeline.drag(CUT, CUT - 4);
  await hasLengths([8, 20], other);
  await second.drag(CUT - 4, CUT + 1);
  await hasLengths([13, 15]);
  await expect(page.getByText('undo: Move cut')).toBeVisible();
  await page.keyboard.press('Control+z');
  await hasLengths([8, 20], other);
  await other.keyboard.press('Control+z');
  await hasLengths([12, 16]);
  await other.close();
});

test('makes the bin wider and finds it so again in a browser that has never been here', async ({ browser }) => {
  const separator = page.getByRole('separator', { name: 'Width of the shots' });
  const before = await page.getByRole('region', { name: 'Shots' }).boundingBox();
  const grip = await separator.boundingBox();
  await page.mouse.move((grip?.x ?? 0) + 1, (grip?.y ?? 0) + 200);
  await page.mouse.down();
  await page.mouse.move((grip?.x ?? 0) + 81, (grip?.y ?? 0) + 200, { steps: 5 });
  await page.mouse.up();
  await expect.poll(async () => Math.round(((await page.getByRole('region', { name: 'Shots' }).boundingBox())?.width ?? 0) - (before?.width ?? 0))).toBe(80);
  const stranger = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  const fresh = await stranger.newPage();
  await fresh.goto(studio.url);
  await expect.poll(async () => Math.round(((await fresh.getByRole('region', { name: 'Shots' }).boundingBox())?.width ?? 0) - (before?.width ?? 0))).toBe(80);
  await stranger.close();
});

test('axe finds nothing serious in the window nor in the marker dialog', async () => {
  await timeline.click(5, 'ruler');
  for (const key of [null, 'm']) {
    if (key !== null) await page.keyboard.press(key);
    await expectNoSeriousViolations(page);
  }
});
