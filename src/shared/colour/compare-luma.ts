import { counted } from '../counted.ts';
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
  // How often each difference occurs, counted for one plane: one addition a sample, a quarter of the time of adding up its powers.
  const zero = 2 ** coding.bitDepth;
  const counts = new Uint32Array(2 * zero);
  const takeCounts = (): void => {
    for (let error = 1; error < zero; error++) {
      const count = counts[zero - error]! + counts[zero + error]!;
      if (count === 0) continue;
      differing += count;
      absolute += count * error;
      squared += count * error * error;
      if (error > largest) largest = error;
    }
    counts.fill(0);
  };
  return {
    add(source, delivered, { width, deliveredWidth }) {
      const height = source.length / width;
      frames++;
      samples += source.length;
      if (width === deliveredWidth && source.length === delivered.length && isEqual(source, delivered)) return;
      if (width === deliveredWidth) countDifferences(counts, source, delivered.subarray(0, source.length));
      else for (let y = 0; y < height; y++) countDifferences(counts, source.subarray(y * width, (y + 1) * width), delivered.subarray(y * deliveredWidth, y * deliveredWidth + width));
      takeCounts();
    },
    result: () => checkOf({ frames, samples, differing, absolute, squared, largest }, coding, mustBeExact),
  };
}

/** Sums over all compared samples; errors in codes. */
interface LumaSums {
  readonly frames: number;
  readonly samples: number;
  readonly differing: number;
  readonly absolute: number;
  readonly squared: number;
  readonly largest: number;
}

function checkOf({ frames, samples, differing, absolute, squared, largest }: LumaSums, { bitDepth }: SampleCoding, mustBeExact: boolean): LumaCheck {
  const highest = 2 ** bitDepth - 1;
  const psnr = squared === 0 || samples === 0 ? null : 10 * Math.log10((highest ** 2 * samples) / squared);
  const meanError = samples === 0 ? 0 : absolute / samples;
  const extent = psnr === null ? '' : `; mean error ${meanError.toFixed(3)}, largest ${largest} of ${highest} codes, PSNR ${psnr.toFixed(1)} dB`;
  return {
    result: differing === 0 ? 'exact' : mustBeExact ? 'failed' : 'lossy', checkedFrames: frames, checkedSamples: samples, differingSamples: differing, meanError, maxError: largest, psnr,
    sentence: `${differing} of ${samples} luma samples differ${extent} (${counted(frames, 'frame')} decoded again).`,
  };
}

/** The check of a film that was checked in parts, each with this coding. */
export function mergeLumaChecks(checks: readonly LumaCheck[], coding: SampleCoding, mustBeExact: boolean): LumaCheck {
  const sum = (of: (check: LumaCheck) => number): number => checks.reduce((total, check) => total + of(check), 0);
  const peak = 2 ** coding.bitDepth - 1;
  return checkOf({
    frames: sum(({ checkedFrames }) => checkedFrames), samples: sum(({ checkedSamples }) => checkedSamples), differing: sum(({ differingSamples }) => differingSamples),
    absolute: sum(({ meanError, checkedSamples }) => meanError * checkedSamples),
    squared: sum(({ psnr, checkedSamples }) => (psnr === null ? 0 : (peak ** 2 * checkedSamples) / 10 ** (psnr / 10))),
    largest: Math.max(0, ...checks.map(({ maxError }) => maxError)),
  }, coding, mustBeExact);
}

/** @param counts of differences −n … n − 1, the middle one being none */
function countDifferences(counts: Uint32Array, source: LumaSamples, delivered: LumaSamples): void {
  const zero = counts.length >> 1;
  for (let index = 0; index < source.length; index++) counts[source[index]! - delivered[index]! + zero]!++;
}

function isEqual(one: LumaSamples, other: LumaSamples): boolean {
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false;
  return true;
}
