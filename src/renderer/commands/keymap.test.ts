import { expect, test } from 'vitest';
import { commandById, commands } from './commands.ts';
import { keysOf, keysOfPress, ownerOf, overridesAfter, overridesWithout } from './keymap.ts';

const press = (code: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}): Parameters<typeof keysOfPress>[0] => ({ code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

test('a press is named by the position of its key; a modifier alone has no name', () => {
  expect(keysOfPress(press('KeyP', { ctrlKey: true, shiftKey: true }), false)).toBe('$mod+Shift+KeyP');
  expect(keysOfPress(press('KeyP', { metaKey: true }), true)).toBe('$mod+KeyP');
  expect(keysOfPress(press('KeyP', { ctrlKey: true }), true)).toBe('Control+KeyP');
  expect(keysOfPress(press('F5'), false)).toBe('F5');
  expect(keysOfPress(press('ShiftLeft', { shiftKey: true }), false)).toBeUndefined();
});

test('a conflict with another command is found, in whatever order the modifiers are written', () => {
  expect(ownerOf(commands, {}, 'Shift+$mod+KeyZ', 'play.loop')?.id).toBe('edit.redo');
  expect(ownerOf(commands, {}, '$mod+Shift+KeyZ', 'edit.redo')).toBeUndefined();
});

test('a key given to a command is removed from its former command, and returning it removes the override', () => {
  const given = overridesAfter(commands, {}, 'tool.boundary', 'KeyB');
  expect(keysOf(commandById('tool.boundary'), given)).toEqual(['KeyB']);
  expect(keysOf(commandById('tool.stroke'), given)).toEqual([]);
  expect(overridesAfter(commands, overridesAfter(commands, given, 'tool.boundary', 'KeyC'), 'tool.stroke', 'KeyB')).toEqual({});
});

test('reset gives a command its default keys and removes them from others', () => {
  const given = overridesAfter(commands, {}, 'tool.boundary', 'KeyB');
  const back = overridesWithout(commands, given, 'tool.stroke');
  expect(keysOf(commandById('tool.stroke'), back)).toEqual(['KeyB']);
  expect(keysOf(commandById('tool.boundary'), back)).toEqual([]);
});

test('a command may have no key', () => {
  expect(keysOf(commandById('play.toggle'), overridesAfter(commands, {}, 'play.toggle', null))).toEqual([]);
});
