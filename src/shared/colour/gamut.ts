import { labToLinearRgb, type Triple } from './lab.ts';

/** Slack in linear light, so that colours that came from sRGB by way of Lab still count as inside. About 1/10 of an 8-bit step near black. */
const EPSILON = 1e-5;

/** Halvings of the chroma interval: 2⁻²⁰ of at most 156 ab is far below what Int16 planes hold. */
const BISECTIONS = 20;

/** Whether a Lab colour lies inside sRGB. L 0…100, ab in Lab units. */
export function inGamut(lightness: number, a: number, b: number): boolean {
  return labToLinearRgb(lightness, a, b).every((channel) => channel >= -EPSILON && channel <= 1 + EPSILON);
}

/**
 * The colour nearest to (L, a, b) inside sRGB of the same lightness and hue angle: chroma alone is reduced, by bisection.
 * A colour that is inside already comes back as it is; at L 0 and 100 only gray is left.
 */
export function gamutMap(lightness: number, a: number, b: number): Triple {
  if (inGamut(lightness, a, b)) return [lightness, a, b];
  let inside = 0;
  let outside = 1;
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (inside + outside) / 2;
    if (inGamut(lightness, a * middle, b * middle)) inside = middle;
    else outside = middle;
  }
  return [lightness, a * inside, b * inside];
}
