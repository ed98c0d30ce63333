import { AB_UNIT, type AbPlane } from '../model/ab-plane.ts';
import type { Size } from '../model/working-size.ts';
import { createResampler, plainGrid, resampleChannel, type SampleGrid } from './resample.ts';

/**
 * Local linear models of a plane's colour by luma: `ab ≈ mean + slope · (luma − mean luma)`, fitted over 3×3 samples ([1 2 1]² weights).
 * Channels at the plane's size; ab in Lab units, luma as signal 0…1. Compared with other methods in docs/results/media.md.
 */
export interface LocalLinearModel extends Size {
  /** Values at the samples' middles (see {@link middleValues}). */
  readonly a: Float32Array;
  readonly b: Float32Array;
  readonly luma: Float32Array;
  /** Change of a and b per unit of luma, times the share of the colour's variance that the model explains. */
  readonly slopeA: Float32Array;
  readonly slopeB: Float32Array;
  /**
   * Largest difference of luma over which the model is applied: one standard deviation. A highlight far outside would otherwise get a
   * colour that the plane does not contain.
   */
  readonly reach: Float32Array;
}

/** Variance of luma at which a slope is halved: grain and compression noise (σ about 10 codes of 219) are no edge. */
export const LINE_EPSILON = 0.002;
/** Variance of ab, in ab², that counts as noise. */
export const COLOUR_NOISE = 1;
/** Added to luma's variance under the root of {@link LocalLinearModel.reach}. */
export const REACH_FLOOR = 1e-4;
/**
 * A sample is the mean of its area, but interpolation treats it as the value at its middle. For a smooth signal the mean differs from the
 * middle by a 24th of the second difference in each direction.
 */
export const MEAN_ABOVE_MIDDLE = 1 / 24;

/**
 * Whether a plane is upsampled with luma as guide: one smaller than its picture in both directions. Other planes are resampled or copied.
 */
export function followsLuma(plane: Size, picture: Size): boolean {
  return plane.width < picture.width && plane.height < picture.height;
}

/** @param luma mean luma signal over each sample of the plane */
export function fitLocalLinearModel(plane: AbPlane, luma: Float32Array): LocalLinearModel {
  const { width, height } = plane;
  const area = width * height;
  const a = Float32Array.from(plane.samples.subarray(0, area), (value) => value / AB_UNIT);
  const b = Float32Array.from(plane.samples.subarray(area, 2 * area), (value) => value / AB_UNIT);
  const slopeA = new Float32Array(area);
  const slopeB = new Float32Array(area);
  const reach = new Float32Array(area);
  for (let y = 0; y < height; y++) {
    const rows = [y === 0 ? 0 : (y - 1) * width, y * width, y === height - 1 ? y * width : (y + 1) * width] as const;
    for (let x = 0; x < width; x++) {
      const left = x === 0 ? 0 : x - 1;
      const right = x === width - 1 ? x : x + 1;
      let [sumL, sumA, sumB, sumLL, sumAA, sumBB, sumLA, sumLB] = [0, 0, 0, 0, 0, 0, 0, 0];
      for (let j = 0; j < 3; j++) {
        const row = rows[j]!;
        for (let i = 0; i < 3; i++) {
          const at = row + (i === 0 ? left : i === 1 ? x : right);
          const weight = (j === 1 ? 2 : 1) * (i === 1 ? 2 : 1) * (1 / 16);
          const l = luma[at]!;
          const va = a[at]!;
          const vb = b[at]!;
          sumL += weight * l;
          sumA += weight * va;
          sumB += weight * vb;
          sumLL += weight * l * l;
          sumAA += weight * va * va;
          sumBB += weight * vb * vb;
          sumLA += weight * l * va;
          sumLB += weight * l * vb;
        }
      }
      const variance = Math.max(0, sumLL - sumL * sumL);
      const colourVariance = Math.max(0, sumAA - sumA * sumA) + Math.max(0, sumBB - sumB * sumB);
      const withA = sumLA - sumL * sumA;
      const withB = sumLB - sumL * sumB;
      const perLuma = 1 / (variance + LINE_EPSILON);
      const explained = ((withA * withA + withB * withB) * perLuma) / (colourVariance + COLOUR_NOISE);
      const at = y * width + x;
      slopeA[at] = explained * perLuma * withA;
      slopeB[at] = explained * perLuma * withB;
      reach[at] = Math.sqrt(variance + REACH_FLOOR);
    }
  }
  return { width, height, a: middleValues(a, plane), b: middleValues(b, plane), luma: middleValues(luma, plane), slopeA, slopeB, reach };
}

