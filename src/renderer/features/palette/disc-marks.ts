import type { ColourCoding } from '../../../shared/colour/coding.ts';
import { gamutMap, inGamut } from '../../../shared/colour/gamut.ts';
import type { ChromaAb } from '../../../shared/model/hint.ts';

/** A position on the disc as fractions of its side, from its left and upper edge. */
export type DiscPlace = readonly [x: number, y: number];

interface DiscMarks {
  /** The colour that is obtained: the chosen one, or the nearest of its hue. */
  readonly obtained: DiscPlace;
  /** The chosen colour, where it is outside the gamut. */
  readonly wanted?: DiscPlace;
}

/** The cross is not drawn nearer to the disc's edge than this share of half its side. */
const INSET = 0.06;

/**
 * Where the marks of a colour stand on the disc. A colour beyond the disc's edge stands at the edge, on the line of its hue.
 * @param ab the chosen colour
 * @param disc `lightness`: L, 0…100; `reach`: Lab units from the middle to the edge; `coding`: gamut of the clip
 */
export function discMarks(ab: ChromaAb, { lightness, reach, coding }: { readonly lightness: number; readonly reach: number; readonly coding: ColourCoding }): DiscMarks {
  const place = ([a, b]: ChromaAb): DiscPlace => [0.5 + a / (2 * reach), 0.5 - b / (2 * reach)];
  if (inGamut(lightness, ab[0], ab[1], coding)) return { obtained: place(ab) };
  const [, a, b] = gamutMap(lightness, ab[0], ab[1], coding);
  const farthest = Math.max(Math.abs(ab[0]), Math.abs(ab[1]));
  const share = Math.min(1, (reach * (1 - INSET)) / farthest);
  return { obtained: place([a, b]), wanted: place([ab[0] * share, ab[1] * share]) };
}
