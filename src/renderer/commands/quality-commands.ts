import type { FindingRow } from '../../shared/finding-rows.ts';
import type { Sequence } from '../../shared/model/sequence.ts';
import { documentOf } from '../document/project-mirror.ts';
import type { Editor } from '../editor/editor.ts';
import { openDelivery, openDeliverPage, openDeliveryOfMarks, openDeliveryOfSequence } from '../features/deliver/open-delivery.ts';
import { fixFinding } from '../features/quality/fix-finding.ts';
import { shownFindings, stepFinding } from '../features/quality/show-quality.ts';
import { rememberedLimits } from '../features/quality/quality-limits.ts';
import { defaultFolder } from '../host/default-folders.ts';
import { shell } from '../host/shell.ts';
import type { Page } from '../session/session-store.ts';
import type { Command } from './command.ts';
import { allOf, hasClip, needs } from './conditions.ts';

const isOnPage = needs('Open a report on the Quality page first.', ({ session }) => session.getState().page === 'quality' && session.getState().quality !== null);
const hasFindings = allOf(isOnPage, needs('The report has no open finding.', (editor) => shownFindings(editor).some(({ accepted }) => accepted === undefined)));

function chosenFinding(editor: Editor): FindingRow | undefined {
  const { page: here, finding } = editor.session.getState();
  return here === 'quality' ? shownFindings(editor).find(({ index }) => index === finding) : undefined;
}

function page(id: Page, label: string, key: string): Command {
  return { id: `page.${id}`, group: 'View', label, keys: [key], enabled: hasClip, run: ({ session }) => { session.setState({ page: id }); } };
}

async function chooseFile(editor: Editor): Promise<void> {
  const desktop = shell();
  if (desktop === undefined) {
    editor.session.setState({ dialog: 'checkFile' });
    return;
  }
  const path = await desktop.pickClip(defaultFolder(editor.preferences, 'deliveries'));
  if (path !== undefined) await checkFile(editor, path);
}

/** Begins to check a file that was coloured from the clip shown; its report is shown when it is done. */
export async function checkFile(editor: Editor, path: string): Promise<void> {
  const { clipId } = editor.session.getState();
  if (clipId !== null) await editor.edits.ask((client) => client.quality.check({ clipId, path, limits: rememberedLimits(editor.preferences) }));
}

/** The sequence that is shown instead of the timeline, else the first of the project. */
function sequenceHere({ project, session }: Editor): Sequence | undefined {
  const { sequences } = documentOf(project.getState());
  return sequences.find(({ id }) => id === session.getState().sequenceId) ?? sequences[0];
}

/** Pages, delivery, and the check of what was delivered. */
export const qualityCommands: readonly Command[] = [
  { id: 'deliver.open', group: 'Deliver', label: 'Deliver…', keys: ['$mod+Shift+KeyD'], enabled: hasClip, run: (editor) => { openDelivery(editor); } },
  { id: 'deliver.all', group: 'Deliver', label: 'Deliver all shots…', keys: ['$mod+Alt+Shift+KeyD'], enabled: hasClip, run: (editor) => { openDelivery(editor, { all: true }); } },
  { id: 'deliver.sequence', group: 'Deliver', label: 'Deliver sequence…', enabled: allOf(hasClip, needs('The project has no sequence.', (editor) => sequenceHere(editor) !== undefined)), run: (editor) => {
    const sequence = sequenceHere(editor);
    if (sequence !== undefined) openDeliveryOfSequence(editor, sequence);
  } },
  { id: 'deliver.marks', group: 'Deliver', label: 'Deliver in to out…', keys: ['$mod+Alt+KeyD'], enabled: needs('Set an in or an out point first.', ({ session }) => session.getState().inMark !== null || session.getState().outMark !== null), run: openDeliveryOfMarks },
  page('shots', 'Shots page', 'Shift+Digit4'),
  page('colour', 'Colour page', 'Shift+Digit6'),
  page('quality', 'Quality page', 'Shift+Digit7'),
  { id: 'page.deliver', group: 'View', label: 'Deliver page', keys: ['Shift+Digit8'], enabled: hasClip, run: openDeliverPage },
  { id: 'quality.check', group: 'Deliver', label: 'Check file…', enabled: hasClip, run: chooseFile },
  { id: 'quality.limits', group: 'Deliver', label: 'Quality limits…', run: ({ session }) => { session.setState({ dialog: 'qualityLimits' }); } },
  { id: 'quality.csv', group: 'Deliver', label: 'Save quality report as CSV…', enabled: isOnPage, run: ({ session }) => { session.setState({ dialog: 'qualityCsv' }); } },
  { id: 'quality.fix', group: 'Deliver', label: 'Fix finding', keys: ['Alt+F8'], enabled: allOf(isOnPage, needs('Select a finding first.', (editor) => chosenFinding(editor) !== undefined)), run: (editor) => {
    const row = chosenFinding(editor);
    if (row !== undefined) fixFinding(editor, row);
  } },
  { id: 'quality.next', group: 'Deliver', label: 'Next finding', keys: ['F8'], enabled: hasFindings, run: (editor) => { stepFinding(editor, 1); } },
  { id: 'quality.previous', group: 'Deliver', label: 'Previous finding', keys: ['Shift+F8'], enabled: hasFindings, run: (editor) => { stepFinding(editor, -1); } },
];
