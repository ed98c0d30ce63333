/** Pure: before which row one comes that is moved a step earlier or later; `null`: behind all, `undefined`: it is there already, or is none of them. */
export function movedBefore<Id>(ids: readonly Id[], id: Id, step: 'earlier' | 'later'): Id | null | undefined {
  const at = ids.indexOf(id);
  if (at === -1 || (step === 'earlier' ? at === 0 : at === ids.length - 1)) return undefined;
  return ids[step === 'earlier' ? at - 1 : at + 2] ?? null;
}

/** Pure: the rows after a move; as they were where either is none of them. @param before `null`: behind all */
export function withMoved<Row>(rows: readonly Row[], row: Row, before: Row | null): readonly Row[] {
  if (!rows.includes(row) || before === row) return rows;
  const others = rows.filter((each) => each !== row);
  const at = before === null ? others.length : others.indexOf(before);
  return at === -1 ? rows : [...others.slice(0, at), row, ...others.slice(at)];
}
