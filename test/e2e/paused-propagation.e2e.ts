import { join } from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { expectNoViolations } from './support/accessibility.ts';
import { FILM } from './support/clip.ts';
import type { EditorPage, Place } from './support/editor-page.ts';
import { openStudioWithClip, type StudioSession } from './support/open-studio.ts';
import { pressOnceShown } from './support/press-once-shown.ts';
import { TimelineRobot } from './support/timeline-robot.ts';

// A propagation that is paused, and what waits for it. The tests build on each other.
test.describe.configure({ mode: 'serial' });

/** The second shot is long enough that its propagation is paused on its way. */
const LENGTHS = [FILM.shotLengths[0], 80] as const;
const KEYFRAME = LENGTHS[0];
const GROUND: Place = [0.2, 0.2];

let person: StudioSession;
let page: Page;
let editor: EditorPage;
let timeline: TimelineRobot;
const jobs = (): Locator => page.getByRole('dialog', { name: 'Jobs' });
const lineOf = (shot: string): Locator => jobs().getByRole('listitem').filter({ hasText: `Propagating colour · ${shot}` });

test.beforeAll(async ({ browser }) => {
  person = await openStudioWithClip(browser, 'harbour.mov', { secondShot: LENGTHS[1] });
  ({ page, editor } = person);
  // Room for the labels of the lanes.
  await page.setViewportSize({ width: 1280, height: 900 });
  timeline = new TimelineRobot(page, LENGTHS[0] + LENGTHS[1]);
});

test.afterAll(async () => {
  await person.leave();
});

test('a propagation is paused where it is seen, says so, keeps its frames, and another shot is propagated meanwhile', async () => {
  await timeline.click(KEYFRAME, 'ruler');
  await editor.seesFrame(KEYFRAME);
  await editor.applyColour('#a8524a');
  await editor.clickAt(GROUND);
  await editor.keeps('Add keyframe');
  const paused = await pressOnceShown(page, { selector: '[data-testid=job]', text: /Shot 02 · [1-9]\d* of/u }, { button: 'Pause job' });
  await page.keyboard.press('Control+Enter');
  await paused();
  await expect(editor.job).toHaveAttribute('data-state', 'paused');
  await expect(editor.job).toHaveText(/^Propagating colour · Shot 02 · paused at \d+ of 79 frames$/);
  await expect(page.getByRole('button', { name: /^Resume propagation/ })).toBeEnabled();
  const { x, y } = await timeline.markIn(KEYFRAME + 78, 'Propagation');
  await page.mouse.move(x, y);
  await expect(timeline.box).toHaveAttribute('title', 'Paused: made when the propagation is resumed');
  await timeline.click(2, 'ruler');
  await editor.seesFrame(2);
  await editor.clickAt(GROUND);
  await editor.keeps('Add keyframe');
  await page.keyboard.press('Control+Enter');
  await expect(editor.shots().first()).toHaveAttribute('data-state', /coloured|lowConfidence/);
  await expect(editor.job).toHaveText(/Shot 02 · paused at/);
  await page.screenshot({ path: test.info().outputPath('paused-colour.png') });
  await page.keyboard.press('Shift+4');
  await expect(page.getByRole('option', { name: /Shot 02/ }).getByText('Paused', { exact: true })).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('paused-board.png') });
});

test('after the engine was killed and started again it is paused still; a delivery that propagates first waits for it, and says so', async () => {
  await person.studio.crash();
  await expect(page.getByRole('alert').filter({ hasText: 'The engine has stopped' })).toBeVisible();
  await person.studio.restart();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await editor.keeps('Add keyframe');
  await expect(editor.job).toHaveText(/Shot 02 · paused at/);
  await page.keyboard.press('Shift+8');
  const settings = page.getByRole('region', { name: 'Delivery settings' });
  await settings.getByLabel('Folder').fill(join(person.studio.home, 'paused'));
  await settings.getByRole('button', { name: 'Whole clip' }).click();
  // The window opens its project again after it has found the engine: only then can something be delivered of it.
  await expect(page.getByTestId('estimate')).toContainText(`${LENGTHS[0] + LENGTHS[1]} frames`);
  await settings.getByRole('button', { name: 'Propagate, then deliver' }).click();
  const queue = page.getByRole('region', { name: 'Render queue' });
  await expect(queue.getByText('Waiting for colour: its propagation is paused, resume it under Jobs')).toBeVisible();
  await expectNoViolations(page);
  await page.screenshot({ path: test.info().outputPath('paused-delivery.png') });
});

test('by keyboard it goes on and is paused again, then all are paused and resumed together; what waited is delivered', async () => {
  await page.keyboard.press('Shift+6');
  await timeline.click(KEYFRAME, 'ruler');
  await expect(page.getByRole('button', { name: 'Resume propagation' })).toBeEnabled();
  const again = await pressOnceShown(page, { selector: '[data-testid=job]', text: /Propagating colour · Shot 02 · \d+ of/u }, { keys: { key: 'Enter', code: 'Enter', ctrlKey: true, altKey: true } });
  await page.keyboard.press('Control+Alt+Enter');
  await again();
  await expect(page.getByRole('button', { name: 'Resume propagation' })).toBeVisible();
  await page.getByRole('button', { name: 'Jobs', exact: true }).click();
  await expect(lineOf('Shot 02')).toContainText('paused at');
  const all = await pressOnceShown(page, { selector: '[role=dialog] li', text: /Propagating colour · Shot 02(?!.*paused)/u }, { button: 'Pause propagations' });
  await lineOf('Shot 02').getByRole('button', { name: 'Resume' }).click();
  await all();
  await expect(lineOf('Shot 02')).toContainText('paused at');
  await expectNoViolations(page);
  await page.screenshot({ path: test.info().outputPath('paused-jobs.png') });
  await jobs().getByRole('button', { name: 'Resume propagations' }).click();
  await expect(lineOf('Shot 02')).toContainText('done', { timeout: 200_000 });
  await expect(jobs().getByRole('listitem').filter({ hasText: 'Delivering' })).toContainText('done', { timeout: 200_000 });
});
