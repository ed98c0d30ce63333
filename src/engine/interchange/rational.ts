import type { Rate } from '../../shared/model/frame.ts';

/** An exact number: lowest terms, `den` positive. Times are seconds. Big integers, so that no file can make one inexact. */
export interface Rational {
  readonly num: bigint;
  readonly den: bigint;
}

/** @throws RangeError for a denominator of zero */
export function rational(num: bigint | number, den: bigint | number = 1n): Rational {
  let [top, bottom] = [BigInt(num), BigInt(den)];
  if (bottom === 0n) throw new RangeError('a rational number has no zero below');
  if (bottom < 0n) [top, bottom] = [-top, -bottom];
  const divisor = greatestDivisor(top < 0n ? -top : top, bottom);
  return { num: top / divisor, den: bottom / divisor };
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  let [left, right] = [a, b];
  while (right !== 0n) [left, right] = [right, left % right];
  return left === 0n ? 1n : left;
}

export const ZERO: Rational = { num: 0n, den: 1n };

export function add(a: Rational, b: Rational): Rational {
  return a.den === b.den ? rational(a.num + b.num, a.den) : rational(a.num * b.den + b.num * a.den, a.den * b.den);
}

export function subtract(a: Rational, b: Rational): Rational {
  return add(a, { num: -b.num, den: b.den });
}

export function multiply(a: Rational, b: Rational): Rational {
  return rational(a.num * b.num, a.den * b.den);
}

/** @throws RangeError when `b` is zero */
export function divide(a: Rational, b: Rational): Rational {
  return rational(a.num * b.den, a.den * b.num);
}

/** Negative, zero or positive, as sorting wants it. */
export function compare(a: Rational, b: Rational): number {
  const difference = a.num * b.den - b.num * a.den;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function earlier(a: Rational, b: Rational): Rational {
  return compare(a, b) <= 0 ? a : b;
}

export function later(a: Rational, b: Rational): Rational {
  return compare(a, b) >= 0 ? a : b;
}

/** Seconds of a count of frames. */
export function secondsOf(frames: bigint | number, rate: Rate): Rational {
  return rational(BigInt(frames) * BigInt(rate.den), rate.num);
}

/** A time as frames of a rate: the nearest whole number (halves go up), and whether it lies on one exactly. */
export function framesOf(time: Rational, rate: Rate): { readonly frames: number; readonly isExact: boolean } {
  const top = time.num * BigInt(rate.num);
  const bottom = time.den * BigInt(rate.den);
  const doubled = 2n * top + bottom;
  const floor = doubled >= 0n ? doubled / (2n * bottom) : -((-doubled + 2n * bottom - 1n) / (2n * bottom));
  return { frames: Number(floor), isExact: top % bottom === 0n };
}

/** The nearest number of type `number`. */
export function toNumber(value: Rational): number {
  return Number(value.num) / Number(value.den);
}
