import { type ColourCoding, colourModel, labToLinear, plainCoding } from './coding.ts';
import type { Triple } from './lab.ts';

/**
 * Tolerance in linear light, so that colours converted from sRGB to Lab and back still count as inside. About 1/10 of an 8-bit step near
 * black.
 */
const EPSILON = 1e-5;

/** Halvings of the chroma interval: 2⁻²⁰ of at most 156 ab is far below the resolution of Int16 planes. */
const BISECTIONS = 20;

/** BT.709 primaries and the display curve. */
const SRGB = plainCoding('bt709');

/** Whether a Lab colour is in the gamut of a coding, sRGB by default. L 0…100, ab in Lab units. */
export function inGamut(lightness: number, a: number, b: number, coding: ColourCoding = SRGB): boolean {
  const model = colourModel(coding);
  return labToLinear(model, lightness, a, b).every((channel) => channel >= model.lowest - EPSILON && channel <= model.highest + EPSILON);
}

/**
 * The colour nearest to (L, a, b) inside a coding (sRGB when left out) of the same lightness and hue angle: only chroma is reduced, by
 * bisection. A colour inside is returned unchanged; at L 0, and at 100 where nothing is brighter, only gray is left.
 */
export function gamutMap(lightness: number, a: number, b: number, coding: ColourCoding = SRGB): Triple {
  if (inGamut(lightness, a, b, coding)) return [lightness, a, b];
  let inside = 0;
  let outside = 1;
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (inside + outside) / 2;
    if (inGamut(lightness, a * middle, b * middle, coding)) inside = middle;
    else outside = middle;
  }
  return [lightness, a * inside, b * inside];
}
