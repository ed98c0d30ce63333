import { expect, type Page, test } from '@playwright/test';
import type { Hint } from '../../src/shared/model/hint.ts';
import { isLong } from '../support/long.ts';
import { expectNoViolations } from './support/accessibility.ts';
import type { EditorPage, Place } from './support/editor-page.ts';
import { FILM } from './support/clip.ts';
import { hintsOfFrame } from './support/hints-of-frame.ts';
import { openStudioWithWire, type WiredSession } from './support/open-studio.ts';
import { expectShotLengths } from './support/shot-lengths.ts';
import { TimelineRobot } from './support/timeline-robot.ts';

// Each test continues with the state of the one before.
test.describe.configure({ mode: 'serial' });

const LENGTHS = [FILM.shotLengths[0], 16] as const;
const FRAMES = LENGTHS[0] + LENGTHS[1];
const CUT = LENGTHS[0];

let session: WiredSession;
let page: Page;
let editor: EditorPage;
let timeline: TimelineRobot;

test.beforeAll(async ({ browser }) => {
  session = await openStudioWithWire(browser, 'quay.mov', { secondShot: LENGTHS[1] });
  ({ page, editor } = session);
  timeline = new TimelineRobot(page, FRAMES);
});

test.afterAll(async () => {
  await session.leave();
});

test('a cut is dragged with the pointer; Escape cancels the drag, undo reverts it in one step', async () => {
  await page.keyboard.press('Home');
  await timeline.drag(CUT, CUT + 3, { before: async () => { await page.keyboard.press('Escape'); } });
  await expectShotLengths(page, [12, 16]);
  await timeline.drag(CUT, CUT + 3, { before: () => timeline.standsAt(CUT + 3) });
  await editor.keeps('Move cut');
  await expectShotLengths(page, [15, 13]);
  await timeline.standsAt(0);
  await page.keyboard.press('Control+z');
  await expectShotLengths(page, [12, 16]);
  await page.keyboard.press('Shift+Period');
  await page.keyboard.press('Shift+Period');
  await expectShotLengths(page, [14, 14]);
  await page.keyboard.press('Control+z');
  await expectShotLengths(page, [12, 16]);
});

test('a cut is made a dissolve, lengthened, and made a cut again', async () => {
  await page.keyboard.press('d');
  await editor.keeps('Make dissolve');
  // The dissolve ends before frame 18; its end is dragged in the upper half of the shots.
  await timeline.drag(18, 20, { share: 0.2 });
  await page.keyboard.press('Control+z');
  await editor.keeps('Make dissolve');
  await page.keyboard.press('d');
  await editor.keeps('Make cut');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
});

test('a shot is split and merged again, and both are undone', async () => {
  await timeline.click(20, 'ruler');
  await timeline.standsAt(20);
  await page.keyboard.press('Control+b');
  await expectShotLengths(page, [12, 8, 8]);
  await page.keyboard.press('ArrowUp');
  await timeline.standsAt(12);
  await page.keyboard.press('Control+j');
  await expectShotLengths(page, [12, 16]);
  await page.keyboard.press('Control+z');
  await expectShotLengths(page, [12, 8, 8]);
  await page.keyboard.press('Control+z');
  await expectShotLengths(page, [12, 16]);
});

test('a merge that would lose what both shots state asks first; cancelled it changes nothing, merged it is one step', async () => {
  await timeline.click(3, 'ruler');
  await timeline.standsAt(3);
  await page.keyboard.press('Alt+1');
  await page.keyboard.press('ArrowDown');
  await timeline.standsAt(CUT);
  await page.keyboard.press('Alt+2');
  await page.keyboard.press('ArrowUp');
  await timeline.standsAt(0);
  await page.keyboard.press('Control+j');
  const asked = page.getByRole('dialog', { name: /^Merge “.*” with “.*”\?$/ });
  await expect(asked).toContainText(/loses its \w+ flag: what “.*” has holds for both\. Undo brings it back\./);
  await expectNoViolations(page);
  await asked.getByRole('button', { name: 'Cancel' }).click();
  await expectShotLengths(page, LENGTHS);
  await page.keyboard.press('Control+j');
  await asked.getByRole('button', { name: 'Merge' }).click();
  await expectShotLengths(page, [FRAMES]);
  await page.keyboard.press('Control+z');
  await expectShotLengths(page, LENGTHS);
});

