import type { AnnealingId } from '../models/index.ts';

/**
 * How the mean of the 313 bins is taken at a vividness of 0…1: inverse temperature, and tilt towards rare colours (Zhang et al. 2016, §2.2-2.3). At 0
 * it is nearest to the truth on average and pale; from there rare colours count more.
 *
 * `rising` begins at the plain mean and lets the most probable colours win from ½ on. `peaked` lets them win everywhere: over frames of films it is nearer to
 * the truth and more colourful at once (docs/results-history.md).
 */
const ANNEALINGS = {
  rising: (vividness) => [1 + 3 * Math.max(0, vividness - 0.5), vividness],
  peaked: (vividness) => [1.25 + 1.5 * vividness, 0.05 + 0.9 * vividness],
} as const satisfies Record<AnnealingId, (vividness: number) => readonly [inverseTemperature: number, tilt: number]>;

/** @param vividness 0…1 */
export function annealing(id: AnnealingId, vividness: number): Float32Array {
  return Float32Array.of(...ANNEALINGS[id](vividness));
}
