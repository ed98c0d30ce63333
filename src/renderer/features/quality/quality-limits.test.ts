import { expect, test } from 'vitest';
import { QualityLimits } from '../../../shared/model/quality-report.ts';
import { LIMIT_FIELDS, limitOf, limitText, rememberedLimits, rememberLimits } from './quality-limits.ts';

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
