import type { Shot } from '../../shared/model/document.ts';
import { groupOf, type HintGroup, type HintGroups } from '../../shared/model/hint-group.ts';
import type { Hint } from '../../shared/model/hint.ts';
import type { HintId } from '../../shared/model/ids.ts';
import { type Session, selectionOf } from '../session/session-store.ts';

/** The group chosen in the list as a whole, else the one that all selected hints are in. */
export function groupInHand(shot: Pick<Shot, 'hintGroups'> | undefined, hints: readonly Hint[], session: Pick<Session, 'selectedGroup' | 'selected' | 'alsoSelected'>): HintGroup | undefined {
  const whole = wholeGroup(shot, session);
  if (whole !== undefined) return whole;
  const ids = new Set<HintId>(selectionOf(session));
  const [first, ...others] = hints.filter(({ id }) => ids.has(id)).map((hint) => groupOf(hint, shot?.hintGroups));
  return others.every((each) => each === first) ? first : undefined;
}

/** The group chosen in the list: a colour goes to all its hints, on all keyframes of the shot. */
export function wholeGroup(shot: Pick<Shot, 'hintGroups'> | undefined, { selectedGroup }: Pick<Session, 'selectedGroup'>): HintGroup | undefined {
  return selectedGroup === null ? undefined : shot?.hintGroups?.find(({ id }) => id === selectedGroup);
}

/** A preview of hints in which those of locked groups are as they are in the document. */
export function withLockedKept(preview: readonly Hint[], kept: readonly Hint[], groups: HintGroups | undefined): readonly Hint[] {
  if (groups?.some(({ locked }) => locked === true) !== true) return preview;
  const locked = new Map(kept.filter((hint) => groupOf(hint, groups)?.locked === true).map((hint) => [hint.id, hint]));
  const there = new Set(preview.map(({ id }) => id));
  return [...preview.map((hint) => locked.get(hint.id) ?? hint), ...[...locked.values()].filter(({ id }) => !there.has(id))];
}
