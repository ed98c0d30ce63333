import { MarkerColour, type ReviewStatus } from '../../shared/model/document.ts';
import type { Editor } from '../editor/editor.ts';
import { selectedShots, setStatus, toggleFlag } from '../features/shots/board-edits.ts';
import { UPDATE_STALE_PREFERENCE, updatesStale } from '../host/update-stale.ts';
import type { Command } from './command.ts';

/** Also where the shots have the status already: a key that a browser uses itself (F5) must not reach it then. */
const mayEdit = (editor: Editor): boolean => editor.project.getState().state?.readOnly === false && selectedShots(editor).length > 0;

function statusCommand(id: string, label: string, key: string, status: ReviewStatus | undefined): Command {
  return { id, group: 'Shot', label, keys: [key], enabled: mayEdit, run: (editor) => setStatus(editor, selectedShots(editor), status) };
}

function flagCommand(flag: MarkerColour, key: string): Command {
  return { id: `shot.flag.${flag}`, group: 'Shot', label: `Flag ${flag}`, keys: [key], enabled: mayEdit, run: (editor) => toggleFlag(editor, selectedShots(editor), flag) };
}

/** Status of the selected shots, of the shot under the playhead where none is selected. */
export const boardCommands: readonly Command[] = [
  statusCommand('shot.approve', 'Approve', 'F5', 'approved'),
  statusCommand('shot.review', 'Set needs review', 'F4', 'review'),
  statusCommand('shot.inProgress', 'Set in progress', 'Shift+F5', undefined),
  ...MarkerColour.options.map((flag, index) => flagCommand(flag, `Alt+Digit${index + 1}`)),
  {
    id: 'shot.updateStaleWhenIdle', group: 'Shot', label: ({ preferences }) => (updatesStale(preferences.store.getState()) ? 'Do not update stale shots when idle' : 'Update stale shots when idle'),
    enabled: () => true, run: ({ preferences }) => { preferences.setItem(UPDATE_STALE_PREFERENCE, updatesStale(preferences.store.getState()) ? 'off' : 'on'); },
  },
  { id: 'shot.colourLike', group: 'Shot', label: 'Colour like shot or still…', keys: ['$mod+Alt+KeyL'], enabled: mayEdit, run: ({ session }) => { session.setState({ dialog: 'colourLike', likeStill: null }); } },
];
