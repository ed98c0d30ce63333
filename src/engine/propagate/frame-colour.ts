import { AB_RANGE, type AbPlane, abPlaneFromFloat, abPlaneToFloat } from '../../shared/model/ab-plane.ts';
import type { HintPlanes } from '../../shared/model/hint-planes.ts';
import type { Size } from '../../shared/model/working-size.ts';

/** Colour of a frame as floats, at ¼ of the working size; in the network's memory with its padding. */
export interface FrameColour {
  /** ab ÷ 110, planar. */
  readonly ab: Float32Array;
  /** 0…1. */
  readonly confidence: Float32Array;
}

/** Stored colour of a frame: ab as Int16 in 1/256 ab, confidence as a byte (0…255 for 0…1), at ¼ of the working size, without padding. */
export interface StoredColour {
  readonly plane: AbPlane;
  /** At the plane's size. */
  readonly confidence: Uint8Array;
}

/** Sets a frame's own hints at their positions, as on a keyframe. */
export function withHintsObeyed({ ab, confidence }: FrameColour, { ab: stated, hintWeight }: HintPlanes): FrameColour {
  return {
    ab: ab.map((value, index) => {
      const pull = hintWeight[index % hintWeight.length]!;
      return pull > 0 ? value + pull * (stated[index]! - value) : value;
    }),
    confidence: confidence.map((value, index) => Math.max(value, hintWeight[index]!)),
  };
}

/** Adds the change from `before` to `after` to `values`: ab ÷ 110 or confidence, clamped to −1…1 when stored. */
export function changed(values: Float32Array, before: Float32Array, after: Float32Array): Float32Array {
  return values.map((value, index) => Math.min(1, Math.max(-1, value + after[index]! - before[index]!)));
}

/** Rounded for storage; values out of range are clamped. */
export function asStored({ ab, confidence }: FrameColour, size: Size): StoredColour {
  // Loops, here and below: `from` with a function takes many times as long.
  const bytes = new Uint8Array(confidence.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = Math.round(Math.min(1, Math.max(0, confidence[index]!)) * 255);
  return { plane: abPlaneFromFloat(ab, size.width, size.height, { scale: AB_RANGE }), confidence: bytes };
}

/** Inverse of {@link asStored}. */
export function asFloats({ plane, confidence }: StoredColour): FrameColour {
  const shares = new Float32Array(confidence.length);
  for (let index = 0; index < shares.length; index++) shares[index] = confidence[index]! / 255;
  return { ab: abPlaneToFloat(plane, { scale: AB_RANGE }), confidence: shares };
}