test('a keyframe over which a cut is dragged keeps its hints, in the other shot', async () => {
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

test('a keyframe is dragged: its hint goes along with what it lies on, with Alt it stays at its place; Escape takes it back, undo is one step', async () => {
  await page.keyboard.press('Control+z');
  await timeline.click(2, 'ruler');
  await editor.seesFrame(2);
  // In the middle of the block, which goes 3 of 320 samples to the right with each frame.
  const placeAt = (frame: number): Place => [(80 + 3 * frame) / 320, 0.5];
  await editor.clickAt(placeAt(2));
  await expect(editor.shots().nth(0)).toContainText('1 key');
  await editor.seesColour();
  const { wire } = session;
  const keyframe = async (frame: number): Promise<Hint | undefined> => (await hintsOfFrame(wire, frame))[0];
  const drag = async (from: number, to: number, before?: () => Promise<void>): Promise<void> => {
    const [start, end] = [await timeline.markOf(from), await timeline.markOf(to)];
    // The engine may have it on this frame a little before the window.
    await expect.poll(async () => {
      await page.mouse.move(start.x, start.y);
      return timeline.box.getAttribute('data-under');
    }).toBe('key');
    await page.mouse.down();
    await page.mouse.move(end.x, end.y, { steps: 8 });
    await timeline.standsAt(to);
    await before?.();
    await page.mouse.up();
  };
  await drag(2, 6, async () => { await page.keyboard.press('Escape'); });
  await timeline.standsAt(2);
  await drag(2, 8);
  await editor.keeps('Move keyframe');
  await timeline.standsAt(8);
  const moved = await keyframe(8);
  if (moved?.kind !== 'point') throw new Error('There is no point on the keyframe.');
  expect(Math.abs(moved.at[0] - placeAt(8)[0])).toBeLessThan(2 / 320);
  expect(await keyframe(2)).toBeUndefined();
  await page.keyboard.press('Control+z');
  await expect.poll(() => keyframe(2)).toMatchObject({ id: moved.id });
  expect(await keyframe(8)).toBeUndefined();
  const before = await keyframe(2);
  await page.keyboard.down('Alt');
  await drag(2, 8);
  await page.keyboard.up('Alt');
  await expect.poll(() => keyframe(8)).toEqual(before);
  // By keys: from a frame without a keyframe.
  await timeline.click(4, 'ruler');
  await editor.seesFrame(4);
  await page.keyboard.press('Control+Alt+m');
  await expect.poll(async () => (await keyframe(4))?.id).toBe(moved.id);
});

if (isLong) test('the suggested keyframe lies beyond a missed cut; a command goes there and adds a keyframe', async () => {
  await page.keyboard.press('Home');
  await page.keyboard.press('Control+j');
  await expectShotLengths(page, [FRAMES]);
  await page.getByRole('button', { name: /^Propagate shot/ }).click();
  await expect(editor.shots().first()).toContainText('confidence');
  await page.keyboard.press('n');
  await expect(timeline.box).not.toHaveAttribute('aria-valuenow', '0');
  const frame = Number(await timeline.box.getAttribute('aria-valuenow'));
  expect(frame).toBeLessThan(CUT);
  await editor.seesFrame(frame);
  // A hollow diamond marks the frame, with a label.
  const [left, right] = [await timeline.edgeOf(frame, 'keys'), await timeline.edgeOf(frame + 1, 'keys')];
  await page.mouse.move((left.x + Math.min(right.x, left.x + 24)) / 2, left.y);
  await expect(timeline.box).toHaveAttribute('title', /Suggested keyframe/);
  await editor.clickAt([0.5, 0.8]);
  await editor.keeps('Add keyframe');
  await expect(editor.shots().first()).toContainText(/2 key/);
  await expect(editor.shots().first()).toHaveAttribute('data-state', 'stale');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expectShotLengths(page, [12, 16]);
});

test('a marker with a note is added, its shot is found by the note, and a key goes to it', async () => {
  await timeline.click(5, 'ruler');
  await page.keyboard.press('m');
  await page.getByRole('textbox', { name: 'Note' }).fill('Ask about the curtain');
  await page.getByRole('radio', { name: 'blue' }).check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await editor.keeps('Add marker');
  await page.keyboard.press('End');
  await page.keyboard.press('Shift+ArrowUp');
  await timeline.standsAt(5);
  await expect(timeline.box).toHaveAttribute('aria-valuetext', /marker Ask about the curtain/);
  await page.getByLabel('Find a shot').fill('curtain');
  await expect(editor.shots()).toHaveCount(1);
  await expect(editor.shots().first()).toContainText('12 fr');
  await page.getByLabel('Find a shot').fill('');
});

test('the strip of the whole film names the stage of each shot; a press goes there, or scrolls where the timeline is zoomed', async () => {
  const { x, y } = await timeline.edgeOf(FRAMES - 2, 'film');
  await page.mouse.move(x, y);
  await expect(timeline.box).toHaveAttribute('title', /^Shot \d+: (not started|in progress)$/);
  await timeline.click(FRAMES - 2, 'film');
  await timeline.standsAt(FRAMES - 2);
  await page.mouse.move(x, y - 60);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -600);
  await page.keyboard.up('Control');
  await timeline.click(2, 'film');
  await timeline.standsAt(FRAMES - 2);
  await page.mouse.move(x, y - 60);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, 2000);
  await page.keyboard.up('Control');
});

if (isLong) test('two windows on one project show the same shots after an edit in either', async () => {
  const other = await session.context.newPage();
  await other.goto(session.studio.url);
  const second = new TimelineRobot(other, FRAMES);
  await expectShotLengths(other, [12, 16]);
  await timeline.drag(CUT, CUT - 4);
  await expectShotLengths(other, [8, 20]);
  await second.drag(CUT - 4, CUT + 1);
  await expectShotLengths(page, [13, 15]);
  await expect(page.getByText('undo: Move cut')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expectShotLengths(other, [8, 20]);
  await other.keyboard.press('Control+z');
  await expectShotLengths(page, [12, 16]);
  await other.close();
});

if (isLong) test('axe finds nothing serious in the marker dialog', async () => {
  await timeline.click(5, 'ruler');
  await page.keyboard.press('m');
  await expect(page.getByRole('textbox', { name: 'Note' })).toHaveValue('Ask about the curtain');
  await expectNoViolations(page);
});
