import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { chooseKeySet, chosenKeySet, keySetOf, savedKeySets } from '../../commands/key-sets.ts';
import { type KeySet, PROGRAM_KEY_SETS } from '../../commands/program-key-sets.ts';
import { useEditor } from '../../editor/editor-context.ts';

/** The set that the keys are of, the one that they were changed from, and the user's own sets. */
export function useKeySets(): { readonly current: KeySet | undefined; readonly base: KeySet; readonly own: readonly KeySet[] } {
  const editor = useEditor();
  const overrides = useStore(editor.keys.store, (now) => now.overrides);
  useStore(editor.preferences.store);
  const own = savedKeySets(editor.preferences);
  const current = keySetOf(overrides, [...PROGRAM_KEY_SETS, ...own]);
  return { current, base: current ?? chosenKeySet(editor.preferences), own };
}

/** Chooses a set of keys, which counts at once. @param id of the field, for its label */
export function KeySetChoice({ id }: { readonly id: string }): ReactNode {
  const editor = useEditor();
  const { current, base, own } = useKeySets();
  return (
    <select id={id} className="field" value={current?.name ?? ''} onChange={(event) => {
      const set = [...PROGRAM_KEY_SETS, ...own].find(({ name }) => name === event.target.value);
      if (set !== undefined) chooseKeySet(editor, set);
    }}>
      {current === undefined ? <option value="">{`${base.name}, changed`}</option> : null}
      <optgroup label="Of the program">{PROGRAM_KEY_SETS.map(({ name }) => <option key={name} value={name}>{name}</option>)}</optgroup>
      {own.length === 0 ? null : <optgroup label="Your own">{own.map(({ name }) => <option key={name} value={name}>{name}</option>)}</optgroup>}
    </select>
  );
}
