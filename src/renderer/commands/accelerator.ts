/** Keys whose names Electron writes otherwise (https://www.electronjs.org/docs/latest/api/accelerator). */
const NAMES: Readonly<Record<string, string>> = {
  $mod: 'CmdOrCtrl', ArrowLeft: 'Left', ArrowRight: 'Right', ArrowUp: 'Up', ArrowDown: 'Down', Escape: 'Esc',
  BracketLeft: '[', BracketRight: ']', Comma: ',', Period: '.', Equal: '=', Minus: '-', Slash: '/', Backslash: '\\', Semicolon: ';', Quote: "'", Backquote: '`',
};

/**
 * Pure: `$mod+Shift+KeyP` → `CmdOrCtrl+Shift+P`, as Electron writes keys. A Mac's menu takes the keys it shows before a text field
 * hears them, so there only those with ⌘ are shown; elsewhere menus show keys without taking them.
 */
export function acceleratorOf(keys: string | undefined, mac: boolean): string | undefined {
  if (keys === undefined || (mac && !keys.startsWith('$mod+'))) return undefined;
  return keys.split('+').map((part) => NAMES[part] ?? part.replace(/^(Key|Digit)/, '')).join('+');
}
