import type { StoredColour } from './frame-colour.ts';
import type { PropagatedFrame } from './span-request.ts';

/** A frame's colour with the mean of its confidence, 0…1. */
export function finished(frame: number, { plane, confidence }: StoredColour): PropagatedFrame {
  return { frame, plane, confidence, meanConfidence: confidence.reduce((sum, value) => sum + value, 0) / (255 * confidence.length) };
}
