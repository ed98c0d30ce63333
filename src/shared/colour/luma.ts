import type { Triple } from './lab.ts';

/** Luma coefficients by the stream's matrix tag (ITU-T H.273 table 4). */
export type MatrixName = 'bt709' | 'bt601' | 'bt2020' | 'smpte240m';
const COEFFICIENTS = {
  bt709: { kr: 0.2126, kb: 0.0722 },
  bt601: { kr: 0.299, kb: 0.114 },
  bt2020: { kr: 0.2627, kb: 0.0593 },
  smpte240m: { kr: 0.212, kb: 0.087 },
} as const satisfies Record<MatrixName, { readonly kr: number; readonly kb: number }>;

/** Coding of Y′ code values: bits per sample, and limited ("tv") or full ("pc") range. */
export interface SampleCoding {
  readonly bitDepth: number;
  readonly range: 'limited' | 'full';
}

export function lumaCoefficients(matrix: MatrixName): { readonly kr: number; readonly kg: number; readonly kb: number } {
  const { kr, kb } = COEFFICIENTS[matrix];
  return { kr, kg: 1 - kr - kb, kb };
}

/** Encoded R′G′B′ 0…1 → Y′ 0…1, Cb and Cr −½…½ (H.273 equations 38–40). */
export function rgbToYcc(r: number, g: number, b: number, matrix: MatrixName): Triple {
  const { kr, kg, kb } = lumaCoefficients(matrix);
  const y = kr * r + kg * g + kb * b;
  return [y, (b - y) / (2 * (1 - kb)), (r - y) / (2 * (1 - kr))];
}

/** Inverse of {@link rgbToYcc}; not clipped. */
export function yccToRgb(y: number, cb: number, cr: number, matrix: MatrixName): Triple {
  const { kr, kg, kb } = lumaCoefficients(matrix);
  const r = y + 2 * (1 - kr) * cr;
  const b = y + 2 * (1 - kb) * cb;
  return [r, (y - kr * r - kb * b) / kg, b];
}

/** Offset and scale of luma codes: `signal = (code − offset) / scale` (H.273 equations 26–31). */
export function lumaScale(coding: SampleCoding): { readonly offset: number; readonly scale: number } {
  const unit = 2 ** (coding.bitDepth - 8);
  return coding.range === 'limited' ? { offset: 16 * unit, scale: 219 * unit } : { offset: 0, scale: 256 * unit - 1 };
}

/** Offset and scale of chroma codes: `code = chroma · scale + offset`, chroma −½…½. */
export function chromaScale(coding: SampleCoding): { readonly offset: number; readonly scale: number } {
  const unit = 2 ** (coding.bitDepth - 8);
  return coding.range === 'limited' ? { offset: 128 * unit, scale: 224 * unit } : { offset: 128 * unit, scale: 256 * unit - 1 };
}
