import { correlation, varianceOf } from '../../shared/colour/correlation.ts';
import { resampleChannel } from '../../shared/colour/resample.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';

/**
 * A guard against a cut that shot detection missed inside a span: colour must not be carried over it. It sees only what is beyond
 * doubt (other lights at other places, and other amounts of them), since a false alarm costs the colourist a keyframe.
 */

const GRID = { width: 32, height: 18 };
const HISTOGRAM_BINS = 32;
// Measured on 55 real clips: both together find 96 % of the joints between two different ones, and none of 2,490 inside one.
/** Correlation of two frames' grids below which nothing lies where it was. */
const UNLIKE_POSITIONS = 0.45;
/** Share of the picture whose lightness is not found in the other frame at all. A whip pan stays below it. */
const UNLIKE_TONES = 0.2;
/** Standard deviation in L under which a frame is black, white or fog and says nothing about a cut. */
const FLAT = 2;
/** Earlier frames that are looked back at, so that a single flash or black frame is no cut. */
const LOOK_BACK = 2;

interface Appearance {
  readonly grid: Float32Array;
  readonly histogram: Float32Array;
  readonly deviation: number;
}

export interface GuardedFrame {
  readonly luma: WorkingLuma;
  /** Whether this frame lies on the other side of a cut from the one before it (in the order given). */
  readonly afterCut: boolean;
}

/**
 * Frames as they come, each told whether a cut lies before it; holds one frame back to tell a cut from a flash.
 * @param before frames that precede the first, in the same order; a keyframe next to it.
 */
export async function* markCuts(lumas: AsyncIterable<WorkingLuma>, before: readonly WorkingLuma[]): AsyncGenerator<GuardedFrame, void, undefined> {
  let seen = before.map(lookAt).filter(isTelling).slice(-LOOK_BACK);
  const judge = (luma: WorkingLuma, appearance: Appearance, next: Appearance | undefined): GuardedFrame => {
    if (!isTelling(appearance)) return { luma, afterCut: false };
    const isUnlikeSeen = (one: Appearance): boolean => seen.length > 0 && seen.every((each) => areUnlike(each, one));
    const afterCut = isUnlikeSeen(appearance) && (next === undefined || !isTelling(next) || isUnlikeSeen(next));
    seen = [...(afterCut ? [] : seen), appearance].slice(-LOOK_BACK);
    return { luma, afterCut };
  };
  let held: { readonly luma: WorkingLuma; readonly appearance: Appearance } | undefined;
  for await (const luma of lumas) {
    const appearance = lookAt(luma);
    if (held !== undefined) yield judge(held.luma, held.appearance, appearance);
    held = { luma, appearance };
  }
  if (held !== undefined) yield judge(held.luma, held.appearance, undefined);
}

function isTelling(appearance: Appearance): boolean {
  return appearance.deviation >= FLAT;
}

function areUnlike(first: Appearance, second: Appearance): boolean {
  return correlation(first.grid, second.grid, { variance: 0, answer: 0 }) < UNLIKE_POSITIONS && differingShare(first.histogram, second.histogram) > UNLIKE_TONES;
}

function lookAt(luma: WorkingLuma): Appearance {
  const grid = resampleChannel(luma.lightness, luma, GRID);
  const histogram = new Float32Array(HISTOGRAM_BINS);
  for (const lightness of luma.lightness) histogram[Math.min(HISTOGRAM_BINS - 1, Math.max(0, Math.floor((lightness * HISTOGRAM_BINS) / 100)))]! += 1 / luma.lightness.length;
  return { grid, histogram, deviation: Math.sqrt(varianceOf(grid)) };
}

/** Half the L1 distance of two histograms that sum to 1, the second shifted by up to two bins: flicker is not another picture. */
function differingShare(first: Float32Array, second: Float32Array): number {
  let least = 1;
  for (let shift = -2; shift <= 2; shift++) {
    const share = first.reduce((sum, value, bin) => sum + Math.abs(value - (second[bin + shift] ?? 0)), 0) / 2;
    least = Math.min(least, share);
  }
  return least;
}
