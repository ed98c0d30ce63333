/** A key of the picture of the keyboard. */
export interface DrawnKey {
  /** `KeyboardEvent.code`: the physical key. */
  readonly code: string;
  /** Row from above, from 1. */
  readonly row: number;
  /** First column and width in quarters of a usual key's width; columns count from 1. */
  readonly column: number;
  readonly span: number;
}

/** Columns of the picture: fifteen keys, a gap, and three keys of the block beside them. */
export const COLUMNS = 15 * 4 + 1 + 3 * 4;

const GAP = (quarters: number): readonly [string, number] => ['', quarters];
const ofWidth = (codes: readonly string[], quarters = 4): readonly (readonly [string, number])[] => codes.map((code) => [code, quarters]);
const letters = (text: string): readonly (readonly [string, number])[] => ofWidth(text.split('').map((letter) => `Key${letter}`));

/** An ANSI keyboard: each row as codes with their widths in quarters; an empty code is a gap. */
const ROWS: readonly (readonly (readonly [string, number])[])[] = [
  [['Escape', 4], GAP(4), ...ofWidth(['F1', 'F2', 'F3', 'F4']), GAP(2), ...ofWidth(['F5', 'F6', 'F7', 'F8']), GAP(2), ...ofWidth(['F9', 'F10', 'F11', 'F12'])],
  [...ofWidth(['Backquote', 'Digit1', 'Digit2', 'Digit3', 'Digit4', 'Digit5', 'Digit6', 'Digit7', 'Digit8', 'Digit9', 'Digit0', 'Minus', 'Equal']), ['Backspace', 8], GAP(1), ...ofWidth(['Insert', 'Home', 'PageUp'])],
  [['Tab', 6], ...letters('QWERTYUIOP'), ...ofWidth(['BracketLeft', 'BracketRight']), ['Backslash', 6], GAP(1), ...ofWidth(['Delete', 'End', 'PageDown'])],
  [['CapsLock', 7], ...letters('ASDFGHJKL'), ...ofWidth(['Semicolon', 'Quote']), ['Enter', 9]],
  [['ShiftLeft', 9], ...letters('ZXCVBNM'), ...ofWidth(['Comma', 'Period', 'Slash']), ['ShiftRight', 11], GAP(5), ['ArrowUp', 4]],
  [...ofWidth(['ControlLeft', 'MetaLeft', 'AltLeft'], 5), ['Space', 25], ...ofWidth(['AltRight', 'MetaRight', 'ContextMenu', 'ControlRight'], 5), GAP(1), ...ofWidth(['ArrowLeft', 'ArrowDown', 'ArrowRight'])],
];

/** All keys of the picture, row by row. */
export const DRAWN_KEYS: readonly DrawnKey[] = ROWS.flatMap((keys, row) => {
  let column = 1;
  return keys.flatMap(([code, span]) => {
    const at = column;
    column += span;
    return code === '' ? [] : [{ code, row: row + 1, column: at, span }];
  });
});

/** The modifier of a key in tinykeys' notation; `undefined` for a key that is none or that no command uses. */
export function modifierOf(code: string, mac: boolean): string | undefined {
  if (code.startsWith('Shift')) return 'Shift';
  if (code.startsWith('Alt')) return 'Alt';
  if (code.startsWith('Control')) return mac ? 'Control' : '$mod';
  return mac && code.startsWith('Meta') ? '$mod' : undefined;
}

/** Keys that no command may have. */
const NO_COMMAND = /^(Meta|CapsLock|ContextMenu|Tab)/;

export function mayHaveCommand(code: string, mac: boolean): boolean {
  return modifierOf(code, mac) === undefined && !NO_COMMAND.test(code);
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** The key of `keys` beside one of them in an arrow key's direction, the nearest in the next row for up and down; `undefined` for another press and at an edge. */
export function keyBeside(keys: readonly DrawnKey[], from: DrawnKey, press: string): DrawnKey | undefined {
  const step = STEPS[press];
  if (step === undefined) return undefined;
  const [right, down] = step;
  if (down === 0) {
    const row = keys.filter((key) => key.row === from.row);
    return row[row.indexOf(from) + right];
  }
  const middle = ({ column, span }: DrawnKey): number => column + span / 2;
  const beyond = keys.filter((key) => (key.row - from.row) * down > 0);
  const row = beyond.reduce((nearest, key) => (Math.abs(key.row - from.row) < Math.abs(nearest - from.row) ? key.row : nearest), Infinity);
  return beyond.filter((key) => key.row === row).toSorted((a, b) => Math.abs(middle(a) - middle(from)) - Math.abs(middle(b) - middle(from)))[0];
}
