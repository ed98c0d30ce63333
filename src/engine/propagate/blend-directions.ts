import type { StoredColour } from './frame-colour.ts';

/** Keeps the sum of weights above 0 where both directions have no confidence. */
const LEAST_CONFIDENCE = 0.02;

/**
 * Blends the colour of two directions, per sample: each is weighted by the square of its confidence and by the nearness of its keyframe.
 * @param toRight position of the frame between the left keyframe (0) and the right one (1).
 */
export function blendDirections(forward: StoredColour, backward: StoredColour, toRight: number): StoredColour {
  const { width, height } = forward.plane;
  const count = width * height;
  const samples = new Int16Array(2 * count);
  const confidence = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    const confidenceForward = forward.confidence[index]! / 255 + LEAST_CONFIDENCE;
    const confidenceBackward = backward.confidence[index]! / 255 + LEAST_CONFIDENCE;
    const weightForward = confidenceForward * confidenceForward * (1 - toRight);
    const weightBackward = confidenceBackward * confidenceBackward * toRight;
    const share = weightBackward / (weightForward + weightBackward);
    for (const at of [index, count + index]) samples[at] = Math.round(forward.plane.samples[at]! + share * (backward.plane.samples[at]! - forward.plane.samples[at]!));
    confidence[index] = Math.round(forward.confidence[index]! + share * (backward.confidence[index]! - forward.confidence[index]!));
  }
  return { plane: { width, height, samples }, confidence };
}
