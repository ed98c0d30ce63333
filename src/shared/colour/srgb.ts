import { labToLinearRgb, linearRgbToLab, type Triple } from './lab.ts';
import { TRANSFER_CURVES } from './transfer.ts';

/** sRGB transfer, IEC 61966-2-1 §5.2: encoded 0…1 → linear 0…1. Odd-symmetric below zero, so that out-of-gamut values survive. */
export const srgbToLinear = TRANSFER_CURVES.display.toLinear;

/** Linear 0…1 → encoded 0…1. */
export const linearToSrgb = TRANSFER_CURVES.display.toSignal;

/** Encoded sRGB 0…1 → Lab. */
export function srgbToLab(r: number, g: number, b: number): Triple {
  return linearRgbToLab(srgbToLinear(r), srgbToLinear(g), srgbToLinear(b));
}

/** Lab → encoded sRGB, not clipped. */
export function labToSrgb(lightness: number, a: number, b: number): Triple {
  const [r, g, bl] = labToLinearRgb(lightness, a, b);
  return [linearToSrgb(r), linearToSrgb(g), linearToSrgb(bl)];
}

/** Lightness L of a gray whose encoded value is `value` (0…1): the networks' input for a luma sample. */
export function lightnessOfGray(value: number): number {
  return linearRgbToLab(srgbToLinear(value), srgbToLinear(value), srgbToLinear(value))[0];
}

/** `#rrggbb` → Lab. */
export function hexToLab(hex: string): Triple {
  const value = Number.parseInt(hex.slice(1), 16);
  return srgbToLab(((value >> 16) & 255) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255);
}

/** Lab → `#rrggbb`, channels clipped to 0…255. */
export function labToHex(lightness: number, a: number, b: number): string {
  return `#${labToSrgb(lightness, a, b).map((channel) => Math.round(Math.min(1, Math.max(0, channel)) * 255).toString(16).padStart(2, '0')).join('')}`;
}
