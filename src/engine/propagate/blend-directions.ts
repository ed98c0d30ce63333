import type { StoredColour } from './frame-colour.ts';

/** Keeps the weights from vanishing together where both directions are lost. */
const LEAST_CONFIDENCE = 0.02;

/**
 * One colour out of two directions, per sample: each counts by the square of its confidence and by how near its keyframe is.
 * @param toRight how far the frame is on its way from the left keyframe (0) to the right one (1).
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
