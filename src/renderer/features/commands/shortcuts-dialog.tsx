import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { COMMAND_GROUPS, commandLabel, keyText, onMac } from '../../commands/command.ts';
import { commands } from '../../commands/commands.ts';
import { keysOf } from '../../commands/keymap.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** All keyboard shortcuts, by group. */
export function ShortcutsDialog({ onClose, onChange }: { readonly onClose: () => void; readonly onChange: () => void }): ReactNode {
  const editor = useEditor();
  const overrides = useStore(editor.keys.store, (now) => now.overrides);
  const groups = COMMAND_GROUPS.map((group) => ({
    group,
    rows: commands.filter((command) => command.group === group).map((command) => ({ id: command.id, label: commandLabel(command, editor), keys: keysOf(command, overrides) })).filter(({ keys }) => keys.length > 0),
  })).filter(({ rows }) => rows.length > 0);
  return (
    <Dialog title="Keyboard shortcuts" size="wide" focus="main" onClose={onClose} footer={<><Button onClick={onChange}>Change shortcuts…</Button><Button look="main" onClick={onClose}>Close</Button></>}>
      {/* Focusable, so that the arrow keys scroll it. */}
      <div className="shortcuts-dialog" role="region" aria-label="Keys by group" tabIndex={0}>
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
