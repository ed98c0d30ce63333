import type { ColourCoding } from '../colour/coding.ts';

/** Lightness of a frame at a network's working size, before padding. */
export interface WorkingLuma {
  readonly frame: number;
  readonly width: number;
  readonly height: number;
  /** L, 0…100, `width · height`, row by row: of the gray of the Y′ code (see `lightnessOfGray`). */
  readonly lightness: Float32Array;
  /** Gamut of the clip, if not sRGB. */
  readonly gamut?: ColourCoding;
}
