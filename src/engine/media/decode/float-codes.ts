import { colourCoding } from '../../../shared/colour/coding.ts';
import { type CurveName, transferCurve } from '../../../shared/colour/transfer.ts';
import type { PictureFormat } from '../../../shared/model/clip.ts';

/** Bits of a 32-bit float that are left out: 10 bits of mantissa stay, as many as a half float has. */
const DROPPED_BITS = 13;
const ROUNDING = 1 << (DROPPED_BITS - 1);
const HIGHEST = 65_535;

const codeTables = new Map<CurveName, Uint16Array>();
const lightTables = new Map<CurveName, Float32Array>();

/** 16-bit code by the upper bits of a positive float in linear light. */
function codesOf(curve: CurveName): Uint16Array {
  const known = codeTables.get(curve);
  if (known !== undefined) return known;
  const bits = Uint32Array.from({ length: 2 ** (31 - DROPPED_BITS) }, (_, index) => index << DROPPED_BITS);
  const { toSignal } = transferCurve(curve);
  const table = Uint16Array.from(new Float32Array(bits.buffer), (linear) => {
    // Above the largest finite number there are only infinity and NaN.
    const signal = Number.isFinite(linear) ? toSignal(linear) : Number.isNaN(linear) ? 0 : 1;
    return Math.max(0, Math.min(HIGHEST, Math.round(signal * HIGHEST)));
  });
  codeTables.set(curve, table);
  return table;
}

/** Planar G, B, R floats in linear light → interleaved R′G′B′, 16 bits, by the curve of `colourCoding`. Negative light becomes black. */
export function codedRgbOfFloats(planes: Uint8Array, picture: PictureFormat): Uint16Array {
  const { curve } = colourCoding(picture);
  const table = codesOf(curve);
  const black = table[0]!;
  const bits = new Uint32Array(planes.buffer, planes.byteOffset, planes.byteLength / 4);
  const count = bits.length / 3;
  const rgb = new Uint16Array(bits.length);
  const codeOf = (value: number): number => (value >= 0x8000_0000 ? black : table[Math.min(table.length - 1, (value + ROUNDING) >>> DROPPED_BITS)]!);
  for (let index = 0, at = 0; index < count; index++, at += 3) {
    rgb[at] = codeOf(bits[2 * count + index]!);
    rgb[at + 1] = codeOf(bits[index]!);
    rgb[at + 2] = codeOf(bits[count + index]!);
  }
  return rgb;
}

/** Linear light of each 16-bit code of a curve. */
export function lightOfCodes(curve: CurveName): Float32Array {
  const known = lightTables.get(curve);
  if (known !== undefined) return known;
  const { toLinear } = transferCurve(curve);
  const table = Float32Array.from({ length: HIGHEST + 1 }, (_, code) => toLinear(code / HIGHEST));
  lightTables.set(curve, table);
  return table;
}
