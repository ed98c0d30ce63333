import { isPathHint, type PathHint, positionsOf } from '../../shared/model/hint-kinds.ts';
import { clipOf, documentOf } from '../document/project-mirror.ts';
import type { Editor } from '../editor/editor.ts';
import { placePicture, resultPane, type ScreenPoint, toImage, toScreen } from '../session/view.ts';
import { movedHint } from '../tools/moved-hint.ts';
import { handlesOf, withPointAdded, withPointMoved } from '../tools/path-points.ts';
import type { Command } from './command.ts';

/** Distance that one key press moves a hint, CSS px on the screen; at a higher zoom it is a smaller part of the picture. */
const NUDGE_PX = 2;

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
  if (held === undefined || held.hint.path.length < 2) return;
  const { hint, index } = held;
  const aspect = edits.context.aspect();
  const handles = handlesOf(hint.path, { aspect, keep: index });
  const at = Math.min(handles.indexOf(index), handles.length - 2);
  const middle = (handles[at]! + handles[at + 1]!) / 2;
  const [from, to] = [hint.path[Math.floor(middle)]!, hint.path[Math.ceil(middle)]!];
  const added = withPointAdded(hint, [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], aspect);
  edits.change(added.hint);
  edits.context.select(hint.id, added.index);
}

function nudge(editor: Editor, by: ScreenPoint): void {
  const { session, edits } = editor;
  const { clipId, viewer, view, compare } = session.getState();
  const clip = clipOf(documentOf(editor.project.getState()), clipId);
  const hint = edits.chosen();
  if (clip === undefined || hint === undefined) return;
  const placement = placePicture(clip.picture, resultPane(viewer, compare === 'sideBySide').size, view);
  const held = edits.selectedPathPoint();
  const from = positionsOf(hint)[held?.index ?? 0]!;
  const seen = toScreen(from, placement);
  const to = toImage({ x: seen.x + by.x * NUDGE_PX, y: seen.y + by.y * NUDGE_PX }, placement);
  edits.change(held === undefined ? movedHint(hint, from, to) : withPointMoved(held, to, edits.context.aspect()), `nudge ${hint.id} ${held?.index ?? ''}`);
}

const hasSelection = ({ edits }: Editor): boolean => edits.chosen() !== undefined;
const hasPathPoint = ({ edits }: Editor): boolean => edits.selectedPathPoint() !== undefined;
const movedThing = (editor: Editor): string => (hasPathPoint(editor) ? 'path point' : 'hint');

function nudgeCommand(id: string, where: string, by: ScreenPoint): Command {
  return { id: `hint.${id}`, group: 'Tools', label: (editor) => `Nudge ${movedThing(editor)} ${where}`, keys: [`Alt+Arrow${id}`], enabled: hasSelection, run: (editor) => { nudge(editor, by); } };
}

/** Keyboard equivalents of what the pointer does to hints and path points. */
export const hintCommands: readonly Command[] = [
  { id: 'hint.next', group: 'Tools', label: 'Select next hint', keys: ['Semicolon'], enabled: ({ edits }) => edits.context.hints().length > 0, run: selectNextHint },
  { id: 'hint.nextPathPoint', group: 'Tools', label: 'Select next path point', keys: ['Quote'], enabled: (editor) => selectedPath(editor) !== undefined, run: selectNextPathPoint(1) },
  { id: 'hint.previousPathPoint', group: 'Tools', label: 'Select previous path point', keys: ['Shift+Quote'], enabled: (editor) => selectedPath(editor) !== undefined, run: selectNextPathPoint(-1) },
  { id: 'hint.addPathPoint', group: 'Tools', label: 'Add path point', keys: ['Insert'], enabled: hasPathPoint, run: addPathPoint },
  nudgeCommand('Left', 'left', { x: -1, y: 0 }),
  nudgeCommand('Right', 'right', { x: 1, y: 0 }),
  nudgeCommand('Up', 'up', { x: 0, y: -1 }),
  nudgeCommand('Down', 'down', { x: 0, y: 1 }),
];
