import { z } from 'zod';
import type { Preferences } from '../host/preferences.ts';
import type { Command } from './command.ts';
import { type KeyBindings, type KeyOverrides, StoredKeys } from './key-bindings.ts';
import { keysOf, normalKeys } from './keymap.ts';
import { type KeySet, PROGRAM_KEY_SETS, STANDARD_KEYS } from './program-key-sets.ts';

/** The user's own sets, in the order in which they were saved. */
const SETS_PREFERENCE = 'keySets';
/** Name of the set that was chosen last: what own changes are made to. */
const CHOSEN_PREFERENCE = 'keySet';

const SetName = z.string().trim().min(1).max(60);
const StoredSet = z.object({ name: SetName, keys: StoredKeys });

export function savedKeySets(preferences: Pick<Preferences, 'getItem'>): readonly KeySet[] {
  try {
    return z.array(StoredSet).parse(JSON.parse(preferences.getItem(SETS_PREFERENCE) ?? '[]'));
  } catch {
    // Of another version: there are none then.
    return [];
  }
}

/** Saves keys under a name, in place of an own set of that name. @returns why they cannot be saved */
export function saveKeySet(preferences: Pick<Preferences, 'getItem' | 'setItem'>, { name, keys }: KeySet): string | undefined {
  const own = name.trim();
  if (PROGRAM_KEY_SETS.some((set) => own.toLowerCase() === set.name.toLowerCase())) return `“${own}” is a set of the program. Choose another name.`;
  preferences.setItem(SETS_PREFERENCE, JSON.stringify([...savedKeySets(preferences).filter((set) => set.name !== own), { name: own, keys }]));
  preferences.setItem(CHOSEN_PREFERENCE, own);
  return undefined;
}

export function removeKeySet(preferences: Pick<Preferences, 'getItem' | 'setItem'>, name: string): void {
  preferences.setItem(SETS_PREFERENCE, JSON.stringify(savedKeySets(preferences).filter((set) => set.name !== name)));
}

/** Gives all commands the keys of a set; changes from now on are changes of it. */
export function chooseKeySet({ preferences, keys }: { readonly preferences: Pick<Preferences, 'setItem'>; readonly keys: Pick<KeyBindings, 'change'> }, set: KeySet): void {
  preferences.setItem(CHOSEN_PREFERENCE, set.name);
  keys.change(set.keys);
}

/** The set that was chosen last, which a reset goes back to; Tintype's own where it is not there any more. */
export function chosenKeySet(preferences: Pick<Preferences, 'getItem'>): KeySet {
  const name = preferences.getItem(CHOSEN_PREFERENCE);
  return [...PROGRAM_KEY_SETS, ...savedKeySets(preferences)].find((set) => set.name === name) ?? STANDARD_KEYS;
}

/** Pure: the set that keys are of; `undefined` where they were changed since. */
export function keySetOf(keys: KeyOverrides, sets: readonly KeySet[]): KeySet | undefined {
  const wanted = canonical(keys);
  return sets.find((set) => canonical(set.keys) === wanted);
}

function canonical(keys: KeyOverrides): string {
  return JSON.stringify(Object.entries(keys).map(([id, each]) => [id, each.map(normalKeys)] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** A press in tinykeys' notation: modifiers, then the code of a physical key. */
const KEYS = /^(?:(?:\$mod|Control|Alt|Shift)\+)*[A-Z][A-Za-z0-9]{0,30}$/;

/** Form of a file of keys. */
const KeyFile = z.object({ tintype: z.literal('keys'), version: z.number().int().positive(), name: SetName, keys: StoredKeys });
const VERSION = 1;

/** Larger files are none of keys. */
export const LARGEST_KEY_FILE_BYTES = 1_000_000;

/** Text of the file by which a set goes to another computer. */
export function keyFileText({ name, keys }: KeySet): string {
  return `${JSON.stringify({ tintype: 'keys', version: VERSION, name, keys } satisfies z.input<typeof KeyFile>, null, 2)}\n`;
}

/** Name of that file. */
export function keyFileName({ name }: KeySet): string {
  return `${name.replaceAll(/[^\p{L}\p{N}._-]+/gu, ' ').trim() || 'keys'}.tintype-keys.json`;
}

/** A set from a file, with how many of its commands this version does not have; or why the file is refused, in one sentence. */
type ReadKeyFile = { readonly kind: 'read'; readonly set: KeySet; readonly unknown: number } | { readonly kind: 'refused'; readonly why: string };

/**
 * Reads a file of keys. A key that the file gives to a command is taken from the commands that the file does not name, as when it is changed by
 * hand.
 */
export function readKeyFile(text: string, commands: readonly Command[]): ReadKeyFile {
  const refused = (why: string): ReadKeyFile => ({ kind: 'refused', why });
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return refused('This is not a file of keyboard shortcuts of Tintype.');
  }
  const file = KeyFile.safeParse(data);
  if (!file.success) return refused('This is not a file of keyboard shortcuts of Tintype.');
  const { name, version, keys } = file.data;
  if (version > VERSION) return refused('A newer version of Tintype has written this file.');
  const ids = new Set(commands.map(({ id }) => id));
  const known = Object.entries(keys).filter(([id]) => ids.has(id));
  const given = new Map<string, string>();
  for (const [id, each] of known) {
    for (const press of each) {
      if (!KEYS.test(press)) return refused(`“${press.slice(0, 40)}” in this file is not a key.`);
      const owner = given.get(normalKeys(press));
      if (owner !== undefined && owner !== id) return refused(`This file gives one key (${press}) to two commands.`);
      given.set(normalKeys(press), id);
    }
  }
  const named = new Set(known.map(([id]) => id));
  const losing = commands.filter((command) => !named.has(command.id) && keysOf(command, {}).some((each) => given.has(normalKeys(each))));
  const set = { name, keys: Object.fromEntries([...known, ...losing.map((command) => [command.id, keysOf(command, {}).filter((each) => !given.has(normalKeys(each)))] as const)]) };
  return { kind: 'read', set, unknown: Object.keys(keys).length - known.length };
}

/** Pure: the set as which a read one is kept, numbered where another of its name is there; the one that is there where its keys are the same. */
export function importedSet(read: KeySet, own: readonly KeySet[]): { readonly set: KeySet; readonly isNew: boolean } {
  const sets = [...PROGRAM_KEY_SETS, ...own];
  const same = keySetOf(read.keys, sets);
  if (same !== undefined) return { set: same, isNew: false };
  const taken = new Set(sets.map(({ name }) => name.toLowerCase()));
  let { name } = read;
  for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${read.name} ${number}`;
  return { set: { name, keys: read.keys }, isNew: true };
}
