import { expect, test } from 'vitest';
import { keyText } from './command.ts';
import { commands } from './commands.ts';

test('command ids and keys are unique', () => {
  const ids = commands.map((command) => command.id);
  const keys = commands.flatMap((command) => command.keys ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(keys).size).toBe(keys.length);
});

test('keys are shown as they are labelled on the keyboard', () => {
  expect(keyText('$mod+Shift+KeyP', false)).toBe('Ctrl Shift P');
  expect(keyText('$mod+Shift+KeyP', true)).toBe('⌘ ⇧ P');
  expect(keyText('Shift+ArrowLeft', false)).toBe('Shift ←');
});
