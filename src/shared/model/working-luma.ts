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
  /** What `lightness` was made of, where it is known: a quarter or half of its bytes, of which it can be made again to the bit. */
  readonly codes?: LumaCodes;
}

/** Luma codes of a frame and the lightness of each code. */
interface LumaCodes {
  readonly samples: Uint8Array | Uint16Array;
  readonly lightnessOf: Float32Array;
}

/** L of luma codes, 0…100. */
export function lightnessOfCodes({ samples, lightnessOf }: LumaCodes): Float32Array {
  const lightness = new Float32Array(samples.length);
  for (let index = 0; index < lightness.length; index++) lightness[index] = lightnessOf[samples[index]!]!;
  return lightness;
}
