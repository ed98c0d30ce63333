import type { Hint, ImagePoint } from '../../shared/model/hint.ts';
import { clampToImage } from '../session/view.ts';

/** A hint carried along with the pointer. A path stays whole: it stops where one of its places meets the edge of the picture. */
export function movedHint(hint: Hint, from: ImagePoint, to: ImagePoint): Hint {
  const by = [to[0] - from[0], to[1] - from[1]] as const;
  const moved = ([x, y]: ImagePoint): ImagePoint => clampToImage([x + by[0], y + by[1]]);
  switch (hint.kind) {
    case 'point': case 'auto': return { ...hint, at: moved(hint.at) };
    case 'stroke': case 'boundary': {
      const allowed = allowedMove(hint.path, by);
      return { ...hint, path: hint.path.map(([x, y]): ImagePoint => clampToImage([x + allowed[0], y + allowed[1]])) };
    }
  }
}

function allowedMove(path: readonly ImagePoint[], by: readonly [number, number]): readonly [number, number] {
  const along = (axis: 0 | 1): number => {
    const values = path.map((place) => place[axis]);
    return Math.min(1 - Math.max(...values), Math.max(-Math.min(...values), by[axis]));
  };
  return [along(0), along(1)];
}
