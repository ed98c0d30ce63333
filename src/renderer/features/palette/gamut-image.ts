import { labToSrgb, linearToSrgb } from '../../../shared/colour/srgb.ts';
import { type ColourCoding, colourModel, plainCoding } from '../../../shared/colour/coding.ts';
import { isLifted, LIFTED } from './lifted-colour.ts';

/** Lab units from the middle of the disc to its edge: the largest chroma of sRGB at any lightness fits. */
export const GAMUT_REACH = 108;
const SRGB = plainCoding('bt709');

const ENCODED = Uint8ClampedArray.from({ length: 4097 }, (_, node) => Math.round(255 * linearToSrgb(node / 4096)));
const FOOT = 6 / 29;
const cube = (f: number): number => (f > FOOT ? f * f * f : (f - 16 / 116) * (116 / (24389 / 27)));

/**
 * The colours that a coding (sRGB when left out) holds at a lightness, a to the right and b up, gray in the middle; transparent outside the gamut. Drawn whenever the
 * lightness under the pointer changes, so it must be fast: X depends on a alone and Z on b alone. Dark colours are drawn at a middle
 * lightness, so that they can be told apart.
 * @param lightness L, 0…100
 * @param options `reach`: Lab units from the middle to the edge
 * @returns RGBA, `side · side`, row by row
 */
export function gamutImage(lightness: number, side: number, { reach = GAMUT_REACH, coding = SRGB }: { readonly reach?: number; readonly coding?: ColourCoding } = {}): Uint8ClampedArray<ArrayBuffer> {
  const image = new Uint8ClampedArray(4 * side * side);
  const fy = (lightness + 16) / 116;
  const y = cube(fy);
  const placed = (index: number): number => ((index + 0.5) / side - 0.5) * 2 * reach;
  const lifted = isLifted(lightness);
  const xs = Float64Array.from({ length: side }, (_, column) => cube(fy + placed(column) / 500));
  const { primaries: { toRgb }, lowest, highest } = colourModel(coding);
  const isScreen = coding.primaries === 'bt709' && lowest === 0 && highest === 1;
  const [[rx, ry, rz], [gx, gy, gz], [bx, by, bz]] = toRgb;
  for (let row = 0; row < side; row++) {
    const z = cube(fy + placed(row) / 200);
    for (let column = 0; column < side; column++) {
      const x = xs[column]!;
      const red = rx * x + ry * y + rz * z;
      const green = gx * x + gy * y + gz * z;
      const blue = bx * x + by * y + bz * z;
      if (red < lowest || green < lowest || blue < lowest || red > highest || green > highest || blue > highest) continue;
      const at = 4 * (row * side + column);
      if (lifted || !isScreen) {
        // Colours outside the gamut of the screen are clipped.
        const shown = labToSrgb(lifted ? LIFTED : lightness, placed(column), -placed(row));
        for (let channel = 0; channel < 3; channel++) image[at + channel] = Math.round(255 * Math.min(1, Math.max(0, shown[channel]!)));
        image[at + 3] = 255;
        continue;
      }
      image[at] = ENCODED[Math.round(red * 4096)]!;
      image[at + 1] = ENCODED[Math.round(green * 4096)]!;
      image[at + 2] = ENCODED[Math.round(blue * 4096)]!;
      image[at + 3] = 255;
    }
  }
  return image;
}
