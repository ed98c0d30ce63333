import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readingMinutes } from './reading-time.ts';

test('two hundred words are a minute, rounded up; marks, rules and addresses do not count', () => {
  expect([readingMinutes(''), readingMinutes('word '.repeat(200)), readingMinutes('word '.repeat(201)), readingMinutes('word '.repeat(1001))]).toEqual([1, 1, 2, 6]);
  expect(readingMinutes('| --- | **one** |\n'.repeat(200))).toBe(1);
  expect(readingMinutes('![a](../pictures/a.png) [b](c-d.md#e) '.repeat(100))).toBe(1);
});

test('the time of a page of the guide follows its text', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/guide/hints.md'), 'utf8');
  expect(readingMinutes(page)).toBeGreaterThan(2);
  expect(readingMinutes(`${page}${' more'.repeat(400)}`)).toBe(readingMinutes(page) + 2);
});
