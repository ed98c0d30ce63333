import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { chromaAtLuma } from '../../src/shared/colour/chroma-at-luma.ts';
import { plainCoding } from '../../src/shared/colour/coding.ts';
import { yccToRgb } from '../../src/shared/colour/luma.ts';
import { hexToLab } from '../../src/shared/colour/srgb.ts';
import { abPlaneUrl } from '../../src/shared/contract/pixel-urls.ts';
import { decodeAbPlane } from '../../src/shared/model/ab-plane.ts';
import type { EditorPage, Place } from './support/editor-page.ts';
import { FILM, ffprobe } from './support/clip.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { type StudioSession, openStudio } from './support/open-studio.ts';
import type { Studio } from './support/studio.ts';
import { planeColourAt } from './support/plane-colour-at.ts';

// One film from opening to delivery: each test continues with the state of the one before.
test.describe.configure({ mode: 'serial' });

const RED = '#a8524a';
const BLUE = '#5573a0';
/** The second shot is long enough to be stopped in its middle. */
const LENGTHS = [FILM.shotLengths[0], 64] as const;
const FRAMES = LENGTHS[0] + LENGTHS[1];
const GROUND: Place = [0.8, 0.25];
const BLOCK: Place = [0.22, 0.5];

let person: StudioSession;
let studio: Studio;
let page: Page;
let editor: EditorPage;

test.beforeAll(async ({ browser }) => {
  person = await openStudio(browser, 'harbour.mov', { secondShot: LENGTHS[1] });
  ({ studio, page, editor } = person);
});

test.afterAll(async () => {
  await person.leave();
});

test('an opened film shows its first frame before anything else of it is fetched, then its shots on the timeline', async () => {
  const fetched: string[] = [];
  const picture = (url: string): string | undefined => /\/pixels\/clip\/[^/]+\/(.+)$/.exec(url)?.[1];
  page.on('request', (request) => { const name = picture(request.url()); if (name !== undefined) fetched.push(`asks for ${name}`); });
  page.on('requestfinished', (request) => { const name = picture(request.url()); if (name !== undefined) fetched.push(`has ${name}`); });
  await editor.openClip(join(studio.home, 'films', 'harbour.mov'));
  await editor.seesFrame(0);
  await expect.poll(() => fetched).toEqual(expect.arrayContaining(['has 1/luma.jpg', expect.stringMatching(/^has \d+\/thumbnail\.jpg$/)]));
  expect(fetched.slice(0, 2)).toEqual(['asks for 0/luma.jpg', 'has 0/luma.jpg']);
  await expect(editor.shots()).toHaveCount(LENGTHS.length);
  await expect(editor.shots().nth(1)).toContainText(`${LENGTHS[1]} fr`);
  await expect(page.getByText('harbour', { exact: true })).toBeVisible();
  expect(existsSync(join(studio.home, 'films', 'harbour.tintype'))).toBe(true);
});

