import type { Hint, ImagePoint } from '../../shared/model/hint.ts';
import { positionsOf, withPositions } from '../../shared/model/hint-kinds.ts';
import { clampToImage } from '../session/view.ts';

/** A moved hint. It keeps its shape: it stops where one of its positions reaches the edge of the picture. */
export function movedHint(hint: Hint, from: ImagePoint, to: ImagePoint): Hint {
  const positions = positionsOf(hint);
  const by = allowedMove(positions, [to[0] - from[0], to[1] - from[1]]);
  return withPositions(hint, positions.map(([x, y]): ImagePoint => clampToImage([x + by[0], y + by[1]])));
}

function allowedMove(positions: readonly ImagePoint[], by: readonly [number, number]): readonly [number, number] {
  const along = (axis: 0 | 1): number => {
    const values = positions.map((each) => each[axis]);
    return Math.min(1 - Math.max(...values), Math.max(-Math.min(...values), by[axis]));
  };
  return [along(0), along(1)];
}
