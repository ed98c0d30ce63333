import { expect, test } from 'vitest';
import { changedPreferences } from './page-preferences.ts';

test('a page knows which of its own settings the user has changed', () => {
  const values = { threads: '2', provider: '', proxies: 'off', deliveryFolder: '/out', keys: '{}', cacheFolder: '/elsewhere', shotsLayout: 'list' };
  expect(changedPreferences('performance', values)).toEqual(['threads']);
  expect(changedPreferences('folders', values)).toEqual(['deliveryFolder', 'proxies']);
  expect([changedPreferences('keyboard', values), changedPreferences('cache', values), changedPreferences('privacy', values), changedPreferences('editor', null)]).toEqual([[], [], [], []]);
});