test('keys step frame by frame and go to the cut and to the ends', async () => {
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await editor.seesFrame(2);
  await expect(page.getByTestId('timecode')).toHaveText('01:00:00:02');
  await page.keyboard.press('ArrowLeft');
  await editor.seesFrame(1);
  await page.keyboard.press('ArrowDown');
  await editor.seesFrame(12);
  await expect(editor.shots().nth(1)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('End');
  await editor.seesFrame(FRAMES - 1);
  await page.keyboard.press('Home');
  await editor.seesFrame(0);
});

test('two points are painted with the pointer, and the picture has their colours there', async () => {
  await editor.applyColour(RED);
  await editor.clickAt(BLOCK);
  await editor.keeps('Add keyframe');
  await editor.seesColour();
  await expect(page.getByText('◆ keyframe')).toBeVisible();
  await page.keyboard.press('Escape');
  await editor.applyColour(BLUE);
  await editor.clickAt(GROUND);
  await editor.keeps('Add point');
  await editor.seesColour();
  for (const [place, hex] of [[BLOCK, RED], [GROUND, BLUE]] as const) {
    const [, a, b] = hexToLab(hex);
    const [seenA, seenB] = await editor.chromaAt(place);
    expect(Math.hypot(seenA - a, seenB - b), `${hex} at ${place.join(', ')}, seen ab ${seenA.toFixed(1)}, ${seenB.toFixed(1)}`).toBeLessThan(8);
  }
});

test('the viewer shows the colour that delivery writes: the plane’s colour at the film’s luma', async () => {
  const key = await editor.seesColour();
  const bytes = await page.evaluate(async (url) => [...new Uint8Array(await (await fetch(url)).arrayBuffer())], abPlaneUrl(key));
  const plane = decodeAbPlane(Uint8Array.from(bytes));
  // A lane that appears below meanwhile moves the picture.
  await expect(async () => { expect(await editor.screenPixelAt(GROUND)).toEqual(await editor.pixelAt(GROUND)); }).toPass();
  for (const place of [BLOCK, GROUND, [0.5, 0.8] as const]) {
    const colour = await editor.pixelAt(place);
    await page.getByRole('button', { name: 'Original', exact: true }).click();
    const [gray, green] = await editor.pixelAt(place);
    await page.getByRole('button', { name: 'Result', exact: true }).click();
    expect(gray).toBe(green);
    const [a, b] = planeColourAt(plane, place);
    const expected = yccToRgb(gray / 255, ...chromaAtLuma(gray / 255, a, b, plainCoding('bt709')), 'bt709').map((channel) => channel * 255);
    for (const [index, channel] of colour.entries()) expect(Math.abs(channel - expected[index]!), `channel ${index} at ${place.join(', ')}: ${colour.join(' ')} against ${expected.map(Math.round).join(' ')}`).toBeLessThan(4);
  }
});

test('a point is dragged elsewhere; undo and redo', async () => {
  const before = await editor.seesColour();
  await editor.drag(GROUND, [0.6, 0.85]);
  await editor.keeps('Change point');
  const moved = await editor.seesColour();
  expect(moved).not.toBe(before);
  await page.keyboard.press('Control+z');
  await editor.showsColour(before);
  await page.keyboard.press('Control+Shift+z');
  await editor.showsColour(moved);
  await page.keyboard.press('Control+z');
  await editor.showsColour(before);
});

test('Escape cancels a boundary while it is drawn', async () => {
  await page.getByRole('button', { name: /^Boundary/ }).click();
  const from = await editor.screenOf([0.45, 0.2]);
  const to = await editor.screenOf([0.45, 0.8]);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 5 });
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(page.getByText(/^Undo: /)).not.toContainText('boundary', { ignoreCase: true });
  await editor.drag([0.45, 0.1], [0.45, 0.9]);
  await editor.keeps('Add boundary');
  await editor.seesColour();
  await page.keyboard.press('p');
});

test('the first shot is propagated to its end with progress', async () => {
  await page.getByRole('button', { name: /^Propagate shot/ }).click();
  await expect(editor.shots().first()).toHaveAttribute('data-state', 'coloured');
  await page.keyboard.press('ArrowRight');
  await editor.seesFrame(1);
  await editor.seesColour();
  const [a, b] = await editor.chromaAt([0.24, 0.5]);
  expect(Math.hypot(a, b)).toBeGreaterThan(6);
  await page.keyboard.press('Home');
});

