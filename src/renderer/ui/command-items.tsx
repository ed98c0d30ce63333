import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { type Command, commandLabel, isEnabled, keyText, lackOf, onMac, perform } from '../commands/command.ts';
import { commandById } from '../commands/commands.ts';
import { type ContextMenuItem, SUBMENU_LABELS } from '../commands/context-menus.ts';
import { keysOf } from '../commands/keymap.ts';
import type { MenuSubmenu } from '../commands/menus.ts';
import { submenuItems } from '../commands/submenus.ts';
import { useEditor } from '../editor/editor-context.ts';
import { SubmenuItem } from './submenu-item.tsx';

interface ItemsProps {
  /** Commands by id or themselves, `null` for a line, submenus by id or themselves. */
  readonly items: readonly (ContextMenuItem | MenuSubmenu | Command)[];
  /** Closes the menu and calls `run`. */
  readonly onChoose: (run: () => void) => void;
}

/** Items of a menu: commands with their keys, lines and submenus. A disabled command is shown with what it lacks as its tooltip, but cannot be chosen; so is a submenu without an item that could be. */
export function CommandItems({ items, onChoose }: ItemsProps): ReactNode {
  const editor = useEditor();
  // Labels and enabled states may change while a menu is open.
  useStore(editor.project);
  useStore(editor.jobs);
  const overrides = useStore(editor.keys.store, (now) => now.overrides);
  return items.map((item, index) => {
    // Each line of a menu stays where it is.
    if (item === null) return <div key={`line ${index}`} role="separator" />;
    if (typeof item === 'object' && ('submenu' in item || 'items' in item)) {
      const [label, inner] = 'submenu' in item ? [SUBMENU_LABELS[item.submenu], submenuItems(item.submenu, editor)] : [item.label, item.items];
      return <SubmenuItem key={label} label={label} disabled={!inner.some((each) => each !== null && isEnabled(commandOf(each), editor))}><CommandItems items={inner} onChoose={onChoose} /></SubmenuItem>;
    }
    const command = commandOf(item);
    const [first] = keysOf(command, overrides);
    return (
      <button key={command.id} type="button" {...(command.checked === undefined ? { role: 'menuitem' } : { role: 'menuitemradio', 'aria-checked': command.checked(editor) })} tabIndex={-1} disabled={!isEnabled(command, editor)} title={lackOf(command, editor)} onClick={() => { onChoose(() => { void perform(command, editor); }); }}>
        <span>{commandLabel(command, editor)}</span>
        <span>{first === undefined ? '' : keyText(first, onMac())}</span>
      </button>
    );
  });
}

function commandOf(item: string | Command): Command {
  return typeof item === 'string' ? commandById(item) : item;
}
