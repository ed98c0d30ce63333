import { apply as applyPatches } from 'mutative';
import type { DocumentPatch } from '../../shared/contract/project.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { type Keyframe, type ProjectCommand, ProjectDocument } from '../../shared/model/document.ts';
import { applyCommand } from './commands/apply-command.ts';
import { assertApprovedStay } from './commands/approved-shots.ts';
import { changedRecords } from './freeze-document.ts';

/**
 * The document after a command. A command on an older document that no longer applies is a conflict, whatever the error.
 * @throws AppError also `project.approved` for a change of an approved shot
 */
export function fitted(document: ProjectDocument, command: ProjectCommand, options: { readonly isStale: boolean }): ProjectDocument {
  const next = applied(document, command, options);
  assertApprovedStay(document, next, command);
  return next;
}

function applied(document: ProjectDocument, command: ProjectCommand, options: { readonly isStale: boolean }): ProjectDocument {
  try {
    return applyCommand(document, command);
  } catch (error) {
    if (options.isStale && error instanceof AppError && error.code !== 'project.conflict') {
      throw new AppError('project.conflict', 'The project has changed in the meantime, and this change no longer applies.', { details: error.message, cause: error });
    }
    throw error;
  }
}

/** The document after a step of the history. @throws AppError `project.corrupt` when the result is not a valid document */
export function followPatches(document: ProjectDocument, patches: readonly DocumentPatch[]): ProjectDocument {
  try {
    const next = applyPatches(document, patches.map((each) => ({ ...each })));
    assertTouched(document, next);
    return next;
  } catch (error) {
    throw new AppError('project.corrupt', 'This step of the history no longer fits the document.', { cause: error });
  }
}

/** Records, and the hints in them, keep their identity unless a patch changed them, so only changed ones are validated. @throws ZodError */
function assertTouched(before: ProjectDocument, after: ProjectDocument): void {
  for (const [list, schema] of Object.entries(ProjectDocument.shape)) {
    const key = list as keyof ProjectDocument;
    const changed = changedRecords(before[key], after[key]);
    schema.parse(key === 'keyframes' ? withChangedHints(before.keyframes, changed as readonly Keyframe[]) : changed);
  }
}

/** Changed keyframes with those of their hints alone that were not in the document before. */
function withChangedHints(before: readonly Keyframe[], changed: readonly Keyframe[]): readonly Keyframe[] {
  const names = new Set(changed.map(({ id }) => id));
  const known = new Set(before.filter(({ id }) => names.has(id)).flatMap(({ hints }) => hints));
  return changed.map((keyframe) => ({ ...keyframe, hints: keyframe.hints.filter((hint) => !known.has(hint)) }));
}
