/**
 * How the mean of the 313 bins is taken: inverse temperature, and tilt towards rare colours (Zhang et al. 2016, §2.2-2.3). At 0 the plain mean,
 * which is nearest to the truth on average and pale; at ½ rare colours count more; from there the likely ones win over the mean of all.
 * @param vividness 0…1
 */
export function annealing(vividness: number): Float32Array {
  return Float32Array.of(1 + 3 * Math.max(0, vividness - 0.5), vividness);
}
