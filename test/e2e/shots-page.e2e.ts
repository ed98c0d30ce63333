import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import { writeBigProject } from '../../src/engine/project/testing/big-project.ts';
import { isLong } from '../support/long.ts';
import { Keyframe, type ProjectCommand, Swatch } from '../../src/shared/model/document.ts';
import { neutralLayer } from '../../src/shared/model/layer.ts';
import { connectWire } from '../support/wire-client.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { makeClip } from './support/clip.ts';
import { openStudioWithClip, type StudioSession } from './support/open-studio.ts';

// Shots on the board: scenes, status, selection, and a film of 2,000 shots. Each test continues with the state of the one before.
test.describe.configure({ mode: 'serial' });

let person: StudioSession;
let board: Locator;
const cards = (): Locator => board.getByRole('option');

test.beforeAll(async ({ browser }) => {
  person = await openStudioWithClip(browser, 'harbour.mov', { secondShot: 16 });
  board = person.page.getByRole('listbox', { name: 'Shots', exact: true });
});
test.afterAll(() => person.leave());

test('the page Shots opens by its key, with a card for each shot and its picture', async () => {
  const { page } = person;
  await page.keyboard.press('Shift+4');
  await expect(cards()).toHaveCount(2);
  await expect(cards().first()).toHaveAccessibleName('Shot 01 Not started no keyframe 12 fr');
  // The poster is drawn: not all of its pixels are the same.
  await expect.poll(() => cards().first().locator('canvas').evaluate((canvas: HTMLCanvasElement) => new Set(canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data).size)).toBeGreaterThan(8);
  await expectNoViolations(page);
});

test('hovering over a card goes through the frames of its shot', async () => {
  const { page } = person;
  const picture = cards().first().locator('.scrub');
  const still = await picture.getAttribute('data-frame');
  const box = await picture.boundingBox();
  if (box === null) throw new Error('There is no card.');
  await page.mouse.move(box.x + 2, box.y + box.height / 2);
  await expect(picture).toHaveAttribute('data-frame', '0');
  const drawn = (): Promise<string> => picture.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  await expect.poll(drawn).not.toBe('');
  const first = await drawn();
  await page.mouse.move(box.x + box.width - 2, box.y + box.height / 2);
  await expect(picture).toHaveAttribute('data-frame', '11');
  await expect.poll(drawn).not.toBe(first);
  await person.editor.photograph('card-scrub');
  await page.mouse.move(box.x + box.width / 2, box.y - 60);
  await expect(picture).toHaveAttribute('data-frame', still!);
});

test('by keyboard alone shots are selected, moved to a new scene and approved, each one step to undo', async () => {
  const { page } = person;
  await board.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(page.getByText('2 selected')).toBeVisible();
  await page.getByLabel('Move to scene').selectOption('New scene');
  await expect(board.getByText('Scene 1')).toBeVisible();
  await expect(board.getByText('2 shots, 28 frames')).toBeVisible();
  await page.keyboard.press('F5');
  // A step over several shots says how many, as the step to undo and in the list.
  await expect(page.getByText('Undo: Approve shot (2 shots)', { exact: true })).toBeVisible();
  await page.keyboard.press('Control+Alt+z');
  await expect(page.getByRole('dialog', { name: 'History' }).locator('[aria-current=step]')).toContainText('Approve shot 2 shots');
  await page.keyboard.press('Escape');
  await board.focus();
  await expect(cards().nth(1)).toHaveAccessibleName(/Approved/);
  await expect(page.getByText('2 of 2 approved')).toBeVisible();
  // Nothing is left to propagate, and the bar says why.
  await expect(page.getByText('Leaves out 2 approved.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Propagate…' })).toBeDisabled();
  await page.getByLabel('Status of the selected shots').selectOption('Not started');
  await expect(cards().nth(1)).toHaveAccessibleName(/Not started/);
});

