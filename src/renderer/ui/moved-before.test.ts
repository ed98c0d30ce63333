import { expect, test } from 'vitest';
import { movedBefore, withMoved } from './moved-before.ts';

test('a row is moved a step, and not past the ends', () => {
  const ids = ['a', 'b', 'c'];
  expect([movedBefore(ids, 'a', 'earlier'), movedBefore(ids, 'b', 'earlier'), movedBefore(ids, 'a', 'later'), movedBefore(ids, 'b', 'later'), movedBefore(ids, 'c', 'later')]).toEqual([undefined, 'a', 'c', null, undefined]);
  expect(movedBefore(ids, 'elsewhere', 'later')).toBeUndefined();
});

test('rows are in the new order after a move', () => {
  const rows = ['a', 'b', 'c'];
  expect(withMoved(rows, 'c', 'a')).toEqual(['c', 'a', 'b']);
  expect(withMoved(rows, 'a', null)).toEqual(['b', 'c', 'a']);
  expect(withMoved(rows, 'a', 'c')).toEqual(['b', 'a', 'c']);
  expect(withMoved(rows, 'b', 'b')).toBe(rows);
  expect(withMoved(rows, 'elsewhere', 'a')).toBe(rows);
  expect(withMoved(rows, 'a', 'elsewhere')).toBe(rows);
});
