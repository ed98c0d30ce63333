import { isPathHint, type PathHint, positionsOf } from '../../shared/model/hint-kinds.ts';
import type { Keyframe } from '../../shared/model/document.ts';
import { frameIndex } from '../../shared/model/frame.ts';
import type { Hint } from '../../shared/model/hint.ts';
import { ownHint, unmarked } from '../../shared/model/hint-group.ts';
import { HintId, KeyframeId, newId } from '../../shared/model/ids.ts';
import { documentOf, keyframeAt, keyframesOf } from '../document/project-mirror.ts';
import { markHints } from '../editor/hint-marks.ts';
import { currentShot, type Editor } from '../editor/editor.ts';
import type { ScreenPoint } from '../session/view.ts';
import { movedHints } from '../tools/moved-hint.ts';
import { handlesOf, withPointAdded, withPointMoved } from '../tools/path-points.ts';
import type { Command } from './command.ts';
import { allOf, needs } from './conditions.ts';
import { addMaskPoint, hasMaskPoint, nudgeMaskPoint, polygonHere, selectNextMaskPoint } from './mask-point-commands.ts';
import { nudgedPlace } from './nudged-place.ts';

/** Offset of a duplicate from its original, as a fraction of the picture, so that both can be seen. */
const DUPLICATE_OFFSET = 0.02;

function selectedPath({ edits }: Editor): PathHint | undefined {
  const hint = edits.chosen();
  return hint !== undefined && isPathHint(hint) ? hint : undefined;
}

function selectNextHint({ edits }: Editor): void {
  const hints = edits.context.hints();
  const next = hints[(hints.findIndex(({ id }) => id === edits.chosen()?.id) + 1) % hints.length];
  if (next !== undefined) edits.context.select(next.id);
}

function selectNextPathPoint(by: 1 | -1): (editor: Editor) => void {
  return (editor) => {
    if (polygonHere(editor) !== undefined) {
      selectNextMaskPoint(editor, by);
      return;
    }
    const hint = selectedPath(editor);
    if (hint === undefined) return;
    const inHand = editor.edits.selectedPathPoint()?.index;
    const handles = handlesOf(hint.path, { aspect: editor.edits.context.aspect(), ...(inHand === undefined ? {} : { keep: inHand }) });
    const at = inHand === undefined ? (by === 1 ? -1 : 0) : handles.indexOf(inHand);
    editor.session.setState({ tool: 'move' });
    editor.edits.context.select(hint.id, handles.at((at + by) % handles.length));
  };
}

/** Adds a point halfway between the selected path point and the next one. */
function addPathPoint(editor: Editor): void {
  const { edits } = editor;
  const held = edits.selectedPathPoint();
  if (hasMaskPoint(editor)) addMaskPoint(editor);
  if (held === undefined || held.hint.path.length < 2) return;
  const { hint, index } = held;
  const aspect = edits.context.aspect();
  const handles = handlesOf(hint.path, { aspect, keep: index });
  const at = Math.min(handles.indexOf(index), handles.length - 2);
  const middle = (handles[at]! + handles[at + 1]!) / 2;
  const [from, to] = [hint.path[Math.floor(middle)]!, hint.path[Math.ceil(middle)]!];
  const added = withPointAdded(hint, [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], aspect);
  edits.change([added.hint]);
  edits.context.select(hint.id, added.index);
}

/** Moves the selected hints, or the selected point of a path or mask, by pixels of the source in the direction that is seen. */
function nudge(editor: Editor, by: ScreenPoint): void {
  const { edits } = editor;
  const hints = edits.changeable();
  const [primary] = hints;
  if (hasMaskPoint(editor)) nudgeMaskPoint(editor, by);
  if (hasMaskPoint(editor) || primary === undefined) return;
  const held = edits.selectedPathPoint();
  const from = positionsOf(held?.hint ?? primary)[held?.index ?? 0]!;
  const to = nudgedPlace(editor, from, by);
  const moved = held === undefined ? movedHints(hints, from, to) : [withPointMoved(held, to, edits.context.aspect())];
  edits.change(moved, `nudge ${moved.map(({ id }) => id).join(' ')} ${held?.index ?? ''}`);
}

/** Copies of the selected hints beside them, selected in their place. */
async function duplicate(editor: Editor): Promise<void> {
  const { edits, project, session } = editor;
  const { clipId, frame } = session.getState();
  const keyframe = keyframeAt(documentOf(project.getState()), clipId, frame);
  const hints = edits.selection();
  if (keyframe === undefined || hints.length === 0) return;
  const copies = movedHints(hints, [0, 0], [DUPLICATE_OFFSET, DUPLICATE_OFFSET]).map((hint): Hint => ({ ...unmarked(ownHint(hint)), id: newId(HintId) }));
  await edits.apply({ kind: 'copyHints', shotId: keyframe.shotId, frame: frameIndex(frame), newKeyframeId: newId(KeyframeId), hints: copies });
  edits.context.selectAll(copies.map(({ id }) => id).toReversed());
}

/** Keyframes of the shot other than the one shown; those that are given by a still take no hints. */
function otherKeyframes(editor: Editor): readonly Keyframe[] {
  const shot = currentShot(editor);
  const { frame } = editor.session.getState();
  return shot === undefined ? [] : keyframesOf(documentOf(editor.project.getState()), shot.id).filter((each) => each.frame !== frame && each.still === undefined);
}

