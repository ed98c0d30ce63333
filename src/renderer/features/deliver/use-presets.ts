import { useStore } from 'zustand';
import { codecRecord } from '../../../shared/model/delivery-codecs.ts';
import { useEditor } from '../../editor/editor-context.ts';
import type { DeliveryForm } from '../../session/delivery-form.ts';
import { BUILT_IN, isChanged, ofPreset, type Preset, type PresetGroup, PRESETS_PREFERENCE, presetsText, readPresets, withPreset } from './presets.ts';

export interface PresetsView {
  /** The user's own first, where there are some. */
  readonly groups: readonly PresetGroup[];
  readonly saved: readonly Preset[];
  /** The preset that was chosen last. */
  readonly current: Preset | undefined;
  /** Whether the form is no longer what that preset says. */
  readonly changed: boolean;
  /** What the form is called. */
  readonly title: string;
  readonly choose: (preset: Preset) => void;
  /** Saves the form as a preset of the user. */
  readonly save: (name: string) => void;
  readonly remove: (preset: Preset) => void;
}

export function usePresets(form: DeliveryForm, change: (part: Partial<DeliveryForm>) => void): PresetsView {
  const { preferences } = useEditor();
  const saved = readPresets(useStore(preferences.store, ({ values }) => values?.[PRESETS_PREFERENCE] ?? null));
  const groups = saved.length === 0 ? BUILT_IN : [{ name: 'Saved', presets: saved }, ...BUILT_IN];
  const current = groups.flatMap(({ presets }) => presets).find(({ id }) => id === form.presetId);
  return {
    groups, saved, current, changed: current !== undefined && isChanged(form, current), title: current?.name ?? codecRecord(form.codec).label,
    choose: (preset) => { change(ofPreset(preset)); },
    save(name) {
      const { presets, preset } = withPreset(saved, name, form);
      preferences.setItem(PRESETS_PREFERENCE, presetsText(presets));
      change({ presetId: preset.id });
    },
    remove(preset) {
      preferences.setItem(PRESETS_PREFERENCE, presetsText(saved.filter(({ id }) => id !== preset.id)));
      if (form.presetId === preset.id) change({ presetId: null });
    },
  };
}
