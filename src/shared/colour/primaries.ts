import { type Triple, WHITE_RELATIVE_TO_RGB } from './lab.ts';

/** Rows of a 3 × 3 matrix. */
export type Matrix3 = readonly [Triple, Triple, Triple];

export type PrimariesName = 'bt709' | 'bt470m' | 'bt601-625' | 'bt601-525' | 'film' | 'bt2020' | 'xyz' | 'p3-dci' | 'p3-d65';

/** Linear R, G, B of the primaries ⇄ X/Xn, Y/Yn, Z/Zn of D65; gray is 1, 1, 1 in both. */
export interface Primaries {
  /** For users. */
  readonly label: string;
  readonly toRgb: Matrix3;
  readonly toXyz: Matrix3;
}

type Chromaticity = readonly [x: number, y: number];

const D65: Chromaticity = [0.3127, 0.329];
const ILLUMINANT_C: Chromaticity = [0.31, 0.316];

/** ITU-T H.273 table 2: red, green, blue, white. */
const CHROMATICITIES = {
  bt470m: { label: 'NTSC 1953', red: [0.67, 0.33], green: [0.21, 0.71], blue: [0.14, 0.08], white: ILLUMINANT_C },
  'bt601-625': { label: 'BT.601 625', red: [0.64, 0.33], green: [0.29, 0.6], blue: [0.15, 0.06], white: D65 },
  'bt601-525': { label: 'BT.601 525', red: [0.63, 0.34], green: [0.31, 0.595], blue: [0.155, 0.07], white: D65 },
  film: { label: 'film', red: [0.681, 0.319], green: [0.243, 0.692], blue: [0.145, 0.049], white: ILLUMINANT_C },
  bt2020: { label: 'BT.2020', red: [0.708, 0.292], green: [0.17, 0.797], blue: [0.131, 0.046], white: D65 },
  xyz: { label: 'XYZ', red: [1, 0], green: [0, 1], blue: [0, 0], white: [1 / 3, 1 / 3] },
  'p3-dci': { label: 'P3 (DCI white)', red: [0.68, 0.32], green: [0.265, 0.69], blue: [0.15, 0.06], white: [0.314, 0.351] },
  'p3-d65': { label: 'P3', red: [0.68, 0.32], green: [0.265, 0.69], blue: [0.15, 0.06], white: D65 },
} as const satisfies Record<Exclude<PrimariesName, 'bt709'>, { readonly label: string; readonly red: Chromaticity; readonly green: Chromaticity; readonly blue: Chromaticity; readonly white: Chromaticity }>;

/** BT.709 by the rounded matrices of IEC 61966-2-1, as everywhere else. */
const BT709: Primaries = { label: 'BT.709', toRgb: WHITE_RELATIVE_TO_RGB, toXyz: inverse(WHITE_RELATIVE_TO_RGB) };

const made = new Map<PrimariesName, Primaries>([['bt709', BT709]]);

export function primaries(name: PrimariesName): Primaries {
  const known = made.get(name);
  if (known !== undefined) return known;
  if (name === 'bt709') return BT709;
  const { label, red, green, blue, white } = CHROMATICITIES[name];
  const toXyz = matrixOfChromaticities({ red, green, blue, white });
  const result: Primaries = { label, toXyz, toRgb: inverse(toXyz) };
  made.set(name, result);
  return result;
}

/** CIE x and y of red, green, blue and white. */
interface Chromaticities {
  readonly red: Chromaticity;
  readonly green: Chromaticity;
  readonly blue: Chromaticity;
  readonly white: Chromaticity;
}

/** Linear R, G, B of such primaries → X/Xn, Y/Yn, Z/Zn of D65. */
export function matrixOfChromaticities({ red, green, blue, white }: Chromaticities): Matrix3 {
  const columns = [xyzOf(red), xyzOf(green), xyzOf(blue)];
  const unscaled: Matrix3 = [row(columns, 0), row(columns, 1), row(columns, 2)];
  const shares = times(inverse(unscaled), xyzOf(white));
  const toOwnXyz = unscaled.map((line) => [line[0] * shares[0], line[1] * shares[1], line[2] * shares[2]] as const) as unknown as Matrix3;
  return relativeToD65(toOwnXyz, xyzOf(white));
}

/** A matrix to X, Y, Z under a white → to X/Xn, Y/Yn, Z/Zn of D65, adapted by Bradford. */
export function relativeToD65(toXyz: Matrix3, white: Triple): Matrix3 {
  const adapted = product(adaptation(white, xyzOf(D65)), toXyz);
  // Divided by the sums of the rows, so that gray is exactly gray.
  return adapted.map((line) => {
    const sum = line[0] + line[1] + line[2];
    return [line[0] / sum, line[1] / sum, line[2] / sum] as const;
  }) as unknown as Matrix3;
}

/** Bradford (ICC.1:2010 annex E): what is white under one illuminant becomes white under the other. */
const BRADFORD: Matrix3 = [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]];

function adaptation(from: Triple, to: Triple): Matrix3 {
  const source = times(BRADFORD, from);
  const target = times(BRADFORD, to);
  const scaled = BRADFORD.map((line, index) => line.map((value) => (value * target[index]!) / source[index]!)) as unknown as Matrix3;
  return product(inverse(BRADFORD), scaled);
}

function xyzOf([x, y]: Chromaticity): Triple {
  return y === 0 ? [x, 0, 1 - x] : [x / y, 1, (1 - x - y) / y];
}

function row(columns: readonly Triple[], at: 0 | 1 | 2): Triple {
  return [columns[0]![at], columns[1]![at], columns[2]![at]];
}

export function times(matrix: Matrix3, [x, y, z]: Triple): Triple {
  const line = (at: 0 | 1 | 2): number => matrix[at][0] * x + matrix[at][1] * y + matrix[at][2] * z;
  return [line(0), line(1), line(2)];
}

export function product(first: Matrix3, second: Matrix3): Matrix3 {
  const columns = ([0, 1, 2] as const).map((at) => times(first, [second[0][at], second[1][at], second[2][at]]));
  return [row(columns, 0), row(columns, 1), row(columns, 2)];
}

function inverse([[a, b, c], [d, e, f], [g, h, i]]: Matrix3): Matrix3 {
  const [A, B, C] = [e * i - f * h, f * g - d * i, d * h - e * g];
  const determinant = a * A + b * B + c * C;
  const scaled = (...values: [number, number, number]): Triple => [values[0] / determinant, values[1] / determinant, values[2] / determinant];
  return [scaled(A, c * h - b * i, b * f - c * e), scaled(B, a * i - c * g, c * d - a * f), scaled(C, b * g - a * h, a * e - b * d)];
}
