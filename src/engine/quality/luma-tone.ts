import { LEAST_LUMA_SHIFT, LUMA_SHIFT_OF_ERROR } from '../../shared/colour/compare-luma.ts';
import { BLOCKS } from './measure-frame.ts';

/** How the light of a delivered frame lies off the source's beyond coding noise. Shares of the signal 0…1. */
export interface LumaTone {
  /** Mean over the picture, delivered less source. */
  readonly shift: number;
  /** Mean distance of the means of its blocks. */
  readonly blocks: number;
}

const LEAST_SHIFT = LEAST_LUMA_SHIFT / 219;
/** In the measurement of `LEAST_LUMA_SHIFT` the means of blocks moved by up to 0.7 codes of 219, or 0.26 of the RMS error. */
const LEAST_BLOCKS = 1 / 219;
const BLOCKS_OF_ERROR = 0.4;

/**
 * The change of tone of one frame, where it is more than coding noise.
 * @param delivered,source `BLOCKS` means of the same frame @param rms error of its samples, as a share of the signal
 */
export function lumaTone(delivered: Float32Array, source: Float32Array, rms: number): LumaTone | undefined {
  let [sum, distance] = [0, 0];
  for (let block = 0; block < BLOCKS; block++) {
    const difference = delivered[block]! - source[block]!;
    sum += difference;
    distance += Math.abs(difference);
  }
  const tone = { shift: sum / BLOCKS, blocks: distance / BLOCKS };
  const isShifted = Math.abs(tone.shift) > Math.max(LEAST_SHIFT, LUMA_SHIFT_OF_ERROR * rms);
  return isShifted || tone.blocks > Math.max(LEAST_BLOCKS, BLOCKS_OF_ERROR * rms) ? tone : undefined;
}
