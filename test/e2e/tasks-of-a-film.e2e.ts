import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { frameIndex } from '../../src/shared/model/frame.ts';
import { HintId, KeyframeId, newId, ShotId, SwatchId } from '../../src/shared/model/ids.ts';
import { isLong } from '../support/long.ts';
import { type ActionCounter, countActions } from './support/count-actions.ts';
import type { EditorPage } from './support/editor-page.ts';
import { hintsOfFrame } from './support/hints-of-frame.ts';
import { openStudioWithWire, type WiredSession } from './support/open-studio.ts';

// Three tasks on a film of 40 shots by their shortest way, counted as in tasks.e2e.ts. Each test continues with the state of the one before.
test.describe.configure({ mode: 'serial' });
test.skip(!isLong, 'a film of 40 shots is coloured and delivered by npm run test:long');

const SHOTS = 40;
/** Frames of the first shot; each of the others has two. */
const FIRST = 12;

let person: WiredSession;
let page: Page;
let editor: EditorPage;
let wire: WiredSession['wire'];
let counter: ActionCounter;

test.beforeAll(async ({ browser }) => {
  person = await openStudioWithWire(browser, 'reel.mov', { secondShot: 2 * (SHOTS - 1) });
  ({ page, editor, wire } = person);
  await writeFile(join(person.studio.home, 'films', 'reel.edl'), ['TITLE: Reel 1', 'FCM: NON-DROP FRAME', '001  REEL V     C        01:00:00:00 01:00:00:08 01:00:00:00 01:00:00:08', '002  REEL V     C        01:00:00:08 01:00:03:18 01:00:00:08 01:00:03:18', ''].join('\n'));
  // A swatch that a hint in each of forty shots follows.
  const apply = async (command: Parameters<typeof wire.client.project.apply>[0]['command']): Promise<void> => {
    const { revision } = (await wire.client.project.current())!;
    await wire.client.project.apply({ baseRevision: revision, command });
  };
  const shots = async () => (await wire.client.project.current())!.document.shots;
  for (let at = FIRST + 2; at < FIRST + 2 * (SHOTS - 1); at += 2) await apply({ kind: 'splitShot', shotId: (await shots()).at(-1)!.id, at: frameIndex(at), newShotId: newId(ShotId) });
  const swatch = newId(SwatchId);
  await apply({ kind: 'addSwatch', swatch: { id: swatch, name: 'Coat', lab: [45, 38, 24], tolerance: 4, note: '' } });
  for (const { id, range } of await shots()) {
    await apply({ kind: 'addKeyframe', keyframe: { id: newId(KeyframeId), shotId: id, frame: range.first, approved: false, hints: [{ kind: 'point', id: newId(HintId), at: [0.7, 0.5], radius: 0.012, ab: [38, 24], swatch }] } });
  }
  await expect(editor.shots().first()).toContainText('1 key');
  counter = await countActions(page);
});
test.afterAll(async () => {
  counter.print();
  await person.leave();
});

/** Shots all of whose frames have colour that is not stale. */
async function coloured(): Promise<number> {
  const { shots } = (await wire.client.project.current())!.document;
  const colours = await Promise.all(shots.map(({ id }) => wire.client.propagate.status({ shotId: id })));
  return colours.filter(({ frames }) => frames.every(({ key, stale }) => key !== null && !stale)).length;
}

const queue = () => page.getByRole('region', { name: 'Render queue' }).getByRole('listitem');

test('change a swatch of 40 shots and deliver them', async () => {
  test.setTimeout(900_000);
  await expect(page.getByRole('button', { name: 'Paint with Coat' })).toContainText(`${SHOTS} hints`);
  await counter.task('change a swatch that 40 shots use, propagate and deliver them', 4, async () => {
    await page.getByRole('button', { name: /change Coat/ }).click();
    await page.getByTestId('gamut-disc').click({ position: { x: 60, y: 100 } });
    await editor.keeps('Change swatch');
    await page.keyboard.press('Control+Alt+Shift+d');
    await expect(page.getByText('Can be written')).toBeVisible();
    await page.getByRole('button', { name: 'Propagate, then deliver' }).click();
  });
  await expect(queue()).toContainText('Waiting for colour');
  await expect(queue()).toContainText(`${FIRST + 2 * (SHOTS - 1)} frames`, { timeout: 800_000 });
  expect(await coloured()).toBe(SHOTS);
  const { document } = (await wire.client.project.current())!;
  expect(document.swatches[0]!.lab[1]).not.toBeCloseTo(38, 0);
  expect(document.keyframes).toHaveLength(SHOTS);
});

test('find the worst frame of the film and mend it', async () => {
  await page.keyboard.press('Shift+6');
  await editor.seesFrame(0);
  await counter.task('go to the frame of the lowest confidence, correct it by a colour that is seen on it, and propagate it on', 3, async () => {
    await page.keyboard.press('Alt+u');
    await expect(page.getByTestId('picture')).not.toHaveAttribute('data-frame', '0');
    await editor.seesColour();
    await editor.drag([0.8, 0.2], [0.5, 0.9], { held: 'Alt' });
    await page.keyboard.press('Control+Enter');
  });
  const worst = Number(await page.getByTestId('picture').getAttribute('data-frame'));
  expect(worst).toBeLessThan(FIRST);
  await expect.poll(async () => (await hintsOfFrame(wire, worst)).length).toBe(1);
});

test('deliver the reel against an EDL', async () => {
  await expect(page.getByTestId('job')).toHaveCount(0, { timeout: 200_000 });
  const before = await queue().count();
  await counter.task('lay an EDL over the film and deliver its shots', 7, async () => {
    await page.getByRole('menuitem', { name: 'File', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Import edit list…' }).click();
    await page.getByRole('list', { name: 'Files' }).getByRole('button', { name: /reel\.edl/ }).click();
    await expect(page.getByRole('status', { name: 'What fits' })).toContainText('All 2 events fit');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await expect(editor.shots()).toHaveCount(2);
    await page.keyboard.press('Control+Alt+Shift+d');
    await expect(page.getByText('Can be written')).toBeVisible();
    await page.getByRole('button', { name: 'Propagate, then deliver' }).click();
  });
  await expect.poll(() => queue().count()).toBeGreaterThan(before);
});
