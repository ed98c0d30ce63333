import type { ProjectDocument } from '../../shared/model/document.ts';

/** Freezes a document all the way down and gives it back. Records that it shares with one that is frozen already are not gone through again. */
export function freezeDocument(document: ProjectDocument, frozen?: ProjectDocument): ProjectDocument {
  for (const [key, list] of Object.entries(document)) {
    const known = new Set<unknown>(frozen?.[key as keyof ProjectDocument]);
    for (const record of list) if (!known.has(record)) freezeThrough(record);
    Object.freeze(list);
  }
  return Object.freeze(document);
}

/** Does not stop at what is frozen: zod's `readonly()` freezes one level only. */
function freezeThrough(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  for (const each of Object.values(value)) freezeThrough(each);
}
