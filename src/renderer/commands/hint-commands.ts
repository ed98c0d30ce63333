import { clipOf, documentOf } from '../document/project-mirror.ts';
import type { Editor } from '../editor/editor.ts';
import { placePicture, resultPane, type ScreenPoint, toImage, toScreen } from '../session/view.ts';
import { movedHint } from '../tools/moved-hint.ts';
import { handlesOf, isPath, withPlaceAdded, withPlaceMoved } from '../tools/path-places.ts';
import type { PathHint } from '../tools/tool.ts';
import type { Command } from './command.ts';

/** What a press of a key moves a hint by, CSS px on the screen: closer in, it moves it less. */
const NUDGE_PX = 2;

function chosenPath({ edits }: Editor): PathHint | undefined {
  const hint = edits.chosen();
  return hint !== undefined && isPath(hint) ? hint : undefined;
}

function chooseNextHint({ edits }: Editor): void {
  const hints = edits.hands.hints();
  const next = hints[(hints.findIndex(({ id }) => id === edits.chosen()?.id) + 1) % hints.length];
  if (next !== undefined) edits.hands.select(next.id);
}

function chooseNextPlace(by: 1 | -1): (editor: Editor) => void {
  return (editor) => {
    const hint = chosenPath(editor);
    if (hint === undefined) return;
    const inHand = editor.edits.placeInHand()?.index;
    const handles = handlesOf(hint.path, { aspect: editor.edits.hands.aspect(), ...(inHand === undefined ? {} : { keep: inHand }) });
    const at = inHand === undefined ? (by === 1 ? -1 : 0) : handles.indexOf(inHand);
    editor.session.setState({ tool: 'move' });
    editor.edits.hands.select(hint.id, handles.at((at + by) % handles.length));
  };
}

/** In the middle of what lies between the place in hand and the next one. */
function addPlace(editor: Editor): void {
  const { edits } = editor;
  const held = edits.placeInHand();
  if (held === undefined || held.hint.path.length < 2) return;
  const { hint, index } = held;
  const aspect = edits.hands.aspect();
  const handles = handlesOf(hint.path, { aspect, keep: index });
  const at = Math.min(handles.indexOf(index), handles.length - 2);
  const middle = (handles[at]! + handles[at + 1]!) / 2;
  const [from, to] = [hint.path[Math.floor(middle)]!, hint.path[Math.ceil(middle)]!];
  const added = withPlaceAdded(hint, [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], aspect);
  edits.change(added.hint);
  edits.hands.select(hint.id, added.index);
}

function nudge(editor: Editor, by: ScreenPoint): void {
  const { session, edits } = editor;
  const { clipId, viewer, view, compare } = session.getState();
  const clip = clipOf(documentOf(editor.project.getState()), clipId);
  const hint = edits.chosen();
  if (clip === undefined || hint === undefined) return;
  const placement = placePicture(clip.picture, resultPane(viewer, compare === 'sideBySide').size, view);
  const held = edits.placeInHand();
  const from = isPath(hint) ? hint.path[held?.index ?? 0]! : hint.at;
  const seen = toScreen(from, placement);
  const to = toImage({ x: seen.x + by.x * NUDGE_PX, y: seen.y + by.y * NUDGE_PX }, placement);
  edits.change(held === undefined ? movedHint(hint, from, to) : withPlaceMoved(held, to, edits.hands.aspect()), `nudge ${hint.id} ${held?.index ?? ''}`);
}

const hasChosen = ({ edits }: Editor): boolean => edits.chosen() !== undefined;
const hasPlace = ({ edits }: Editor): boolean => edits.placeInHand() !== undefined;
const whatMoves = (editor: Editor): string => (hasPlace(editor) ? 'place' : 'hint');

function nudgeCommand(id: string, where: string, by: ScreenPoint): Command {
  return { id: `hint.${id}`, group: 'Tools', label: (editor) => `Move the chosen ${whatMoves(editor)} ${where}`, keys: [`Alt+Arrow${id}`], enabled: hasChosen, run: (editor) => { nudge(editor, by); } };
}

/** What the pointer does to hints and their places, for the keyboard. */
export const hintCommands: readonly Command[] = [
  { id: 'hint.next', group: 'Tools', label: 'Choose the next hint of this frame', keys: ['Semicolon'], enabled: ({ edits }) => edits.hands.hints().length > 0, run: chooseNextHint },
  { id: 'hint.nextPlace', group: 'Tools', label: 'Choose the next place of the chosen path', keys: ['Quote'], enabled: (editor) => chosenPath(editor) !== undefined, run: chooseNextPlace(1) },
  { id: 'hint.previousPlace', group: 'Tools', label: 'Choose the place before', keys: ['Shift+Quote'], enabled: (editor) => chosenPath(editor) !== undefined, run: chooseNextPlace(-1) },
  { id: 'hint.addPlace', group: 'Tools', label: 'Add a place to the chosen path', keys: ['Insert'], enabled: hasPlace, run: addPlace },
  nudgeCommand('Left', 'left', { x: -1, y: 0 }),
  nudgeCommand('Right', 'right', { x: 1, y: 0 }),
  nudgeCommand('Up', 'up', { x: 0, y: -1 }),
  nudgeCommand('Down', 'down', { x: 0, y: 1 }),
];
