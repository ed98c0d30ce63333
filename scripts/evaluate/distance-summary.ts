import type { ColourErrors } from './colour-errors.ts';

/** Distances from the keyframe, in frames, at which results are reported. */
export const TOLD_DISTANCES = [1, 5, 10, 24] as const;
const NEAR_FRAMES = 24;

export interface DistanceSummary {
  /** dB at that many frames from the key; `undefined` where the clip is shorter. */
  readonly at: Readonly<Record<(typeof TOLD_DISTANCES)[number], number | undefined>>;
  /** Mean over distances 1…24. */
  readonly near: number;
  /** Mean over all frames but the key. */
  readonly whole: number;
  readonly chromaPsnr: number;
  readonly deltaE: number;
  /** Mean of the worst tenth of the frames. */
  readonly worstTenth: number;
  readonly frames: number;
}

/** @param errors one per frame after the key: the first is at distance 1. Means are of decibels, frame by frame. */
export function summariseByDistance(errors: readonly ColourErrors[]): DistanceSummary {
  if (errors.length === 0) throw new RangeError('There is nothing to summarise: no frame beside the key.');
  const decibels = errors.map(({ rgbPsnr }) => rgbPsnr);
  return {
    at: { 1: decibels[0], 5: decibels[4], 10: decibels[9], 24: decibels[23] },
    near: mean(decibels.slice(0, NEAR_FRAMES)),
    whole: mean(decibels),
    chromaPsnr: mean(errors.map(({ chromaPsnr }) => chromaPsnr)),
    deltaE: mean(errors.map(({ deltaE }) => deltaE)),
    worstTenth: mean([...decibels].sort((a, b) => a - b).slice(0, Math.max(1, Math.floor(decibels.length / 10)))),
    frames: errors.length,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
