import type { Rate } from './frame.ts';

/** Frames counted in a second of timecode at rates that are a thousandth slower (24 for 24000/1001). */
const NTSC_COUNTS = [24, 30, 48, 60, 120];
const MOST = 1000;

/**
 * The exact rate behind a decimal one: 23.976, 23.98 and 23.976023976 are 24000/1001. Whole numbers are kept; others are rounded to a
 * thousandth. `undefined` for what is no rate.
 */
export function rateOfNumber(value: number): Rate | undefined {
  if (!Number.isFinite(value) || value <= 0 || value > MOST) return undefined;
  if (Number.isInteger(value)) return { num: value, den: 1 };
  const count = NTSC_COUNTS.find((each) => Math.abs(value - (each * 1000) / 1001) < 0.006);
  if (count !== undefined) return { num: count * 1000, den: 1001 };
  const thousandths = Math.round(value * 1000);
  return thousandths === 0 ? undefined : thousandths % 1000 === 0 ? { num: thousandths / 1000, den: 1 } : { num: thousandths, den: 1000 };
}

/** A rate by what its timecode counts and whether it is a thousandth slower (`ntsc` of FCP 7 XML). */
export function rateOfCount(count: number, isNtsc: boolean): Rate {
  return isNtsc ? { num: count * 1000, den: 1001 } : { num: count, den: 1 };
}

export function isNtsc(rate: Rate): boolean {
  return rate.den % 1001 === 0;
}

/** Frames counted in a second of timecode. */
export function countOf(rate: Rate): number {
  return Math.max(1, Math.round(rate.num / rate.den));
}

/** `25`, `23.976`. */
export function rateText(rate: Rate): string {
  return String(Number((rate.num / rate.den).toFixed(3)));
}

/** `25`, `23.976`; `50/3` where a decimal number is not exact. As it is chosen and typed. */
export function rateName(rate: Rate): string {
  const back = rateOfNumber(Number(rateText(rate)));
  return back !== undefined && back.num * rate.den === rate.num * back.den ? rateText(rate) : `${rate.num}/${rate.den}`;
}

/** In lowest terms. */
export function reduceRate(rate: Rate): Rate {
  const common = divisor(rate.num, rate.den);
  return { num: rate.num / common, den: rate.den / common };
}

/** Greatest common divisor of two positive whole numbers. */
function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
