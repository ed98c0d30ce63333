import { z } from 'zod';
import type { Shot, Swatch } from './document.ts';
import { groupOf } from './hint-group.ts';
import { isColourHint, withEffectiveAb } from './hint-kinds.ts';
import { Hint } from './hint.ts';
import { boundariesOfMask } from './mask-boundaries.ts';
import { type Mask, MaskOnFrame, maskOnFrame } from './mask.ts';
import type { MaskId } from './ids.ts';
import type { Size } from './working-size.ts';

/** Hints that colour within a mask alone. */
const LimitedHints = z.object({ hints: z.array(Hint).readonly(), mask: MaskOnFrame.omit({ id: true }) });
type LimitedHints = z.infer<typeof LimitedHints>;

/** What a keyframe's hints state after groups, swatches and masks: all that its colour is made from besides its picture. */
export const AppliedHints = z.object({
  /** With their present colours, and the outlines of masks that stop colour as boundaries. */
  hints: z.array(Hint).readonly(),
  /** In the order in which they are laid over the colour of `hints`. */
  limited: z.array(LimitedHints).readonly().optional(),
});
export type AppliedHints = z.infer<typeof AppliedHints>;

interface HintsContext {
  readonly shot: Pick<Shot, 'hintGroups' | 'masks'> | undefined;
  readonly frame: number;
  readonly swatches: readonly Swatch[];
  readonly picture: Size;
}

/** Hints of a frame as they colour it. Those of groups that are off are left out. */
export function appliedHints(hints: readonly Hint[], { shot, frame, swatches, picture }: HintsContext): AppliedHints {
  const open: Hint[] = [];
  const within = new Map<MaskId, Hint[]>();
  const masks = shot?.masks ?? [];
  for (const hint of hints) {
    const group = groupOf(hint, shot?.hintGroups);
    if (group?.off === true) continue;
    const stated = withEffectiveAb(hint, swatches);
    const mask = masks.find(({ id }) => id === group?.mask);
    if (mask === undefined) open.push(stated);
    else within.set(mask.id, [...within.get(mask.id) ?? [], stated]);
  }
  const outline = (mask: Mask): readonly Hint[] => boundariesOfMask(maskOnFrame(mask, frame, masks), picture);
  // Outlines alone would change automatic colour, where no hint has a colour to be stopped.
  const isColoured = [...open, ...[...within.values()].flat()].some(isColourHint);
  const own = isColoured ? [...open, ...masks.filter(({ stopsColour }) => stopsColour === true).flatMap(outline)] : open;
  const limited = masks.flatMap((mask): LimitedHints[] => {
    const inside = within.get(mask.id);
    if (inside === undefined) return [];
    const { id: _id, ...limit } = maskOnFrame(mask, frame, masks);
    return [{ hints: inside, mask: limit }];
  });
  return limited.length === 0 ? { hints: own } : { hints: own, limited };
}

/** Whether nothing is stated at all. */
export function isEmpty({ hints, limited }: AppliedHints): boolean {
  return hints.length === 0 && limited === undefined;
}
