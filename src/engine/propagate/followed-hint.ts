import { assertNever } from '../../shared/errors/assert-never.ts';
import type { Hint, ImagePoint } from '../../shared/model/hint.ts';
import { kindOf, positionsOf, withPositions } from '../../shared/model/hint-kinds.ts';
import type { FollowedPosition } from './track-positions.ts';

export type { FollowedPosition } from './track-positions.ts';

/** Most points of one path that are tracked; those between are interpolated. */
const MOST_ANCHORS = 16;

/** Indices of a path's tracked points: the ends and some between, evenly spaced. */
function anchorIndices(length: number): readonly number[] {
  const count = Math.min(length, MOST_ANCHORS);
  return Array.from({ length: count }, (_, index) => (count === 1 ? 0 : Math.round((index * (length - 1)) / (count - 1))));
}

/** Positions to track for a hint. */
export function anchorPoints(hint: Hint): readonly ImagePoint[] {
  const positions = positionsOf(hint);
  return anchorIndices(positions.length).map((index) => positions[index]!);
}

/**
 * A hint with tracked anchors. Lost anchors of a path move with the others; the path counts as lost when less than half of its anchors
 * are visible. @param anchors in the order of {@link anchorPoints}.
 */
export function followedHint(hint: Hint, anchors: readonly FollowedPosition[]): { readonly hint: Hint; readonly confidence: number; readonly lost: boolean } {
  const confidence = anchors.reduce((sum, each) => sum + each.confidence, 0) / anchors.length;
  const { shape } = kindOf(hint);
  switch (shape) {
    // Lost anchors keep their last position.
    case 'position': return { hint: withPositions(hint, anchors.map(({ at }) => at)), confidence, lost: anchors[0]!.lost };
    case 'path': {
      const seen = anchors.filter((each) => !each.lost).length;
      return { hint: withPositions(hint, movedPath(positionsOf(hint), anchors)), confidence, lost: 2 * seen < anchors.length };
    }
    default: return assertNever(shape);
  }
}

function movedPath(path: readonly ImagePoint[], anchors: readonly FollowedPosition[]): ImagePoint[] {
  const known = anchorIndices(path.length).map((index, order) => ({ index, ...anchors[order]! })).filter((each) => !each.lost)
    .map(({ index, at }) => ({ index, dx: at[0] - path[index]![0], dy: at[1] - path[index]![1] }));
  if (known.length === 0) return [...path];
  return path.map(([x, y], index) => {
    const after = known.find((each) => each.index >= index) ?? known.at(-1)!;
    const before = known.findLast((each) => each.index <= index) ?? known[0]!;
    const share = after.index === before.index ? 0 : (index - before.index) / (after.index - before.index);
    const within = (value: number): number => Math.min(1, Math.max(0, value));
    return [within(x + before.dx + share * (after.dx - before.dx)), within(y + before.dy + share * (after.dy - before.dy))];
  });
}
