/** A panel of a column, in CSS px. */
export interface HeightClaim {
  /** Height that is its own where all have much to show. */
  readonly usual: number;
  readonly least: number;
  /** Height at which all of its content is seen. */
  readonly needed: number;
}

/** Heights of panels above each other: the usual ones, but a panel gives height that it does not need to those whose content would be cut. Their sum is that of the usual heights. */
export function shareHeight(panels: readonly HeightClaim[]): readonly number[] {
  const spare = panels.map(({ usual, least, needed }) => Math.max(0, usual - Math.max(least, needed)));
  const lacking = panels.map(({ usual, needed }) => Math.max(0, needed - usual));
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const moved = Math.min(sum(spare), sum(lacking));
  if (moved === 0) return panels.map(({ usual }) => usual);
  return panels.map(({ usual }, index) => usual - (spare[index]! * moved) / sum(spare) + (lacking[index]! * moved) / sum(lacking));
}
