import { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Preferences } from '../host/preferences.ts';

/** Keys set by the user, by command id; an empty list means no key. Commands that are missing have their default keys. */
export type KeyOverrides = Readonly<Record<string, readonly string[]>>;

/** The key settings of this machine's user: applied at once, saved as a preference. */
export interface KeyBindings {
  readonly store: StoreApi<{ readonly overrides: KeyOverrides }>;
  change(overrides: KeyOverrides): void;
  /** Returns an unsubscribe function. */
  readonly stop: () => void;
}

const PREFERENCE = 'keys';

export function createKeyBindings(preferences: Preferences): KeyBindings {
  const store = createStore<{ readonly overrides: KeyOverrides }>(() => ({ overrides: {} }));
  const stop = preferences.store.subscribe((now, before) => {
    if (now.values?.[PREFERENCE] !== before.values?.[PREFERENCE]) store.setState({ overrides: readOverrides(now.values?.[PREFERENCE]) });
  });
  return { store, stop, change: (overrides) => { preferences.setItem(PREFERENCE, JSON.stringify(overrides)); } };
}

/** Renamed command ids: keys that were set for the old id apply to the new one. */
const RENAMED: Readonly<Record<string, string>> = { 'view.unsure': 'view.lowConfidence', 'shot.mendOrPaint': 'shot.correctOrColour', 'shot.keyAutomatically': 'shot.addAutomaticKeyframe', 'shot.suggestedKey': 'shot.suggestedKeyframe', 'tool.keep': 'tool.auto', 'shot.copyToChosen': 'shot.copyToSelected', 'hint.nextPlace': 'hint.nextPathPoint', 'hint.previousPlace': 'hint.previousPathPoint', 'hint.addPlace': 'hint.addPathPoint', 'file.openClip': 'file.openClip', 'file.nextClip': 'file.nextClip', 'play.onTen': 'play.forwardTen' };

/** Keys as they are stored and exchanged, by command id; ids of earlier versions are renamed. */
export const StoredKeys = z.record(z.string(), z.array(z.string()).readonly()).readonly()
  .transform((keys): KeyOverrides => Object.fromEntries(Object.entries(keys).map(([id, each]) => [RENAMED[id] ?? id, each])));

/** Invalid stored settings give every command its default keys. */
function readOverrides(text: string | undefined): KeyOverrides {
  try {
    return text === undefined ? {} : StoredKeys.parse(JSON.parse(text));
  } catch {
    return {};
  }
}
