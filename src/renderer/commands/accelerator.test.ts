import { expect, test } from 'vitest';
import { acceleratorOf } from './accelerator.ts';
import { commands } from './commands.ts';

test('keys are written as Electron accelerators', () => {
  expect(acceleratorOf('$mod+Shift+KeyP', true)).toBe('CmdOrCtrl+Shift+P');
  expect(acceleratorOf('$mod+Comma', false)).toBe('CmdOrCtrl+,');
  expect(acceleratorOf('$mod+Minus', false)).toBe('CmdOrCtrl+-');
  expect(acceleratorOf('Shift+ArrowUp', false)).toBe('Shift+Up');
  expect(acceleratorOf(undefined, false)).toBeUndefined();
});

test('on a Mac a key without ⌘ is not shown in the native menu', () => {
  expect(acceleratorOf('KeyP', true)).toBeUndefined();
  expect(acceleratorOf('KeyP', false)).toBe('P');
});

test('every key of every command has a name in Electron', () => {
  // Names of https://www.electronjs.org/docs/latest/api/accelerator, and single characters.
  const known = /^(CmdOrCtrl|Control|Alt|Shift|F\d{1,2}|Space|Tab|Backspace|Delete|Insert|Enter|Up|Down|Left|Right|Home|End|PageUp|PageDown|Esc|[A-Z0-9[\],.=\-/\\;'`])$/;
  for (const keys of commands.flatMap((command) => command.keys ?? [])) {
    for (const part of acceleratorOf(keys, false)?.split('+') ?? []) expect(part, keys).toMatch(known);
  }
});
