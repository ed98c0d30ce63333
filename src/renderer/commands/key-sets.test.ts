import { expect, test } from 'vitest';
import { commandById, commands } from './commands.ts';
import { chooseKeySet, chosenKeySet, importedSet, keyFileName, keyFileText, keySetOf, readKeyFile, removeKeySet, saveKeySet, savedKeySets } from './key-sets.ts';
import { hasKeysOf, keysOf, normalKeys, overridesAfter, overridesWithout } from './keymap.ts';
import { PROGRAM_KEY_SETS, STANDARD_KEYS } from './program-key-sets.ts';

function preferences(): Parameters<typeof saveKeySet>[0] {
  const values = new Map<string, string>();
  return { getItem: (name) => values.get(name) ?? null, setItem: (name, value) => { values.set(name, value); } };
}
const OURS = overridesAfter(commands, {}, 'tool.boundary', 'KeyB');
const refusal = (file: unknown): string | undefined => {
  const read = readKeyFile(typeof file === 'string' ? file : JSON.stringify(file), commands);
  return read.kind === 'refused' ? read.why : undefined;
};

test('a set is saved under a name, replaced by one of its name and deleted; the program’s own name is refused', () => {
  const kept = preferences();
  expect(saveKeySet(kept, { name: ' Ours ', keys: OURS })).toBeUndefined();
  expect(saveKeySet(kept, { name: 'Other', keys: {} })).toBeUndefined();
  expect(saveKeySet(kept, { name: 'Ours', keys: { 'play.toggle': [] } })).toBeUndefined();
  expect(savedKeySets(kept)).toEqual([{ name: 'Other', keys: {} }, { name: 'Ours', keys: { 'play.toggle': [] } }]);
  expect(saveKeySet(kept, { name: 'tintype', keys: {} })).toBe('“tintype” is a set of the program. Choose another name.');
  removeKeySet(kept, 'Other');
  expect(savedKeySets(kept).map(({ name }) => name)).toEqual(['Ours']);
});

test('sets that were damaged or are of another version are none', () => {
  expect([savedKeySets({ getItem: () => '{' }), savedKeySets({ getItem: () => '[{"name":"","keys":{}}]' })]).toEqual([[], []]);
});

test('keys are known as the set that they are of, however their modifiers are written', () => {
  const ours = { name: 'Ours', keys: { 'edit.undo': ['Shift+$mod+KeyU'], ...OURS } };
  expect(keySetOf({ ...OURS, 'edit.undo': ['$mod+Shift+KeyU'] }, [STANDARD_KEYS, ours])).toBe(ours);
  expect(keySetOf({}, [STANDARD_KEYS, ours])).toBe(STANDARD_KEYS);
  expect(keySetOf(OURS, [STANDARD_KEYS, ours])).toBeUndefined();
});

test('a file brings the same set back', () => {
  expect(readKeyFile(keyFileText({ name: 'Ours', keys: OURS }), commands)).toEqual({ kind: 'read', set: { name: 'Ours', keys: OURS }, unknown: 0 });
  expect(keyFileName({ name: 'A/B: “ours”', keys: {} })).toBe('A B ours.tintype-keys.json');
});

test('a file by hand takes its keys from commands that it does not name, keeps old names and counts what is not here', () => {
  const read = readKeyFile(JSON.stringify({ tintype: 'keys', version: 1, name: 'Hand', keys: { 'tool.boundary': ['KeyB'], 'play.onTen': ['KeyY'], 'tool.gone': ['KeyQ'] } }), commands);
  if (read.kind !== 'read') throw new Error(read.why);
  expect(read.unknown).toBe(1);
  expect(read.set.keys['play.forwardTen']).toEqual(['KeyY']);
  expect(keysOf(commandById('tool.stroke'), read.set.keys)).toEqual([]);
  expect(keysOf(commandById('tool.boundary'), read.set.keys)).toEqual(['KeyB']);
});

test('a bad file is refused with one sentence', () => {
  const file = { tintype: 'keys', version: 1, name: 'Ours', keys: {} };
  const wrong = 'This is not a file of keyboard shortcuts of Tintype.';
  expect([refusal('{'), refusal('[]'), refusal({ ...file, tintype: 'limits' }), refusal({ ...file, keys: { 'play.toggle': 'Space' } }), refusal({ ...file, name: ' ' })]).toEqual([wrong, wrong, wrong, wrong, wrong]);
  expect(refusal({ ...file, version: 2 })).toBe('A newer version of Tintype has written this file.');
  expect(refusal({ ...file, keys: { 'play.toggle': ['Hyper+KeyP'] } })).toBe('“Hyper+KeyP” in this file is not a key.');
  expect(refusal({ ...file, keys: { 'play.toggle': ['Shift+$mod+KeyP'], 'play.loop': ['$mod+Shift+KeyP'] } })).toBe('This file gives one key ($mod+Shift+KeyP) to two commands.');
  expect(refusal(file)).toBeUndefined();
});

