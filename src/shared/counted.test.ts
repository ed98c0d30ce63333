import { expect, test } from 'vitest';
import { counted } from './counted.ts';

test('a number with its noun', () => {
  expect([0, 1, 2].map((count) => counted(count, 'shot'))).toEqual(['0 shots', '1 shot', '2 shots']);
  expect([1, 4].map((count) => counted(count, 'entry', 'entries'))).toEqual(['1 entry', '4 entries']);
});
