import type { Size } from './working-size.ts';

/** How far each place of a picture moves until a later or an earlier frame, planar, in samples of this size. */
export interface MotionPlane extends Size {
  readonly dx: Float32Array;
  readonly dy: Float32Array;
}
