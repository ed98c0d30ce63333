import { rename } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import type { EditorPage } from './support/editor-page.ts';
import { FILM, makeClip } from './support/clip.ts';
import { openStudioWithWire, type WiredSession } from './support/open-studio.ts';
import { TimelineRobot } from './support/timeline-robot.ts';

// Jobs that the window starts, and a film that changes on the disk. The tests build on each other.
test.describe.configure({ mode: 'serial' });

let person: WiredSession;
let page: Page;
let editor: EditorPage;
let timeline: TimelineRobot;
let wire: WiredSession['wire'];

test.beforeAll(async ({ browser }) => {
  person = await openStudioWithWire(browser, 'dunes.mov', { secondShot: 16 });
  ({ page, editor, wire } = person);
  timeline = new TimelineRobot(page, FILM.shotLengths[0] + 16);
});

test.afterAll(async () => {
  await person.leave();
});

test('a message lies over the picture alone: it covers no control, takes no click from the timeline while it appears and disappears, and lets a press through to the picture', async () => {
  await page.keyboard.press('Escape');
  await editor.clickAt([0.5, 0.5]);
  await editor.keeps('Add keyframe');
  // A click on the ruler belongs to the timeline, whatever is drawn over it, visible or not.
  await page.evaluate(() => {
    const seen = window as unknown as { covered: number };
    seen.covered = 0;
    const look = (): void => {
      const box = document.querySelector('[data-testid=timeline]')?.getBoundingClientRect();
      if (box === undefined) return;
      const toast = document.querySelector('[data-sonner-toast]');
      const over = toast?.getBoundingClientRect();
      if (over !== undefined && over.height > 0) {
        for (const control of document.querySelectorAll('button, input, select, [role=row], [data-testid=timeline]')) {
          const at = control.getBoundingClientRect();
          if (toast?.contains(control) !== true && at.width > 0 && at.left < over.right && at.right > over.left && at.top < over.bottom && at.bottom > over.top) seen.covered += 1;
        }
      }
      for (let x = box.left + 80; x < box.right; x += 20) if (document.elementFromPoint(x, box.top + 4)?.matches('[data-sonner-toast] *, [data-sonner-toast]') === true) seen.covered += 1;
    };
    setInterval(look, 5);
  });
  await page.keyboard.press('n');
  const toast = page.locator('[data-sonner-toast]');
  await expect(toast).toContainText('No suggestion yet');
  const middle = await toast.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    return { x, y, under: (document.elementFromPoint(x, y)?.closest('[data-testid=stage]') ?? null) !== null };
  });
  expect(middle.under).toBe(true);
  await page.mouse.click(middle.x, middle.y);
  await editor.keeps('Add point');
  await page.keyboard.press('Control+z');
  await editor.keeps('Add keyframe');
  await expect(toast).toHaveCount(0);
  expect(await page.evaluate(() => (window as unknown as { covered: number }).covered)).toBe(0);
});

test('tracked hints are pasted although the window is reloaded during the tracking', async () => {
  await page.keyboard.press('Control+c');
  await timeline.click(10, 'ruler');
  await editor.seesFrame(10);
  await page.keyboard.press('Control+v');
  await expect.poll(async () => (await wire.client.jobs.list()).filter(({ kind }) => kind === 'trackHints').length).toBe(1);
  await page.waitForFunction(() => sessionStorage.getItem('tintype pastes') !== null);
  await page.reload();
  await editor.keeps('Add keyframe');
  await expect.poll(async () => (await wire.client.project.current())?.document.keyframes.map(({ frame }) => frame)).toEqual([0, 10]);
  await expect.poll(() => page.evaluate(() => sessionStorage.getItem('tintype pastes'))).toBe('[]');
  const jobs = (await wire.client.jobs.list()).filter(({ kind }) => kind === 'trackHints');
  expect(jobs).toMatchObject([{ state: 'done' }]);
});

test('the estimate of a propagation is shown in its dialog, also after a reload', async () => {
  await page.keyboard.press('Control+Shift+Enter');
  const forecast = page.getByTestId('forecast');
  await expect(forecast).toContainText(/\d+ frames/);
  await page.reload();
  await expect(page.getByRole('dialog', { name: 'Propagate' })).toBeVisible();
  await expect(forecast).toContainText(/\d+ frames/);
  await page.keyboard.press('Escape');
  // Transient jobs leave the list.
  await expect.poll(async () => (await wire.client.jobs.list()).filter(({ kind }) => kind === 'forecast' || kind === 'suggestKeyframe')).toEqual([]);
});

test('a film that changes on the disk is shown with its new content without a reload', async () => {
  await timeline.click(5, 'ruler');
  await editor.seesFrame(5);
  const place = [0.3, 0.5] as const;
  const luma = async (): Promise<number> => (await editor.pixelAt(place))[1];
  await expect.poll(luma).toBeLessThan(130);
  const before = await luma();
  // The other film is mirrored: its block is on the right.
  makeClip(`${person.film}.new.mov`, { mirrored: true, secondShot: 16 });
  await rename(`${person.film}.new.mov`, person.film);
  await page.keyboard.press('a');
  await editor.keeps('Add keyframe');
  await expect(page.locator('[data-sonner-toast]').filter({ hasText: 'was changed on the disk' })).toBeVisible();
  await expect.poll(luma).toBeGreaterThan(before + 20);
});
