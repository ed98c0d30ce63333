/** Where two lists differ: from `at` on, `removed` of the first stand for `added` of the second. What is before and behind is the same. */
export interface ListChange<T> {
  readonly at: number;
  readonly removed: readonly T[];
  readonly added: readonly T[];
}

/**
 * The smallest run in which two lists differ, by identity; `undefined` when they do not. Commands keep the records that they do not
 * change, so among thousands this is the one that did, found by comparing pointers.
 */
export function listChange<T>(before: readonly T[], after: readonly T[]): ListChange<T> | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let at = 0;
  while (at < shorter && before[at] === after[at]) at += 1;
  if (at === before.length && at === after.length) return undefined;
  let behind = 0;
  while (behind < shorter - at && before[before.length - 1 - behind] === after[after.length - 1 - behind]) behind += 1;
  return { at, removed: before.slice(at, before.length - behind), added: after.slice(at, after.length - behind) };
}
