import { MarkerColour, type ReviewStatus } from '../../shared/model/document.ts';
import { currentShot, type Editor } from '../editor/editor.ts';
import { likeTarget } from '../editor/paste-hints.ts';
import { documentOf, keyframesOf, shotsOf } from '../document/project-mirror.ts';
import type { Shot } from '../../shared/model/document.ts';
import { isOfAllSelected, selectedShots, setStatus, toggleFlag } from '../features/shots/board-edits.ts';
import { UPDATE_STALE_PREFERENCE, updatesStale } from '../host/update-stale.ts';
import type { Command } from './command.ts';
import { allOf, canChangeShot, isWritable, needs } from './conditions.ts';
import { goTo } from './play-commands.ts';

/** Also where the shots have the status already: a key that a browser uses itself (F5) must not reach it then. */
const mayEdit = allOf(isWritable, needs('Select a shot first.', (editor) => selectedShots(editor).length > 0));

function statusCommand(id: string, label: string, key: string, status: ReviewStatus | undefined): Command {
  return { id, group: 'Shot', label, keys: [key], enabled: mayEdit, checked: (editor) => isOfAllSelected(editor, (shot) => shot.status === status), run: (editor) => setStatus(editor, selectedShots(editor), status) };
}

function flagCommand(flag: MarkerColour, key: string): Command {
  return { id: `shot.flag.${flag}`, group: 'Shot', label: `Flag ${flag}`, keys: [key], enabled: mayEdit, run: (editor) => toggleFlag(editor, selectedShots(editor), flag) };
}

/** The shot under the playhead and the one after it, where the latter can be coloured like the former. */
function shotAndNext(editor: Editor): { readonly shot: Shot; readonly next: Shot } | undefined {
  const document = documentOf(editor.project.getState());
  const shot = currentShot(editor);
  const next = shot === undefined ? undefined : shotsOf(document, shot.clipId).filter(({ range }) => range.first > shot.range.last).toSorted((a, b) => a.range.first - b.range.first)[0];
  const isColoured = shot !== undefined && keyframesOf(document, shot.id).some(({ correction }) => correction !== true);
  return shot === undefined || next === undefined || !isColoured || editor.project.getState().state?.readOnly !== false ? undefined : { shot, next };
}

/** Goes to the next shot and colours it like the one before. Done there again, it goes on from shot to shot. */
async function colourNextLike(editor: Editor): Promise<void> {
  const there = shotAndNext(editor);
  if (there === undefined) return;
  const { shot, next } = there;
  goTo(editor, next.range.first);
  await editor.edits.settled();
  await editor.pastes.startLike(shot, [likeTarget(documentOf(editor.project.getState()), next)]);
}

/** Status of the selected shots, of the shot under the playhead where none is selected. */
export const boardCommands: readonly Command[] = [
  statusCommand('shot.approve', 'Approve', 'F5', 'approved'),
  statusCommand('shot.review', 'Set needs review', 'F4', 'review'),
  statusCommand('shot.inProgress', 'Set in progress', 'Shift+F5', undefined),
  ...MarkerColour.options.map((flag, index) => flagCommand(flag, `Alt+Digit${index + 1}`)),
  {
    id: 'shot.updateStaleWhenIdle', group: 'Shot', label: ({ preferences }) => (updatesStale(preferences.store.getState()) ? 'Do not update stale shots when idle' : 'Update stale shots when idle'),
    run: ({ preferences }) => { preferences.setItem(UPDATE_STALE_PREFERENCE, updatesStale(preferences.store.getState()) ? 'off' : 'on'); },
  },
  { id: 'shot.colourLike', group: 'Shot', label: 'Colour like shot or still…', keys: ['$mod+Alt+KeyL'], enabled: mayEdit, run: ({ session }) => { session.setState({ dialog: 'colourLike', likeStill: null }); } },
  { id: 'shot.colourNextLike', group: 'Shot', label: 'Colour next shot like this one', keys: ['Alt+Shift+KeyL'], enabled: allOf(canChangeShot, needs('Needs a keyframe in this shot, and a shot after it.', (editor) => shotAndNext(editor) !== undefined)), run: colourNextLike },
];
