import { linearRgbToLab } from '../../shared/colour/lab.ts';
import { srgbToLinear } from '../../shared/colour/srgb.ts';

/** A colour picture as encoded R′G′B′, 16 bits full range, interleaved `3 · width · height`. */
export interface RgbSamples {
  readonly width: number;
  readonly height: number;
  readonly samples: Uint16Array;
}

let linearOfCode: Float64Array | undefined;

/** Calls `visit` with the exact Lab of every pixel, row by row. A table of all 65,536 codes makes the transfer curve cheap. */
export function labOfPixels(picture: RgbSamples, visit: (index: number, lightness: number, a: number, b: number) => void): void {
  const { samples } = picture;
  if (samples.length !== 3 * picture.width * picture.height) throw new RangeError(`A picture of ${picture.width}×${picture.height} has ${samples.length} samples.`);
  linearOfCode ??= Float64Array.from({ length: 65_536 }, (_, code) => srgbToLinear(code / 65_535));
  for (let index = 0; index < samples.length / 3; index++) {
    const [lightness, a, b] = linearRgbToLab(linearOfCode[samples[3 * index]!]!, linearOfCode[samples[3 * index + 1]!]!, linearOfCode[samples[3 * index + 2]!]!);
    visit(index, lightness, a, b);
  }
}
