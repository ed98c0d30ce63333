import { z } from 'zod';
import { ChromaAb, type Hint } from './hint.ts';
import { HintGroupId, MaskId, newId, SwatchId } from './ids.ts';

/**
 * Hints of one object, on all keyframes of a shot. `ab` is the colour that hints take when they come into the group; with `swatch` they
 * follow that swatch instead.
 */
export const HintGroup = z.object({
  id: HintGroupId,
  name: z.string().min(1).max(80),
  ab: ChromaAb.optional(),
  swatch: SwatchId.optional(),
  /** Its hints can be neither changed nor removed. */
  locked: z.literal(true).optional(),
  /** Its hints do not colour. */
  off: z.literal(true).optional(),
  /** A mask of the shot: outside it the hints have no effect. */
  mask: MaskId.optional(),
  /** Made by *Colour like* for the hints that it made: removed with the last of its hints. */
  made: z.literal('like').optional(),
});
export type HintGroup = z.infer<typeof HintGroup>;

/** The groups of a shot, in the order of its list. */
export const HintGroups = z.array(HintGroup).max(256).readonly();
export type HintGroups = z.infer<typeof HintGroups>;

export function newHintGroup(name: string): HintGroup {
  return { id: newId(HintGroupId), name };
}

/** “Group 1”, “Group 2”, …: the first that is free. */
export function nextGroupName(groups: HintGroups): string {
  for (let number = 1; ; number++) if (!groups.some(({ name }) => name === `Group ${number}`)) return `Group ${number}`;
}

/** The group of a hint; `undefined` for one in none, or in one that its shot does not have. */
export function groupOf(hint: Hint, groups: HintGroups | undefined): HintGroup | undefined {
  return hint.group === undefined ? undefined : groups?.find(({ id }) => id === hint.group);
}

/** The hint in a group, whose colour it takes where that has one; without one in none. */
export function inGroup(hint: Hint, group: HintGroup | undefined): Hint {
  const { group: _old, ...own } = hint;
  if (group === undefined) return own;
  return { ...withGroupColour(own, group), group: group.id };
}

/** A hint recoloured by its group; as it was where the group has no colour, or the hint none. */
export function withGroupColour(hint: Hint, { ab, swatch }: { readonly ab?: ChromaAb | undefined; readonly swatch?: SwatchId | undefined }): Hint {
  if (ab === undefined || !('ab' in hint)) return hint;
  const { swatch: _old, ...own } = hint;
  return { ...own, ab, ...(swatch === undefined ? {} : { swatch }) };
}

/** A hint that the user has changed: no run replaces it. The same one where it was the user's already. */
export function ownHint(hint: Hint): Hint {
  if (hint.made === undefined) return hint;
  const { made: _made, ...own } = hint;
  return own;
}

/** A copy of a hint has neither its lock nor its hidden mark. */
export function unmarked<Of extends Hint>(hint: Of): Of {
  const { locked: _locked, hidden: _hidden, ...own } = hint;
  return own as Of;
}

/** What is said when a locked hint is to be changed. */
export const LOCKED_HINT_WORDS = 'This hint is locked: unlock it to change it.';

/** What is said when something of a locked group is to be changed. */
export function lockedWords({ name }: Pick<HintGroup, 'name'>): string {
  return `“${name}” is locked: unlock the group to change its hints.`;
}
