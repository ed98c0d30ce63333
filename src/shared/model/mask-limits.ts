import type { Shot } from './document.ts';
import { type Mask, type MaskJoin, type MaskKey, partsOf } from './mask.ts';

/**
 * Masks at whose outline propagated colour stops: those that a group of hints is limited to, and those that stop colour, as far as they have a shape on several
 * frames. A mask with one shape is that of its frame: elsewhere what it showed may have moved away.
 */
export function limitingMasks(shot: Pick<Shot, 'masks' | 'hintGroups'>): readonly Mask[] {
  return (shot.masks ?? []).filter((mask) => mask.keys.length > 1 && isLimiting(mask, shot));
}

/** Whether a mask stops colour, or a group of hints that is on is limited to it. */
export function isLimiting({ id, stopsColour }: Pick<Mask, 'id' | 'stopsColour'>, { hintGroups = [] }: Pick<Shot, 'hintGroups'>): boolean {
  return stopsColour === true || hintGroups.some(({ mask, off }) => off !== true && mask === id);
}

/** Whether a mask's shape on a frame is known: it lies between two of its shapes, or on one. */
export function isShapeKnown({ keys }: Pick<Mask, 'keys'>, frame: number): boolean {
  return frame >= keys[0]!.frame && frame <= keys.at(-1)!.frame;
}

/** The stated shapes on which a mask's shapes on the frames first…last depend. */
export function shapesFor({ keys }: Pick<Mask, 'keys'>, first: number, last: number): readonly MaskKey[] {
  const from = keys.findLastIndex(({ frame }) => frame <= first);
  const to = keys.findIndex(({ frame }) => frame >= last);
  return keys.slice(Math.max(0, from), to === -1 ? keys.length : to + 1);
}

/** What a part states of its mask's coverage on the frames first…last. */
interface StatedPart {
  readonly by: MaskJoin;
  readonly inverted: boolean;
  readonly feather: number;
  readonly keys: readonly (readonly [number, MaskKey['shape']])[];
}

/** The same of a mask's parts, for keys. Empty where it has none, so that a key is then what it was before there were parts. */
export function statedParts(mask: Pick<Mask, 'parts'>, masks: readonly Mask[], { first = -Infinity, last = Infinity }: { readonly first?: number; readonly last?: number } = {}): readonly StatedPart[] {
  return partsOf(mask, masks).map(({ by, mask: { inverted, feather, keys } }) => ({ by, inverted, feather, keys: shapesFor({ keys }, first, last).map(({ frame, shape }) => [frame, shape] as const) }));
}
