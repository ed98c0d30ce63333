import type { ColourCoding } from '../colour/coding.ts';

/** Lightness of a frame at a network's working size, before padding. */
export interface WorkingLuma {
  readonly frame: number;
  readonly width: number;
  readonly height: number;
  /** L, 0…100, `width · height`, row by row. Of the gray that the Y′ code stands for (see `lightnessOfGray`). */
  readonly lightness: Float32Array;
  /** Colours that the clip can hold, where that is not sRGB. */
  readonly gamut?: ColourCoding;
}
