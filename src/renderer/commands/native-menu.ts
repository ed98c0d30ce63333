import type { Editor } from '../editor/editor.ts';
import { shell } from '../host/shell.ts';
import { COMMAND_GROUPS, commandLabel, isEnabled, perform } from './command.ts';
import { commandById, commands } from './commands.ts';
import { keysOf } from './keymap.ts';

/** Pure: `$mod+Shift+KeyP` → `CmdOrCtrl+Shift+P`, as Electron writes keys. Keys without a modifier stay the window's own, where a text field may need them. */
export function acceleratorOf(keys: string | undefined): string | undefined {
  return keys?.startsWith('$mod+') === true ? keys.replace('$mod', 'CmdOrCtrl').replaceAll(/Key|Digit/g, '') : undefined;
}

/** Keeps the shell's native menu as the registry has it. Does nothing in a browser. */
export function bindNativeMenu(editor: Editor): void {
  const desktop = shell();
  if (desktop === undefined) return;
  let sent = '';
  function send(): void {
    const { overrides } = editor.keys.store.getState();
    const menu = COMMAND_GROUPS.map((group) => ({
      label: group,
      items: commands.filter((command) => command.group === group && command.release === undefined).map((command) => {
        const accelerator = acceleratorOf(keysOf(command, overrides)[0]);
        return { id: command.id, label: commandLabel(command, editor), enabled: isEnabled(command, editor), ...(accelerator === undefined ? {} : { accelerator }) };
      }),
    }));
    const text = JSON.stringify(menu);
    if (text === sent) return;
    sent = text;
    desktop?.setMenu(menu);
  }
  editor.project.subscribe(send);
  editor.keys.store.subscribe(send);
  editor.jobs.subscribe(send);
  editor.session.subscribe((now, before) => { if (now.clipId !== before.clipId || now.selected !== before.selected || (now.speed === 0) !== (before.speed === 0) || (now.speed === 0 && now.frame !== before.frame)) send(); });
  desktop.onMenuCommand((id) => { void perform(commandById(id), editor); });
  send();
}