/** Presses Cancel from within the page: on a busy machine the run could end before a press from outside arrives. */
async function cancelOnceFramesAreMade(): Promise<void> {
  await page.evaluate(() => {
    const look = new MutationObserver(() => {
      if (!(Number(document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')) >= 1)) return;
      look.disconnect();
      [...document.querySelectorAll('button')].find((button) => button.textContent === 'Cancel')?.click();
    });
    look.observe(document.body, { subtree: true, childList: true, attributes: true });
  });
}

test('the propagation of the second shot is cancelled in the middle, and resumes to the end', async () => {
  await editor.shots().nth(1).click();
  await editor.seesFrame(12);
  await page.keyboard.press('Escape');
  await editor.applyColour(BLUE);
  await editor.clickAt([0.5, 0.15]);
  await editor.seesColour();
  await cancelOnceFramesAreMade();
  await page.getByRole('button', { name: /^Propagate shot/ }).click();
  await expect(editor.job).toHaveAttribute('data-state', 'cancelled');
  await expect(editor.shots().nth(1)).toHaveAttribute('data-state', 'partial');
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(editor.shots().nth(1)).toHaveAttribute('data-state', 'coloured');
});

test('the wipe shows the film beside its colour', async () => {
  await page.keyboard.press('Home');
  await editor.seesFrame(0);
  await editor.seesColour();
  await page.keyboard.press('w');
  const wipe = page.getByRole('slider', { name: 'Wipe position' });
  await expect(wipe).toHaveAttribute('aria-valuenow', '50');
  await expect.poll(async () => [new Set(await editor.pixelAt(BLOCK)).size === 1, new Set(await editor.pixelAt(GROUND)).size > 1]).toEqual([true, true]);
  await page.keyboard.press('w');
});

test('playback runs in colour to the end and stops there', async () => {
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await editor.seesFrame(FRAMES - 1);
  await editor.seesColour();
});

test('the first shot is delivered as ProRes 422 HQ, and ffprobe agrees with the page', async () => {
  await page.keyboard.press('Home');
  await editor.seesFrame(0);
  await page.getByRole('button', { name: 'Deliver…', exact: true }).click();
  await page.getByLabel('Folder').fill(studio.home);
  await page.getByLabel('Naming').fill('{clip}-{shot}-colour');
  const estimate = page.getByTestId('estimate');
  await expect(page.getByTestId('name-preview')).toContainText('harbour-01-colour.mov');
  await expect(estimate).toContainText(`${FILM.shotLengths[0]} frames`);
  await expect(page.getByText('no colour yet')).toHaveCount(0);
  await page.getByRole('button', { name: 'Deliver 1 file' }).click();
  await expect(page.getByRole('listitem', { name: 'harbour-01-colour.mov' })).toHaveAttribute('data-state', 'done');
  const streams = ffprobe(join(studio.home, 'harbour-01-colour.mov'));
  expect(streams.find((stream) => stream.codec_type === 'video')).toMatchObject({ codec_name: 'prores', profile: 'HQ', width: FILM.width, height: FILM.height, nb_read_frames: String(FILM.shotLengths[0]), r_frame_rate: FILM.rate });
  expect(streams.some((stream) => stream.codec_type === 'audio')).toBe(true);
});

test('a name in use is told with what will happen to it, and a folder that cannot be written is refused while it is typed; the folder is remembered', async () => {
  const settings = page.getByRole('region', { name: 'Delivery settings' });
  await expect(settings.getByText('1 name is in use: the file is numbered.')).toBeVisible();
  await expect(page.getByTestId('name-preview')).toContainText('harbour-01-colour (2).mov');
  await page.getByLabel('Replace existing files').check();
  await expect(settings.getByText('1 name is in use: the file is replaced.')).toBeVisible();
  await expect(page.getByTestId('name-preview')).toContainText('harbour-01-colour.mov');
  await page.getByLabel('Folder').fill(`${person.film}/out`);
  await expect(settings.getByRole('alert')).toContainText(/is a file, not a folder/);
  await expect(page.getByRole('button', { name: 'Deliver 1 file' })).toBeDisabled();
  await page.getByRole('button', { name: 'Colour', exact: true }).click();
  await page.reload();
  await editor.seesFrame(0);
  await page.getByRole('button', { name: 'Deliver…', exact: true }).click();
  await expect(page.getByLabel('Folder')).toHaveValue(studio.home);
});

test('the report of a delivery opens in the window', async () => {
  await page.getByRole('listitem', { name: 'harbour-01-colour.mov' }).getByRole('button', { name: 'Show report' }).click();
  const report = page.getByRole('dialog', { name: 'Delivery report' });
  await expect(report).toContainText('harbour-01-colour.mov');
  await expect(report).toContainText(/luma samples differ/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+6');
  await editor.seesFrame(0);
});

test('a reload keeps the clip, the playhead and the tool', async () => {
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await editor.seesFrame(13);
  await page.keyboard.press('b');
  await page.reload();
  await editor.seesFrame(13);
  await expect(page.getByRole('button', { name: /^Brush/ })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('p');
});

test('undo of a step in another shot asks once, goes there, and names the undone step', async () => {
  await page.keyboard.press('Escape');
  const mark = page.locator('.viewer-head .keyframe');
  await expect(mark).toHaveCount(0);
  await editor.clickAt([0.2, 0.2]);
  // The step before may have the same name, so that the name alone does not say that this one is kept.
  await expect(mark).toBeVisible();
  await editor.keeps('Add keyframe');
  await page.keyboard.press('Home');
  await editor.seesFrame(0);
  await page.keyboard.press('Control+z');
  const dialog = page.getByRole('dialog', { name: /^Undo “.*” in Shot 02\?$/ });
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await editor.keeps('Add keyframe');
  await page.keyboard.press('Control+z');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Enter');
  await editor.seesFrame(13);
  await expect(page.getByText(/^Undid “.*” in Shot 02\.$/)).toBeVisible();
});

test('every command is found by name, and axe finds nothing serious in the window', async () => {
  await expectNoViolations(page);
  await page.keyboard.press('Home');
  await page.keyboard.press('Control+Shift+p');
  await page.getByLabel('Find a command').fill('next cut');
  await page.keyboard.press('Enter');
  await editor.seesFrame(12);
});

test('the window reports that the engine has ended', async () => {
  await studio.crash();
  await expect(page.getByRole('alert').filter({ hasText: 'The engine has stopped' })).toBeVisible();
});
