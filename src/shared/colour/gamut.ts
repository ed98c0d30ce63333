import { labToLinearRgb, type Triple } from './lab.ts';

/**
 * Tolerance in linear light, so that colours converted from sRGB to Lab and back still count as inside. About 1/10 of an 8-bit step near
 * black.
 */
const EPSILON = 1e-5;

/** Halvings of the chroma interval: 2⁻²⁰ of at most 156 ab is far below the resolution of Int16 planes. */
const BISECTIONS = 20;

/** Whether a Lab colour lies inside sRGB. L 0…100, ab in Lab units. */
export function inGamut(lightness: number, a: number, b: number): boolean {
  return labToLinearRgb(lightness, a, b).every((channel) => channel >= -EPSILON && channel <= 1 + EPSILON);
}

/**
 * The colour nearest to (L, a, b) inside sRGB of the same lightness and hue angle: only chroma is reduced, by bisection. A colour inside
 * is returned unchanged; at L 0 and 100 only gray is left.
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
