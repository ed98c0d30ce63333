import type { Hint, ImagePoint } from '../../shared/model/hint.ts';
import { positionsOf, withPositions } from '../../shared/model/hint-kinds.ts';
import { clampToImage } from '../session/view.ts';

/** A moved hint. It keeps its shape: it stops where one of its positions reaches the edge of the picture. */
export function movedHint(hint: Hint, from: ImagePoint, to: ImagePoint): Hint {
  return movedHints([hint], from, to)[0]!;
}

/** Hints moved together: they keep their distances, and stop where the first of them reaches the edge of the picture. */
export function movedHints(hints: readonly Hint[], from: ImagePoint, to: ImagePoint): readonly Hint[] {
  const by = allowedMove(hints.flatMap(positionsOf), [to[0] - from[0], to[1] - from[1]]);
  return hints.map((hint) => withPositions(hint, positionsOf(hint).map(([x, y]): ImagePoint => clampToImage([x + by[0], y + by[1]]))));
}

function allowedMove(positions: readonly ImagePoint[], by: readonly [number, number]): readonly [number, number] {
  let [left, right, top, bottom] = [1, 0, 1, 0];
  for (const [x, y] of positions) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return [Math.min(1 - right, Math.max(-left, by[0])), Math.min(1 - bottom, Math.max(-top, by[1]))];
}
