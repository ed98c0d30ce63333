import { correlation, isFlat } from './correlation.ts';
import { frameChange } from './frame-change.ts';
import { SMALL_HEIGHT, SMALL_WIDTH, type SmallFrame } from './small-frames.ts';

/** Frames in which two shots are mixed, both ends included, and the first frame in which the new one prevails. */
export interface Dissolve {
  readonly first: number;
  readonly last: number;
  readonly border: number;
}

/** Distances between the last pure frame of one shot and the first of the next that are tried. */
const SPANS = [6, 8, 10, 12, 14, 17, 20, 24, 28, 33, 38, 44, 50, 56, 62] as const;
export const LONGEST_SPAN = 62;

/**
 * Measured like the cuts, with cross-fades made of the clips' ends: two scenes differ by 33 or more and correlate by at most 0.56;
 * a mix leaves at most the given share unexplained in nine of ten, and motion that looks as much like one is rare.
 */
const LEAST_DIFFERENCE = 12;
const GREATEST_CORRELATION = 0.55;
const GREATEST_DEVIATION = 0.22;

/**
 * What no displacement explains between the two ends (0…255): 43 and more between two scenes, 12…27 where a turning camera or a
 * turning head looked like a mix. A clean mix is believed with less.
 */
const LEAST_MOVED_CHANGE = 30;
const LEAST_MOVED_CHANGE_OF_CLEAN = 16;
const CLEAN_RESIDUAL = 0.12;

/** How much of the difference may stay unexplained: more over long spans, in which the scenes move, as motion never looks like a mix there. */
function greatestResidual(span: number): number {
  return span <= 10 ? 0.16 : span <= 17 ? 0.2 : 0.26;
}

const WIDTH = 32;
const HEIGHT = 18;

/** The frame at 32 × 18: small motion inside the scenes hardly shows any more. */
export function tinyFrame(frame: SmallFrame): Float32Array {
  const tiny = new Float32Array(WIDTH * HEIGHT);
  const stepX = SMALL_WIDTH / WIDTH;
  const stepY = SMALL_HEIGHT / HEIGHT;
  for (let y = 0; y < HEIGHT; y++) for (let x = 0; x < WIDTH; x++) {
    let sum = 0;
    for (let row = 0; row < stepY; row++) for (let column = 0; column < stepX; column++) sum += frame[(y * stepY + row) * SMALL_WIDTH + x * stepX + column]!;
    tiny[y * WIDTH + x] = sum / (stepX * stepY);
  }
  return tiny;
}

interface MixFit {
  readonly start: number;
  readonly end: number;
  /** Weight of the later frame in each frame between, by least squares. */
  readonly weights: readonly number[];
  /** What the mix leaves unexplained, as a share of the difference of its ends. */
  readonly residual: number;
  /** Greatest distance of a weight from the straight line. */
  readonly deviation: number;
}

/** Explains the frames between two as mixes of these two: F ≈ A + w · (B − A). */
export function fitMix(tiny: readonly Float32Array[], start: number, end: number): MixFit {
  const a = tiny[start]!;
  const b = tiny[end]!;
  let energy = 0;
  let difference = 0;
  for (let index = 0; index < a.length; index++) {
    energy += (b[index]! - a[index]!) ** 2;
    difference += Math.abs(b[index]! - a[index]!);
  }
  const weights: number[] = [];
  let left = 0;
  let deviation = 0;
  for (let frame = start + 1; frame < end; frame++) {
    const mixed = tiny[frame]!;
    let along = 0;
    for (let index = 0; index < a.length; index++) along += (mixed[index]! - a[index]!) * (b[index]! - a[index]!);
    const weight = energy === 0 ? 0 : along / energy;
    for (let index = 0; index < a.length; index++) left += Math.abs(mixed[index]! - a[index]! - weight * (b[index]! - a[index]!));
    weights.push(weight);
    deviation = Math.max(deviation, Math.abs(weight - (frame - start) / (end - start)));
  }
  return { start, end, weights, residual: left / Math.max(1, weights.length) / (difference + a.length), deviation };
}

function meanDifference(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += Math.abs(a[index]! - b[index]!);
  return sum / a.length;
}

