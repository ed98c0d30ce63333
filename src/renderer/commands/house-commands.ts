import { tellDone } from '../ui/notify.ts';
import type { DialogId } from '../session/session-store.ts';
import type { Editor } from '../editor/editor.ts';
import type { Command } from './command.ts';

function dialog(id: DialogId): (editor: Editor) => void {
  return ({ session }) => { session.setState({ dialog: id }); };
}

const hasProject = ({ project }: Editor): boolean => project.getState().state !== null;
const isReadOnly = ({ project }: Editor): boolean => project.getState().state?.readOnly === true;

/** The window that had the project may have let it go. */
async function openForChanges({ connection, project }: Editor): Promise<void> {
  const { state } = project.getState();
  if (state === null) return;
  const { readOnly } = await connection.client().project.open({ path: state.path });
  tellDone(readOnly ? 'The project is still open in the other window.' : 'The project can be changed here now.');
}

/** Commands about the program itself rather than the film. */
export const houseCommands: readonly Command[] = [
  { id: 'file.saveCopy', group: 'File', label: 'Save a copy…', keys: ['$mod+Shift+KeyS'], enabled: hasProject, run: dialog('saveCopy') },
  { id: 'file.versions', group: 'File', label: 'Earlier versions…', enabled: hasProject, run: dialog('versions') },
  { id: 'file.openForChanges', group: 'File', label: 'Open for changes', enabled: isReadOnly, run: openForChanges },
  { id: 'file.findMissing', group: 'File', label: 'Find missing films…', enabled: ({ missing }) => missing.store.getState().films.length > 0, run: dialog('missing') },
  { id: 'file.settings', group: 'File', label: 'Settings…', keys: ['$mod+Comma'], run: dialog('settings') },
  { id: 'view.jobs', group: 'View', label: 'Jobs…', keys: ['$mod+Shift+KeyJ'], run: dialog('jobs') },
  { id: 'help.keys', group: 'Help', label: 'Cheat sheet of keys…', keys: ['Shift+Slash', 'F1'], run: dialog('keys') },
  { id: 'help.changeKeys', group: 'Help', label: 'Change keys…', run: dialog('settings') },
];
