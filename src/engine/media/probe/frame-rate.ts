import type { Rate } from '../../../shared/model/frame.ts';
import { reduceRate } from '../../../shared/model/known-rate.ts';

/** Rates films are made at; tried when the container's own claim does not fit its timestamps. */
const USUAL_RATES: readonly Rate[] = [
  { num: 24_000, den: 1001 }, { num: 24, den: 1 }, { num: 25, den: 1 }, { num: 30_000, den: 1001 }, { num: 30, den: 1 }, { num: 50, den: 1 },
  { num: 60_000, den: 1001 }, { num: 60, den: 1 }, { num: 16, den: 1 }, { num: 18, den: 1 }, { num: 12, den: 1 }, { num: 15, den: 1 }, { num: 20, den: 1 }, { num: 48, den: 1 },
  { num: 48_000, den: 1001 }, { num: 100, den: 1 }, { num: 120_000, den: 1001 }, { num: 120, den: 1 }, { num: 12_000, den: 1001 }, { num: 15_000, den: 1001 }, { num: 25, den: 2 }, { num: 50, den: 3 },
];

/** A container rounds each timestamp to its unit, the first one too. */
const ROUNDING = 1.01;
/** Minimum duration of a frame, in units, for rounded timestamps to distinguish rates. */
const LEAST_ROUNDED_PERIOD = 3;
/** A claim this near to a usual rate stands for it: ffmpeg estimates 19001/317 where 60000/1001 is meant. 24 and 24000/1001 are 0.001 apart. */
const SAME_RATE = 2e-4;
/** Share of the steps between frames that may be gaps before the rate counts as varying; in short films so many steps. */
const GREATEST_GAP_SHARE = 0.1;
const FEW_GAPS = 3;
/** Even steps for each gap that even a short film must have. */
const LEAST_STEPS_PER_GAP = 4;
/** Frames from which on one and the same step of a rounded clock is no chance. */
const LEAST_EVEN_STEPS = 9;
/** How far the container's mean, which may count the last frame's time, may lie from that of its timestamps. */
const SAME_MEAN = 0.02;

/** Units of the time base that a frame lasts. */
function periodOf(timeBase: Rate, rate: Rate): number {
  return (rate.den * timeBase.den) / (rate.num * timeBase.num);
}

/** How far a timestamp may lie from a rate's grid: not at all where a frame is a whole number of units; `undefined` where the unit is too coarse to say. */
function toleranceOf(period: number): number | undefined {
  if (period >= 1 && Math.abs(period - Math.round(period)) < 1e-9) return 1e-6;
  return period >= LEAST_ROUNDED_PERIOD ? ROUNDING : undefined;
}

/**
 * Whether every timestamp lies on the grid of a rate, one frame a step: exactly where a frame lasts a whole number of units, else up to the
 * container's rounding to its own unit.
 * @param pts rising, in units of `timeBase` seconds.
 */
export function fitsRate(pts: Float64Array, timeBase: Rate, rate: Rate): boolean {
  const period = periodOf(timeBase, rate);
  const tolerance = toleranceOf(period);
  const start = pts[0] ?? 0;
  return tolerance !== undefined && pts.every((value, index) => Math.abs(value - start - index * period) <= tolerance);
}

/** Frames that are missing between two frames of a constant rate. */
interface FrameGap {
  /** Index of the frame before the gap, which stays on the screen. */
  readonly after: number;
  readonly missing: number;
}

export interface FoundRate {
  readonly rate: Rate;
  readonly timing: 'constant' | 'variable';
  /** Of a constant rate with frames left out, which counts as variable timing: each frame keeps its own time. */
  readonly gaps: readonly FrameGap[];
}

/**
 * The rate of a film by its timestamps: the claim (then the usual rate) on whose grid all of them lie; else the step that all of them have;
 * else the rate on whose grid they lie with gaps; else variable with the mean.
 * @param claims the container's, most trusted first, its mean last.
 */
export function findRate(pts: Float64Array | undefined, timeBase: Rate, claims: readonly Rate[]): FoundRate {
  const plausible = claims.filter((claim) => claim.num / claim.den <= 1000);
  if (pts === undefined || pts.length < 2) return constant(plausible[0] ?? { num: 25, den: 1 });
  const candidates = [...plausible, ...USUAL_RATES];
  const isExact = (rate: Rate): boolean => toleranceOf(periodOf(timeBase, rate)) !== ROUNDING;
  const fitting = candidates.filter((rate) => fitsRate(pts, timeBase, rate));
  const step = evenStep(pts);
  const stepRate = step === undefined ? undefined : { num: timeBase.den, den: timeBase.num * step };
  const best = fitting.find(isExact) ?? fitting.find((rate) => plausible.includes(rate)) ?? (pts.length >= LEAST_EVEN_STEPS ? stepRate : undefined) ?? fitting[0] ?? stepRate;
  if (best !== undefined) return constant(isExact(best) ? best : (fitting.find((rate) => isUsual(rate) && isNear(rate, best, SAME_RATE)) ?? best));
  const mean = reduceRate({ num: (pts.length - 1) * timeBase.den, den: Math.round((pts.at(-1)! - pts[0]!) * timeBase.num) });
  for (const rate of candidates) {
    const gaps = gapsOf(pts, timeBase, rate);
    if (gaps !== undefined) return { rate: reduceRate(rate), timing: 'variable', gaps };
  }
  if (fitsRate(pts, timeBase, mean)) return constant(mean);
  const claimedMean = plausible.at(-1);
  return { rate: claimedMean !== undefined && isNear(claimedMean, mean, SAME_MEAN) ? reduceRate(claimedMean) : mean, timing: 'variable', gaps: [] };
}

function constant(rate: Rate): FoundRate {
  return { rate: reduceRate(rate), timing: 'constant', gaps: [] };
}

function isUsual(rate: Rate): boolean {
  return USUAL_RATES.some(({ num, den }) => num * rate.den === den * rate.num);
}

function isNear(a: Rate, b: Rate, share: number): boolean {
  return Math.abs((a.num * b.den) / (a.den * b.num) - 1) <= share;
}

/** Units between any two frames where they are always the same. */
function evenStep(pts: Float64Array): number | undefined {
  const step = pts[1]! - pts[0]!;
  return Number.isInteger(step) && pts.every((value, index) => value === pts[0]! + index * step) ? step : undefined;
}

/** The gaps of a film at a rate on whose grid all its timestamps lie; `undefined` where they do not, or where too much is missing. */
function gapsOf(pts: Float64Array, timeBase: Rate, rate: Rate): readonly FrameGap[] | undefined {
  const period = periodOf(timeBase, rate);
  const tolerance = toleranceOf(period);
  if (tolerance === undefined) return undefined;
  const gaps: FrameGap[] = [];
  let before = 0;
  for (let index = 1; index < pts.length; index++) {
    const offset = pts[index]! - pts[0]!;
    const place = Math.round(offset / period);
    if (Math.abs(offset - place * period) > tolerance || place <= before) return undefined;
    if (place > before + 1) gaps.push({ after: index - 1, missing: place - before - 1 });
    before = place;
  }
  const steps = pts.length - 1;
  return gaps.length <= Math.max(FEW_GAPS, GREATEST_GAP_SHARE * steps) && steps >= LEAST_STEPS_PER_GAP * gaps.length ? gaps : undefined;
}
