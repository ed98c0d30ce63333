import { frameIndex } from '../../shared/model/frame.ts';
import type { Shot } from '../../shared/model/document.ts';
import type { Hint } from '../../shared/model/hint.ts';
import { isColourHint, kindOf } from '../../shared/model/hint-kinds.ts';
import { type Mask, newMask, type PolygonShape } from '../../shared/model/mask.ts';
import { documentOf, keyframeAt } from '../document/project-mirror.ts';
import { currentShot, type Editor } from '../editor/editor.ts';
import { nextMaskName } from '../editor/mask-context.ts';
import { panelShown } from '../session/dock.ts';
import { selectionOf } from '../session/session-store.ts';
import { showNotice, showProgress } from '../ui/notify.ts';
import type { Command } from './command.ts';
import { allOf, canChangeShot, needs } from './conditions.ts';
import { hintsInHand, limitHintsTo } from './limit-hints-command.ts';

interface Outline {
  readonly shot: Shot;
  readonly frame: number;
  readonly shape: PolygonShape;
}

/** Selected hints that lie on something: a boundary lies between things. */
function selectedHints(editor: Editor): readonly Hint[] {
  const selected = selectionOf(editor.session.getState());
  return editor.edits.context.hints().filter((hint) => selected.includes(hint.id) && kindOf(hint).role !== 'boundary');
}

/** The outline of what the selected hints lie on, as the network sees it; where there is none, a notice says so. */
async function outlineOfHints(editor: Editor): Promise<Outline | undefined> {
  const shot = currentShot(editor);
  const { frame } = editor.session.getState();
  const keyframe = shot === undefined ? undefined : keyframeAt(documentOf(editor.project.getState()), shot.clipId, frame);
  if (shot === undefined || keyframe === undefined) return undefined;
  const hintIds = selectedHints(editor).map(({ id }) => id);
  const shape = await showProgress('Looking for the outline…', editor.edits.ask((client) => client.colorize.maskFromHints({ keyframeId: keyframe.id, hintIds })));
  if (shape !== null) return { shot, frame, shape };
  showNotice('No outline was found around the hint. Place it more in the middle of its object, or add another one to it.');
  return undefined;
}

function showMask(editor: Editor, { id }: Mask): void {
  editor.session.setState({ selectedMask: id, ...panelShown('masks') });
}

const freeName = (editor: Editor): string => nextMaskName(currentShot(editor)?.masks ?? []);

async function maskFromHints(editor: Editor): Promise<void> {
  const outline = await outlineOfHints(editor);
  if (outline === undefined) return;
  const mask = newMask(freeName(editor), frameIndex(outline.frame), outline.shape);
  await editor.edits.apply({ kind: 'addMask', shotId: outline.shot.id, mask });
  showMask(editor, mask);
}

/** One step: a mask of what the selected hints lie on, which limits them. */
async function limitToObject(editor: Editor): Promise<void> {
  // As it is at the press: the network takes a moment.
  const [inHand, name] = [hintsInHand(editor), objectName(editor)];
  const outline = await outlineOfHints(editor);
  if (outline === undefined) return;
  const { shot } = outline;
  const isTaken = shot.masks?.some((mask) => mask.name === name) === true;
  const mask = newMask(name === undefined || isTaken ? freeName(editor) : name, frameIndex(outline.frame), outline.shape);
  await limitHintsTo(editor, { shotId: shot.id, mask, inHand }, { first: [{ kind: 'addMask', shotId: shot.id, mask }] });
  showMask(editor, mask);
  showNotice(`“${mask.name}” limits the colour to its inside on this keyframe. Track mask (Shift Q) holds it through the shot.`);
}

/** The name of the hints' group, or of the swatch that the first of them follows. */
function objectName(editor: Editor): string | undefined {
  const { group } = hintsInHand(editor);
  if (group !== undefined) return group.name;
  const swatch = selectedHints(editor).find(isColourHint)?.swatch;
  return swatch === undefined ? undefined : documentOf(editor.project.getState()).swatches.find(({ id }) => id === swatch)?.name;
}

const mayLookFor = allOf(canChangeShot, needs('Select a hint that colours first.', (editor) => selectedHints(editor).length > 0));

export const maskFromHintCommands: readonly Command[] = [
  { id: 'mask.fromHint', group: 'Tools', label: (editor) => (selectedHints(editor).length > 1 ? 'Mask from hints' : 'Mask from hint'), keys: ['Shift+Alt+KeyQ'], enabled: mayLookFor, run: maskFromHints },
  { id: 'mask.limitToObject', group: 'Tools', label: (editor) => (selectedHints(editor).length > 1 ? 'Limit hints to their object' : 'Limit hint to its object'), keys: ['Shift+Alt+KeyO'], enabled: mayLookFor, run: limitToObject },
];
