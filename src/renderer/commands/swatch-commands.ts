import type { Swatch } from '../../shared/model/document.ts';
import { documentOf } from '../document/project-mirror.ts';
import type { Editor } from '../editor/editor.ts';
import type { Command } from './command.ts';
import { allOf, isWritable, needs } from './conditions.ts';

/** The swatch whose menu was opened, else the one in hand. */
function swatchHere({ project, session }: Editor): Swatch | undefined {
  const { menu, swatch } = session.getState();
  const id = menu?.id === 'swatch' ? menu.target : swatch;
  return documentOf(project.getState()).swatches.find((each) => each.id === id);
}

const hasSwatch = needs('Select a swatch first.', (editor) => swatchHere(editor) !== undefined);
const nameHere = (editor: Editor): string => swatchHere(editor)?.name ?? 'swatch';
const mayChange = allOf(hasSwatch, isWritable);

function take(editor: Editor): void {
  const swatch = swatchHere(editor);
  if (swatch !== undefined) editor.edits.applyColour([swatch.lab[1], swatch.lab[2]], { settled: true, swatch: swatch.id });
}

function edit(editor: Editor): void {
  const swatch = swatchHere(editor);
  if (swatch === undefined) return;
  editor.edits.context.select(null);
  editor.session.setState({ editedSwatch: swatch.id, swatch: swatch.id, ab: [swatch.lab[1], swatch.lab[2]] });
}

async function remove(editor: Editor): Promise<void> {
  const swatch = swatchHere(editor);
  if (swatch === undefined) return;
  editor.session.setState((now) => ({ editedSwatch: null, swatch: now.swatch === swatch.id ? null : now.swatch }));
  await editor.edits.apply({ kind: 'removeSwatch', swatchId: swatch.id });
}

export const swatchCommands: readonly Command[] = [
  { id: 'swatch.take', group: 'Colour', label: (editor) => `Paint with ${nameHere(editor)}`, enabled: hasSwatch, run: take },
  { id: 'swatch.edit', group: 'Colour', label: (editor) => `Edit ${nameHere(editor)}`, enabled: mayChange, run: edit },
  { id: 'swatch.remove', group: 'Colour', label: (editor) => `Delete ${nameHere(editor)} (hints keep their colour)`, enabled: mayChange, run: remove },
];
