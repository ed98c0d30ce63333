import { expect, type Page, test } from '@playwright/test';
import { hexToLab } from '../../src/shared/colour/srgb.ts';
import type { Keyframe } from '../../src/shared/model/document.ts';
import type { EditorPage, Place } from './support/editor-page.ts';
import { FILM } from './support/clip.ts';
import { openStudioWithWire, type WiredSession } from './support/open-studio.ts';
import { TimelineRobot } from './support/timeline-robot.ts';

// A propagated frame is corrected, and two shots are joined by a dissolve. The tests build on each other.
test.describe.configure({ mode: 'serial' });

const CUT = FILM.shotLengths[0];
const SECOND = 16;
const RED = '#a8524a';
const BLUE = '#5573a0';
const GREEN = '#5f8a4a';
/** The frame that is corrected, and where the dark block is in it. */
const CORRECTED = 6;
const BLOCK: Place = [(40 + 3 * CORRECTED + 40) / FILM.width, 0.5];
const GROUND: Place = [0.75, 0.5];

let person: WiredSession;
let page: Page;
let editor: EditorPage;
let timeline: TimelineRobot;
let wire: WiredSession['wire'];

test.beforeAll(async ({ browser }) => {
  person = await openStudioWithWire(browser, 'pier.mov', { secondShot: SECOND });
  ({ page, editor, wire } = person);
  timeline = new TimelineRobot(page, CUT + SECOND);
});

test.afterAll(async () => {
  await person.leave();
});

async function keyframeOf(frame: number): Promise<Keyframe | undefined> {
  return (await wire.client.project.current())?.document.keyframes.find((keyframe) => keyframe.frame === frame);
}

/** How far the colour of a place is from a named one, ab. */
async function awayFrom(place: Place, hex: string): Promise<number> {
  const [, a, b] = hexToLab(hex);
  const [seenA, seenB] = await editor.chromaAt(place);
  return Math.hypot(seenA - a, seenB - b);
}

async function apart(place: Place, [a, b]: readonly [number, number]): Promise<number> {
  const [seenA, seenB] = await editor.chromaAt(place);
  return Math.hypot(seenA - a, seenB - b);
}

async function paint(place: Place, hex: string): Promise<void> {
  await page.keyboard.press('Escape');
  await editor.applyColour(hex);
  await editor.clickAt(place);
}

async function goTo(frame: number): Promise<void> {
  await timeline.click(frame, 'ruler');
  await editor.seesFrame(frame);
}

async function propagate(shot: number): Promise<void> {
  await editor.shots().nth(shot).click();
  await page.getByRole('button', { name: /^Propagate shot/ }).click();
  await expect(editor.shots().nth(shot)).toHaveAttribute('data-state', /coloured|lowConfidence/);
}

test('a hint on a propagated frame corrects the marked object, and the rest keeps the propagated colour', async () => {
  await paint([0.25, 0.5], RED);
  await editor.keeps('Add keyframe');
  await paint(GROUND, BLUE);
  await editor.keeps('Add point');
  await editor.seesColour();
  await propagate(0);
  await goTo(CORRECTED);
  const plane = await editor.seesColour();
  const before = await editor.chromaAt(BLOCK);
  expect(await awayFrom(GROUND, GREEN)).toBeGreaterThan(25);
  await paint(GROUND, GREEN);
  await editor.keeps('Add keyframe');
  await expect(editor.picture).not.toHaveAttribute('data-plane', plane);
  await editor.seesColour();
  expect(await keyframeOf(CORRECTED)).toMatchObject({ correction: true });
  expect(await awayFrom(GROUND, GREEN)).toBeLessThan(8);
  expect(await apart(BLOCK, before)).toBeLessThan(8);
});

test('a correction is propagated to the frames around it', async () => {
  await expect(editor.shots().first()).toHaveAttribute('data-state', 'stale');
  await propagate(0);
  await goTo(CORRECTED + 1);
  await editor.seesColour();
  expect(await awayFrom(GROUND, GREEN)).toBeLessThan(12);
  await goTo(CORRECTED);
  await editor.seesColour();
  expect(await awayFrom(GROUND, GREEN)).toBeLessThan(8);
});

