import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import { type Command, commandLabel, keyText, onMac } from '../../commands/command.ts';
import { commands } from '../../commands/commands.ts';
import type { KeyOverrides } from '../../commands/key-bindings.ts';
import { hasKeysOf, keysOf, keysOfPress, ownerOf, overridesAfter, overridesWithout } from '../../commands/keymap.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { useKeySets } from './key-set-choice.tsx';

/** A key that was pressed for a command while another has it: the user decides. */
interface Conflict {
  readonly id: string;
  readonly keys: string;
  readonly owner: Command;
}

interface KeyListProps {
  readonly label: string;
  readonly commands: readonly Command[];
  /** Called when a command got a key. */
  readonly onGiven?: (keys: string) => void;
}

/** Commands with their keys; a press on a key records another. */
export function KeyList({ label: listLabel, commands: shown, onGiven }: KeyListProps): ReactNode {
  const editor = useEditor();
  const overrides = useStore(editor.keys.store, (now) => now.overrides);
  const { base } = useKeySets();
  const [listening, setListening] = useState<string | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);

  function change(next: KeyOverrides): void {
    setListening(null);
    setConflict(null);
    editor.keys.change(next);
  }
  function give(command: Command, keys: string): void {
    change(overridesAfter(commands, overrides, command.id, keys));
    onGiven?.(keys);
  }
  function hear(event: KeyboardEvent, command: Command): void {
    if (listening !== command.id) return;
    // Tab moves to the next control and Escape closes, as everywhere.
    if (event.key === 'Tab') {
      setListening(null);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') {
      setListening(null);
      return;
    }
    const keys = keysOfPress(event, onMac());
    if (keys === undefined) return;
    const owner = ownerOf(commands, overrides, keys, command.id);
    if (owner === undefined) give(command, keys);
    else {
      setListening(null);
      setConflict({ id: command.id, keys, owner });
    }
  }

  return (
    <ul className="key-list" aria-label={listLabel} tabIndex={-1}>
      {shown.map((command) => {
        const keys = keysOf(command, overrides);
        const label = commandLabel(command, editor);
        return (
          <li key={command.id} data-command={command.id}>
            <span><small>{command.group}</small> {label}</span>
            <button
              type="button" className="key-field" aria-label={`Key of ${label}: ${keys.length === 0 ? 'none' : keys.map((each) => keyText(each, onMac())).join(' ')}`} aria-pressed={listening === command.id} data-hears-keys={listening === command.id}
              onClick={() => {
                setConflict(null);
                setListening(listening === command.id ? null : command.id);
              }}
              onKeyDown={(event) => { hear(event, command); }} onBlur={() => { setListening(null); }}
            >
              {listening === command.id ? 'Press a key…' : keys.length === 0 ? 'none' : keys.flatMap((each, index) => [index > 0 ? ' ' : '', <kbd className="key" key={each}>{keyText(each, onMac())}</kbd>])}
            </button>
            <Button look="plain" aria-label={`None: no key for ${label}`} disabled={keys.length === 0} onClick={() => { change(overridesAfter(commands, overrides, command.id, null)); }}>None</Button>
            <Button look="plain" aria-label={`Reset the key of ${label}`} disabled={hasKeysOf(command, overrides, base.keys)} title={`As in the set “${base.name}”`} onClick={() => { change(overridesWithout(commands, overrides, command.id, base.keys)); }}>Reset</Button>
            {conflict?.id === command.id ? (
              <div className="key-conflict" role="alert">
                <span><kbd className="key">{keyText(conflict.keys, onMac())}</kbd> is used by “{commandLabel(conflict.owner, editor)}”.</span>
                <Button onClick={() => { give(command, conflict.keys); }}>Reassign</Button>
                <Button look="plain" onClick={() => { setConflict(null); }}>Keep it there</Button>
              </div>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
