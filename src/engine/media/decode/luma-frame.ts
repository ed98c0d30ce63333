import type { SampleCoding } from '../../../shared/colour/luma.ts';
import type { FrameIndex } from '../../../shared/model/frame.ts';

/** The Y′ plane of one frame, code values as stored (no range or depth conversion). */
export interface LumaFrame {
  readonly index: FrameIndex;
  readonly width: number;
  readonly height: number;
  readonly coding: SampleCoding;
  /** The source's frame did not decode; the luma of its neighbour is used. */
  readonly isStandIn?: true;
  /** `width · height` codes, row by row; 8-bit sources as bytes, deeper ones as 16-bit words holding the code unshifted. */
  readonly samples: Uint8Array | Uint16Array;
}

/** A colour picture as encoded R′G′B′, 16 bits full range, interleaved `3 · width · height`. */
export interface RgbPicture {
  readonly width: number;
  readonly height: number;
  readonly samples: Uint16Array;
}
