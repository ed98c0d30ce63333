import { assertNever } from '../../shared/errors/assert-never.ts';
import { showDone } from '../ui/notify.ts';
import type { DialogId } from '../session/session-store.ts';
import { openSample } from '../editor/open-clip.ts';
import type { Editor } from '../editor/editor.ts';
import type { Command } from './command.ts';
import { allOf, hasClip, hasProject, isWritable, needs } from './conditions.ts';

function dialog(id: DialogId): (editor: Editor) => void {
  return ({ session }) => { session.setState({ dialog: id }); };
}

const isReadOnly = needs('The project can be changed already.', ({ project }) => project.getState().state?.readOnly === true);

/** Opens the project again, for writing if the other window has closed it. */
async function openForChanges({ edits, project: mirror }: Editor): Promise<void> {
  const { state } = mirror.getState();
  if (state === null) return;
  const { readOnlyReason } = await edits.afterChanges(({ project }) => project.open({ path: state.path }));
  switch (readOnlyReason) {
    case undefined: showDone('You can change the project in this window now.'); break;
    case 'openElsewhere': showDone('The project is still open in another window. Close it there first.'); break;
    case 'notWritable': showDone('The project still cannot be written: allow writing to its file and folder, or save a copy elsewhere.'); break;
    default: assertNever(readOnlyReason);
  }
}

/** The guided first minutes, over the sample film. @param at index of the step with which they begin */
export async function startTour(editor: Editor, at = 0): Promise<void> {
  await openSample(editor);
  editor.session.setState({ page: 'colour', tour: at });
}

/** Commands about the program rather than the clip. */
export const appCommands: readonly Command[] = [
  { id: 'file.saveCopy', group: 'File', label: 'Save copy…', keys: ['$mod+Shift+KeyS'], enabled: hasProject, run: dialog('saveCopy') },
  { id: 'file.versions', group: 'File', label: 'Earlier versions…', enabled: hasProject, run: dialog('versions') },
  { id: 'file.openForChanges', group: 'File', label: 'Open for changes', enabled: allOf(hasProject, isReadOnly), run: openForChanges },
  { id: 'file.clipReport', group: 'File', label: 'Clip report…', enabled: hasClip, run: dialog('clipReport') },
  { id: 'file.importList', group: 'File', label: 'Import edit list…', enabled: allOf(hasClip, isWritable), run: dialog('importList') },
  { id: 'file.conformList', group: 'File', label: 'Conform edit list…', enabled: allOf(hasClip, isWritable), run: dialog('conform') },
  { id: 'file.exportList', group: 'File', label: 'Export edit list…', enabled: hasClip, run: dialog('exportList') },
  { id: 'file.findMissing', group: 'File', label: 'Find missing clips…', enabled: needs('No clip is missing.', ({ missing }) => missing.store.getState().films.length > 0), run: dialog('missing') },
  { id: 'file.settings', group: 'File', label: 'Settings…', keys: ['$mod+Comma'], run: dialog('settings') },
  { id: 'view.jobs', group: 'View', label: 'Jobs…', keys: ['$mod+Shift+KeyJ'], run: dialog('jobs') },
  { id: 'help.keys', group: 'Help', label: 'Keyboard shortcuts…', keys: ['Shift+Slash', 'F1'], run: dialog('keys') },
  { id: 'help.guide', group: 'Help', label: 'Guide…', run: ({ session }) => { session.setState({ guidePage: null, dialog: 'guide' }); } },
  { id: 'help.tour', group: 'Help', label: 'First steps with the sample film', run: (editor) => startTour(editor) },
  { id: 'help.problem', group: 'Help', label: 'Problem report…', run: dialog('problem') },
  { id: 'help.about', group: 'Help', label: 'About Tintype…', run: dialog('about') },
  { id: 'help.changeKeys', group: 'Help', label: 'Change shortcuts…', run: dialog('keySettings') },
];
