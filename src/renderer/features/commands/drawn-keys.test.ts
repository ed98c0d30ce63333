import { expect, test } from 'vitest';
import { keysOfPress, layerOf } from '../../commands/keymap.ts';
import { commands } from '../../commands/commands.ts';
import { COLUMNS, DRAWN_KEYS, keyBeside, mayHaveCommand, modifierOf } from './drawn-keys.ts';

const key = (code: string): typeof DRAWN_KEYS[number] => DRAWN_KEYS.find((each) => each.code === code)!;

test('the keys of a row lie beside each other, within the picture', () => {
  for (const row of new Set(DRAWN_KEYS.map((each) => each.row))) {
    const keys = DRAWN_KEYS.filter((each) => each.row === row);
    for (const [index, { column, span }] of keys.entries()) expect(column + span).toBeLessThanOrEqual(keys[index + 1]?.column ?? COLUMNS + 1);
  }
  expect(new Set(DRAWN_KEYS.map(({ code }) => code)).size).toBe(DRAWN_KEYS.length);
});

test('every key that a command has at first is drawn and may have one', () => {
  const codes = commands.flatMap(({ keys = [] }) => keys.map((each) => each.slice(layerOf(each).length).replace('+', '')));
  expect(codes.filter((code) => !DRAWN_KEYS.some((each) => each.code === code && mayHaveCommand(code, false)))).toEqual([]);
});

test('a modifier is none of the keys that a press can be', () => {
  for (const { code } of DRAWN_KEYS.filter((each) => modifierOf(each.code, false) !== undefined)) {
    expect(keysOfPress({ code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }, false), code).toBeUndefined();
  }
  expect([modifierOf('MetaLeft', true), modifierOf('ControlLeft', true), modifierOf('MetaLeft', false)]).toEqual(['$mod', 'Control', undefined]);
});

test('arrow keys go to the key beside, above and below, and stay at an edge', () => {
  const go = (code: string, ...presses: readonly string[]): string => presses.reduce((at, press) => keyBeside(DRAWN_KEYS, at, press) ?? at, key(code)).code;
  expect(go('KeyG', 'ArrowRight')).toBe('KeyH');
  expect(go('KeyG', 'ArrowUp')).toBe('KeyT');
  expect(go('KeyG', 'ArrowDown', 'ArrowDown')).toBe('Space');
  expect(go('Insert', 'ArrowUp')).toBe('F12');
  expect(go('Enter', 'ArrowRight')).toBe('Enter');
  expect(go('Escape', 'ArrowUp', 'ArrowLeft')).toBe('Escape');
  expect(keyBeside(DRAWN_KEYS, key('KeyG'), 'Enter')).toBeUndefined();
});