test('a card dragged to another scene moves there, and undo brings it back', async () => {
  const { page } = person;
  await board.focus();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Add scene' }).click();
  const second = page.getByRole('navigation', { name: 'Filter of the shots' }).getByRole('button', { name: /Scene 2/ }).first();
  await cards().nth(1).dragTo(second);
  await expect(board.getByText('1 shot, 16 frames')).toBeVisible();
  await page.keyboard.press('Control+z');
  // The shot is another one than the one shown, where the playhead is: undo may ask.
  const ask = page.getByRole('button', { name: 'Undo there' });
  await expect(board.getByText('2 shots, 28 frames').or(ask)).toBeVisible();
  if (await ask.isVisible()) await ask.click();
  await expect(board.getByText('2 shots, 28 frames')).toBeVisible();
  await expectNoViolations(page);
});

test('a double click opens the shot on the page Colour, and Deliver takes the selection', async () => {
  const { page, editor } = person;
  await page.getByRole('button', { name: 'Shots', exact: true }).click();
  await cards().nth(1).dblclick();
  await editor.seesFrame(20);
  await page.keyboard.press('Shift+4');
  await board.focus();
  await page.keyboard.press('Control+a');
  await page.getByRole('region', { name: 'Selected shots' }).getByRole('button', { name: 'Deliver…' }).click();
  await expect(page.getByRole('group', { name: 'Shots to deliver' }).getByLabel('Shot 01')).toBeChecked();
  await expect(page.getByRole('group', { name: 'Shots to deliver' }).getByLabel('Shot 02')).toBeChecked();
  await page.keyboard.press('Shift+4');
});

test('an approved shot is locked, and says on its card, beside it and before a delivery what a swatch has changed since', async () => {
  const { page, editor, studio } = person;
  const wire = await connectWire(studio.url);
  const apply = async (command: ProjectCommand): Promise<void> => { await wire.client.project.apply({ baseRevision: (await wire.client.project.current())!.revision, command }); };
  const scarf = Swatch.parse({ id: 'scarf', name: 'Scarf', lab: [60, 30, 0], tolerance: 2, note: '' });
  const [first] = (await wire.client.project.current())!.document.shots;
  await apply({ kind: 'addSwatch', swatch: scarf });
  await apply({ kind: 'addKeyframe', keyframe: Keyframe.parse({ id: 'scarf-key', shotId: first!.id, frame: 5, approved: false, hints: [{ kind: 'point', id: 'scarf-hint', at: [0.2, 0.2], radius: 0.05, ab: [30, 0], swatch: scarf.id }] }) });
  await wire.client.colorize.keyframe({ keyframeId: Keyframe.shape.id.parse('scarf-key') });
  await board.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('F5');
  await editor.keeps('Approve shot');
  const inspector = page.getByRole('complementary', { name: 'Selection' });
  // Folded in a narrow window, and each time the page is opened.
  const details = page.getByRole('button', { name: 'Details' });
  await details.click();
  await expect(inspector.getByText(/^Approved .*, unchanged since\. It is locked/)).toBeVisible();
  // The keyframe is the only frame with colour, which card and curve say; its place on the curve opens it on the page Colour.
  await expect(cards().first()).toContainText(/1 of \d+ fr coloured/);
  await expect(inspector.getByRole('img', { name: /^Confidence over the selected shots, lowest \d+ %$/ })).toBeVisible();
  await inspector.getByRole('button', { name: /^1 of \d+ fr coloured, lowest \d+ % at frame 6$/ }).click();
  await editor.seesFrame(5);
  await expect(page.locator('.viewer-head').getByText('approved')).toBeVisible();
  await editor.clickAt([0.5, 0.5]);
  await expect(page.getByText('“Shot 01” is approved and so locked. Set it back to in progress (Shift F5) to change it.')).toBeVisible();
  expect((await wire.client.project.current())!.document.keyframes).toHaveLength(1);
  await apply({ kind: 'updateSwatch', swatch: { ...scarf, lab: [60, -30, 0] } });
  await page.keyboard.press('Shift+4');
  await expect(cards().first()).toHaveAccessibleName(/Approved, changed since: hints of frame 6/);
  await page.getByRole('navigation', { name: 'Filter of the shots' }).getByRole('button', { name: /Changed since approval 1/ }).click();
  await expect(cards()).toHaveCount(1);
  await page.getByRole('button', { name: /All shots/ }).click();
  await details.click();
  await expect(inspector.getByRole('list', { name: 'Changed since approval' }).getByRole('button')).toHaveText('Hints of frame 6');
  await expectNoViolations(page);
  await page.getByRole('region', { name: 'Selected shots' }).getByRole('button', { name: 'Deliver…' }).click();
  await expect(page.getByText('Shot 01 has changed since it was approved: hints of frame 6.')).toBeVisible();
  await page.keyboard.press('Shift+4');
  await page.keyboard.press('F5');
  await details.click();
  await expect(inspector.getByText(/^Approved .*, unchanged since\./)).toBeVisible();
  // Taken back, it can be changed again.
  await page.keyboard.press('Shift+F5');
  await editor.keeps('Set in progress');
  await apply({ kind: 'removeKeyframe', keyframeId: Keyframe.shape.id.parse('scarf-key') });
  wire.close();
});

