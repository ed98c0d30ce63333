import type { Rate } from '../../../shared/model/frame.ts';

/** Rates films are made at; tried when the container's own claim does not fit its timestamps. */
const USUAL_RATES: readonly Rate[] = [
  { num: 24_000, den: 1001 }, { num: 24, den: 1 }, { num: 25, den: 1 }, { num: 30_000, den: 1001 }, { num: 30, den: 1 }, { num: 50, den: 1 },
  { num: 60_000, den: 1001 }, { num: 60, den: 1 }, { num: 16, den: 1 }, { num: 18, den: 1 }, { num: 12, den: 1 }, { num: 15, den: 1 }, { num: 20, den: 1 }, { num: 48, den: 1 },
];

/** Greatest common divisor of two positive whole numbers. */
function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

export function reduceRate(rate: Rate): Rate {
  const common = divisor(rate.num, rate.den);
  return { num: rate.num / common, den: rate.den / common };
}

/**
 * Whether every timestamp lies on the grid of a rate, up to the container's rounding to its own unit.
 * @param pts rising, in units of `timeBase` seconds.
 */
export function fitsRate(pts: Float64Array, timeBase: Rate, rate: Rate): boolean {
  const period = (rate.den * timeBase.den) / (rate.num * timeBase.num);
  const start = pts[0] ?? 0;
  // The first timestamp is rounded as well as each other one, hence one unit and a little.
  return pts.every((value, index) => Math.abs(value - start - index * period) <= 1.01) && period > 1;
}

export interface FoundRate {
  readonly rate: Rate;
  readonly timing: 'constant' | 'variable';
}

/**
 * The rate of a film by its timestamps: the claim that fits all of them, else a usual rate that does, else variable with the mean.
 */
export function findRate(pts: Float64Array | undefined, timeBase: Rate, claims: readonly Rate[]): FoundRate {
  const plausible = claims.filter((claim) => claim.num / claim.den <= 1000);
  const fallback = reduceRate(plausible[0] ?? { num: 25, den: 1 });
  if (pts === undefined || pts.length < 2) return { rate: fallback, timing: 'constant' };
  for (const rate of [...plausible, ...USUAL_RATES]) if (fitsRate(pts, timeBase, rate)) return { rate: reduceRate(rate), timing: 'constant' };
  const exact = reduceRate({ num: (pts.length - 1) * timeBase.den, den: Math.round((pts.at(-1)! - pts[0]!) * timeBase.num) });
  if (fitsRate(pts, timeBase, exact)) return { rate: exact, timing: 'constant' };
  const mean = plausible.at(-1);
  return { rate: mean === undefined ? exact : reduceRate(mean), timing: 'variable' };
}
