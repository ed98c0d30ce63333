import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { type KeySet, keySetOf, savedKeySets, STANDARD_KEYS } from '../../commands/key-sets.ts';
import { useEditor } from '../../editor/editor-context.ts';

/** The set that the keys are of, and the user's own sets. */
export function useKeySets(): { readonly current: KeySet | undefined; readonly own: readonly KeySet[] } {
  const editor = useEditor();
  const overrides = useStore(editor.keys.store, (now) => now.overrides);
  useStore(editor.preferences.store);
  const own = savedKeySets(editor.preferences);
  return { current: keySetOf(overrides, [STANDARD_KEYS, ...own]), own };
}

/** Chooses a set of keys, which counts at once. @param id of the field, for its label */
export function KeySetChoice({ id }: { readonly id: string }): ReactNode {
  const editor = useEditor();
  const { current, own } = useKeySets();
  return (
    <select id={id} className="field" value={current?.name ?? ''} onChange={(event) => {
      const set = [STANDARD_KEYS, ...own].find(({ name }) => name === event.target.value);
      if (set !== undefined) editor.keys.change(set.keys);
    }}>
      {current === undefined ? <option value="">Changed</option> : null}
      {[STANDARD_KEYS, ...own].map(({ name }) => <option key={name} value={name}>{name}</option>)}
    </select>
  );
}
