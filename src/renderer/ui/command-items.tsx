import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { commandLabel, isEnabled, keyText, onMac, perform } from '../commands/command.ts';
import { commandById } from '../commands/commands.ts';
import { keysOf } from '../commands/keymap.ts';
import { useEditor } from '../editor/editor-context.ts';

/** Items of a menu: commands by id with their keys, `null` for a line. A disabled command is shown, but cannot be chosen. @param onChoose closes the menu and calls `run` */
export function CommandItems({ ids, onChoose }: { readonly ids: readonly (string | null)[]; readonly onChoose: (run: () => void) => void }): ReactNode {
  const editor = useEditor();
  // Labels and enabled states may change while a menu is open.
  useStore(editor.project);
  useStore(editor.jobs);
  const overrides = useStore(editor.keys.store, (now) => now.overrides);
  return ids.map((id, index) => {
    // Each line of a menu stays where it is.
    if (id === null) return <div key={`line ${index}`} role="separator" />;
    const command = commandById(id);
    const [first] = keysOf(command, overrides);
    return (
      <button key={id} type="button" role="menuitem" tabIndex={-1} disabled={!isEnabled(command, editor)} onClick={() => { onChoose(() => { void perform(command, editor); }); }}>
        <span>{commandLabel(command, editor)}</span>
        <span>{first === undefined ? '' : keyText(first, onMac())}</span>
      </button>
    );
  });
}

/** Moves the focus among the items of a menu by arrow keys, Home, End and the first letter of a label. @returns whether the key was one of these */
export function stepInMenu(items: readonly HTMLElement[], key: string): boolean {
  const at = items.findIndex((item) => item === document.activeElement);
  const next = { ArrowDown: (at + 1) % items.length, ArrowUp: at <= 0 ? items.length - 1 : at - 1, Home: 0, End: items.length - 1 }[key] ?? byLetter(items, at, key);
  if (next === undefined || items.length === 0) return false;
  items[next]?.focus();
  return true;
}

function byLetter(items: readonly HTMLElement[], at: number, key: string): number | undefined {
  if (key.length !== 1 || key === ' ') return undefined;
  const found = [...items.keys()].map((index) => (at + 1 + index) % items.length).find((index) => items[index]?.textContent.toLowerCase().startsWith(key.toLowerCase()));
  return found;
}
