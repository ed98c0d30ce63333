import { expect, type Page, test } from '@playwright/test';
import { SceneId } from '../../src/shared/model/ids.ts';
import { expectNoViolations } from './support/accessibility.ts';
import type { EditorPage } from './support/editor-page.ts';
import { hintsOfFrame } from './support/hints-of-frame.ts';
import { openStudioWithWire, type WiredSession } from './support/open-studio.ts';

// A scene whose second shot takes its colour from the first. Each test continues with the state of the one before.
test.describe.configure({ mode: 'serial' });

let person: WiredSession;
let page: Page;
let editor: EditorPage;
let wire: WiredSession['wire'];

test.beforeAll(async ({ browser }) => {
  person = await openStudioWithWire(browser, 'pier.mov', { secondShot: 16 });
  ({ page, editor, wire } = person);
});
test.afterAll(async () => {
  await person.leave();
});

async function goTo(frame: number): Promise<void> {
  await page.keyboard.press('Home');
  for (let step = 0; step < frame; step++) await page.keyboard.press('ArrowRight');
  await editor.seesFrame(frame);
}

test('by keyboard the shot at the playhead is coloured like another one: hints that can be changed, the confidence told, one step to undo', async () => {
  // The same set-up in two shots: block and ground of the first are coloured.
  await goTo(6);
  await page.keyboard.press('Control+b');
  await expect(editor.shots()).toHaveCount(3);
  await goTo(2);
  await editor.applyColour('#b04038');
  await editor.clickAt([(46 + 40) / 320, 0.5]);
  await editor.keeps('Add keyframe');
  await editor.applyColour('#6f9a5a');
  for (const at of [[0.75, 0.2], [0.75, 0.8], [0.08, 0.85], [0.1, 0.1]] as const) await editor.clickAt(at);
  await expect.poll(async () => (await hintsOfFrame(wire, 2)).length).toBe(5);
  // In a scene the coloured shot is offered unasked, with its confidence, above the hints and on the board.
  const { document, revision } = (await wire.client.project.current())!;
  const scene = { id: SceneId.parse('quay'), name: 'Quay' };
  const { revision: baseRevision } = await wire.client.project.apply({ baseRevision: revision, command: { kind: 'addScene', scene } });
  await wire.client.project.apply({ baseRevision, command: { kind: 'moveShotsToScene', shotIds: document.shots.slice(0, 2).map(({ id }) => id), sceneId: scene.id } });
  await goTo(9);
  await page.getByRole('tab', { name: 'Hints' }).click();
  const offer = page.getByRole('status').filter({ has: page.getByRole('button', { name: 'Colour like Shot 01' }) });
  await expect(offer).toHaveText(/^Colour like Shot 01\d+ % confidence$/);
  await page.keyboard.press('Shift+4');
  await page.getByRole('button', { name: 'Details' }).click();
  await expect(offer).toHaveText(/^Colour like Shot 01\d+ % confidence$/);
  await expectNoViolations(page);
  await page.keyboard.press('Shift+6');
  await page.keyboard.press('Control+Alt+l');
  const dialog = page.getByRole('dialog', { name: 'Colour like shot' });
  await expect(dialog.getByLabel('Like').locator('option:checked')).toHaveText('Shot 01');
  await expect(dialog.getByText('To be coloured: Shot 01 b.')).toBeVisible();
  await expectNoViolations(page);
  await editor.photograph('colour-like');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText(/Coloured like Shot 01 \(confidence of Shot 01 b: \d+ %/)).toBeVisible();
  await expect.poll(async () => (await hintsOfFrame(wire, 9)).length).toBeGreaterThan(10);
  // The engine has the hints a little before the window shows their colour.
  await expect.poll(async () => {
    await editor.seesColour();
    const [[blockA], [groundA]] = [await editor.chromaAt([(67 + 40) / 320, 0.5]), await editor.chromaAt([0.8, 0.2])];
    return blockA - groundA;
  }).toBeGreaterThan(15);
  await editor.photograph('coloured-like');
  // They are in a group that is folded, and done again they are replaced; one of them that was moved is the user's own, and stays.
  const list = page.getByRole('treegrid', { name: 'Hints of this frame' });
  await page.getByRole('tab', { name: 'Hints' }).click();
  const made = (await hintsOfFrame(wire, 9)).length;
  await expect(list.getByRole('row')).toHaveCount(1);
  await expect(list.getByRole('row')).toHaveAccessibleName(new RegExp(`Group Like Shot 01, ${made} hints`));
  await list.getByRole('row').press('ArrowRight');
  await list.getByRole('row').nth(1).click();
  await editor.applyColour('#3050a0');
  await editor.keeps('Change point');
  const likeAgain = async (): Promise<void> => {
    await page.keyboard.press('Control+Alt+l');
    await page.getByRole('button', { name: 'Colour 1 shot' }).click();
  };
  await likeAgain();
  await editor.keeps('Set hints');
  await expect.poll(async () => (await hintsOfFrame(wire, 9)).length).toBe(made + 1);
  await page.keyboard.press('Control+z');
  await editor.keeps('Change point');
  expect((await hintsOfFrame(wire, 9)).length).toBe(made);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await hintsOfFrame(wire, 9)).length).toBe(0);
});

test('a still brings its hints along to what they lie on, and says how many were found', async () => {
  await goTo(2);
  await page.keyboard.press('Control+Alt+g');
  const tile = page.getByRole('button', { name: /^Wipe against Shot 01, .*5 hints$/ });
  await expect(tile).toBeVisible();
  await goTo(9);
  await page.getByRole('button', { name: /^Colour like the still Shot 01/ }).click();
  await page.getByRole('button', { name: 'Colour 1 shot' }).click();
  await expect(page.getByText(/Of its hints: [1-5] of 5 in Shot 01 b/)).toBeVisible();
  const [first] = (await hintsOfFrame(wire, 2)).map((hint) => ('ab' in hint ? hint.ab : undefined));
  await expect.poll(async () => (await hintsOfFrame(wire, 9)).filter((hint) => 'ab' in hint && JSON.stringify(hint.ab) === JSON.stringify(first)).length).toBe(1);
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await hintsOfFrame(wire, 9)).length).toBe(0);
});

test('on the board several shots are coloured like one of their scene, which is offered first', async () => {
  await page.keyboard.press('Shift+4');
  const board = page.getByRole('listbox', { name: 'Shots', exact: true });
  await board.focus();
  await page.keyboard.press('Control+a');
  await page.getByLabel('Move to scene').selectOption('New scene');
  await page.getByRole('region', { name: 'Selected shots' }).getByRole('button', { name: 'Colour like…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Colour like shot' });
  await expect(dialog.locator('optgroup').first()).toHaveAttribute('label', 'Scene 2');
  await expect(dialog.getByText('To be coloured: Shot 01 b, Shot 02.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Colour 2 shots' }).click();
  await expect(page.getByText(/like Shot 01 .*Shot 02|Nothing of Shot 01 was found in Shot 02/)).toBeVisible();
  // On whichever of its frames most was found.
  const hintsOfShot = async (): Promise<number> => (await Promise.all([6, 7, 8, 9, 10, 11].map((frame) => hintsOfFrame(wire, frame)))).flat().length;
  await expect.poll(hintsOfShot).toBeGreaterThan(10);
  await expectNoViolations(page);
});
