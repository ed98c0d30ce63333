import { labToHex } from '../../../shared/colour/srgb.ts';
import { effectiveAb, type Swatch } from '../../../shared/model/document.ts';
import type { Hint } from '../../../shared/model/hint.ts';
import { isColourHint, kindOf } from '../../../shared/model/hint-kinds.ts';
import { groupOf, type HintGroup, type HintGroups } from '../../../shared/model/hint-group.ts';
import type { HintGroupId, HintId } from '../../../shared/model/ids.ts';

/** A hint as the list shows it. */
export interface HintRow {
  readonly hint: Hint;
  /** “Point 2”: the second point of the keyframe. */
  readonly name: string;
  /** What its colour comes from: a swatch's name, else the colour. */
  readonly source: string;
  /** `undefined` for a hint without colour. */
  readonly hex: string | undefined;
}

/** Colours of the list are shown at this L, as on the picture. */
const ROW_LIGHTNESS = 60;

export function hintRows(hints: readonly Hint[], swatches: readonly Swatch[]): readonly HintRow[] {
  const counts = new Map<Hint['kind'], number>();
  return hints.map((hint) => {
    const number = (counts.get(hint.kind) ?? 0) + 1;
    counts.set(hint.kind, number);
    const name = `${kindOf(hint).label} ${number}`;
    if (!isColourHint(hint)) return { hint, name, source: '', hex: undefined };
    const [a, b] = effectiveAb(hint, swatches);
    const hex = labToHex(ROW_LIGHTNESS, a, b);
    return { hint, name, hex, source: swatches.find((swatch) => swatch.id === hint.swatch)?.name ?? hex };
  });
}

/** A line of the list: a hint, or the heading of a group. */
export type ListItem =
  | { readonly kind: 'hint'; readonly id: HintId; readonly row: HintRow; readonly group: HintGroup | undefined }
  | { readonly kind: 'group'; readonly id: HintGroupId; readonly group: HintGroup; readonly rows: readonly HintRow[]; readonly isFolded: boolean };

/** A group that *Colour like* made has a hundred hints: it is folded until it is unfolded. @param turned groups that were turned from what they begin as */
export function isGroupFolded({ id, made }: Pick<HintGroup, 'id' | 'made'>, turned: ReadonlySet<HintGroupId>): boolean {
  return turned.has(id) !== (made !== undefined);
}

/** Groups with their hints, then the hints in none. Hints of a folded group are left out. @param turned as for {@link isGroupFolded} */
export function listItems(rows: readonly HintRow[], groups: HintGroups, turned: ReadonlySet<HintGroupId>): readonly ListItem[] {
  const of = Map.groupBy(rows, ({ hint }) => groupOf(hint, groups));
  const hintItem = (group: HintGroup | undefined) => (row: HintRow): ListItem => ({ kind: 'hint', id: row.hint.id, row, group });
  const grouped = groups.flatMap((group): readonly ListItem[] => {
    const own = of.get(group) ?? [];
    const isFolded = isGroupFolded(group, turned);
    return [{ kind: 'group', id: group.id, group, rows: own, isFolded }, ...(isFolded ? [] : own.map(hintItem(group)))];
  });
  return [...grouped, ...(of.get(undefined) ?? []).map(hintItem(undefined))];
}

/** Colours of a group's hints on this frame, each once; that of the group where it has none here. */
export function coloursOfGroup({ group, rows }: Pick<Extract<ListItem, { readonly kind: 'group' }>, 'group' | 'rows'>, swatches: readonly Swatch[]): readonly string[] {
  const own = [...new Set(rows.flatMap(({ hex }) => hex ?? []))];
  if (own.length > 0 || group.ab === undefined) return own;
  return [labToHex(ROW_LIGHTNESS, ...effectiveAb({ ab: group.ab, ...(group.swatch === undefined ? {} : { swatch: group.swatch }) }, swatches))];
}

/**
 * The selection after a choice in the list; its last one is the primary one.
 * @param choice.of what was selected, the primary one last
 * @param choice.how `toggle` adds or takes out one, `range` selects from the primary one to it
 */
export function chosenInList(order: readonly HintId[], id: HintId, { of, how }: { readonly of: readonly HintId[]; readonly how: 'one' | 'toggle' | 'range' }): readonly HintId[] {
  if (how === 'toggle') return of.includes(id) ? of.filter((each) => each !== id) : [...of, id];
  const anchor = of.at(-1);
  if (how === 'one' || anchor === undefined || !order.includes(anchor)) return [id];
  const [from, to] = [order.indexOf(anchor), order.indexOf(id)];
  // The primary one stays, so that the next range begins at it too.
  return [...order.slice(Math.min(from, to), Math.max(from, to) + 1).filter((each) => each !== anchor), anchor];
}
