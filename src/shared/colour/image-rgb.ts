import { codingLabel, type ColourModel, labToLinear, linearToLab } from './coding.ts';
import { gamutMap } from './gamut.ts';
import { labCurve, type Triple } from './lab.ts';
import { type Matrix3, product, times } from './primaries.ts';

/** What the R′G′B′ of an image stand for. */
export interface ImageRgb {
  /** For users: `Display P3`. */
  readonly label: string;
  /** Linear light of the channels → X/Xn, Y/Yn, Z/Zn of D65; white is 1, 1, 1. */
  readonly toXyz: Matrix3;
  /** Signal 0…1 → linear light of each channel. */
  readonly curves: readonly [ToLinear, ToLinear, ToLinear];
}
export type ToLinear = (signal: number) => number;

/** What the R′G′B′ of a coding stand for. */
export function rgbOfModel({ coding, primaries, curve }: ColourModel): ImageRgb {
  return { label: codingLabel(coding), toXyz: primaries.toXyz, curves: [curve.toLinear, curve.toLinear, curve.toLinear] };
}

const CODES = 65_536;
const HIGHEST = CODES - 1;
/** Distance from 0…1 in linear light that comes of rounding. */
const ROUNDING = 1e-4;

/**
 * R′G′B′ of an image → those of a coding, 16 bits full range. A colour that the coding does not hold keeps its lightness and hue and loses chroma.
 * @param samples interleaved
 */
export function convertedRgb(samples: Uint16Array, from: ImageRgb, to: ColourModel): Uint16Array {
  const light = from.curves.map((toLinear) => Float64Array.from({ length: CODES }, (_, code) => toLinear(code / HIGHEST))) as unknown as readonly [Float64Array, Float64Array, Float64Array];
  const matrix = product(to.primaries.toRgb, from.toXyz);
  const converted = new Uint16Array(samples.length);
  const code = (linear: number): number => Math.max(0, Math.min(HIGHEST, Math.round(to.curve.toSignal(linear) * HIGHEST)));
  for (let at = 0; at < samples.length; at += 3) {
    const source: Triple = [light[0][samples[at]!]!, light[1][samples[at + 1]!]!, light[2][samples[at + 2]!]!];
    const [r, g, b] = held(times(matrix, source), source, from, to);
    converted[at] = code(r);
    converted[at + 1] = code(g);
    converted[at + 2] = code(b);
  }
  return converted;
}

function held(light: Triple, source: Triple, from: ImageRgb, to: ColourModel): Triple {
  if (Math.min(...light) >= to.lowest - ROUNDING && Math.max(...light) <= to.highest + ROUNDING) return light;
  const [x, y, z] = times(from.toXyz, source);
  const [fx, fy, fz] = [labCurve(x), labCurve(y), labCurve(z)];
  return labToLinear(to, ...gamutMap(Math.min(116 * fy - 16, linearToLab(to, to.highest, to.highest, to.highest)[0]), 500 * (fx - fy), 200 * (fy - fz), to.coding));
}
