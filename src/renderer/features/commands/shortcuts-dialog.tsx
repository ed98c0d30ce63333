import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import { COMMAND_GROUPS, commandLabel, keyText, onMac } from '../../commands/command.ts';
import { commands } from '../../commands/commands.ts';
import { CROSSHAIR_KEYS } from '../../commands/crosshair-keys.ts';
import { keysOf, keysOfPress, normalKeys } from '../../commands/keymap.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** Keys that move within the dialog or write into its field. */
const DIALOG_KEYS = new Set(['Tab', 'Escape', 'Enter', 'NumpadEnter', 'ArrowUp', 'ArrowDown', 'Backspace']);

/** Whether a press in the search field is a chord to look for, and not text. */
function isChord(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey || /^F\d+$/.test(event.key);
}

/** All keyboard shortcuts, by group. Typing filters by name; a chord, or any key while the list has the focus, finds its command. */
export function ShortcutsDialog({ onClose, onChange }: { readonly onClose: () => void; readonly onChange: () => void }): ReactNode {
  const editor = useEditor();
  const overrides = useStore(editor.keys.store, (now) => now.overrides);
  const [text, setText] = useState('');
  const [chord, setChord] = useState<string | null>(null);
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const all = [
    ...COMMAND_GROUPS.map((group) => ({ group, rows: commands.filter((command) => command.group === group).map((command) => ({ id: command.id, label: commandLabel(command, editor), keys: keysOf(command, overrides) })) })),
    { group: 'Crosshair', rows: CROSSHAIR_KEYS.map(({ label, keys }) => ({ id: label, label, keys })) },
  ];
  const groups = all.map(({ group, rows }) => ({
    group,
    rows: rows.filter(({ label, keys }) => keys.length > 0 && (chord === null ? words.every((word) => `${group} ${label}`.toLowerCase().includes(word)) : keys.some((each) => normalKeys(each) === normalKeys(chord)))),
  })).filter(({ rows }) => rows.length > 0);

  function hear(event: KeyboardEvent): void {
    if (DIALOG_KEYS.has(event.code) && !event.ctrlKey && !event.metaKey && !event.altKey) return;
    const keys = keysOfPress(event.nativeEvent, onMac());
    if (keys === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setText('');
    setChord(keys);
  }
  return (
    <Dialog title="Keyboard shortcuts" description="Type a name, or press a key to find what it does." size="wide" onClose={onClose} footer={<><Button onClick={onChange}>Change shortcuts…</Button><Button look="main" onClick={onClose}>Close</Button></>}>
      <div className="with-button">
        <input className="field" type="search" aria-label="Find a shortcut" placeholder="Name, or a chord such as Ctrl B" value={chord === null ? text : keyText(chord, onMac())} onKeyDown={(event) => { if (isChord(event)) hear(event); }} onChange={(event) => {
          setChord(null);
          setText(chord === null ? event.target.value : '');
        }} />
        <Button look="plain" disabled={text === '' && chord === null} onClick={() => {
          setText('');
          setChord(null);
        }}>Clear</Button>
      </div>
      {/* Focusable, so that the arrow keys scroll it and every other key is looked for. */}
      <div className="shortcuts-dialog" role="region" aria-label="Keys by group" tabIndex={0} onKeyDown={hear}>
        {groups.length === 0 ? <p className="empty-note" role="status">{chord === null ? 'No shortcut matches.' : `${keyText(chord, onMac())} is free.`}</p> : null}
        {groups.map(({ group, rows }) => (
          <section key={group} aria-label={group}>
            <h2>{group}</h2>
            <dl>
              {rows.map(({ id, label, keys }) => (
                <div key={id}>
                  <dt>{label}</dt>
                  <dd>{keys.map((each) => <kbd className="key" key={each}>{keyText(each, onMac())}</kbd>)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
