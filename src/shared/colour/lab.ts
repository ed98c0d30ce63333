/** CIE Lab ⇄ linear sRGB, D65/2°. L 0…100, ab about −110…110; linear RGB 0…1. Source: CIE 15:2004 §8.2.1, IEC 61966-2-1. */
export type Triple = readonly [number, number, number];

// D65 white of IEC 61966-2-1, as the row sums of the matrix below, so that gray has a = b = 0 exactly.
const XN = 0.4124564 + 0.3575761 + 0.1804375;
const YN = 0.2126729 + 0.7151522 + 0.072175;
const ZN = 0.0193339 + 0.119192 + 0.9503041;

/** Linear sRGB of X/Xn, Y/Yn, Z/Zn: rows R, G, B. For inner loops, where {@link labToLinearRgb}'s triples cost too much. */
export const WHITE_RELATIVE_TO_RGB = [
  [3.2404542 * XN, -1.5371385 * YN, -0.4985314 * ZN],
  [-0.969266 * XN, 1.8760108 * YN, 0.041556 * ZN],
  [0.0556434 * XN, -0.2040259 * YN, 1.0572252 * ZN],
] as const satisfies readonly Triple[];

const EPSILON = 216 / 24389;
const KAPPA = 24389 / 27;

/** f of CIE 15:2004 §8.2.1: of a tristimulus value over the white's. */
export function labCurve(t: number): number {
  return t > EPSILON ? Math.cbrt(t) : (KAPPA * t + 16) / 116;
}

/** Inverse of {@link labCurve}. */
export function labCurveInverse(f: number): number {
  const cube = f * f * f;
  return cube > EPSILON ? cube : (116 * f - 16) / KAPPA;
}

export function linearRgbToLab(r: number, g: number, b: number): Triple {
  const fx = labCurve((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / XN);
  const fy = labCurve((0.2126729 * r + 0.7151522 * g + 0.072175 * b) / YN);
  const fz = labCurve((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / ZN);
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

/** Not clipped: channels outside 0…1 mean that the colour is outside sRGB. */
export function labToLinearRgb(lightness: number, a: number, b: number): Triple {
  const fy = (lightness + 16) / 116;
  const x = XN * labCurveInverse(fy + a / 500);
  const y = YN * labCurveInverse(fy);
  const z = ZN * labCurveInverse(fy - b / 200);
  return [
    3.2404542 * x - 1.5371385 * y - 0.4985314 * z,
    -0.969266 * x + 1.8760108 * y + 0.041556 * z,
    0.0556434 * x - 0.2040259 * y + 1.0572252 * z,
  ];
}

/** Slope of {@link labCurveInverse}. */
export function labCurveSlope(f: number): number {
  return f * f * f > EPSILON ? 3 * f * f : 116 / KAPPA;
}
