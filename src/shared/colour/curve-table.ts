import { type ColourModel } from './coding.ts';
import { sharedFloats } from './shared-floats.ts';

/**
 * A transfer curve as tables over the fourth root of linear light, in which also curves with infinite slope at black are smooth. Plain
 * arrays, so that another thread can use them.
 */
export interface CurveTable {
  readonly signal: Float32Array;
  /** d(signal)/d(linear). */
  readonly slope: Float32Array;
}

/** Fourth roots −{@link REACH} … {@link REACH}: beyond PQ's 10,000 cd/m². */
const REACH = 3.2;
const PER_UNIT = 4096;
const LAST = Math.round(2 * REACH * PER_UNIT);

export function createCurveTable({ curve }: Pick<ColourModel, 'curve'>): CurveTable {
  const signal = sharedFloats(LAST + 2);
  const slope = sharedFloats(LAST + 2);
  for (let node = 0; node < signal.length; node++) {
    const root = node / PER_UNIT - REACH;
    const linear = Math.sign(root) * root ** 4;
    signal[node] = curve.toSignal(linear);
    slope[node] = curve.slope(linear);
  }
  return { signal, slope };
}

export function signalAt({ signal }: CurveTable, linear: number): number {
  const at = placeOf(linear);
  const node = at | 0;
  return signal[node]! + (signal[node + 1]! - signal[node]!) * (at - node);
}

export function slopeAt({ slope }: CurveTable, linear: number): number {
  const at = placeOf(linear);
  const node = at | 0;
  return slope[node]! + (slope[node + 1]! - slope[node]!) * (at - node);
}

function placeOf(linear: number): number {
  const root = Math.sqrt(Math.sqrt(Math.abs(linear)));
  const at = ((linear < 0 ? -root : root) + REACH) * PER_UNIT;
  return at < 0 ? 0 : at > LAST ? LAST : at;
}
