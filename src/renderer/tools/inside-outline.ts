import type { Hint, ImagePoint } from '../../shared/model/hint.ts';
import { positionsOf } from '../../shared/model/hint-kinds.ts';

/** Whether a position lies inside a closed outline (even-odd rule). */
function isInsideOutline([x, y]: ImagePoint, outline: readonly ImagePoint[]): boolean {
  let inside = false;
  for (let index = 0, before = outline.length - 1; index < outline.length; before = index++) {
    const [[ax, ay], [bx, by]] = [outline[index]!, outline[before]!];
    if ((ay > y) !== (by > y) && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** Hints with at least one position inside an outline. */
export function hintsInside(hints: readonly Hint[], outline: readonly ImagePoint[]): readonly Hint[] {
  return hints.filter((hint) => positionsOf(hint).some((each) => isInsideOutline(each, outline)));
}

/** The rectangle between two opposite corners. */
export function rectangle([x, y]: ImagePoint, [toX, toY]: ImagePoint): readonly ImagePoint[] {
  return [[x, y], [toX, y], [toX, toY], [x, toY]];
}
