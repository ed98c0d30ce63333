import { isDeepStrictEqual } from 'node:util';
import type { DocumentPatch } from '../../shared/contract/project.ts';
import type { ProjectDocument } from '../../shared/model/document.ts';
import type { Identified } from './commands/find-record.ts';
import { listChange } from './list-change.ts';

type Path = readonly (string | number)[];

/** With more structural changes than this in one list, the whole list is sent: applying splices one by one would be slower. */
const MAX_SPLICES = 32;

/**
 * Patches from one document to another, by record id, to be applied in order by `mutative`'s `apply`. The inverse is
 * `documentPatches(after, before)`.
 *
 * The patches that mutative records are not used because it compares lists by index: removing one of 4,000 keyframes would rewrite every
 * later one, in the history and on the wire. Here it is one `remove`.
 */
export function documentPatches(before: ProjectDocument, after: ProjectDocument): readonly DocumentPatch[] {
  return fieldPatches(before, after, []);
}

function fieldPatches(before: object, after: object, path: Path): readonly DocumentPatch[] {
  if (before === after) return [];
  const [old, fresh] = [new Map<string, unknown>(Object.entries(before)), new Map<string, unknown>(Object.entries(after))];
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((key): readonly DocumentPatch[] => {
    const [from, to] = [old.get(key), fresh.get(key)];
    if (from === to) return [];
    const at = [...path, key];
    if (to === undefined) return [{ op: 'remove', path: at }];
    if (from === undefined) return [{ op: 'add', path: at, value: to }];
    if (isRecordList(from) && isRecordList(to)) return listPatches(from, to, at);
    return isDeepStrictEqual(from, to) ? [] : [{ op: 'replace', path: at, value: to }];
  });
}

function listPatches(listBefore: readonly Identified[], listAfter: readonly Identified[], path: Path): readonly DocumentPatch[] {
  const change = listChange(listBefore, listAfter);
  if (change === undefined) return [];
  const { at, removed: before, added: after } = change;
  if (before.length === after.length && before.every((each, index) => each.id === after[index]!.id)) {
    return before.flatMap((each, index) => (each === after[index] ? [] : fieldPatches(each, after[index]!, [...path, at + index])));
  }
  const old = new Map(before.map((each) => [each.id, each]));
  const fresh = new Set(after.map((each) => each.id));
  const removed = [...before.keys()].filter((index) => !fresh.has(before[index]!.id)).reverse();
  const added = [...after.keys()].filter((index) => !old.has(after[index]!.id));
  const keptBefore = before.filter((each) => fresh.has(each.id));
  const keptAfter = after.filter((each) => old.has(each.id));
  const reordered = keptBefore.some((each, index) => each.id !== keptAfter[index]!.id);
  if (reordered || removed.length + added.length > MAX_SPLICES) return [{ op: 'replace', path: [...path], value: listAfter }];
  return [
    ...removed.map((index): DocumentPatch => ({ op: 'remove', path: [...path, at + index] })),
    ...added.map((index): DocumentPatch => ({ op: 'add', path: [...path, at + index], value: after[index] })),
    ...after.flatMap((each, index) => {
      const from = old.get(each.id);
      return from === undefined || from === each ? [] : fieldPatches(from, each, [...path, at + index]);
    }),
  ];
}

function isRecordList(value: unknown): value is readonly Identified[] {
  if (!Array.isArray(value)) return false;
  // All items of a list in the document are of one type, so the first decides.
  const first: unknown = value[0];
  return value.length === 0 || (typeof first === 'object' && first !== null && 'id' in first);
}