test('a scene says how alike its shots show a swatch, the worst first, and a press opens the frame', async () => {
  const { page, editor, studio } = person;
  const wire = await connectWire(studio.url);
  const { document, revision } = (await wire.client.project.current())!;
  const [first, second] = document.shots;
  const swatch = Swatch.parse({ id: 'coat', name: 'Coat', lab: [60, 25, 15], tolerance: 2, note: '' });
  let baseRevision = revision;
  const apply = async (command: ProjectCommand): Promise<void> => { ({ revision: baseRevision } = await wire.client.project.apply({ baseRevision, command })); };
  await apply({ kind: 'addSwatch', swatch });
  for (const [shot, frame] of [[first!, first!.range.first + 1], [second!, second!.range.first + 2]] as const) {
    const keyframe = Keyframe.parse({ id: `coat-${shot.id}`, shotId: shot.id, frame, approved: false, hints: [{ kind: 'point', id: `hint-${shot.id}`, at: [0.6, 0.5], radius: 0.05, ab: [25, 15], swatch: swatch.id }] });
    await apply({ kind: 'addKeyframe', keyframe });
    await wire.client.colorize.keyframe({ keyframeId: keyframe.id });
  }
  await apply({ kind: 'addLayer', shotId: second!.id, layer: { ...neutralLayer('Faded'), saturation: 0.2 } });
  wire.close();
  const inspector = page.getByRole('complementary', { name: 'Selection' });
  const coat = inspector.getByRole('region', { name: 'Coat in this scene' });
  await expect(coat.getByText('2 of 2 shots beyond 2 ΔE')).toBeVisible();
  await expect(coat.getByRole('button')).toHaveText([/Shot 0\d\d+\.\d ΔE/, /Shot 0\d\d+\.\d ΔE/]);
  const script = page.getByRole('navigation', { name: 'Filter of the shots' }).getByRole('region', { name: 'Colour script' });
  await expect(script.getByRole('button')).toHaveText(['Scarf0', 'Coat2']);
  await script.getByRole('button', { name: 'Scarf 0' }).click();
  await expect(page.getByText('No shot matches.')).toBeVisible();
  await expect(script.getByRole('button', { name: 'Scarf 0' })).toHaveAttribute('aria-pressed', 'true');
  await script.getByRole('button', { name: 'Coat 2' }).click();
  await expect(cards()).toHaveCount(2);
  await script.getByRole('button', { name: 'Coat 2' }).click();
  await expect(page.getByRole('button', { name: /All shots/ })).toHaveAttribute('aria-pressed', 'true');
  await expectNoViolations(page);
  await coat.getByRole('button', { name: /Shot 02/ }).click();
  await editor.seesFrame(second!.range.first + 2);
  await page.keyboard.press('Shift+4');
});