test('while the shot is stale for another reason, the frame shows the last propagated colour with the correction', async () => {
  const before = await editor.chromaAt(BLOCK);
  await goTo(0);
  await paint([0.95, 0.05], '#8a8a8a');
  await editor.keeps('Add point');
  await expect(editor.shots().first()).toHaveAttribute('data-state', 'stale');
  // A window that has not seen the frame before.
  await page.reload();
  await editor.seesFrame(0);
  await goTo(CORRECTED);
  await editor.seesColour();
  expect(await awayFrom(GROUND, GREEN)).toBeLessThan(8);
  expect(await apart(BLOCK, before)).toBeLessThan(8);
  await page.keyboard.press('Control+z');
  await expect(editor.shots().first()).toHaveAttribute('data-state', /coloured|lowConfidence/);
});

test('Shift+A switches a frame between colour from its hints alone and a correction', async () => {
  const corrected = await editor.seesColour();
  const before = await editor.chromaAt(BLOCK);
  await page.keyboard.press('Shift+a');
  await editor.keeps('Make keyframe');
  await expect(editor.picture).not.toHaveAttribute('data-plane', corrected);
  await editor.seesColour();
  expect(await keyframeOf(CORRECTED)).not.toHaveProperty('correction');
  expect(await awayFrom(GROUND, GREEN)).toBeLessThan(8);
  // The block has no hint of its own here: its red was propagated from the other keyframe.
  expect(await apart(BLOCK, before)).toBeGreaterThan(12);
  await page.keyboard.press('Shift+a');
  await editor.keeps('Make correction');
  await editor.showsColour(corrected);
});

test('a dissolve shows the colours of both shots, mixed as the picture is', async () => {
  const place: Place = [0.8, 0.15];
  await goTo(CUT + 8);
  await paint(place, RED);
  await editor.keeps('Add keyframe');
  await goTo(CUT);
  await page.keyboard.press('d');
  await editor.keeps('Make dissolve');
  const transitionIn = (await wire.client.project.current())?.document.shots[1]?.transitionIn;
  if (transitionIn?.kind !== 'dissolve') throw new Error('There is no dissolve.');
  await propagate(0);
  await propagate(1);
  const { first, last } = transitionIn.frames;
  const blueAt: number[] = [];
  for (const frame of [first - 1, first, last, last + 1]) {
    await goTo(frame);
    // The first shot's own frames were coloured before; the window may not have heard of those in the dissolve yet.
    await expect.poll(async () => (await editor.seesColour()).includes('*'), `frame ${frame}`).toBe(frame >= first && frame <= last);
    blueAt.push((await editor.chromaAt(place))[1]);
  }
  // From the first shot's colour to the second one's red, frame by frame.
  expect(blueAt).toEqual(blueAt.toSorted((a, b) => blueAt[0]! < blueAt[3]! ? a - b : b - a));
  expect(Math.abs(blueAt[3]! - blueAt[0]!)).toBeGreaterThan(15);
});

test('a keyframe inside a dissolve colours its frame alone, says so, and leaves the dissolve by a button', async () => {
  const advice = page.getByText('This keyframe is inside a dissolve');
  await goTo(CUT);
  await expect(advice).toHaveCount(0);
  await page.keyboard.press('a');
  await editor.keeps('Add keyframe');
  await expect(advice).toBeVisible();
  await expect(advice).toHaveText('This keyframe is inside a dissolve, so it colours this frame alone. The shot is propagated from its other keyframes.');
  await page.getByRole('button', { name: 'Move out of the dissolve' }).click();
  await editor.keeps('Move keyframe');
  await expect(advice).toHaveCount(0);
  const document = (await wire.client.project.current())?.document;
  const dissolve = document?.shots[1]?.transitionIn;
  expect(document?.keyframes.map(({ frame }) => frame as number)).toContain(dissolve?.kind === 'dissolve' ? dissolve.frames.last + 1 : undefined);
});
