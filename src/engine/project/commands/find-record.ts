import { AppError } from '../../../shared/errors/app-error.ts';
import type { ProjectDocument } from '../../../shared/model/document.ts';
import type { FrameIndex } from '../../../shared/model/frame.ts';
import type { ClipId } from '../../../shared/model/ids.ts';

export interface Identified {
  readonly id: string;
}

export function findRecord<T extends Identified>(records: readonly T[], id: string, what: string): T {
  const found = records.find((each) => each.id === id);
  if (found === undefined) throw new AppError('project.notFound', `This ${what} is not in the project.`, { details: id });
  return found;
}

/** @throws AppError `project.conflict` */
export function assertNewId(records: readonly Identified[], id: string, what: string): void {
  if (records.some((each) => each.id === id)) throw new AppError('project.conflict', `This ${what} is already in the project.`, { details: id });
}

/** The list with the record of the same id replaced. */
export function withRecord<T extends Identified>(records: readonly T[], record: T): readonly T[] {
  return records.map((each) => (each.id === record.id ? record : each));
}

export function withoutRecord<T extends Identified>(records: readonly T[], id: string): readonly T[] {
  return records.filter((each) => each.id !== id);
}

/** @throws AppError `project.notFound`, `input.frameOutside` */
export function assertFrameOfClip(document: ProjectDocument, at: { readonly clipId: ClipId; readonly frame: FrameIndex }): void {
  const clip = findRecord(document.clips, at.clipId, 'clip');
  if (at.frame >= clip.frameCount) throw new AppError('input.frameOutside', `“${clip.name}” has frames 0 to ${clip.frameCount - 1}, not ${at.frame}.`);
}
