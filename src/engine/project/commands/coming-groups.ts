import type { Keyframe, ProjectDocument, Shot } from '../../../shared/model/document.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import type { MaskId, ShotId } from '../../../shared/model/ids.ts';
import { Masks } from '../../../shared/model/mask.ts';

/** Groups of hints that come into a shot, with the masks of the shot that they come from. */
export type ComingGroups = Pick<Shot, 'hintGroups' | 'masks'>;

/** Groups of the hints of keyframes that are in another shot than before, by that shot. */
export function groupsThatCome(document: ProjectDocument, keyframes: readonly Keyframe[]): ReadonlyMap<ShotId, readonly ComingGroups[]> {
  const come = new Map<ShotId, readonly ComingGroups[]>();
  if (keyframes === document.keyframes) return come;
  keyframes.forEach(({ shotId, hints }, index) => {
    const from = document.keyframes[index]!.shotId;
    if (from === shotId) return;
    const { hintGroups = [], masks = [] } = documentIndex(document).shot(from) ?? {};
    const groups = hintGroups.filter(({ id }) => hints.some(({ group }) => group === id));
    if (groups.length > 0) come.set(shotId, [...come.get(shotId) ?? [], { hintGroups: groups, masks }]);
  });
  return come;
}

/** Groups of another shot's hints come along with them, and with a copy of the mask that limits one. Where the shot cannot take that, the group is off, since its hints would colour the whole picture. */
export function withGroups(shot: Shot, { hintGroups: groups = [], masks: theirs = [] }: ComingGroups): Shot {
  const all = [...shot.hintGroups ?? []];
  let masks = shot.masks ?? [];
  for (const { mask, ...group } of groups) {
    if (all.some(({ id }) => id === group.id)) continue;
    masks = mask === undefined ? masks : withMaskOf(masks, mask, theirs);
    all.push(mask === undefined ? group : masks.some(({ id }) => id === mask) ? { ...group, mask } : { ...group, off: true });
  }
  if (all.length === (shot.hintGroups?.length ?? 0)) return shot;
  return { ...shot, hintGroups: all, ...(masks === shot.masks || masks.length === 0 ? {} : { masks }) };
}

/**
 * The masks of a shot with a copy of another shot's, and of its parts, behind them, where they are not there: a split gave both shots the same ones. A copy limits what comes
 * with it and does not stop colour, as that would change the shot's own keyframes. Without it where the list would be too long or a part could not be one there.
 */
export function withMaskOf(masks: Masks, id: MaskId, theirs: Masks): Masks {
  const mask = theirs.find((each) => each.id === id);
  if (mask === undefined || masks.some((each) => each.id === id)) return masks;
  const needed = new Set([id, ...mask.parts?.map((part) => part.mask) ?? []]);
  const copies = theirs.filter((each) => needed.has(each.id) && masks.every((own) => own.id !== each.id)).map(({ stopsColour: _own, ...copy }) => copy);
  const taken = Masks.safeParse([...masks, ...copies]);
  return taken.success ? taken.data : masks;
}
