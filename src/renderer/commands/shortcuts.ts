import { tinykeys } from 'tinykeys';
import type { Editor } from '../editor/editor.ts';
import { isEnabled, perform } from './command.ts';
import { commands } from './commands.ts';
import { keysOf } from './keymap.ts';

/** Keys that a focused control uses itself. */
const CONTROL_KEYS = new Set([' ', 'Enter', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End']);

/** Controls that use only a few keys. A slider keeps the focus after a drag, and undo and the tool keys must still work then. */
const USES_FEW_KEYS = 'button, input:is([type="range"], [type="checkbox"], [type="radio"]), [role="option"], [role="menuitem"], [role="separator"]';

const FUNCTION_KEY = /^F\d+$/;

/** Whether the focused control uses this key, so that no command may run. */
function isTaken(event: KeyboardEvent): boolean {
  const { target } = event;
  if (event.isComposing || !(target instanceof HTMLElement)) return false;
  if (target.closest('[role="dialog"], [role="menu"]') !== null) return true;
  if (target.closest(USES_FEW_KEYS) !== null) return CONTROL_KEYS.has(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey;
  // A function key writes nothing, and a browser would reload the window on F5.
  return !FUNCTION_KEY.test(event.key) && target.closest('input, select, textarea, [contenteditable="true"]') !== null;
}

/** Binds the current keys of all commands to the window. Returns an unsubscribe function. */
export function bindShortcuts(editor: Editor): () => void {
  let unbind = bindNow(editor);
  const stop = editor.keys.store.subscribe(() => {
    unbind();
    unbind = bindNow(editor);
  });
  return () => {
    stop();
    unbind();
  };
}

function bindNow(editor: Editor): () => void {
  const { overrides } = editor.keys.store.getState();
  const bindings: Record<string, (event: KeyboardEvent) => void> = {};
  for (const command of commands) {
    for (const keys of keysOf(command, overrides)) {
      bindings[keys] = (event) => {
        const enabled = isEnabled(command, editor);
        // Alt and an arrow key would navigate back in a browser, whether or not there is a hint to move.
        if (enabled || event.altKey) event.preventDefault();
        if (!enabled) return;
        void perform(command, editor, { repeat: event.repeat });
      };
    }
  }
  const held: Record<string, () => void> = {};
  const releases = commands.filter((command) => command.release !== undefined);
  const releaseAll = (): void => { for (const { release } of releases) release?.(editor); };
  for (const command of releases) for (const keys of keysOf(command, overrides)) held[keys] = () => { command.release?.(editor); };
  const stops = [tinykeys(window, bindings, { ignore: isTaken }), tinykeys(window, held, { event: 'keyup' })];
  window.addEventListener('blur', releaseAll);
  return () => {
    for (const stop of stops) stop();
    window.removeEventListener('blur', releaseAll);
  };
}
