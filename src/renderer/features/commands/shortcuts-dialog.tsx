import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useStore } from 'zustand';
import { COMMAND_GROUPS, commandLabel, keyText, onMac } from '../../commands/command.ts';
import { commands } from '../../commands/commands.ts';
import { CROSSHAIR_KEYS } from '../../commands/crosshair-keys.ts';
import { commandsByKeys, keysOf, keysOfPress, layerOf, layersInUse, normalKeys } from '../../commands/keymap.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { KeyList } from './key-list.tsx';
import { KeySetChoice } from './key-set-choice.tsx';
import { KeyboardPicture } from './keyboard-picture.tsx';
import { useHeldLayer } from './use-held-layer.ts';

/** Keys that move within the dialog, press its buttons or write into its field. */
const DIALOG_KEYS = new Set(['Tab', 'Escape', 'Enter', 'NumpadEnter', 'ArrowUp', 'ArrowDown', 'Backspace']);

/** Whether a press in the search field is a chord to look for, and not text. */
function isChord(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey || /^F\d+$/.test(event.key);
}

/**
 * All keyboard shortcuts: as a picture of the keyboard, by layer of modifiers, and as a list by group. Typing filters by name; a chord, or any
 * key while the picture or the list has the focus, finds its command, which can be changed there.
 */
export function ShortcutsDialog({ onClose, onChange }: { readonly onClose: () => void; readonly onChange: () => void }): ReactNode {
  const editor = useEditor();
  const overrides = useStore(editor.keys.store, (now) => now.overrides);
  const [text, setText] = useState('');
  const [chord, setChord] = useState<string | null>(null);
  const [layer, setLayer] = useState('');
  const held = useHeldLayer();
  const picture = useRef<HTMLDivElement>(null);
  /** A key that was chosen on the picture: the focus goes to its command. */
  const [chosenAt, setChosenAt] = useState(0);
  useEffect(() => { if (chosenAt > 0) picture.current?.querySelector<HTMLElement>('.key-field')?.focus(); }, [chosenAt]);

  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const isFound = (group: string, label: string): boolean => words.every((word) => `${group} ${label}`.toLowerCase().includes(word));

  function find(keys: string): void {
    setText('');
    setChord(keys);
    setLayer(layerOf(keys));
  }
  function clear(): void {
    setText('');
    setChord(null);
  }
  function hear(event: KeyboardEvent): void {
    if (DIALOG_KEYS.has(event.code) && !event.ctrlKey && !event.metaKey && !event.altKey) return;
    if (event.code === 'Space' && event.target instanceof HTMLButtonElement) return;
    const keys = keysOfPress(event.nativeEvent, onMac());
    if (keys === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    find(keys);
  }
  function print(): void {
    flushSync(clear);
    window.print();
  }
  const withKeys = commands.filter((command) => keysOf(command, overrides).length > 0).length;
  return (
    <Dialog
      title="Keyboard shortcuts" description="Type a name, or press a key to find what it does." size="page" onClose={onClose}
      footer={<>
        <small className="push-right">{`${withKeys} of ${commands.length} commands have keys.`}</small>
        <Button look="plain" onClick={print}>Print…</Button>
        <Button onClick={onChange}>Change shortcuts…</Button>
        <Button look="main" onClick={onClose}>Close</Button>
      </>}
    >
      <div className="shortcuts-head">
        <div className="with-button">
          <input className="field" type="search" aria-label="Find a shortcut" placeholder="Name, or a chord such as Ctrl B" value={chord === null ? text : keyText(chord, onMac())} onKeyDown={(event) => { if (isChord(event)) hear(event); }} onChange={(event) => {
            setChord(null);
            setText(chord === null ? event.target.value : '');
          }} />
          <Button look="plain" disabled={text === '' && chord === null} onClick={clear}>Clear</Button>
        </div>
        <div className="segments" role="group" aria-label="Modifiers">
          {layersInUse(commands, overrides).map((each) => <button key={each} type="button" aria-pressed={(held ?? layer) === each} onMouseDown={(event) => { event.preventDefault(); }} onClick={() => { setLayer(each); }}>{each === '' ? 'No modifier' : keyText(each, onMac())}</button>)}
        </div>
        <div className="shortcuts-set"><label htmlFor="shortcuts-set">Set</label><KeySetChoice id="shortcuts-set" /></div>
      </div>
      <div className="shortcuts-picture" ref={picture} onKeyDown={hear}>
        <KeyboardPicture layer={held ?? layer} chosen={chord} isFound={(command) => isFound(command.group, commandLabel(command, editor))} onLayer={setLayer} onChoose={(keys) => {
          find(keys);
          setChosenAt((count) => count + 1);
        }}>
          {chord === null ? null : <FoundByKeys chord={chord} onGiven={find} />}
        </KeyboardPicture>
      </div>
      {/* Focusable, so that the arrow keys scroll it and every other key is looked for. */}
      <div className="shortcuts-dialog quiet-scroll" role="region" aria-label="Keys by group" tabIndex={0} onKeyDown={hear}>
        <ShortcutGroups isFound={isFound} />
      </div>
    </Dialog>
  );
}

/** Every command that has a key, by group, and the keys of the crosshair. */
function ShortcutGroups({ isFound }: { readonly isFound: (group: string, label: string) => boolean }): ReactNode {
  const editor = useEditor();
  const overrides = useStore(editor.keys.store, (now) => now.overrides);
  const all = [
    ...COMMAND_GROUPS.map((group) => ({ group: group as string, rows: commands.filter((command) => command.group === group).map((command) => ({ id: command.id, label: commandLabel(command, editor), keys: keysOf(command, overrides) })) })),
    { group: 'Crosshair', rows: CROSSHAIR_KEYS.map(({ label, keys }) => ({ id: label, label, keys })) },
  ];
  const groups = all.map(({ group, rows }) => ({ group, rows: rows.filter(({ label, keys }) => keys.length > 0 && isFound(group, label)) })).filter(({ rows }) => rows.length > 0);
  if (groups.length === 0) return <p className="empty-note" role="status">No shortcut matches.</p>;
  return <div className="shortcut-columns">{groups.map(({ group, rows }) => (
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
  ))}</div>;
}

/** What a key does, with the way to change it. */
function FoundByKeys({ chord, onGiven }: { readonly chord: string; readonly onGiven: (keys: string) => void }): ReactNode {
  const editor = useEditor();
  const overrides = useStore(editor.keys.store, (now) => now.overrides);
  const owner = commandsByKeys(commands, overrides).get(normalKeys(chord));
  const crosshair = CROSSHAIR_KEYS.find(({ keys }) => keys.some((each) => normalKeys(each) === normalKeys(chord)));
  return (
    <div className="keyboard-found">
      {owner === undefined ? null : <KeyList label="Command of the key" commands={[owner]} onGiven={onGiven} />}
      <p role="status" className={owner === undefined || crosshair !== undefined ? undefined : 'visually-hidden'}>
        {owner === undefined ? `${keyText(chord, onMac())} is free.` : `${keyText(chord, onMac())}: ${commandLabel(owner, editor)}.`}{crosshair === undefined ? '' : ` At the crosshair: ${crosshair.label}.`}
      </p>
    </div>
  );
}
