import type { ColourCoding } from '../../../shared/colour/coding.ts';
import { inGamut } from '../../../shared/colour/gamut.ts';
import { labToHex } from '../../../shared/colour/srgb.ts';
import type { ChromaAb } from '../../../shared/model/hint.ts';

/** Below this L* a colour on a small chip looks black. */
const DARK = 32;
/** L* at which dark colours are drawn instead. */
export const LIFTED = 52;

/** Whether colours of this lightness are drawn lifted in the palette. */
export function isLifted(lightness: number): boolean {
  return lightness < DARK;
}

/** CSS background of a chip: the colour; for dark colours the lifted one with the true one as a strip below. */
export function chipBackground(lightness: number, [a, b]: ChromaAb): string {
  const colour = labToHex(lightness, a, b);
  return isLifted(lightness) ? `linear-gradient(${labToHex(LIFTED, a, b)} 72%, ${colour} 72%)` : colour;
}

/**
 * Lab units from the middle of the disc to its edge at a lightness. Dark positions have few colours, so the scale is enlarged to fill the
 * disc.
 */
export function discReach(lightness: number, widest: number, coding?: ColourCoding): number {
  if (!isLifted(lightness)) return widest;
  let reach = 0;
  for (let degrees = 0; degrees < 360; degrees += 3) {
    const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
    let chroma = reach;
    while (chroma < widest && inGamut(lightness, chroma * cos, chroma * sin, coding)) chroma += 1;
    reach = Math.max(reach, chroma);
  }
  return Math.min(widest, reach + 2);
}
