import { correlation, isFlat } from './correlation.ts';
import type { Dissolve } from './find-dissolves.ts';
import { frameChange } from './frame-change.ts';
import type { ShotBoundaries } from './join-fades.ts';
import { structureEnergy } from './mix-fit.ts';
import type { SmallFrame } from './small-frame.ts';

/** Frames of a fade on one side of the even tone. Longer fades are mixes long enough for `findDissolves`. */
const LONGEST_FADE = 12;
const SHORTEST_FADE = 2;

/** From frame to frame away from the even tone the structure's energy grows at least by this factor inside a fade of at most 12 frames. */
const LEAST_GROWTH = 1.1;
const LEAST_STEP = 0.5;
/** Frames of a fade are one picture at several levels. */
const SAME_PICTURE_CORRELATION = 0.8;

/** An even tone shorter than this also needs different pictures on its two sides; it may be a damaged stretch of one scene. */
const SURE_EVEN_FRAMES = 6;
const OTHER_PICTURE_CHANGE = 16;

/**
 * Short fades out, in, or both through an even tone (black or white), which are too short to be fitted as mixes. Each becomes one
 * transition from the first faded frame to the last, and replaces the cuts and dissolves that were found inside it.
 */
export function findFades(frames: readonly SmallFrame[], boundaries: ShotBoundaries): ShotBoundaries {
  const fades = shortFades(frames);
  if (fades.length === 0) return boundaries;
  const isOutside = (first: number, last: number): boolean => fades.every((fade) => last < fade.first - 1 || first > fade.last + 1);
  return {
    cuts: boundaries.cuts.filter((cut) => isOutside(cut, cut)),
    dissolves: [...boundaries.dissolves.filter(({ first, last }) => isOutside(first, last)), ...fades].toSorted((a, b) => a.boundary - b.boundary),
  };
}

function shortFades(frames: readonly SmallFrame[]): readonly Dissolve[] {
  const fades: Dissolve[] = [];
  const flat = frames.map(isFlat);
  const energies = frames.map(structureEnergy);
  for (let index = 1; index < frames.length; index++) {
    if (flat[index] !== true || flat[index - 1] === true) continue;
    let end = index;
    while (flat[end + 1] === true) end++;
    const before = fadeLength(frames, energies, index - 1, -1);
    const after = end + 1 < frames.length ? fadeLength(frames, energies, end + 1, 1) : LONGEST_FADE + 1;
    if (Math.max(before, after) <= LONGEST_FADE && Math.max(before, after) >= SHORTEST_FADE) {
      const first = index - before;
      const last = end + after;
      if (end - index + 1 >= SURE_EVEN_FRAMES || showOtherPictures(frames[first - 1], frames[last + 1])) fades.push({ first, last, boundary: Math.ceil((index + end) / 2) });
    }
    index = end;
  }
  return fades;
}

/** Faded frames from `at` (next to the even tone) up to the first full picture, which is not counted. */
function fadeLength(frames: readonly SmallFrame[], energies: readonly number[], at: number, direction: 1 | -1): number {
  let length = 0;
  for (let frame = at; length <= LONGEST_FADE; frame += direction, length++) {
    const next = frames[frame + direction];
    if (next === undefined || energies[frame + direction]! < energies[frame]! * LEAST_GROWTH + LEAST_STEP || correlation(frames[frame]!, next) < SAME_PICTURE_CORRELATION) return length;
  }
  return length;
}

function showOtherPictures(before: SmallFrame | undefined, after: SmallFrame | undefined): boolean {
  return before !== undefined && after !== undefined && frameChange(before, after).moved >= OTHER_PICTURE_CHANGE;
}
