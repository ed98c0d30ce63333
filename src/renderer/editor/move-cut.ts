import type { ProjectCommand, ProjectDocument } from '../../shared/model/document.ts';
import { groupChanges } from '../../shared/model/group-changes.ts';
import { documentOf } from '../document/project-mirror.ts';
import { showNotice } from '../ui/notify.ts';
import type { Editor } from './editor.ts';

/** Sends a change of a cut; groups of hints that have other settings in the shot which they come into are told. */
export async function moveCut({ project, edits }: Pick<Editor, 'project' | 'edits'>, command: (document: ProjectDocument) => ProjectCommand | undefined, options?: { readonly mergeKey?: string }): Promise<void> {
  const told: { before?: ProjectDocument } = {};
  await edits.applyInTurn((document) => {
    told.before = document;
    return command(document);
  }, options);
  if (told.before === undefined) return;
  for (const change of groupChanges(told.before, documentOf(project.getState()))) showNotice(change);
}
