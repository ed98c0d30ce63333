/** Luma difference, in L of 100, at which trust falls by exp(−½). Equal to `STEP_SIGMA` of training/tintype_training/carried.py. */
const LUMA_SIGMA = 12;

/** Likeness of two lumas, 0…1. @param missed their difference, in L of 100 */
export function likeness(missed: number): number {
  const sigmas = missed / LUMA_SIGMA;
  return Math.exp(-0.5 * sigmas * sigmas);
}
