import { deltaE2000 } from '../../src/shared/colour/delta-e.ts';
import { lumaCoefficients, yccToRgb, type MatrixName } from '../../src/shared/colour/luma.ts';
import { srgbToLab } from '../../src/shared/colour/srgb.ts';

/** A frame as signal: Y′ 0…1, Cb and Cr −½…½, each `width · height`, row by row. */
export interface ColourFrame {
  readonly width: number;
  readonly height: number;
  readonly y: Float32Array;
  readonly cb: Float32Array;
  readonly cr: Float32Array;
}

/** Errors of a coloured frame against the truth. */
export interface ColourErrors {
  /** Float PSNR over R′G′B′ (peak 1) with the true Y′ on both sides: only chroma can differ. Infinite when it does not. */
  readonly rgbPsnr: number;
  /** Float PSNR over Cb and Cr (peak 1: the chroma range). */
  readonly chromaPsnr: number;
  /** Mean CIEDE2000 over every fourth sample of every fourth row, again with the true Y′. */
  readonly deltaE: number;
}

const DELTA_E_STEP = 4;

/**
 * Compares chroma at the true luma. With Y′ equal, R′ − R′₀ = 2(1 − kr)(Cr − Cr₀) and so on, so that RGB errors follow from Cb and Cr
 * alone, unclipped and unrounded.
 * @throws RangeError when the sizes differ.
 */
export function colourErrors(truth: ColourFrame, ours: Pick<ColourFrame, 'width' | 'height' | 'cb' | 'cr'>, matrix: MatrixName): ColourErrors {
  if (truth.width !== ours.width || truth.height !== ours.height) throw new RangeError(`Frames of ${truth.width}×${truth.height} and ${ours.width}×${ours.height} cannot be compared.`);
  const { kr, kg, kb } = lumaCoefficients(matrix);
  const count = truth.width * truth.height;
  let rgb = 0;
  let chroma = 0;
  for (let index = 0; index < count; index++) {
    const cb = ours.cb[index]! - truth.cb[index]!;
    const cr = ours.cr[index]! - truth.cr[index]!;
    const red = 2 * (1 - kr) * cr;
    const blue = 2 * (1 - kb) * cb;
    const green = -(kr * red + kb * blue) / kg;
    rgb += red * red + green * green + blue * blue;
    chroma += cb * cb + cr * cr;
  }
  return { rgbPsnr: psnr(rgb / (3 * count)), chromaPsnr: psnr(chroma / (2 * count)), deltaE: meanDeltaE(truth, ours, matrix) };
}

/** dB for a mean squared error with peak 1. */
export function psnr(meanSquaredError: number): number {
  return -10 * Math.log10(meanSquaredError);
}

function meanDeltaE(truth: ColourFrame, ours: Pick<ColourFrame, 'cb' | 'cr'>, matrix: MatrixName): number {
  let sum = 0;
  let samples = 0;
  for (let row = 0; row < truth.height; row += DELTA_E_STEP) {
    for (let column = 0; column < truth.width; column += DELTA_E_STEP) {
      const index = row * truth.width + column;
      const y = truth.y[index]!;
      sum += deltaE2000(srgbToLab(...yccToRgb(y, truth.cb[index]!, truth.cr[index]!, matrix)), srgbToLab(...yccToRgb(y, ours.cb[index]!, ours.cr[index]!, matrix)));
      samples++;
    }
  }
  return sum / samples;
}

/** The same luma without colour: the film before colouring. */
export function grayFrame(truth: ColourFrame): ColourFrame {
  const count = truth.width * truth.height;
  return { ...truth, cb: new Float32Array(count), cr: new Float32Array(count) };
}
