import { AB_RANGE, type AbPlane, abPlaneFromFloat, abPlaneToFloat } from '../../shared/model/ab-plane.ts';
import type { FlowWarpedFrame } from './flow-warp.ts';

/** A warped frame at a third of its bytes: ab as stored planes have it, evidence and luma as bytes. 234 KiB at 854×480. */
export interface PackedWarp {
  /** Of one row: the cells in their order. */
  readonly plane: AbPlane;
  /** 0…255 for 0…1. */
  readonly evidence: Uint8Array;
  /** 0…255 for −1…1. */
  readonly luma: Uint8Array;
}

export function packWarp({ ab, evidence, luma }: FlowWarpedFrame): PackedWarp {
  return {
    plane: abPlaneFromFloat(ab, luma.length, 1, { scale: AB_RANGE }),
    evidence: bytes(evidence, (value) => value * 255),
    luma: bytes(luma, (value) => (value + 1) * 127.5),
  };
}

/** Inverse of {@link packWarp}, to its precision. */
export function unpackWarp({ plane, evidence, luma }: PackedWarp): FlowWarpedFrame {
  return {
    ab: abPlaneToFloat(plane, { scale: AB_RANGE }),
    evidence: Float32Array.from(evidence, (value) => value / 255),
    luma: Float32Array.from(luma, (value) => value / 127.5 - 1),
  };
}

/** Rounded; values out of range are clamped. */
function bytes(values: Float32Array, code: (value: number) => number): Uint8Array {
  const packed = new Uint8ClampedArray(values.length);
  for (let index = 0; index < packed.length; index++) packed[index] = code(values[index]!);
  return new Uint8Array(packed.buffer);
}
