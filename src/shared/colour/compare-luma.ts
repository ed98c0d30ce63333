import type { LumaCheck } from '../model/delivery-report.ts';
import type { SampleCoding } from './luma.ts';

export type LumaSamples = Uint8Array | Uint16Array;

/** Adds up how far delivered luma lies from the source's. */
export interface LumaComparison {
  /** Two planes of one coding. A delivered plane may be a row or column larger (odd sizes are padded by some codecs). */
  add(source: LumaSamples, delivered: LumaSamples, size: { readonly width: number; readonly deliveredWidth: number }): void;
  result(): LumaCheck;
}

/** @param mustBeExact a lossless delivery: any difference is a failure */
export function compareLuma(coding: SampleCoding, mustBeExact: boolean): LumaComparison {
  let frames = 0;
  let samples = 0;
  let differing = 0;
  let absolute = 0;
  let squared = 0;
  let largest = 0;
  return {
    add(source, delivered, { width, deliveredWidth }) {
      const height = source.length / width;
      frames++;
      samples += source.length;
      if (width === deliveredWidth && source.length === delivered.length && isEqual(source, delivered)) return;
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const error = Math.abs(source[y * width + x]! - delivered[y * deliveredWidth + x]!);
          if (error === 0) continue;
          differing++;
          absolute += error;
          squared += error * error;
          if (error > largest) largest = error;
        }
      }
    },
    result() {
      const psnr = squared === 0 || samples === 0 ? null : 10 * Math.log10(((2 ** coding.bitDepth - 1) ** 2 * samples) / squared);
      const outcome = differing === 0 ? 'exact' : mustBeExact ? 'failed' : 'lossy';
      const meanError = samples === 0 ? 0 : absolute / samples;
      const extent = psnr === null ? '' : `; mean error ${meanError.toFixed(3)}, largest ${largest} of ${2 ** coding.bitDepth - 1} codes, PSNR ${psnr.toFixed(1)} dB`;
      return {
        result: outcome, checkedFrames: frames, checkedSamples: samples, differingSamples: differing, meanError, maxError: largest, psnr,
        sentence: `${differing} of ${samples} luma samples differ${extent} (${frames} ${frames === 1 ? 'frame' : 'frames'} decoded again).`,
      };
    },
  };
}

function isEqual(one: LumaSamples, other: LumaSamples): boolean {
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false;
  return true;
}
