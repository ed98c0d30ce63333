import { AppError } from '../../../shared/errors/app-error.ts';
import type { ProjectDocument } from '../../../shared/model/document.ts';
import type { SequenceId } from '../../../shared/model/ids.ts';
import { eventOutOfOrder, type Sequence } from '../../../shared/model/sequence.ts';
import { findRecord, withoutRecord, withRecord } from './find-record.ts';

export function setSequence(document: ProjectDocument, sequence: Sequence): ProjectDocument {
  assertSequence(document, sequence);
  const isThere = document.sequences.some((each) => each.id === sequence.id);
  return { ...document, sequences: isThere ? withRecord(document.sequences, sequence) : [...document.sequences, sequence] };
}

export function removeSequence(document: ProjectDocument, sequenceId: SequenceId): ProjectDocument {
  findRecord(document.sequences, sequenceId, 'sequence');
  return { ...document, sequences: withoutRecord(document.sequences, sequenceId) };
}

/**
 * Events must be in record order, without overlap, and with their handles inside their clips.
 * @throws AppError `input.malformed`, `input.frameOutside`, `project.conflict` (two events of one id), `project.notFound` (no such clip)
 */
export function assertSequence(document: Pick<ProjectDocument, 'clips'>, sequence: Sequence): void {
  const clips = new Map(document.clips.map((each) => [each.id, each]));
  const ids = new Set<string>();
  for (const { id, name, clipId, range, handles } of sequence.events) {
    if (ids.has(id)) throw new AppError('project.conflict', `The event “${name}” is in the sequence twice.`, { details: id });
    ids.add(id);
    if (clipId === undefined) continue;
    const clip = clips.get(clipId);
    if (clip === undefined) throw new AppError('project.notFound', `The clip of the event “${name}” is not in the project.`, { details: clipId });
    if (range.first - handles.before < 0 || range.last + handles.after >= clip.frameCount) {
      throw new AppError('input.frameOutside', `The event “${name}” (frames ${range.first} to ${range.last} with handles of ${handles.before} and ${handles.after}) does not lie inside “${clip.name}”, which has frames 0 to ${clip.frameCount - 1}.`);
    }
  }
  const early = eventOutOfOrder(sequence.events);
  if (early !== undefined) throw new AppError('input.malformed', `The event “${early.name}” begins before the one before it has ended.`, { details: early.id });
}
