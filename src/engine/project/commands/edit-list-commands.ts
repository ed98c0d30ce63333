import type { ProjectCommand, ProjectDocument } from '../../../shared/model/document.ts';
import { addNote } from './note-commands.ts';
import { replaceShots } from './shot-commands.ts';

/** Shots of a clip and markers on it, as an edit list has them. @throws AppError as `replaceShots` and `addNote` do */
export function importEditList(document: ProjectDocument, { clipId, shots, notes }: Extract<ProjectCommand, { readonly kind: 'importEditList' }>): ProjectDocument {
  return notes.reduce(addNote, replaceShots(document, clipId, shots));
}