async function copyToKeyframes(editor: Editor): Promise<void> {
  const { clipId, frame } = editor.session.getState();
  const shot = currentShot(editor);
  const keyframe = keyframeAt(documentOf(editor.project.getState()), clipId, frame);
  if (shot === undefined || keyframe === undefined) return;
  await editor.pastes.start({ id: keyframe.id, hints: editor.edits.selection() }, otherKeyframes(editor).map((each) => ({ shot, frames: [each.frame] })));
}

/** Locks or hides all selected hints, or undoes that when all are. */
function switchSelected(name: 'lockedHints' | 'hiddenHints'): (editor: Editor) => Promise<void> {
  return async (editor) => {
    const isOn = !allSelectedAre(editor, name);
    await markHints(editor, editor.edits.context.selection(), name === 'lockedHints' ? { locked: isOn } : { hidden: isOn });
  };
}

const allSelectedAre = ({ edits, session }: Editor, name: 'lockedHints' | 'hiddenHints'): boolean => edits.context.selection().length > 0 && edits.context.selection().every((id) => session.getState()[name].has(id));
const hasSelection = needs('Select a hint first.', ({ edits }) => edits.selection().length > 0);
const hasHints = needs('This frame has no hints.', ({ edits }) => edits.context.hints().length > 0);
const canChange = needs('Select a hint that is not locked first.', ({ edits }) => edits.changeable().length > 0);
const hintsWord = ({ edits }: Editor): string => (edits.selection().length === 1 ? 'hint' : 'hints');
const pointWord = (editor: Editor): string => (polygonHere(editor) === undefined ? 'path' : 'mask');
const hasPoints = needs('Select a stroke, a boundary or a polygon mask first.', (editor) => selectedPath(editor) !== undefined || polygonHere(editor) !== undefined);
const hasPathPoint = ({ edits }: Editor): boolean => edits.selectedPathPoint() !== undefined;
const movedThing = (editor: Editor): string => (hasMaskPoint(editor) ? 'mask point' : hasPathPoint(editor) ? 'path point' : hintsWord(editor));

function nudgeCommands(id: string, where: string, { x, y }: ScreenPoint): readonly Command[] {
  return [1, 10].map((px) => ({
    id: px === 1 ? `hint.${id}` : `hint.${id}${px}`, group: 'Tools', label: (editor) => `Nudge ${movedThing(editor)} ${where}${px === 1 ? '' : `, ${px} px`}`,
    keys: [`${px === 1 ? '' : 'Shift+'}Alt+Arrow${id}`], enabled: needs('Select a hint or a point of a mask first.', (editor) => canChange(editor) || hasMaskPoint(editor)), run: (editor) => { nudge(editor, { x: x * px, y: y * px }); },
  }));
}

/** Keyboard equivalents of pointer actions on hints and path points. */
export const hintCommands: readonly Command[] = [
  { id: 'hint.selectAll', group: 'Edit', label: 'Select all hints', keys: ['$mod+KeyA'], enabled: hasHints, run: ({ edits }) => { edits.context.selectAll(edits.context.hints().map(({ id }) => id)); } },
  { id: 'hint.duplicate', group: 'Edit', label: (editor) => `Duplicate ${hintsWord(editor)}`, keys: ['$mod+KeyD'], enabled: hasSelection, run: duplicate },
  { id: 'hint.copyToKeyframes', group: 'Shot', label: (editor) => `Copy ${hintsWord(editor)} to other keyframes (tracked)`, enabled: allOf(hasSelection, needs('This shot has no other keyframe.', (editor) => otherKeyframes(editor).length > 0)), run: copyToKeyframes },
  { id: 'hint.lock', group: 'Tools', label: (editor) => `${allSelectedAre(editor, 'lockedHints') ? 'Unlock' : 'Lock'} ${hintsWord(editor)}`, keys: ['Shift+KeyL'], enabled: hasSelection, run: switchSelected('lockedHints') },
  { id: 'hint.hide', group: 'Tools', label: (editor) => `${allSelectedAre(editor, 'hiddenHints') ? 'Show' : 'Hide'} ${hintsWord(editor)}`, keys: ['Alt+KeyH'], enabled: hasSelection, run: switchSelected('hiddenHints') },
  { id: 'hint.next', group: 'Tools', label: 'Select next hint', keys: ['Semicolon'], enabled: hasHints, run: selectNextHint },
  { id: 'hint.nextPathPoint', group: 'Tools', label: (editor) => `Select next ${pointWord(editor)} point`, keys: ['Quote'], enabled: hasPoints, run: selectNextPathPoint(1) },
  { id: 'hint.previousPathPoint', group: 'Tools', label: (editor) => `Select previous ${pointWord(editor)} point`, keys: ['Shift+Quote'], enabled: hasPoints, run: selectNextPathPoint(-1) },
  { id: 'hint.addPathPoint', group: 'Tools', label: (editor) => `Add ${pointWord(editor)} point`, keys: ['Insert'], enabled: needs('Select a point of a path first.', (editor) => hasPathPoint(editor) || hasMaskPoint(editor)), run: addPathPoint },
  ...nudgeCommands('Left', 'left', { x: -1, y: 0 }),
  ...nudgeCommands('Right', 'right', { x: 1, y: 0 }),
  ...nudgeCommands('Up', 'up', { x: 0, y: -1 }),
  ...nudgeCommands('Down', 'down', { x: 0, y: 1 }),
];
