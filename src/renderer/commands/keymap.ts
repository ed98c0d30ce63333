import type { Command } from './command.ts';
import type { KeyOverrides } from './key-bindings.ts';

/** The current keys of a command in tinykeys' notation; the first is shown. */
export function keysOf(command: Command, overrides: KeyOverrides): readonly string[] {
  return overrides[command.id] ?? command.keys ?? [];
}

const MODIFIERS = ['$mod', 'Control', 'Alt', 'Shift'] as const;

/** Canonical spelling of a press: modifiers in a fixed order. */
export function normalKeys(keys: string): string {
  const parts = keys.split('+');
  const held = MODIFIERS.filter((modifier) => parts.includes(modifier));
  return [...held, ...parts.filter((part) => !held.includes(part as typeof held[number]))].join('+');
}

/** The modifiers of a press in canonical spelling, `$mod+Shift` for `Shift+$mod+KeyP`; empty where none is held. */
export function layerOf(keys: string): string {
  const parts = keys.split('+');
  return MODIFIERS.filter((modifier) => parts.includes(modifier)).join('+');
}

/** The press of a key with the modifiers of a layer. */
export function keysInLayer(layer: string, code: string): string {
  return layer === '' ? code : `${layer}+${code}`;
}

/** Which command a press runs, by its canonical spelling. */
export function commandsByKeys(commands: readonly Command[], overrides: KeyOverrides): ReadonlyMap<string, Command> {
  return new Map(commands.flatMap((command) => keysOf(command, overrides).map((keys) => [normalKeys(keys), command] as const)));
}

/** The layers in which a command has a key, those with fewer modifiers first; the one without a modifier is always among them. */
export function layersInUse(commands: readonly Command[], overrides: KeyOverrides): readonly string[] {
  const used = new Set(['', ...[...commandsByKeys(commands, overrides).keys()].map(layerOf)]);
  const rank = (layer: string): number => layer.split('+').reduce((sum, modifier) => sum + 10 + MODIFIERS.indexOf(modifier as typeof MODIFIERS[number]), 0);
  return [...used].toSorted((a, b) => (a === '' ? 0 : rank(a)) - (b === '' ? 0 : rank(b)));
}

type Press = Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** A press in tinykeys' notation, by the physical key, so that it is independent of the layout; `undefined` for a modifier alone. */
export function keysOfPress(press: Press, mac: boolean): string | undefined {
  if (press.code === '' || /^(Control|Shift|Alt|Meta|OS|CapsLock|Fn)/.test(press.code)) return undefined;
  return keysInLayer(heldLayer(press, mac), press.code);
}

/** The layer whose modifiers are held at an event. */
export function heldLayer(press: Omit<Press, 'code'>, mac: boolean): string {
  const command = mac ? press.metaKey : press.ctrlKey;
  return [...(command ? ['$mod'] : []), ...(mac && press.ctrlKey ? ['Control'] : []), ...(press.altKey ? ['Alt'] : []), ...(press.shiftKey ? ['Shift'] : [])].join('+');
}

/** Another command that has the key now. */
export function ownerOf(commands: readonly Command[], overrides: KeyOverrides, keys: string, except: string): Command | undefined {
  const wanted = normalKeys(keys);
  return commands.find((command) => command.id !== except && keysOf(command, overrides).some((each) => normalKeys(each) === wanted));
}

/**
 * The overrides after a command was given a key (`null`: none); the command that had the key loses it. An override equal to the default
 * is removed.
 */
export function overridesAfter(commands: readonly Command[], overrides: KeyOverrides, id: string, keys: string | null): KeyOverrides {
  const wanted = keys === null ? undefined : normalKeys(keys);
  const entries = commands.flatMap((command): readonly (readonly [string, readonly string[]])[] => {
    const before = keysOf(command, overrides);
    const now = command.id === id ? (keys === null ? [] : [keys]) : before.filter((each) => normalKeys(each) !== wanted);
    return isSame(now, command.keys ?? []) ? [] : [[command.id, now]];
  });
  return Object.fromEntries(entries);
}

/**
 * The overrides after a command was reset to its keys in a set, its default ones where none is given; commands that have taken them lose them.
 */
export function overridesWithout(commands: readonly Command[], overrides: KeyOverrides, id: string, set: KeyOverrides = {}): KeyOverrides {
  const command = commands.find((each) => each.id === id);
  const own = new Set(command === undefined ? [] : keysOf(command, set).map(normalKeys));
  return Object.fromEntries(commands.flatMap((each): readonly (readonly [string, readonly string[]])[] => {
    const now = each.id === id ? keysOf(each, set) : keysOf(each, overrides).filter((key) => !own.has(normalKeys(key)));
    return isSame(now, each.keys ?? []) ? [] : [[each.id, now]];
  }));
}

/** Whether a command has the keys that it has in a set. */
export function hasKeysOf(command: Command, overrides: KeyOverrides, set: KeyOverrides): boolean {
  return isSame(keysOf(command, overrides), keysOf(command, set));
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each, index) => normalKeys(each) === normalKeys(other[index]!));
}