/** Dissolves and fades among small frames, rising, none touching a cut. */
export function findDissolves(frames: readonly SmallFrame[], cuts: readonly number[]): readonly Dissolve[] {
  const tiny = frames.map(tinyFrame);
  const fits: MixFit[] = [];
  for (const span of SPANS) {
    for (let start = 0; start + span < tiny.length; start++) {
      const end = start + span;
      if (cuts.some((cut) => cut > start && cut <= end)) continue;
      if (meanDifference(tiny[start]!, tiny[end]!) < LEAST_DIFFERENCE || correlation(tiny[start]!, tiny[end]!) > GREATEST_CORRELATION) continue;
      const fit = fitMix(tiny, start, end);
      if (fit.residual <= greatestResidual(span) && fit.deviation <= GREATEST_DEVIATION) fits.push(fit);
    }
  }
  return strongest(fits, frames).map((fit) => measured(tiny, fit, cuts));
}

/** Of overlapping fits between different scenes the best stays: least unexplained, straightest. */
function strongest(fits: readonly MixFit[], frames: readonly SmallFrame[]): readonly MixFit[] {
  const kept: MixFit[] = [];
  for (const fit of fits.toSorted((a, b) => a.residual + a.deviation - (b.residual + b.deviation))) {
    if (kept.every((other) => fit.end <= other.start || fit.start >= other.end) && joinsScenes(fit, frames)) kept.push(fit);
  }
  return kept.toSorted((a, b) => a.start - b.start);
}

function joinsScenes(fit: MixFit, frames: readonly SmallFrame[]): boolean {
  const { moved } = frameChange(frames[fit.start]!, frames[fit.end]!);
  return moved >= LEAST_MOVED_CHANGE || (moved >= LEAST_MOVED_CHANGE_OF_CLEAN && fit.residual <= CLEAN_RESIDUAL);
}

/** Ends of the mix: where weights leave 0 and reach 1, seen from frames a little outside the fit. */
function measured(tiny: readonly Float32Array[], fit: MixFit, cuts: readonly number[]): Dissolve {
  const margin = Math.ceil((fit.end - fit.start) / 4);
  const before = cuts.findLast((cut) => cut <= fit.start) ?? 0;
  const after = (cuts.find((cut) => cut > fit.end) ?? tiny.length) - 1;
  const start = Math.max(before, fit.start - margin);
  const end = Math.min(after, fit.end + margin);
  const { weights } = fitMix(tiny, start, end);
  const middle = Math.max(0, weights.findIndex((weight) => weight >= 0.5));
  let first = middle;
  while (first > 0 && weights[first - 1]! > 0.04) first--;
  let last = middle;
  while (last < weights.length - 1 && weights[last + 1]! < 0.96) last++;
  return { first: start + 1 + first, last: start + 1 + last, border: start + 1 + middle };
}

/**
 * Fades are mixes with an even tone. A fade-out and the fade-in after it make one passage; a fade at the very beginning or end of
 * the film leads from or to nothing and is none.
 * @returns cuts that remain and passages, each rising.
 */
export function joinFades(frames: readonly SmallFrame[], cuts: readonly number[], dissolves: readonly Dissolve[]): { readonly cuts: readonly number[]; readonly dissolves: readonly Dissolve[] } {
  const flat = frames.map(isFlat);
  const borders = [...cuts.map((cut) => ({ cut, first: cut, last: cut - 1, border: cut })), ...dissolves.map((dissolve) => ({ cut: undefined, ...dissolve }))].toSorted((a, b) => a.border - b.border);
  const flatRun = (from: number, to: number): boolean => {
    for (let index = from; index <= to; index++) if (flat[index] === false) return false;
    return true;
  };
  const joined: { cut: number | undefined; first: number; last: number; border: number }[] = [];
  for (const next of borders) {
    const previous = joined.at(-1);
    const from = previous === undefined ? 0 : previous.last + 1;
    const leadsFromFlat = from <= next.first - 1 && flatRun(from, next.first - 1);
    if (!leadsFromFlat) joined.push(next);
    else if (previous !== undefined) {
      const last = Math.max(next.last, previous.last);
      joined[joined.length - 1] = { cut: undefined, first: previous.first, last, border: Math.round((previous.first + last + 1) / 2) };
    }
  }
  const final = joined.at(-1);
  if (final !== undefined && final.last + 1 <= frames.length - 1 && flatRun(final.last + 1, frames.length - 1)) joined.pop();
  return { cuts: joined.flatMap((each) => (each.cut === undefined ? [] : [each.cut])), dissolves: joined.filter((each) => each.cut === undefined).map(({ first, last, border }) => ({ first, last, border })) };
}
