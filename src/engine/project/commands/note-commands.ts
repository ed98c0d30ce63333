import type { Note, ProjectDocument } from '../../../shared/model/document.ts';
import type { NoteId } from '../../../shared/model/ids.ts';
import { assertFrameOfClip, assertNewId, findRecord, withoutRecord, withRecord } from './find-record.ts';

export function addNote(document: ProjectDocument, note: Note): ProjectDocument {
  assertNewId(document.notes, note.id, 'note');
  assertFrameOfClip(document, note);
  return { ...document, notes: [...document.notes, note] };
}

export function updateNote(document: ProjectDocument, note: Note): ProjectDocument {
  findRecord(document.notes, note.id, 'note');
  assertFrameOfClip(document, note);
  return { ...document, notes: withRecord(document.notes, note) };
}

export function removeNote(document: ProjectDocument, noteId: NoteId): ProjectDocument {
  findRecord(document.notes, noteId, 'note');
  return { ...document, notes: withoutRecord(document.notes, noteId) };
}
