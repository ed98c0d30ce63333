import type { NativeMenuCommand } from '../../preload/bridge.ts';
import type { Editor } from '../editor/editor.ts';
import { openProject } from '../editor/open-clip.ts';
import { shell } from '../host/shell.ts';
import { acceleratorOf } from './accelerator.ts';
import { COMMAND_GROUPS, commandLabel, isEnabled, onMac, perform } from './command.ts';
import { commandById } from './commands.ts';
import { keysOf } from './keymap.ts';
import { MENUS } from './menus.ts';

/**
 * Labels and enabled states may change with every pointer event; updates are throttled to this interval, which is too short to see an
 * outdated menu.
 */
const SETTLE_MS = 100;

/** Keeps the native menu of the desktop shell in step with the registry. Does nothing in a browser. */
export function bindNativeMenu(editor: Editor): void {
  const desktop = shell();
  if (desktop === undefined) return;
  let sent = '';
  let timer: number | undefined;
  function send(): void {
    timer = undefined;
    const { overrides } = editor.keys.store.getState();
    const itemOf = (id: string | null): NativeMenuCommand | null => {
      if (id === null) return null;
      const command = commandById(id);
      const accelerator = acceleratorOf(keysOf(command, overrides)[0], onMac());
      return { id, label: commandLabel(command, editor), enabled: isEnabled(command, editor), ...(command.checked === undefined ? {} : { checked: command.checked(editor) }), ...(accelerator === undefined ? {} : { accelerator }) };
    };
    const menu = COMMAND_GROUPS.map((group) => ({ label: group, items: MENUS[group].map((item) => (item === null || typeof item === 'string' ? itemOf(item) : { label: item.label, items: item.items.map(itemOf) })) }));
    const text = JSON.stringify(menu);
    if (text === sent) return;
    sent = text;
    desktop?.setMenu(menu);
  }
  const soon = (): void => { timer ??= window.setTimeout(send, SETTLE_MS); };
  for (const store of [editor.project, editor.keys.store, editor.jobs, editor.colours, editor.session, editor.suggester.store, editor.missing.store]) store.subscribe(soon);
  desktop.onOpenProject((path) => { openProject(editor, path).catch(editor.report); });
  desktop.onMenuCommand((id) => {
    void perform(commandById(id), editor).finally(() => {
      // The system has changed the mark of the item by itself.
      sent = '';
      soon();
    });
  });
  send();
}
