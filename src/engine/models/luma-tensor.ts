import { AppError } from '../../shared/errors/app-error.ts';
import { paddedSize, type Size } from '../../shared/model/working-size.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import type { Tensor } from './graph-run.ts';
import { padByReflection } from './padding.ts';

/** Below this there is nothing that a network could recognise, and its coarsest plane would be a single sample. */
const SMALLEST_SIDE = 16;

/** @throws AppError `image.tooSmall` */
export function assertLargeEnough(size: Size): void {
  if (Math.min(size.width, size.height) < SMALLEST_SIDE) throw new AppError('image.tooSmall', `A picture of ${size.width}×${size.height} pixels is too small to colour; ${SMALLEST_SIDE} on each side are needed.`);
}

/**
 * L 0…100 → the network's `luma` [1, 1, H, W], L/50 − 1, padded by reflection to the multiple.
 * @throws AppError `image.tooSmall`, `input.malformed` (a lightness that is no number)
 */
export function lumaTensor(luma: WorkingLuma, sizeMultiple: number): Tensor {
  assertLargeEnough(luma);
  if (luma.lightness.length !== luma.width * luma.height) throw new RangeError(`A luma of ${luma.width}×${luma.height} has ${luma.lightness.length} samples.`);
  const values = new Float32Array(luma.lightness.length);
  for (let index = 0; index < values.length; index++) {
    const lightness = luma.lightness[index]!;
    if (!Number.isFinite(lightness)) throw new AppError('input.malformed', `The luma of frame ${luma.frame} contains a value that is not a number.`);
    values[index] = Math.min(100, Math.max(0, lightness)) / 50 - 1;
  }
  const padded = paddedSize(luma, sizeMultiple);
  return { dims: [1, 1, padded.height, padded.width], data: padByReflection(values, luma, padded) };
}
