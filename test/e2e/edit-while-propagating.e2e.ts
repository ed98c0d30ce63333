import { expect, type Page, test } from '@playwright/test';
import { isLong } from '../support/long.ts';
import type { EditorPage, Place } from './support/editor-page.ts';
import { FILM } from './support/clip.ts';
import { openStudioWithClip, type StudioSession } from './support/open-studio.ts';
import { TimelineRobot } from './support/timeline-robot.ts';

// The tests build on each other.
test.describe.configure({ mode: 'serial' });

/** In the long form the propagation of the second shot goes on while a person edits. */
const LENGTHS = [FILM.shotLengths[0], isLong ? 80 : 16] as const;
const KEYFRAME = LENGTHS[0];
const GROUND: Place = [0.2, 0.2];

let session: StudioSession;
let page: Page;
let editor: EditorPage;
let timeline: TimelineRobot;

test.beforeAll(async ({ browser }) => {
  session = await openStudioWithClip(browser, 'ferry.mov', { secondShot: LENGTHS[1] });
  ({ page, editor } = session);
  timeline = new TimelineRobot(page, LENGTHS[0] + LENGTHS[1]);
});

test.afterAll(async () => {
  await session.leave();
});

const badge = (): ReturnType<Page['locator']> => page.locator('.colour-badge');

test('after a hint on the keyframe the propagated colour stays on the screen until a draft of the present hints takes its place, each told', async () => {
  await timeline.click(KEYFRAME, 'ruler');
  await editor.seesFrame(KEYFRAME);
  await editor.applyColour('#a8524a');
  await editor.clickAt(GROUND);
  await editor.keeps('Add keyframe');
  await page.getByRole('button', { name: /^Propagate shot/ }).click();
  await expect(editor.shots().nth(1)).toHaveAttribute('data-state', /coloured|lowConfidence/, { timeout: 200_000 });
  await editor.applyColour('#5573a0');
  await editor.clickAt([0.8, 0.8]);
  await editor.keeps('Add point');
  await expect(editor.shots().nth(1)).toHaveAttribute('data-state', 'stale');
  await expect(editor.shots().nth(1)).toHaveAttribute('data-stale', 'true');
  await timeline.click(KEYFRAME + 6, 'ruler');
  await editor.seesFrame(KEYFRAME + 6);
  await editor.seesColour();
  await expect(badge()).toHaveText(/Stale|Draft/);
  await expect(badge()).toHaveText('Draft');
  // The shot is as stale as before: a draft is no colour of it.
  await expect(editor.shots().nth(1)).toHaveAttribute('data-state', 'stale');
});

test('a press that propagates right after the first hint of a shot is not lost, though the hint is not saved yet', async () => {
  await timeline.click(2, 'ruler');
  await editor.seesFrame(2);
  await editor.applyColour('#6d8a5f');
  await editor.clickAt(GROUND);
  await page.keyboard.press('Control+Enter');
  await expect(editor.shots().first()).toHaveAttribute('data-state', /coloured|lowConfidence/);
});

if (isLong) test('an edit during a propagation restarts it with the new hints; another shot is queued; both end coloured', async () => {
  // The edit is one press, so that it comes while the run goes on also where the window is slow.
  await timeline.click(KEYFRAME, 'ruler');
  await editor.seesFrame(KEYFRAME);
  await editor.applyColour('#6d8a5f');
  await page.getByRole('button', { name: /^Propagate shot/ }).click();
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /[1-9]/);
  await editor.clickAt([0.2, 0.8]);
  await editor.keeps('Add point');
  await timeline.click(KEYFRAME + 20, 'ruler');
  await editor.seesFrame(KEYFRAME + 20);
  // The picture is never black and white meanwhile.
  await editor.seesColour();
  await editor.shots().first().click();
  await editor.applyColour('#a8524a');
  await editor.clickAt(GROUND);
  await editor.keeps('Add keyframe');
  await page.getByRole('button', { name: /^Propagate shot/ }).click();
  for (const shot of [0, 1]) await expect(editor.shots().nth(shot)).toHaveAttribute('data-state', /coloured|lowConfidence/, { timeout: 200_000 });
  await timeline.click(KEYFRAME + 20, 'ruler');
  await editor.seesFrame(KEYFRAME + 20);
  await expect(badge()).toHaveCount(0);
  await page.keyboard.press('Control+Shift+j');
  await expect(page.getByRole('dialog', { name: 'Jobs' }).locator('[data-state="cancelled"]')).toHaveCount(0);
});
