import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listChange } from './list-change.ts';

test('replacing the removed run by the added one makes the second list of the first, and no shorter run does', () => {
  const list = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 12 });
  fc.assert(fc.property(list, list, (before, after) => {
    const change = listChange(before, after);
    if (change === undefined) {
      expect(before).toEqual(after);
      return;
    }
    const { at, removed, added } = change;
    expect(before.toSpliced(at, removed.length, ...added)).toEqual(after);
    if (removed.length > 0 && added.length > 0) expect([removed[0] === added[0], removed.at(-1) === added.at(-1)]).toEqual([false, false]);
  }));
});
