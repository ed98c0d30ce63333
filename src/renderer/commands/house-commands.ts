import type { DialogId } from '../session/session-store.ts';
import type { Editor } from '../editor/editor.ts';
import type { Command } from './command.ts';

function dialog(id: DialogId): (editor: Editor) => void {
  return ({ session }) => { session.setState({ dialog: id }); };
}

/** Commands about the program itself rather than the film. */
export const houseCommands: readonly Command[] = [
  { id: 'file.findMissing', group: 'File', label: 'Find missing films…', enabled: ({ missing }) => missing.store.getState().films.length > 0, run: dialog('missing') },
  { id: 'file.settings', group: 'File', label: 'Settings…', keys: ['$mod+Comma'], run: dialog('settings') },
  { id: 'view.jobs', group: 'View', label: 'Jobs…', keys: ['$mod+Shift+KeyJ'], run: dialog('jobs') },
  { id: 'help.keys', group: 'Help', label: 'Keys…', keys: ['Shift+Slash', 'F1'], run: dialog('keys') },
  { id: 'help.changeKeys', group: 'Help', label: 'Change keys…', run: dialog('settings') },
];
