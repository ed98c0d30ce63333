import { correlation } from './correlation.ts';
import { fitMix, mixEndsError, mixEnergyError, structureEnergy, tinyFrame, type MixFit } from './mix-fit.ts';
import { frameChange } from './frame-change.ts';
import type { SmallFrame } from './small-frame.ts';

/** Frames in which two shots are mixed, both ends included, and the first frame in which the new one prevails. */
export interface Dissolve {
  readonly first: number;
  readonly last: number;
  readonly boundary: number;
}

/** Distances between the last pure frame of one shot and the first of the next that are tried. */
const SPANS = [6, 8, 10, 12, 14, 17, 20, 24, 28, 33, 38, 44, 50, 56, 62] as const;
export const LONGEST_SPAN = 62;

/** How far the ends are looked for around the best fit. */
const REFINE_REACH = 8;

/**
 * Two scenes, measured on cross-fades made of the ends of 113 clips: small frames differ by 33 or more of 255 and correlate by at
 * most 0.56; no displacement explains 43 or more, against 12…27 where a turning camera or head looked like a mix.
 */
const LEAST_DIFFERENCE = 12;
const GREATEST_CORRELATION = 0.55;
const LEAST_MOVED_CHANGE = 30;
const LEAST_MOVED_CHANGE_OF_CLEAN = 16;
const CLEAN_RESIDUAL = 0.12;

/** Weights of a mix rise evenly. */
const GREATEST_DEVIATION = 0.22;

/**
 * The energy of the structure follows (1 − w)² · A + w² · B in a mix, whatever moves in it: error at most 0.06 in nine of ten mixes.
 * Without a mix the least found was 0.11. A mix of static scenes is accepted with a larger error.
 */
const GREATEST_ENERGY_ERROR = 0.08;
const GREATEST_ENERGY_ERROR_AT_REST = 0.16;
const GREATEST_RESIDUAL = 0.45;

/** Unexplained share allowed for a mix of scenes at rest: more over long spans, because scenes do move. */
function residualAtRest(span: number): number {
  return span <= 10 ? 0.16 : span <= 17 ? 0.2 : 0.26;
}

interface Candidate extends MixFit {
  readonly energyError: number;
}

/** Dissolves and fades among small frames, rising, none touching a cut. */
export function findDissolves(frames: readonly SmallFrame[], cuts: readonly number[]): readonly Dissolve[] {
  const energies = frames.map(structureEnergy);
  const tiny = frames.map(tinyFrame);
  const candidates: Candidate[] = [];
  for (const span of SPANS) {
    for (let start = 0; start + span < tiny.length; start++) {
      const end = start + span;
      const energyError = mixEnergyError(energies, start, end);
      if (energyError > GREATEST_ENERGY_ERROR_AT_REST || cuts.some((cut) => cut > start && cut <= end)) continue;
      if (meanDifference(tiny[start]!, tiny[end]!) < LEAST_DIFFERENCE || correlation(tiny[start]!, tiny[end]!) > GREATEST_CORRELATION) continue;
      const fit = fitMix(tiny, start, end);
      if (fit.deviation <= GREATEST_DEVIATION && fit.residual <= (energyError <= GREATEST_ENERGY_ERROR ? GREATEST_RESIDUAL : residualAtRest(span))) candidates.push({ ...fit, energyError });
    }
  }
  const fits = strongest(candidates, frames);
  return fits.map((fit, index) => measured(energies, fit, { first: fits[index - 1]?.end ?? 0, last: fits[index + 1]?.start ?? energies.length - 1 }, cuts));
}

function meanDifference(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += Math.abs(a[index]! - b[index]!);
  return sum / a.length;
}

/** Of overlapping fits between different scenes the best stays. */
function strongest(candidates: readonly Candidate[], frames: readonly SmallFrame[]): readonly Candidate[] {
  const score = (fit: Candidate): number => fit.energyError + (fit.residual + fit.deviation) / 4;
  const kept: Candidate[] = [];
  for (const fit of candidates.toSorted((a, b) => score(a) - score(b))) {
    if (kept.every((other) => fit.end <= other.start || fit.start >= other.end) && joinsScenes(fit, frames)) kept.push(fit);
  }
  return kept.toSorted((a, b) => a.start - b.start);
}

function joinsScenes(fit: Candidate, frames: readonly SmallFrame[]): boolean {
  const { moved } = frameChange(frames[fit.start]!, frames[fit.end]!);
  return moved >= LEAST_MOVED_CHANGE || (moved >= LEAST_MOVED_CHANGE_OF_CLEAN && fit.residual <= CLEAN_RESIDUAL);
}

/** The ends between which the energy fits a mix best and outside of which it is constant; within the cuts and the other dissolves around it. */
function measured(energies: readonly number[], fit: Candidate, free: { readonly first: number; readonly last: number }, cuts: readonly number[]): Dissolve {
  const between = { first: Math.max(free.first, cuts.findLast((cut) => cut <= fit.start) ?? 0), last: Math.min(free.last, (cuts.find((cut) => cut > fit.end) ?? energies.length) - 1) };
  const earliest = Math.max(between.first, fit.start - REFINE_REACH);
  const latest = Math.min(between.last, fit.end + REFINE_REACH);
  let [start, end, least] = [fit.start, fit.end, mixEndsError(energies, fit.start, fit.end, between)];
  for (let from = earliest; from <= fit.start + REFINE_REACH; from++) {
    for (let to = Math.max(from + SPANS[0], fit.end - REFINE_REACH); to <= latest; to++) {
      const error = mixEndsError(energies, from, to, between);
      if (error < least) [start, end, least] = [from, to, error];
    }
  }
  return { first: start + 1, last: end - 1, boundary: Math.ceil((start + end) / 2) };
}
