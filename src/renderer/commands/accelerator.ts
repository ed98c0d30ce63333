/** Keys that Electron names differently (https://www.electronjs.org/docs/latest/api/accelerator). */
const NAMES: Readonly<Record<string, string>> = {
  $mod: 'CmdOrCtrl', ArrowLeft: 'Left', ArrowRight: 'Right', ArrowUp: 'Up', ArrowDown: 'Down', Escape: 'Esc',
  BracketLeft: '[', BracketRight: ']', Comma: ',', Period: '.', Equal: '=', Minus: '-', Slash: '/', Backslash: '\\', Semicolon: ';', Quote: "'", Backquote: '`',
};

/**
 * Pure: `$mod+Shift+KeyP` → `CmdOrCtrl+Shift+P`, an Electron accelerator. On a Mac a menu receives its keys before a focused text field
 * does, so only keys with ⌘ are shown there; elsewhere the menu shows keys without receiving them.
 */
export function acceleratorOf(keys: string | undefined, mac: boolean): string | undefined {
  if (keys === undefined || (mac && !keys.startsWith('$mod+'))) return undefined;
  return keys.split('+').map((part) => NAMES[part] ?? part.replace(/^(Key|Digit)/, '')).join('+');
}
