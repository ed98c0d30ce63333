import { expect, test } from 'vitest';
import { ClipId, newId } from '../../../shared/model/ids.ts';
import type { DeliveryForm } from '../../session/delivery-form.ts';
import { BUILT_IN, FIRST_PRESET, isChanged, ofPreset, presetsText, readPresets, withPreset } from './presets.ts';

const form: DeliveryForm = { clipId: newId(ClipId), presetId: FIRST_PRESET, codec: 'prores-422hq', settings: {}, what: 'shots', sequence: null, timeline: null, tags: {}, clipIds: new Set(), shotIds: new Set(), directory: '/out', naming: '{clip}-{shot}', overwrite: false, qualityReport: true, reveal: true };

test('a form filled in by a preset is unchanged until a choice of the preset is another', () => {
  for (const preset of BUILT_IN.flatMap(({ presets }) => presets)) expect(isChanged({ ...form, ...ofPreset(preset) }, preset), preset.name).toBe(false);
  const review = BUILT_IN.flatMap(({ presets }) => presets).find(({ name }) => name === 'H.264 review')!;
  const filled = { ...form, ...ofPreset(review) };
  expect(isChanged({ ...filled, settings: { quality: 'best' } }, review)).toBe(true);
  expect(isChanged({ ...filled, codec: 'av1' }, review)).toBe(true);
  // Nothing that a codec has no choice of, and nothing about places and shots.
  expect(isChanged({ ...filled, settings: { quality: 'good', speed: 'balanced', padding: 4 }, directory: '/other', naming: '{name}', what: 'clip' }, review)).toBe(false);
});

test('a saved preset keeps names and the report, not the first number of images, and replaces one of its name', () => {
  const first = withPreset([], 'Ours', { ...form, codec: 'dpx-10', settings: { startNumber: 7, padding: 8 }, naming: ' {name} ', qualityReport: false });
  expect(first.preset).toEqual({ id: 'saved Ours', name: 'Ours', codec: 'dpx-10', settings: { padding: 8 }, naming: '{name}', qualityReport: false });
  expect(isChanged({ ...form, ...ofPreset(first.preset) }, first.preset)).toBe(false);
  expect(isChanged({ ...form, ...ofPreset(first.preset), qualityReport: true }, first.preset)).toBe(true);
  const { presets } = withPreset(withPreset(first.presets, 'Archive', form).presets, 'Ours', form);
  expect(presets.map(({ name, codec }) => [name, codec])).toEqual([['Archive', 'prores-422hq'], ['Ours', 'prores-422hq']]);
  expect(readPresets(presetsText(presets))).toEqual(presets);
});

test('damaged or foreign presets are none', () => {
  expect([readPresets(null), readPresets('{'), readPresets('[{"name":"x","codec":"cinepak","settings":{}}]')]).toEqual([[], [], []]);
});
