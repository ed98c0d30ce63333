import { resampleChannel, resamplePlane } from '../../shared/colour/resample.ts';
import { AB_RANGE, abPlaneToFloat } from '../../shared/model/ab-plane.ts';
import type { Size } from '../../shared/model/working-size.ts';
import { padByReflection } from '../models/index.ts';
import type { FrameColour } from './frame-colour.ts';
import type { KeyPlane } from './span-request.ts';

/** A keyframe's colour in the form of the network's memory, at ¼ of the padded working size. */
export function paddedKey({ plane, confidence }: KeyPlane, quarter: Size, padded: Size): FrameColour {
  return {
    ab: padByReflection(abPlaneToFloat(resamplePlane(plane, quarter), { scale: AB_RANGE }), quarter, padded),
    confidence: confidence === undefined
      ? new Float32Array(padded.width * padded.height).fill(1)
      : padByReflection(resampleChannel(Float32Array.from(confidence, (value) => value / 255), plane, quarter), quarter, padded),
  };
}
