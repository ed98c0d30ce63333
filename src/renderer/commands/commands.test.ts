import { expect, test } from 'vitest';
import type { Editor } from '../editor/editor.ts';
import { type Command, isEnabled, keyText, lackOf } from './command.ts';
import { commands } from './commands.ts';
import { allOf, type Condition, needs } from './conditions.ts';
import { CONTEXT_MENUS } from './context-menus.ts';
import { normalKeys } from './keymap.ts';

test('command ids and keys are unique', () => {
  const ids = commands.map((command) => command.id);
  const keys = commands.flatMap((command) => (command.keys ?? []).map(normalKeys));
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(keys).size).toBe(keys.length);
});

test('keys are shown as they are labelled on the keyboard', () => {
  expect(keyText('$mod+Shift+KeyP', false)).toBe('Ctrl Shift P');
  expect(keyText('$mod+Shift+KeyP', true)).toBe('⌘ ⇧ P');
  expect(keyText('Shift+ArrowLeft', false)).toBe('Shift ←');
});

test('the menus at things of the window hold commands of the table, each once', () => {
  const ids = new Set(commands.map(({ id }) => id));
  for (const menu of Object.values(CONTEXT_MENUS)) {
    const items = menu.filter((item) => typeof item === 'string');
    expect(items.filter((id) => !ids.has(id))).toEqual([]);
    expect(new Set(items).size).toBe(items.length);
  }
});

test('each command that can be disabled says what it lacks then', () => {
  expect(commands.filter(({ enabled, whileHeld }) => enabled !== undefined && enabled.lacks === undefined && whileHeld !== true).map(({ id }) => id)).toEqual([]);
});

test('of several conditions the first that does not hold says what is lacking', () => {
  const editor = {} as unknown as Editor;
  const open = needs('Open a clip first.', () => true);
  const select = needs('Select a hint first.', () => false);
  const command = (enabled: Condition): Command => ({ id: 'x', group: 'File', label: 'X', enabled, run: () => undefined });
  expect(lackOf(command(allOf(open, select, needs('Never told.', () => false))), editor)).toBe('Select a hint first.');
  expect(lackOf(command(allOf(open)), editor)).toBeUndefined();
  expect(isEnabled(command(allOf(open, select)), editor)).toBe(false);
});
