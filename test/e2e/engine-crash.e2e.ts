import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { isLong } from '../support/long.ts';
import { connectWire } from '../support/wire-client.ts';
import type { EditorPage } from './support/editor-page.ts';
import { makeClip } from './support/clip.ts';
import { type StudioSession, openStudioWithClip } from './support/open-studio.ts';
import type { Studio } from './support/studio.ts';

// The user's work survives a crash of the engine.
test.describe.configure({ mode: 'serial' });

let person: StudioSession;
let studio: Studio;
let page: Page;
let editor: EditorPage;

test.beforeAll(async ({ browser }) => {
  person = await openStudioWithClip(browser, 'harbour.mov', { secondShot: 40 });
  ({ studio, page, editor } = person);
});

test.afterAll(async () => {
  await person.leave();
});

if (isLong) test('undo and redo work after a restart of the engine, and the menu names the step', async () => {
  await editor.applyColour('#a8524a');
  await editor.clickAt([0.22, 0.5]);
  await editor.keeps('Add keyframe');
  await page.keyboard.press('Escape');
  await editor.applyColour('#5573a0');
  await editor.clickAt([0.8, 0.25]);
  await editor.keeps('Add point');
  const painted = await editor.seesColour();
  await studio.restart();
  await editor.keeps('Add point');
  await expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await page.getByRole('menuitem', { name: /^Undo Add point/ }).click();
  await editor.keeps('Add keyframe');
  await studio.restart();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await page.getByRole('menuitem', { name: /^Redo Add point/ }).click();
  await editor.keeps('Add point');
  await editor.showsColour(painted);
});

test('the engine is killed during a propagation: the window reports it, edits made meanwhile are kept, and nothing is lost', async () => {
  await editor.shots().nth(1).click();
  await editor.seesFrame(12);
  await page.keyboard.press('Escape');
  await editor.clickAt([0.5, 0.15]);
  await editor.seesColour();
  const { client, close } = await connectWire(studio.url);
  const events = await client.jobs.events();
  await page.getByRole('button', { name: /^Propagate shot/ }).click();
  // Killed as its first frame is told: the window's own look could come after the last one on a fast machine.
  for await (const job of events) if (job.kind === 'propagate' && job.state === 'running' && job.done >= 1) break;
  await studio.crash();
  close();
  await expect(page.getByRole('alert').filter({ hasText: 'The engine has stopped' })).toBeVisible();
  await page.keyboard.press('Escape');
  await editor.clickAt([0.2, 0.8]);
  await expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'waiting');
  await expect(page.getByTestId('save-state')).toHaveText('1 change waits for the engine');
  // Nothing contradicts the banner, and nothing is thrown away without a question.
  await expect(page.getByText('This frame could not be coloured.')).toHaveCount(0);
  const asked = page.waitForEvent('dialog');
  void page.evaluate(() => { window.location.reload(); });
  const question = await asked;
  expect(question.type()).toBe('beforeunload');
  await question.dismiss();
  await expect(page.getByTestId('save-state')).toHaveText('1 change waits for the engine');
  await studio.restart();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await editor.keeps('Add point');
  await expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');
  await editor.seesFrame(12);
});

test('an engine that stands still is told after some seconds, and what was done meanwhile is saved when it answers', async () => {
  process.kill(studio.pid, 'SIGSTOP');
  try {
    await page.keyboard.press('Escape');
    await editor.clickAt([0.2, 0.3]);
    await expect(page.getByRole('alert').filter({ hasText: 'The engine does not answer at the moment' })).toBeVisible();
    await expect(page.getByTestId('save-state')).toHaveText('1 change waits for the engine');
  } finally {
    process.kill(studio.pid, 'SIGCONT');
  }
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+z');
  await editor.keeps('Add point');
});

test('the interrupted job shows its progress, and resumes to its end', async () => {
  // The edit made meanwhile changes the keyframe's colour, so the job for the former colour is cancelled first.
  await page.keyboard.press('Control+z');
  await editor.keeps('Add keyframe');
  await expect(editor.job).toHaveAttribute('data-state', 'interrupted');
  await expect(editor.job).toContainText(/interrupted after \d+ of \d+ frames/);
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(editor.shots().nth(1)).toHaveAttribute('data-state', 'coloured');
});

test('a delivery that is begun while the engine is away begins when it is back', async () => {
  const queue = page.getByRole('region', { name: 'Render queue' });
  await page.keyboard.press('Shift+8');
  const deliver = page.getByRole('button', { name: /^Deliver 1 file/ });
  await expect(deliver).toBeEnabled();
  await studio.crash();
  await expect(page.getByRole('alert').filter({ hasText: 'What you do now is sent as soon as the engine is back' })).toBeVisible();
  await deliver.click();
  await expect(deliver).toBeDisabled();
  await studio.restart();
  await expect(queue.getByRole('listitem').filter({ hasText: 'ProRes 422 HQ' })).toHaveCount(1);
  await expect(deliver).toBeEnabled();
  await page.keyboard.press('Shift+6');
});

test('the window asks for a moved film, refuses another film by name, and shows the film when it is found in a folder', async () => {
  const films = join(studio.home, 'films');
  await page.getByRole('menuitem', { name: 'File' }).click();
  await page.getByRole('menuitem', { name: 'Close project' }).click();
  await expect(page.getByRole('heading', { name: 'Recent projects' })).toBeVisible();
  await rename(join(films, 'harbour.mov'), join(studio.home, 'reel-1.mov'));
  makeClip(join(studio.home, 'other.mov'), { mirrored: true, secondShot: 40 });
  await page.getByRole('button', { name: /harbour\.tintype/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Clip missing' });
  await expect(dialog).toContainText('harbour.mov');
  await dialog.getByRole('button', { name: 'Locate file…' }).click();
  await page.getByLabel('Path').fill(join(studio.home, 'other.mov'));
  await page.getByLabel('Path').press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('is not “harbour”');
  await dialog.getByRole('button', { name: 'Search folder…' }).click();
  await expect(page.getByLabel('Path')).toHaveValue(studio.home);
  await page.getByRole('button', { name: 'Select folder' }).click();
  await expect(page.getByRole('dialog', { name: 'All clips found' })).toBeVisible();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  // The project opens where it was left.
  await editor.seesFrame(12);
});
