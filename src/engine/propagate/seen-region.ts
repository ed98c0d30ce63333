import type { Size } from '../../shared/model/working-size.ts';

/** Where the network sees the inside of a mask: 1 inside, −1 outside, and how sure it is (0…1). Row by row, covering the whole picture. */
export interface SeenRegion extends Size {
  readonly values: Float32Array;
  readonly confidence: Float32Array;
}
