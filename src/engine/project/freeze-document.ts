import type { ProjectDocument } from '../../shared/model/document.ts';
import { listChange } from './list-change.ts';

/** Freezes a document all the way down and gives it back. Records that it shares with one that is frozen already are not gone through again. */
export function freezeDocument(document: ProjectDocument, frozen?: ProjectDocument): ProjectDocument {
  for (const key of Object.keys(document) as (keyof ProjectDocument)[]) {
    for (const record of changedRecords(frozen?.[key] ?? [], document[key])) freezeThrough(record);
    Object.freeze(document[key]);
  }
  return Object.freeze(document);
}

/** Records of a list that another does not have. */
export function changedRecords(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  const change = listChange(before, after);
  if (change === undefined) return [];
  const known = new Set(change.removed);
  return change.added.filter((each) => !known.has(each));
}

/** Does not stop at what is frozen: zod's `readonly()` freezes one level only. */
function freezeThrough(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  for (const each of Object.values(value)) freezeThrough(each);
}
