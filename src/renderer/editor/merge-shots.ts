import type { ProjectCommand, ProjectDocument } from '../../shared/model/document.ts';
import { mergeLosses } from '../../shared/model/merge-losses.ts';
import { isNameLost } from '../../shared/model/shot-name.ts';
import { documentOf, shotAt, shotsOf } from '../document/project-mirror.ts';
import type { MergeOfShots } from '../session/session-store.ts';
import { showDone } from '../ui/notify.ts';
import type { Editor } from './editor.ts';

type Merging = Pick<Editor, 'project' | 'session' | 'edits'>;

/** Merges the shot at the playhead with the next one; where that loses something, the user is asked first. */
export async function mergeWithNext(editor: Merging): Promise<void> {
  const { clipId, frame } = editor.session.getState();
  await merge(editor, (document) => {
    const shots = shotsOf(document, clipId);
    const at = shots.findIndex((each) => each.id === shotAt(document, clipId, frame)?.id);
    const [first, second] = [shots[at], shots[at + 1]];
    if (first === undefined || second === undefined) return undefined;
    const losses = [...(isNameLost(first.name, second.name) ? ['its name'] : []), ...mergeLosses(document, first, second)];
    if (losses.length === 0) return { kind: 'mergeShots', first: first.id, second: second.id };
    editor.session.setState({ dialog: 'mergeShots', merge: { first: first.id, second: second.id, names: [first.name, second.name], losses } });
    return undefined;
  });
}

/** Merges the shots that the user was asked about. */
export async function mergeAsked(editor: Merging, { first, second }: MergeOfShots): Promise<void> {
  await merge(editor, () => ({ kind: 'mergeShots', first, second }));
}

/** The second shot's layers, vividness and automatic colour may have become a version, which is told. */
async function merge({ project, edits }: Merging, command: (document: ProjectDocument) => Extract<ProjectCommand, { readonly kind: 'mergeShots' }> | undefined): Promise<void> {
  const told: { before?: ProjectDocument; merged?: Extract<ProjectCommand, { readonly kind: 'mergeShots' }> } = {};
  await edits.applyInTurn((document) => {
    const merged = command(document);
    Object.assign(told, { before: document, merged });
    return merged;
  });
  const { before, merged } = told;
  if (before === undefined || merged === undefined) return;
  const known = new Set(before.versions.map(({ id }) => id));
  const made = documentOf(project.getState()).versions.find(({ id, shotId }) => shotId === merged.first && !known.has(id));
  const name = before.shots.find(({ id }) => id === merged.second)?.name;
  if (made !== undefined && name !== undefined) showDone(`What “${name}” had of its own (layers, vividness or automatic colour) is kept as version ${made.name}.`);
}
