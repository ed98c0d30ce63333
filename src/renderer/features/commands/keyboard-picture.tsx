import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { type Command, commandLabel, keyText, onMac } from '../../commands/command.ts';
import { commands } from '../../commands/commands.ts';
import { commandsByKeys, keysInLayer, layerOf, normalKeys } from '../../commands/keymap.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { COLUMNS, DRAWN_KEYS, type DrawnKey, keyBeside, mayHaveCommand, modifierOf } from './drawn-keys.ts';

interface KeyboardPictureProps {
  /** Modifiers whose layer is shown, in canonical spelling. */
  readonly layer: string;
  /** Keys of the command that is shown beside the picture. */
  readonly chosen: string | null;
  /** Whether a command is among those that were looked for. */
  readonly isFound: (command: Command) => boolean;
  readonly onLayer: (layer: string) => void;
  readonly onChoose: (keys: string) => void;
  /** What stands under the picture, beside the words of the key that is pointed at. */
  readonly children: ReactNode;
}

/** Keys that the focus can come to. */
const REACHED = DRAWN_KEYS.filter(({ code }) => mayHaveCommand(code, onMac()));
const HINT = 'Hold modifier keys to see their layer. Press a key of the picture to change its command.';

/** The keyboard, each key with the command that it has in a layer. The arrow keys go from key to key. */
export function KeyboardPicture({ layer, chosen, isFound, onLayer, onChoose, children }: KeyboardPictureProps): ReactNode {
  const editor = useEditor();
  const overrides = useStore(editor.keys.store, (now) => now.overrides);
  const byKeys = commandsByKeys(commands, overrides);
  const [focused, setFocused] = useState('KeyA');
  const [pointed, setPointed] = useState<string | null>(null);
  const picture = useRef<HTMLDivElement>(null);
  const commandOf = (code: string): Command | undefined => byKeys.get(normalKeys(keysInLayer(layer, code)));
  const words = (code: string): string => {
    const command = commandOf(code);
    return `${keyText(keysInLayer(layer, code), onMac())}: ${command === undefined ? 'no command' : commandLabel(command, editor)}`;
  };
  function onKey(event: KeyboardEvent, key: DrawnKey): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const next = keyBeside(REACHED, key, event.key);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setFocused(next.code);
    picture.current?.querySelector<HTMLElement>(`[data-code="${next.code}"]`)?.focus();
  }
  return (
    <div className="keyboard">
      <div className="keyboard-keys" role="group" aria-label="Keyboard" ref={picture} style={{ gridTemplateColumns: `repeat(${COLUMNS}, 1fr)` }} onPointerLeave={() => { setPointed(null); }}>
        {DRAWN_KEYS.map((key) => {
          const { code, row, column, span } = key;
          const place = { gridRow: row, gridColumn: `${column} / span ${span}` };
          const modifier = modifierOf(code, onMac());
          if (modifier !== undefined) {
            const isOn = layerOf(layer).split('+').includes(modifier);
            // A way for the pointer: the buttons over the picture are the one for keys.
            return <div key={code} className="drawn-key" data-kind="modifier" data-on={isOn} style={place} aria-hidden="true" onClick={() => { onLayer(toggled(layer, modifier)); }}>{keyText(modifier, onMac())}</div>;
          }
          if (!mayHaveCommand(code, onMac())) return <div key={code} className="drawn-key" data-kind="none" style={place} aria-hidden="true">{code === 'CapsLock' ? 'Caps' : code === 'ContextMenu' ? 'Menu' : keyText(code.replace(/Left$|Right$/, ''), onMac())}</div>;
          const command = commandOf(code);
          return (
            <button
              key={code} type="button" className="drawn-key" data-code={code} data-kind={command === undefined ? 'free' : 'command'} data-found={command !== undefined && isFound(command)} data-own={command !== undefined && overrides[command.id] !== undefined}
              style={place} tabIndex={code === focused ? 0 : -1} aria-pressed={chosen !== null && normalKeys(chosen) === normalKeys(keysInLayer(layer, code))}
              onPointerEnter={() => { setPointed(code); }} onFocus={() => {
                setFocused(code);
                setPointed(code);
              }} onBlur={() => { setPointed(null); }} onKeyDown={(event) => { onKey(event, key); }} onClick={() => { onChoose(keysInLayer(layer, code)); }}
            >
              {layer === '' ? null : <span className="visually-hidden">{`${keyText(layer, onMac())} `}</span>}
              <kbd>{keyText(code, onMac())}</kbd>{' '}
              <span className={command === undefined ? 'visually-hidden' : undefined}>{command === undefined ? 'no command' : commandLabel(command, editor)}</span>
            </button>
          );
        })}
      </div>
      <div className="keyboard-foot">{children}<p>{pointed === null ? HINT : words(pointed)}</p></div>
    </div>
  );
}

function toggled(layer: string, modifier: string): string {
  const held = layer === '' ? [] : layer.split('+');
  return layerOf((held.includes(modifier) ? held.filter((each) => each !== modifier) : [...held, modifier]).join('+'));
}
