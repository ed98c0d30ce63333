import { type ColourCoding, type ColourModel, colourModel, labToLinear, labToLinearSlope, lightnessOfSignal } from './coding.ts';
import { lumaCoefficients, type MatrixName } from './luma.ts';

/** Cb and Cr as signal, −½…½. */
export type Chroma = readonly [cb: number, cr: number];

/**
 * Distance that an encoded channel may leave 0…1 before a colour counts as outside sRGB: the effect of rounding Y′, Cb and Cr to 8-bit
 * codes on a colour at the edge of the gamut (½ code of luma and ½ of chroma: 0.5/219 + 1.88 · 0.5/224). Reducing such a colour would
 * change codes that were right.
 */
export const GAMUT_TOLERANCE = 0.0066;

/**
 * Just beyond the largest |a| and |b| of sRGB (107.9). Stronger chroma is scaled down to it, a and b together: it is outside sRGB at any
 * luma.
 */
export const CHROMA_LIMIT = 112;

/** Luma beyond which (super-white, sub-black) every sample is gray. */
const LUMA_MARGIN = 0.1;

/**
 * Chroma of the colour with Lab chroma (a, b) and luma signal `y`, gamut-mapped at that luma into what the coding holds, with its hue
 * kept. The exact computation in double precision; `createChromaTable` is the fast one.
 * @param y encoded luma, 0…1 (`(code − offset) / scale`)
 * @param a Lab chroma, about −110…110
 */
export function chromaAtLuma(y: number, a: number, b: number, coding: ColourCoding): Chroma {
  const [cb, cr] = unboundedChromaAtLuma(y, a, b, coding);
  const share = gamutShare(y, cb, cr, coding.matrix);
  return [cb * share, cr * share];
}

/** As {@link chromaAtLuma}, without the gamut mapping. */
export function unboundedChromaAtLuma(y: number, a: number, b: number, coding: ColourCoding): Chroma {
  if ((a === 0 && b === 0) || y < -LUMA_MARGIN || y > 1 + LUMA_MARGIN) return [0, 0];
  const model = colourModel(coding);
  const { kr, kb } = model.weights;
  const pull = Math.min(1, CHROMA_LIMIT / Math.max(Math.abs(a), Math.abs(b)));
  const [r, , blue] = labToLinear(model, lightnessAtLuma(y, pull * a, pull * b, { coding }), pull * a, pull * b);
  return [(model.curve.toSignal(blue) - y) / (2 * (1 - kb)), (model.curve.toSignal(r) - y) / (2 * (1 - kr))];
}

/**
 * The largest factor ≤ 1 by which Cb and Cr may be multiplied together so that R′G′B′ stay within 0…1 (and {@link GAMUT_TOLERANCE}). Each
 * channel is `y + s · k · chroma`, so each gives a bound in closed form. 0 where the luma itself is outside.
 */
export function gamutShare(y: number, cb: number, cr: number, matrix: MatrixName): number {
  const { kr, kg, kb } = lumaCoefficients(matrix);
  const red = 2 * (1 - kr) * cr;
  const blue = 2 * (1 - kb) * cb;
  const green = -(kr * red + kb * blue) / kg;
  const highest = Math.max(red, green, blue);
  const lowest = Math.min(red, green, blue);
  // Gray needs no reduction at any luma.
  if (highest <= 0) return 1;
  let share = 1;
  if (y + highest > 1 + GAMUT_TOLERANCE) share = Math.max(0, 1 + GAMUT_TOLERANCE - y) / highest;
  if (y + lowest * share < -GAMUT_TOLERANCE) share = Math.max(0, y + GAMUT_TOLERANCE) / -lowest;
  return share;
}

/**
 * L at which (L, a, b) has luma `y`. Luma rises with L at any fixed a and b, so the solution is unique; Newton's method within a bracket,
 * which is halved when a step leaves it. Negative and above 100 for colours that no display shows.
 */
export function lightnessAtLuma(y: number, a: number, b: number, options: { readonly coding: ColourCoding; readonly guess?: number; readonly tolerance?: number }): number {
  const model = colourModel(options.coding);
  const { kr, kg, kb } = model.weights;
  const { curve } = model;
  const tolerance = options.tolerance ?? 1e-12;
  // Luma at L = −130 is below −0.1 for every |a|, |b| ≤ 128 and every curve, and at the upper end above that of the brightest gray.
  let low = -130;
  let high = highestLightness(model);
  let lightness = options.guess ?? Math.max(low, Math.min(high, lightnessOfSignal(model, y)));
  while (high - low > tolerance) {
    const [r, g, blue] = labToLinear(model, lightness, a, b);
    const error = kr * curve.toSignal(r) + kg * curve.toSignal(g) + kb * curve.toSignal(blue) - y;
    if (Math.abs(error) < tolerance) break;
    if (error > 0) high = lightness;
    else low = lightness;
    const [dr, dg, db] = labToLinearSlope(model, lightness, a, b);
    const slope = kr * curve.slope(r) * dr + kg * curve.slope(g) * dg + kb * curve.slope(blue) * db;
    const next = lightness - error / slope;
    const middle = (low + high) / 2;
    // At the last bits both Newton's step and the middle are rounded to an end of the bracket.
    if (middle <= low || middle >= high) break;
    lightness = next > low && next < high ? next : middle;
  }
  return lightness;
}

/** Of a gray half as bright again as signal 1, with room for chroma. */
function highestLightness({ highest }: ColourModel): number {
  return Math.max(150, 116 * Math.cbrt(1.5 * highest) + 20);
}
