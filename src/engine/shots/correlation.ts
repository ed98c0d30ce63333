import { correlation as pearson, varianceOf } from '../../shared/colour/correlation.ts';

/** Variance below which a frame counts as flat: it has no structure that could be like another's. */
const FLAT_VARIANCE = 4;

/** Correlation −1…1 of two frames, independent of brightness and contrast; 0 when one of them is flat. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return pearson(a, b, { variance: FLAT_VARIANCE, answer: 0 });
}

/** Whether a frame shows one even tone: black or white leader, the middle of a fade. */
export function isFlat(frame: ArrayLike<number>): boolean {
  return varianceOf(frame) < FLAT_VARIANCE;
}