test('shots are flagged by a key and found by their flag, a note is written beside the board, scenes change places, and the list is written as CSV', async () => {
  const { page, editor, studio } = person;
  const rail = page.getByRole('navigation', { name: 'Filter of the shots' });
  const inspector = page.getByRole('complementary', { name: 'Selection' });
  await board.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Alt+3');
  await editor.keeps('Flag shot');
  await expect(cards().first()).toHaveAccessibleName(/Blue flag/);
  await rail.getByRole('button', { name: 'Blue 1' }).click();
  await expect(cards()).toHaveCount(1);
  await rail.getByRole('button', { name: /All shots/ }).click();
  await page.getByRole('button', { name: 'Details' }).click();
  await inspector.getByLabel('Flag').selectOption('Red');
  await expect(cards().first()).toHaveAccessibleName(/Red flag/);
  await inspector.getByLabel('Note on Shot 01').fill('Ask Anna: "warmer", or not?');
  await inspector.getByLabel('Note on Shot 01').press('Enter');
  await editor.keeps('Add marker');
  // Function keys write nothing, so they act while a note is written, too.
  await inspector.getByLabel('Note on Shot 01').focus();
  await page.keyboard.press('F4');
  await expect(rail.getByRole('button', { name: 'Needs review 1' })).toBeVisible();
  await page.keyboard.press('Shift+F5');
  await expect(rail.getByRole('button', { name: 'Needs review 0' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(inspector.getByText('Ask Anna: "warmer", or not?')).toBeVisible();
  await expectNoViolations(page);

  await rail.getByRole('button', { name: 'Move scene Scene 1 down' }).focus();
  await page.keyboard.press('Enter');
  await editor.keeps('Move scene');
  await expect(board.locator('.scene-head b')).toHaveText(['Scene 2', 'Scene 1']);
  // Both are short, so they stand beside each other.
  await expect.poll(() => board.locator('.scene-head').evaluateAll((heads) => heads.map((head) => head.getBoundingClientRect().top - heads[0]!.getBoundingClientRect().top))).toEqual([0, 0]);
  const box = board.locator('.scene-head', { hasText: 'Scene 1' }).locator('.scene-box');
  await box.click();
  await expect(box).toHaveAttribute('data-state', 'all');
  await expect(page.getByText('2 selected')).toBeVisible();
  const posters = inspector.getByRole('list', { name: 'Selected shots' });
  await expect(posters.getByRole('button')).toHaveCount(2);
  await expect.poll(() => posters.locator('canvas').evaluateAll((all) => (all as HTMLCanvasElement[]).map((canvas) => new Set(canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data).size > 8))).toEqual([true, true]);
  await box.click();
  await expect(page.getByText('1 selected')).toBeVisible();
  await expect(inspector.getByRole('list', { name: 'Last steps, newest first' })).toContainText('Flag shot');

  await page.getByRole('menuitem', { name: 'File', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Export edit list…' }).click();
  await page.getByLabel('Format').selectOption('.csv');
  await expect(page.getByRole('status', { name: 'What is written' })).toHaveText('2 shots');
  await page.getByLabel('Folder').fill(studio.home);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(page.getByText('Exported 2 shots.')).toBeVisible();
  const lines = readFileSync(join(studio.home, 'harbour shots.csv'), 'utf8').split('\r\n');
  expect(lines[1]).toMatch(/^harbour,1,Shot 01,0,11,12,.*,Scene 1,In progress,red,.*"Ask Anna: ""warmer"", or not\?"$/);
  expect(lines[2]).toMatch(/^harbour,2,Shot 02,12,27,16,/);
});

test('a shot that keeps older networks is found, compared with the current ones, and updated in one step', async () => {
  const { page, editor, studio } = person;
  const wire = await connectWire(studio.url);
  const { document, revision } = (await wire.client.project.current())!;
  const [first] = document.shots;
  const { revision: baseRevision } = await wire.client.project.apply({ baseRevision: revision, command: { kind: 'setShotNetworks', shotId: first!.id, networks: { colorize: { id: 'hint-unet', version: '1.2.0' }, propagate: { id: 'propagation', version: '1.2.0' } } } });
  expect(baseRevision).toBeGreaterThan(revision);
  const rail = page.getByRole('navigation', { name: 'Filter of the shots' });
  await rail.getByRole('button', { name: 'Older networks 1' }).click();
  await expect(cards()).toHaveCount(1);
  await rail.getByRole('button', { name: /All shots/ }).click();
  await board.focus();
  await page.keyboard.press('Home');
  await page.getByRole('complementary', { name: 'Selection' }).getByRole('button', { name: 'Update…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Update to current networks' });
  await expect(dialog.getByTestId('with-current-networks')).toHaveAttribute('data-plane', /.+/);
  await expect.poll(() => dialog.locator('canvas').evaluateAll((all) => (all as HTMLCanvasElement[]).map((canvas) => new Set(canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data).size > 8))).toEqual([true, true]);
  // The painter that the shot keeps is another network, so its picture is another one.
  await expect.poll(() => dialog.locator('canvas').evaluateAll((all) => new Set((all as HTMLCanvasElement[]).map((canvas) => canvas.toDataURL())).size)).toBe(2);
  expect(await dialog.getByTestId('with-kept-networks').getAttribute('data-plane')).not.toBe(await dialog.getByTestId('with-current-networks').getAttribute('data-plane'));
  await expectNoViolations(page);
  await dialog.getByRole('button', { name: 'Update 1 shot' }).click();
  await editor.keeps('Set shot networks');
  await expect(rail.getByRole('button', { name: 'Older networks 0' })).toBeVisible();
  expect((await wire.client.project.current())!.document.shots[0]!.networks?.colorize.id).toBe('painter');
  wire.close();
});

// It waits for 20 seconds of quiet.
if (isLong) test('with the switch in the settings a stale shot is updated while nobody works, seen on its card', async () => {
  const { page, editor, studio } = person;
  await page.keyboard.press('Shift+6');
  await page.keyboard.press('Home');
  await page.keyboard.press('Control+Enter');
  await page.keyboard.press('Shift+4');
  await expect(cards().first()).toHaveAccessibleName(/Propagating/);
  await expect(cards().first()).not.toHaveAccessibleName(/Propagating/);
  const wire = await connectWire(studio.url);
  const { document, revision } = (await wire.client.project.current())!;
  await wire.client.project.apply({ baseRevision: revision, command: { kind: 'updateSwatch', swatch: { ...document.swatches[0]!, lab: [60, -25, 15] } } });
  wire.close();
  await expect(cards().first()).toHaveAccessibleName(/Stale/);
  await page.keyboard.press('Control+Comma');
  await page.getByRole('checkbox', { name: 'Update stale shots when idle' }).check();
  await expectNoViolations(page);
  await page.keyboard.press('Escape');
  await expect(cards().first()).toHaveAccessibleName(/Updating/);
  await expect(page.getByTestId('job')).toHaveText(/Updating stale colour · Shot 01/);
  await expect(cards().first()).not.toHaveAccessibleName(/Stale|Updating/);
  await editor.keeps('Change swatch');
});

test('a picture of a selected shot opens it in Colour, and a clip of the rail shows its shots', async () => {
  const { page, editor, studio } = person;
  makeClip(join(studio.home, 'films', 'street.mov'), { secondShot: 20, mirrored: true });
  const rail = page.getByRole('navigation', { name: 'Filter of the shots' });
  await expect(rail.getByRole('region', { name: 'Clips' })).toHaveCount(0);
  const wire = await connectWire(studio.url);
  const { clipId } = await wire.client.media.openClip({ path: join(studio.home, 'films', 'street.mov') });
  await expect.poll(async () => (await wire.client.project.current())?.document.shots.filter((shot) => shot.clipId === clipId).length).toBe(2);
  wire.close();
  const clips = rail.getByRole('region', { name: 'Clips' });
  await expect(clips.getByRole('button')).toHaveText(['All clips4', 'harbour2', 'street2']);
  await clips.getByRole('button', { name: 'street 2' }).click();
  await expect(clips.getByRole('button', { name: 'street 2' })).toHaveAttribute('aria-pressed', 'true');
  await expect(cards().nth(1)).toHaveAccessibleName(/20 fr/);

  const posters = page.getByRole('complementary', { name: 'Selection' }).getByRole('list', { name: 'Selected shots' });
  await board.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(posters.getByRole('button')).toHaveCount(2);
  await expectNoViolations(page);
  await posters.getByRole('button', { name: 'Open Shot 02 in Colour' }).click();
  await expect(page.getByRole('img', { name: 'Picture of street', exact: true })).toBeVisible();
  // The poster of a shot without a keyframe is its middle frame.
  await editor.seesFrame(22);
  await page.keyboard.press('Shift+4');
  await clips.getByRole('button', { name: 'harbour 2' }).click();
  await expect(cards().nth(1)).toHaveAccessibleName(/16 fr/);
});

test('the board shows the shots of all clips together: selected across clips, opened in their own, delivered together', async () => {
  const { page } = person;
  const rail = page.getByRole('navigation', { name: 'Filter of the shots' });
  const clips = rail.getByRole('region', { name: 'Clips' });
  await clips.getByRole('button', { name: 'All clips 4' }).click();
  await expect(clips.getByRole('button', { pressed: true })).toHaveText(['All clips4']);
  await expect(cards()).toHaveText([/^Shot 01harbour/, /^Shot 02harbour/, /^Shot 01street/, /^Shot 02street/]);
  await expect(rail.getByRole('button', { name: /^All shots/ })).toHaveText('All shots4');
  // A press shows the shot's clip; the board stays.
  await cards().nth(2).click();
  await page.getByRole('button', { name: 'Details' }).click();
  await expect(page.getByRole('complementary', { name: 'Selection' }).getByRole('heading', { level: 2 }).first()).toHaveText('Shot 01');
  await expect(clips.getByRole('button', { pressed: true })).toHaveText(['All clips4']);
  await page.getByLabel('Note on Shot 01').fill('Rain on the street');
  await page.keyboard.press('Enter');
  await expect(cards().nth(2)).toContainText('1 note');
  await expect(cards().nth(0)).toContainText('1 note');
  await expect(cards().nth(3)).not.toContainText('note');
  await cards().nth(1).click({ modifiers: ['Control'] });
  await expect(page.getByText('2 selected')).toBeVisible();
  await expectNoViolations(page);
  // The menu of a card is that of its shot, of another clip too; a shot of several selected ones leaves them selected.
  const selection = page.getByRole('complementary', { name: 'Selection' }).getByRole('heading', { level: 2 }).first();
  await cards().nth(1).click({ button: 'right' });
  await page.keyboard.press('Escape');
  await expect(page.getByText('2 selected')).toBeVisible();
  await cards().nth(0).click();
  await cards().nth(3).click({ button: 'right' });
  await expect(page.getByRole('menu').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(selection).toHaveText('Shot 02');
  await expect(cards().nth(3)).toHaveAttribute('aria-selected', 'true');
  await cards().nth(1).click();
  await cards().nth(2).click({ modifiers: ['Control'] });
  await expect(page.getByText('2 selected')).toBeVisible();
  await page.getByRole('region', { name: 'Selected shots' }).getByRole('button', { name: 'Deliver…' }).click();
  const settings = page.getByRole('region', { name: 'Delivery settings' });
  await expect(settings.getByRole('group', { name: 'Shots to deliver' }).locator('label')).toHaveText(['Shot 01 (harbour 01)', 'Shot 02 (harbour 02)', 'Shot 01 (street 01)', 'Shot 02 (street 02)']);
  await expect(page.getByTestId('name-preview').getByRole('listitem')).toHaveText([/^harbour-02\.mov/, /^street-01\.mov/]);
  await expect(settings.getByTestId('estimate')).toContainText('28 frames');
  await page.keyboard.press('Shift+4');
  await cards().nth(3).dblclick();
  await expect(page.getByRole('img', { name: 'Picture of street', exact: true })).toBeVisible();
  await page.keyboard.press('Shift+4');
  await clips.getByRole('button', { name: 'harbour 2' }).click();
  await expect(cards()).toHaveText([/^Shot 01(?!street|harbour)/, /^Shot 02(?!street|harbour)/]);
});

/** A whole feature in the long form. */
const SHOTS = isLong ? 2_000 : 200;

test('of a long film only the shots in sight are in the page, and the last one is reached by a key', async () => {
  const { page, studio } = person;
  const path = join(studio.home, 'feature.tintype');
  writeBigProject(path, SHOTS);
  const wire = await connectWire(studio.url);
  await wire.client.project.open({ path });
  wire.close();
  await page.getByRole('dialog', { name: 'Clip missing' }).waitFor();
  await page.keyboard.press('Escape');
  // Another project begins on the page Colour.
  await page.keyboard.press('Shift+4');
  await expect(page.getByText(`${SHOTS} shots`)).toBeVisible();
  await board.focus();
  await page.keyboard.press('End');
  await expect(board.locator(`[aria-posinset="${SHOTS}"]`)).toBeVisible();
  expect(await cards().count()).toBeLessThan(120);
});
