import type { Hint, ImagePoint } from '../../shared/model/hint.ts';
import { ownHint } from '../../shared/model/hint-group.ts';
import { kindOf, type PathHint } from '../../shared/model/hint-kinds.ts';
import { HintId, newId } from '../../shared/model/ids.ts';
import { distance } from './tool.ts';

/** A path is examined at distances of this share of the eraser's radius. */
const STEP_SHARE = 0.25;

export interface Erased {
  /** The eraser moved from here to there since the last event. */
  readonly from: ImagePoint;
  readonly to: ImagePoint;
  /** Of the eraser, as a fraction of the width. */
  readonly radius: number;
  readonly aspect: number;
}

interface Run {
  readonly path: ImagePoint[];
  readonly widths: number[];
}

/**
 * What remains of a stroke or boundary under the eraser: the hint itself where it was not touched, else its remaining parts, of which the
 * first keeps the id. None when all of it was erased.
 */
export function withoutErased(hint: PathHint, erased: Erased): readonly Hint[] {
  const runs = remainingRuns(hint, erased);
  if (runs === undefined) return [hint];
  const valid = runs.filter(({ path }) => path.length >= Math.max(2, kindOf(hint).fewestPositions));
  return valid.map(({ path, widths }, index) => ({ ...ownHint(hint), id: index === 0 ? hint.id : newId(HintId), path, ...(hint.kind === 'stroke' && hint.widths !== undefined ? { widths } : {}) }));
}

/** `undefined` when nothing was erased. */
function remainingRuns(hint: PathHint, { from, to, radius, aspect }: Erased): readonly Run[] | undefined {
  const isErased = (place: ImagePoint): boolean => distanceToLine(place, [from, to], aspect) <= radius;
  const widthAt = (index: number): number => (hint.kind === 'stroke' ? hint.widths?.[index] ?? 1 : 1);
  const runs: Run[] = [];
  let run: Run | undefined;
  let erasedCount = 0;
  const add = (place: ImagePoint, width: number): void => {
    if (run === undefined) runs.push(run = { path: [], widths: [] });
    run.path.push(place);
    run.widths.push(width);
  };
  let before: { readonly place: ImagePoint; readonly width: number; readonly isAdded: boolean } | undefined;
  hint.path.forEach((end, index) => {
    const start = hint.path[Math.max(0, index - 1)]!;
    const steps = Math.max(1, Math.ceil(distance(start, end, aspect) / (radius * STEP_SHARE)));
    for (let step = 1; step <= steps; step++) {
      const share = step / steps;
      const place: ImagePoint = step === steps ? end : [start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])];
      const width = widthAt(Math.max(0, index - 1)) * (1 - share) + widthAt(index) * share;
      if (isErased(place)) {
        erasedCount++;
        if (run !== undefined && before !== undefined && !before.isAdded) add(before.place, before.width);
        run = undefined;
        before = undefined;
      } else {
        // Of a part that begins or ends here, the position beside the eraser counts; of the rest only the path's own points.
        const isAdded = step === steps || run === undefined;
        if (isAdded) add(place, width);
        before = { place, width, isAdded };
      }
    }
  });
  return erasedCount > 0 ? runs : undefined;
}

function distanceToLine(place: ImagePoint, [from, to]: readonly [ImagePoint, ImagePoint], aspect: number): number {
  const [dx, dy] = [to[0] - from[0], (to[1] - from[1]) * aspect];
  const squared = dx * dx + dy * dy;
  const share = squared === 0 ? 0 : Math.min(1, Math.max(0, ((place[0] - from[0]) * dx + (place[1] - from[1]) * aspect * dy) / squared));
  return Math.hypot(place[0] - from[0] - share * dx, (place[1] - from[1]) * aspect - share * dy);
}
