import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import { type Command, commandLabel, isEnabled, keyText, lackOf, onMac, perform } from '../../commands/command.ts';
import { commands } from '../../commands/commands.ts';
import { keysOf } from '../../commands/keymap.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { Dialog } from '../../ui/dialog.tsx';

/** Searches all commands by name; Enter runs the first match. Of a disabled command it says what it lacks. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const overrides = useStore(editor.keys.store, (now) => now.overrides);
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const matching = commands.filter((command) => command.whileHeld === undefined && words.every((word) => `${command.group} ${commandLabel(command, editor)}`.toLowerCase().includes(word)));
  // A search lists enabled commands first; without one all commands are listed in the order of the menus.
  const found = words.length === 0 ? matching : matching.toSorted((a, b) => Number(isEnabled(b, editor)) - Number(isEnabled(a, editor)));

  function run(command: Command): void {
    if (!isEnabled(command, editor)) return;
    onClose();
    void perform(command, editor);
  }
  function onKey(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') setActive(Math.min(found.length - 1, active + 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(0, active - 1));
    else if (event.key === 'Enter' && found[active] !== undefined) run(found[active]);
    else return;
    event.preventDefault();
  }

  return (
    <Dialog title="Commands" onClose={onClose}>
      <input className="field" aria-label="Find a command" placeholder="Find a command" value={text} onKeyDown={onKey} onChange={(event) => {
        setText(event.target.value);
        setActive(0);
      }} />
      {found.length === 0 ? <p className="empty-note" role="status">No command matches.</p> : null}
      <ul className="command-list quiet-scroll" aria-label="Commands found">
        {found.map((command, index) => (
          <li key={command.id} data-active={index === active} ref={(element) => { if (index === active) element?.scrollIntoView({ block: 'nearest' }); }}>
            <button type="button" tabIndex={-1} disabled={!isEnabled(command, editor)} onClick={() => { run(command); }}>
              <span>{command.group} · {commandLabel(command, editor)}<Lack command={command} /></span>
              <span>{keysOf(command, overrides).map((keys) => <span className="key" key={keys}>{keyText(keys, onMac())}</span>)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function Lack({ command }: { readonly command: Command }): ReactNode {
  const lack = lackOf(command, useEditor());
  return lack === undefined ? null : <small>{lack}</small>;
}
