import { isFlat } from './correlation.ts';
import type { Dissolve } from './find-dissolves.ts';
import type { SmallFrame } from './small-frame.ts';

/** Shot boundaries: cuts and dissolves, each rising. */
export interface ShotBoundaries {
  readonly cuts: readonly number[];
  readonly dissolves: readonly Dissolve[];
}

interface ShotBoundary extends Dissolve {
  readonly kind: 'cut' | 'dissolve';
}

/**
 * Fades are mixes with an even tone. A fade-out and the fade-in after it make one passage; a fade at the very beginning or end of
 * the film leads from or to nothing and is no boundary.
 */
export function joinFades(frames: readonly SmallFrame[], boundaries: ShotBoundaries): ShotBoundaries {
  const flat = frames.map(isFlat);
  const isFlatRun = (from: number, to: number): boolean => from <= to && flat.slice(from, to + 1).every(Boolean);
  const all: readonly ShotBoundary[] = [
    ...boundaries.cuts.map((cut) => ({ kind: 'cut', first: cut, last: cut - 1, boundary: cut }) as const),
    ...boundaries.dissolves.map((dissolve) => ({ kind: 'dissolve', ...dissolve }) as const),
  ].toSorted((a, b) => a.boundary - b.boundary);
  const joined: ShotBoundary[] = [];
  for (const next of all) {
    const previous = joined.at(-1);
    if (!isFlatRun(previous === undefined ? 0 : previous.last + 1, next.first - 1)) joined.push(next);
    else if (previous !== undefined) {
      // The even frames between show nothing; the boundary lies in their middle.
      joined[joined.length - 1] = { kind: 'dissolve', first: previous.first, last: Math.max(next.last, previous.last), boundary: Math.ceil((previous.last + next.first) / 2) };
    }
  }
  const final = joined.at(-1);
  if (final !== undefined && isFlatRun(final.last + 1, frames.length - 1)) joined.pop();
  return {
    cuts: joined.filter((each) => each.kind === 'cut').map((each) => each.boundary),
    dissolves: joined.filter((each) => each.kind === 'dissolve').map(({ first, last, boundary }) => ({ first, last, boundary })),
  };
}
