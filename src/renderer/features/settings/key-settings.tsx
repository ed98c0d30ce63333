import { type ReactNode, useState } from 'react';
import { commandLabel } from '../../commands/command.ts';
import { commands } from '../../commands/commands.ts';
import { chooseKeySet } from '../../commands/key-sets.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { useKeySets } from '../commands/key-set-choice.tsx';
import { KeyList } from '../commands/key-list.tsx';
import { KeySets } from './key-sets.tsx';

/** Sets of keys, and every command with its key. */
export function KeySettings(): ReactNode {
  const editor = useEditor();
  const { current, base } = useKeySets();
  const [text, setText] = useState('');
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const found = commands.filter((command) => words.every((word) => `${command.group} ${commandLabel(command, editor)}`.toLowerCase().includes(word)));
  return (
    <section aria-label="Keyboard" className="key-settings">
      <KeySets />
      <div className="key-head">
        <h2>Keyboard</h2>
        <input className="field" type="search" aria-label="Find a command to give a key" placeholder="Find a command" value={text} onChange={(event) => { setText(event.target.value); }} />
        <Button look="plain" disabled={current !== undefined} title={`As in the set “${base.name}”`} onClick={() => { chooseKeySet(editor, base); }}>Reset all</Button>
      </div>
      <KeyList label="Commands and their keys" commands={found} />
    </section>
  );
}
