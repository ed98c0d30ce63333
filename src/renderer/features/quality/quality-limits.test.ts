import { expect, test } from 'vitest';
import { QualityLimits } from '../../../shared/model/quality-report.ts';
import { LIMIT_FIELDS, LIMIT_SETS, limitOf, limitText, rememberedLimits, rememberLimits, removeSet, savedSets, saveSet, setOf } from './quality-limits.ts';

test('every number of the limits has a field, and comes back from its text', () => {
  const limits = QualityLimits.parse({});
  expect(LIMIT_FIELDS.map(({ limit }) => limit).toSorted()).toEqual(Object.keys(limits).filter((name) => name !== 'tags' && name !== 'frames').toSorted());
  for (const { limit, factor } of LIMIT_FIELDS) expect(limitOf(limitText(limits[limit], factor), factor), limit).toBe(limits[limit]);
});

test('a comma is read, nothing looks away, and what is no number is refused', () => {
  expect([limitOf('2,5', 100), limitOf(' ', 1), limitOf('-1', 1), limitOf('much', 1)]).toEqual([0.025, null, undefined, undefined]);
});

test('saved limits are remembered; damaged ones are as usual', () => {
  const store = new Map<string, string>();
  const preferences = { getItem: (name: string) => store.get(name) ?? null, setItem: (name: string, value: string) => { store.set(name, value); } };
  expect(rememberedLimits(preferences)).toEqual(QualityLimits.parse({}));
  rememberLimits(preferences, QualityLimits.parse({ flicker: 3, hint: null }));
  expect(rememberedLimits(preferences)).toMatchObject({ flicker: 3, hint: null, keyframe: 4 });
  store.set('qualityLimits', '{"flicker":"much"}');
  expect(rememberedLimits(preferences).flicker).toBe(1);
});

test('a set is saved under its name in place of an older one, found by its limits, and removed; the program’s own names are refused', () => {
  const store = new Map<string, string>();
  const preferences = { getItem: (name: string) => store.get(name) ?? null, setItem: (name: string, value: string) => { store.set(name, value); } };
  const strict = QualityLimits.parse({ flicker: 0.2 });
  expect(saveSet(preferences, ' Client ', QualityLimits.parse({ flicker: 3 }))).toBeUndefined();
  expect(saveSet(preferences, 'Client', strict)).toBeUndefined();
  expect(savedSets(preferences)).toEqual([{ name: 'Client', limits: strict }]);
  expect(setOf({ ...strict }, [...LIMIT_SETS, ...savedSets(preferences)])?.name).toBe('Client');
  expect(setOf(QualityLimits.parse({}), LIMIT_SETS)?.name).toBe('Usual');
  expect(setOf(QualityLimits.parse({ hint: 1 }), LIMIT_SETS)).toBeUndefined();
  expect(saveSet(preferences, 'broadcast', strict)).toContain('Choose another name');
  removeSet(preferences, 'Client');
  expect(savedSets(preferences)).toEqual([]);
  store.set('qualityLimitSets', '[{"name":"Torn"}]');
  expect(savedSets(preferences)).toEqual([]);
});
