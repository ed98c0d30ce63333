import type { ProjectDocument } from '../../shared/model/document.ts';
import { listChange } from './list-change.ts';

/** Freezes a document deeply and returns it. Records shared with a frozen document are skipped. */
export function freezeDocument(document: ProjectDocument, frozen?: ProjectDocument): ProjectDocument {
  for (const key of Object.keys(document) as (keyof ProjectDocument)[]) {
    for (const record of changedRecords(frozen?.[key] ?? [], document[key])) freezeThrough(record);
    Object.freeze(document[key]);
  }
  return Object.freeze(document);
}

/** Records of a list that the other does not contain. */
export function changedRecords(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  const change = listChange(before, after);
  if (change === undefined) return [];
  const known = new Set(change.removed);
  return change.added.filter((each) => !known.has(each));
}

/** Continues through frozen values: zod's `readonly()` freezes only one level. */
function freezeThrough(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  for (const each of Object.values(value)) freezeThrough(each);
}
