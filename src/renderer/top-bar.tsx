import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { counted } from '../shared/counted.ts';
import { keyText, onMac, perform } from './commands/command.ts';
import { commandById } from './commands/commands.ts';
import { keysOf } from './commands/keymap.ts';
import { useEditor } from './editor/editor-context.ts';
import { MenuBar } from './features/commands/menu-bar.tsx';
import { shell } from './host/shell.ts';
import { Button, CommandButton } from './ui/button.tsx';
import { useLasting } from './ui/use-lasting.ts';

/** Menus, the project's name, and whether all changes are saved. */
export function TopBar(): ReactNode {
  const editor = useEditor();
  const path = useStore(editor.project, ({ state }) => state?.path);
  const name = path?.split(/[/\\]/).at(-1)?.replace(/\.tintype$/, '');
  const commands = commandById('view.commands');
  const key = useStore(editor.keys.store, ({ overrides }) => keysOf(commands, overrides)[0]);
  return (
    <header className="top">
      <div className="side"><i className="mark" /><b>Tintype</b>{shell() === undefined ? <MenuBar /> : null}</div>
      <div className="title" title={path}>{name === undefined ? null : <><b>{name}</b><SaveState /></>}</div>
      <div className="side">
        <Button look="plain" onClick={() => { void perform(commands, editor); }}>Commands {key === undefined ? null : <span className="key">{keyText(key, onMac())}</span>}</Button>
        <CommandButton id="deliver.open" look="raised" />
      </div>
    </header>
  );
}

const SAVING_WORTH_TELLING_MS = 300;

/** State of the changes: saved, under way, or waiting for the engine. */
function SaveState(): ReactNode {
  const editor = useEditor();
  const savedAt = useStore(editor.project, (mirror) => mirror.savedAt);
  const pending = useStore(editor.edits.pending, ({ count }) => count);
  const connected = useStore(editor.connection.state, (state) => state.kind === 'connected' && !state.isSilent);
  const readOnly = useStore(editor.project, ({ state }) => state?.readOnly === true);
  // The answer to most changes is there sooner.
  const isLong = useLasting(pending > 0, SAVING_WORTH_TELLING_MS);
  const waiting = `${counted(pending, 'change waits', 'changes wait')} for the engine`;
  const words = readOnly ? 'Read only'
    : pending > 0 && !connected ? waiting
      : isLong ? 'Saving…'
        : savedAt === null ? 'Saved' : `Saved ${savedAt.toLocaleTimeString('en-GB')}`;
  return <span data-testid="save-state" data-state={pending === 0 ? 'saved' : connected ? 'saving' : 'waiting'}>{words}</span>;
}
