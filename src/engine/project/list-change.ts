/**
 * Difference of two lists: from `at` on, `removed` of the first are replaced by `added` of the second. Before and after that the lists
 * are equal.
 */
interface ListChange<T> {
  readonly at: number;
  readonly removed: readonly T[];
  readonly added: readonly T[];
}

/** The last difference found for a list; lists of a document are immutable, so it stays valid. */
const found = new WeakMap<readonly unknown[], { readonly after: readonly unknown[]; readonly change: ListChange<unknown> | undefined }>();

/**
 * The smallest run in which two lists differ, by identity; `undefined` when they do not. Commands keep the records that they do not
 * change, so comparing references finds the changed one among thousands. Patches and row writes compare the same two lists, so each pair
 * is compared once.
 * @param before and `after`: must not be changed afterwards
 */
export function listChange<T>(before: readonly T[], after: readonly T[]): ListChange<T> | undefined {
  if (before === after) return undefined;
  const known = found.get(before);
  if (known?.after === after) return known.change as ListChange<T> | undefined;
  const back = found.get(after);
  const change = back?.after === before ? reversed(back.change as ListChange<T> | undefined) : compare(before, after);
  found.set(before, { after, change });
  return change;
}

function reversed<T>(change: ListChange<T> | undefined): ListChange<T> | undefined {
  return change === undefined ? undefined : { at: change.at, removed: change.added, added: change.removed };
}

function compare<T>(before: readonly T[], after: readonly T[]): ListChange<T> | undefined {
  const shorter = Math.min(before.length, after.length);
  let at = 0;
  while (at < shorter && before[at] === after[at]) at += 1;
  if (at === before.length && at === after.length) return undefined;
  let behind = 0;
  while (behind < shorter - at && before[before.length - 1 - behind] === after[after.length - 1 - behind]) behind += 1;
  return { at, removed: before.slice(at, before.length - behind), added: after.slice(at, after.length - behind) };
}