/** Values at the samples' middles for a channel of means, so that the interpolated signal has those means. */
function middleValues(means: Float32Array, { width, height }: Size): Float32Array {
  const out = new Float32Array(means.length);
  for (let y = 0; y < height; y++) {
    const above = (y === 0 ? 0 : y - 1) * width;
    const below = (y === height - 1 ? y : y + 1) * width;
    for (let x = 0; x < width; x++) {
      const value = means[y * width + x]!;
      const around = means[y * width + (x === 0 ? 0 : x - 1)]! + means[y * width + (x === width - 1 ? x : x + 1)]! + means[above + x]! + means[below + x]!;
      out[y * width + x] = value - MEAN_ABOVE_MIDDLE * (around - 4 * value);
    }
  }
  return out;
}

/** Rows of a and b at the positions of a grid. Caches what depends on sizes only; not for use by two threads at once. */
export interface LineUpsampler {
  /** @param luma luma signal at the row's samples; a and b are returned in Lab units */
  fillRow(lines: LocalLinearModel, row: number, luma: Float32Array, out: { readonly a: Float32Array; readonly b: Float32Array }): void;
}

/** Bicubic, plus each model's slope times the luma detail that bicubic lacks: `ab = cubic(ab) + slope · (luma − cubic(luma))`. */
export function createLineUpsampler(plane: Size, columns: SampleGrid, rows: SampleGrid): LineUpsampler {
  const cubic = createResampler(plane, columns, rows);
  const linear = createResampler(plane, columns, rows, 'linear');
  const count = columns.count;
  const known = new Float32Array(count);
  const slopeA = new Float32Array(count);
  const slopeB = new Float32Array(count);
  const reach = new Float32Array(count);
  return {
    fillRow(lines, row, luma, { a, b }) {
      cubic.fillRow(lines.a, row, a, 1);
      cubic.fillRow(lines.b, row, b, 1);
      cubic.fillRow(lines.luma, row, known, 1);
      linear.fillRow(lines.slopeA, row, slopeA, 1);
      linear.fillRow(lines.slopeB, row, slopeB, 1);
      linear.fillRow(lines.reach, row, reach, 1);
      for (let x = 0; x < count; x++) {
        const limit = reach[x]!;
        const difference = luma[x]! - known[x]!;
        const news = difference > limit ? limit : difference < -limit ? -limit : difference;
        a[x]! += slopeA[x]! * news;
        b[x]! += slopeB[x]! * news;
      }
    },
  };
}

/**
 * A plane upsampled to the size of its picture with the picture's luma (signal 0…1, row by row) as guide. A plane of that size is
 * returned unchanged.
 */
export function upsamplePlane(plane: AbPlane, picture: Size & { readonly luma: Float32Array }): { readonly a: Float32Array; readonly b: Float32Array } {
  const { width, height, luma } = picture;
  const columns = plainGrid(width);
  const rows = plainGrid(height);
  const a = new Float32Array(width * height);
  const b = new Float32Array(width * height);
  const rowOf = (channel: Float32Array, y: number): Float32Array => channel.subarray(y * width, (y + 1) * width);
  if (followsLuma(plane, picture)) {
    const lines = fitLocalLinearModel(plane, resampleChannel(luma, picture, plane));
    const upsampler = createLineUpsampler(plane, columns, rows);
    for (let y = 0; y < height; y++) upsampler.fillRow(lines, y, rowOf(luma, y), { a: rowOf(a, y), b: rowOf(b, y) });
  } else {
    const resampler = createResampler(plane, columns, rows);
    const area = plane.width * plane.height;
    for (let y = 0; y < height; y++) {
      resampler.fillRow(plane.samples.subarray(0, area), y, rowOf(a, y), 1 / AB_UNIT);
      resampler.fillRow(plane.samples.subarray(area, 2 * area), y, rowOf(b, y), 1 / AB_UNIT);
    }
  }
  return { a, b };
}
