import { counted } from '../counted.ts';
import type { LumaCheck } from '../model/delivery-report.ts';
import type { SampleCoding } from './luma.ts';
import { createLumaFrameTotals, type FrameError, joinedLumaFrames } from './luma-frames.ts';

export type LumaSamples = Uint8Array | Uint16Array;

/**
 * Codecs change samples and hardly their mean. Measured on clean deliveries by every codec and quality (pictures of 64×64 to 320×192, grain to PSNR 25 dB), it moved by
 * up to 0.17 codes of 8 bit, or 0.05 of the RMS error.
 */
export const LEAST_LUMA_SHIFT = 0.5;
export const LUMA_SHIFT_OF_ERROR = 0.1;

/** Whether the mean of delivered luma moved by more than coding noise. */
export function isLumaShifted({ shift = 0, psnr }: Pick<LumaCheck, 'shift' | 'psnr'>, { bitDepth }: Pick<SampleCoding, 'bitDepth'>): boolean {
  const rms = psnr === null ? 0 : (2 ** bitDepth - 1) * 10 ** (-psnr / 20);
  return Math.abs(shift) > Math.max(LEAST_LUMA_SHIFT * 2 ** (bitDepth - 8), LUMA_SHIFT_OF_ERROR * rms);
}

/** Adds up how far delivered luma lies from the source's. */
export interface LumaComparison {
  /** Two planes of one coding. A delivered plane may be a row or column larger (odd sizes are padded by some codecs). @param of `frame`: of the clip; frames come in order */
  add(source: LumaSamples, delivered: LumaSamples, of: { readonly width: number; readonly deliveredWidth: number; readonly frame?: number }): void;
  /** Says which frames differ where each plane came with its frame. */
  result(): LumaCheck;
}

/** @param mustBeExact a lossless delivery: any difference is a failure */
export function compareLuma(coding: SampleCoding, mustBeExact: boolean): LumaComparison {
  let frames = 0;
  let samples = 0;
  let differing = 0;
  let absolute = 0;
  let signed = 0;
  let squared = 0;
  let largest = 0;
  const byFrame = createLumaFrameTotals();
  let isByFrame = true;
  // How often each difference occurs, counted for one plane: one addition a sample, a quarter of the time of adding up its powers.
  const zero = 2 ** coding.bitDepth;
  const counts = new Uint32Array(2 * zero);
  const takeCounts = (planeSamples: number): FrameError => {
    let [differingSamples, maxError, planeSquared] = [0, 0, 0];
    for (let error = 1; error < zero; error++) {
      const [brighter, darker] = [counts[zero - error]!, counts[zero + error]!];
      const count = brighter + darker;
      if (count === 0) continue;
      signed += (brighter - darker) * error;
      differingSamples += count;
      maxError = error;
      absolute += count * error;
      planeSquared += count * error * error;
    }
    counts.fill(0);
    differing += differingSamples;
    largest = Math.max(largest, maxError);
    squared += planeSquared;
    return { differingSamples, maxError, psnr: psnrOf(planeSquared, planeSamples, coding) };
  };
  const differenceOf = (source: LumaSamples, delivered: LumaSamples, { width, deliveredWidth }: { readonly width: number; readonly deliveredWidth: number }): FrameError | undefined => {
    if (width === deliveredWidth && source.length === delivered.length && isEqual(source, delivered)) return undefined;
    if (width === deliveredWidth) countDifferences(counts, source, delivered.subarray(0, source.length));
    else for (let y = 0; y < source.length / width; y++) countDifferences(counts, source.subarray(y * width, (y + 1) * width), delivered.subarray(y * deliveredWidth, y * deliveredWidth + width));
    return takeCounts(source.length);
  };
  return {
    add(source, delivered, { frame, ...size }) {
      frames++;
      samples += source.length;
      const error = differenceOf(source, delivered, size);
      if (frame === undefined) isByFrame = false;
      else byFrame.add(frame, error);
    },
    result: () => ({ ...checkOf({ frames, samples, differing, absolute, signed, squared, largest }, coding, mustBeExact), ...(isByFrame ? { frames: byFrame.result() } : {}) }),
  };
}

/** Peak signal to noise ratio in dB; `null` where nothing differs. */
function psnrOf(squared: number, samples: number, { bitDepth }: Pick<SampleCoding, 'bitDepth'>): number | null {
  return squared === 0 || samples === 0 ? null : 10 * Math.log10(((2 ** bitDepth - 1) ** 2 * samples) / squared);
}

/** Sums over all compared samples; errors in codes. */
interface LumaSums {
  readonly frames: number;
  readonly samples: number;
  readonly differing: number;
  readonly absolute: number;
  /** Delivered less source; `undefined` where it is not known of all. */
  readonly signed: number | undefined;
  readonly squared: number;
  readonly largest: number;
}

function checkOf({ frames, samples, differing, absolute, signed, squared, largest }: LumaSums, { bitDepth }: SampleCoding, mustBeExact: boolean): LumaCheck {
  const highest = 2 ** bitDepth - 1;
  const psnr = psnrOf(squared, samples, { bitDepth });
  const meanError = samples === 0 ? 0 : absolute / samples;
  const extent = psnr === null ? '' : `; mean error ${meanError.toFixed(3)}, largest ${largest} of ${highest} codes, PSNR ${psnr.toFixed(1)} dB`;
  return {
    result: differing === 0 ? 'exact' : mustBeExact ? 'failed' : 'lossy', checkedFrames: frames, checkedSamples: samples, differingSamples: differing, meanError, maxError: largest, psnr, ...(signed === undefined || samples === 0 ? {} : { shift: signed / samples }),
    sentence: `${differing} of ${samples} luma samples differ${extent} (${counted(frames, 'frame')} decoded again).`,
  };
}

/** The check of a film that was checked in parts, in their order, each with this coding. */
export function mergeLumaChecks(checks: readonly LumaCheck[], coding: SampleCoding, mustBeExact: boolean): LumaCheck {
  const sum = (of: (check: LumaCheck) => number): number => checks.reduce((total, check) => total + of(check), 0);
  const peak = 2 ** coding.bitDepth - 1;
  const frames = joinedLumaFrames(checks);
  return { ...checkOf({
    frames: sum(({ checkedFrames }) => checkedFrames), samples: sum(({ checkedSamples }) => checkedSamples), differing: sum(({ differingSamples }) => differingSamples),
    absolute: sum(({ meanError, checkedSamples }) => meanError * checkedSamples),
    signed: checks.some(({ shift }) => shift === undefined) ? undefined : sum(({ shift = 0, checkedSamples }) => shift * checkedSamples),
    squared: sum(({ psnr, checkedSamples }) => (psnr === null ? 0 : (peak ** 2 * checkedSamples) / 10 ** (psnr / 10))),
    largest: Math.max(0, ...checks.map(({ maxError }) => maxError)),
  }, coding, mustBeExact), ...(frames === undefined ? {} : { frames }) };
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