test('an imported set replaces none: it is numbered, or it is the one that is there', () => {
  const own = [{ name: 'Ours', keys: OURS }];
  expect(importedSet({ name: 'Theirs', keys: OURS }, own)).toEqual({ set: own[0], isNew: false });
  expect(importedSet({ name: 'Theirs', keys: {} }, own)).toEqual({ set: STANDARD_KEYS, isNew: false });
  expect(importedSet({ name: 'ours', keys: { 'play.toggle': [] } }, own)).toEqual({ set: { name: 'ours 2', keys: { 'play.toggle': [] } }, isNew: true });
  expect(importedSet({ name: 'Tintype', keys: OURS }, []).set.name).toBe('Tintype 2');
});

const setNamed = (name: string): (typeof PROGRAM_KEY_SETS)[number] => PROGRAM_KEY_SETS.find((set) => set.name === name)!;

test('own changes are made to the set that was chosen last, and a reset goes back to it', () => {
  const kept = preferences();
  let keys: Parameters<typeof keysOf>[1] = {};
  const editor = { preferences: kept, keys: { change: (next: typeof keys): void => { keys = next; } } };
  expect(chosenKeySet(kept)).toBe(STANDARD_KEYS);
  const avid = setNamed('Avid Media Composer');
  chooseKeySet(editor, avid);
  expect(keySetOf(keys, PROGRAM_KEY_SETS)).toBe(avid);
  editor.keys.change(overridesAfter(commands, keys, 'tool.boundary', 'KeyG'));
  expect(keySetOf(keys, PROGRAM_KEY_SETS)).toBeUndefined();
  expect(keysOf(commandById('play.clearMarks'), keys)).toEqual([]);
  const clearMarks = commandById('play.clearMarks');
  expect(hasKeysOf(clearMarks, keys, avid.keys)).toBe(false);
  const reset = overridesWithout(commands, keys, 'play.clearMarks', chosenKeySet(kept).keys);
  expect(keysOf(clearMarks, reset)).toEqual(['KeyG']);
  expect(keysOf(commandById('tool.boundary'), reset)).toEqual([]);
  saveKeySet(kept, { name: 'Ours', keys });
  expect(chosenKeySet(kept).name).toBe('Ours');
  removeKeySet(kept, 'Ours');
  expect(chosenKeySet(kept)).toBe(STANDARD_KEYS);
});

test('a set of another program is a difference to Tintype’s own: known commands, no key twice, nothing that is so already, no command without a key', () => {
  expect(PROGRAM_KEY_SETS.map(({ name }) => name)).toEqual(['Tintype', 'DaVinci Resolve', 'Avid Media Composer', 'Adobe Premiere Pro']);
  for (const { name, keys } of PROGRAM_KEY_SETS) {
    const ids = new Set(commands.map(({ id }) => id));
    expect(Object.keys(keys).filter((id) => !ids.has(id)), name).toEqual([]);
    const all = commands.flatMap((command) => keysOf(command, keys).map((each) => `${normalKeys(each)} ${command.id}`));
    const pressed = all.map((each) => each.split(' ')[0]!);
    expect(all.filter((_, index) => pressed.indexOf(pressed[index]!) !== index), name).toEqual([]);
    expect(Object.keys(keys).filter((id) => hasKeysOf(commandById(id), keys, {})), name).toEqual([]);
    expect(commands.filter((command) => command.keys !== undefined && keysOf(command, keys).length === 0).map(({ id }) => id), name).toEqual([]);
    expect(readKeyFile(keyFileText({ name, keys }), commands), name).toEqual({ kind: 'read', set: { name, keys }, unknown: 0 });
  }
});

test('the sets have the keys that editors know', () => {
  const firstKeys = (set: string, ...ids: readonly string[]): readonly (string | undefined)[] => ids.map((id) => keysOf(commandById(id), setNamed(set).keys)[0]);
  const shared = ['play.backward', 'play.stop', 'play.forward', 'play.markIn', 'play.markOut', 'play.toggle', 'marker.edit', 'edit.undo'] as const;
  for (const { name } of PROGRAM_KEY_SETS.slice(1)) expect(firstKeys(name, ...shared), name).toEqual(['KeyJ', 'KeyK', 'KeyL', 'KeyI', 'KeyO', 'Space', 'KeyM', '$mod+KeyZ']);
  expect(firstKeys('DaVinci Resolve', 'shot.split', 'play.clearMarks', 'timeline.whole', 'still.keep', 'play.loop', 'play.goTo')).toEqual(['$mod+KeyB', 'Alt+KeyX', 'Shift+KeyZ', '$mod+Alt+KeyG', '$mod+Slash', 'Equal']);
  expect(firstKeys('Avid Media Composer', 'play.clearMarks', 'play.previousCut', 'play.nextCut', 'play.previousFrame', 'play.nextFrame', 'timeline.whole')).toEqual(['KeyG', 'KeyA', 'KeyS', 'Digit3', 'Digit4', '$mod+Slash']);
  expect(firstKeys('Adobe Premiere Pro', 'shot.split', 'play.clearMarks', 'timeline.whole', 'marker.next', 'timeline.zoomIn')).toEqual(['$mod+KeyK', '$mod+Shift+KeyX', 'Backslash', 'Shift+KeyM', 'Equal']);
});
