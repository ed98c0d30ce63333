import type { Shot } from './document.ts';
import type { Mask, MaskKey } from './mask.ts';

/**
 * Masks at whose outline propagated colour stops: those that a group of hints is limited to, and those that stop colour, as far as they have a shape on several
 * frames. A mask with one shape is that of its frame: elsewhere what it showed may have moved away.
 */
export function limitingMasks({ masks = [], hintGroups = [] }: Pick<Shot, 'masks' | 'hintGroups'>): readonly Mask[] {
  const limiting = new Set(hintGroups.filter(({ off }) => off !== true).map(({ mask }) => mask));
  return masks.filter(({ id, stopsColour, keys }) => keys.length > 1 && (stopsColour === true || limiting.has(id)));
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
