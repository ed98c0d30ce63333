import { expect, test } from 'vitest';
import { dayText, recentLayoutOf, shotsText } from './recent-text.ts';

test('the shots of a project are counted with those approved, and not told where they are not known', () => {
  expect(shotsText({ shots: 35, approved: 8 })).toBe('35 shots, 8 approved');
  expect(shotsText({ shots: 1, approved: 0 })).toBe('1 shot, 0 approved');
  expect(shotsText(undefined)).toBe('');
});

test('a project opened today shows the time, one opened earlier the date', () => {
  const now = new Date(2026, 10, 29, 18, 0);
  expect(dayText(new Date(2026, 10, 29, 9, 5).toISOString(), now)).toBe('09:05');
  expect(dayText(new Date(2026, 10, 28, 23, 59).toISOString(), now)).toBe('28 Nov 2026');
});

test('recent projects are cards until the list is chosen', () => {
  expect(recentLayoutOf(undefined)).toBe('cards');
  expect(recentLayoutOf('rows')).toBe('cards');
  expect(recentLayoutOf('list')).toBe('list');
});
