import { AB_RANGE, abPlaneFromFloat } from '../../shared/model/ab-plane.ts';
import type { HintPlanes } from '../../shared/model/hint-planes.ts';
import type { Size } from '../../shared/model/working-size.ts';
import type { DirectedColour } from './scratch-colours.ts';
import type { PropagatedFrame } from './span-request.ts';

/** Colour of a frame as floats, at ¼ of the working size; of a memory with the padding that the network asks for. */
export interface FrameColour {
  /** ab ÷ 110, planar. */
  readonly ab: Float32Array;
  /** 0…1. */
  readonly confidence: Float32Array;
}

/** A frame's own hints come out at their place, as on a keyframe. */
export function withHintsObeyed({ ab, confidence }: FrameColour, { ab: stated, hintWeight }: HintPlanes): FrameColour {
  return {
    ab: ab.map((value, index) => {
      const pull = hintWeight[index % hintWeight.length]!;
      return pull > 0 ? value + pull * (stated[index]! - value) : value;
    }),
    confidence: confidence.map((value, index) => Math.max(value, hintWeight[index]!)),
  };
}

/** `values` changed as `before` is to become `after`; ab ÷ 110 or confidence, which stay within −1…1 and are bounded when stored. */
export function changed(values: Float32Array, before: Float32Array, after: Float32Array): Float32Array {
  return values.map((value, index) => Math.min(1, Math.max(-1, value + after[index]! - before[index]!)));
}

/** As it is kept; out of range values at the range's end. */
export function asStored({ ab, confidence }: FrameColour, size: Size): Pick<DirectedColour, 'plane' | 'confidence'> {
  return {
    plane: abPlaneFromFloat(ab, size.width, size.height, { scale: AB_RANGE }),
    confidence: Uint8Array.from(confidence, (value) => Math.round(Math.min(1, Math.max(0, value)) * 255)),
  };
}

export function finished(frame: number, { plane, confidence }: DirectedColour): PropagatedFrame {
  return { frame, plane, confidence, meanConfidence: confidence.reduce((sum, value) => sum + value, 0) / (255 * confidence.length) };
}
