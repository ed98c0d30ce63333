import type { Editor } from '../editor/editor.ts';
import type { Condition } from './conditions.ts';

/** In the order of the menus. */
export const COMMAND_GROUPS = ['File', 'Edit', 'View', 'Shot', 'Tools', 'Colour', 'Play', 'Deliver', 'Help'] as const;
export type CommandGroup = typeof COMMAND_GROUPS[number];

/** How the key event was sent. */
export interface Press {
  /** The key is held and the system repeats the event. */
  readonly repeat: boolean;
}

/** One action of the user. Menus, shortcuts, buttons and the command palette all use this object. */
export interface Command {
  readonly id: string;
  readonly group: CommandGroup;
  readonly label: string | ((editor: Editor) => string);
  /** Default keys in tinykeys' notation; the first is shown. `keysOf` gives the keys after the user's changes. */
  readonly keys?: readonly string[];
  readonly enabled?: Condition;
  /** Of one of several that exclude each other: whether it is the present state, which a menu marks. */
  readonly checked?: (editor: Editor) => boolean;
  readonly run: (editor: Editor, press?: Press) => void | Promise<void>;
  /** Called when the key is released or the window loses the focus. */
  readonly release?: (editor: Editor) => void;
  /** The command works only while its key is held, so no menu lists it. */
  readonly whileHeld?: true;
}

export function commandLabel(command: Command, editor: Editor): string {
  return typeof command.label === 'string' ? command.label : command.label(editor);
}

export function isEnabled(command: Command, editor: Editor): boolean {
  return command.enabled?.(editor) ?? true;
}

/** What a disabled command lacks, in a sentence; undefined of one that is enabled. */
export function lackOf(command: Command, editor: Editor): string | undefined {
  return isEnabled(command, editor) ? undefined : command.enabled?.lacks?.(editor);
}

/** Runs a command if it is enabled; a failure is reported to the user. */
export async function perform(command: Command, editor: Editor, press?: Press): Promise<void> {
  if (!isEnabled(command, editor)) return;
  try {
    await command.run(editor, press);
  } catch (error) {
    editor.report(error);
  }
}

const NAMES: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', BracketLeft: '[', BracketRight: ']', Comma: ',', Period: '.', Equal: '+', Minus: '−', Delete: 'Del', Escape: 'Esc', Backslash: '\\', Slash: '/', Semicolon: ';', Quote: '’', Backquote: '`', Backspace: '⌫' };

/** `$mod+Shift+KeyP` → `Ctrl Shift P` (`⌘ ⇧ P` on a Mac). */
export function keyText(keys: string, mac: boolean): string {
  return keys.split('+').map((part) => {
    if (part === '$mod') return mac ? '⌘' : 'Ctrl';
    if (part === 'Shift') return mac ? '⇧' : 'Shift';
    if (part === 'Alt') return mac ? '⌥' : 'Alt';
    if (part === 'Control') return mac ? '⌃' : 'Ctrl';
    return NAMES[part] ?? part.replace(/^(Key|Digit)/, '');
  }).join(' ');
}

export function onMac(): boolean {
  return /Mac/.test(navigator.userAgent);
}
