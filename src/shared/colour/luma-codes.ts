import { lumaScale, type SampleCoding } from './luma.ts';

/**
 * Delivered code by source code, or `undefined` when they are the same. Limited range shifts by whole bits (H.273: every level is a multiple), so 8 → 10 bit keeps
 * each code as it was, times four; full range stretches 0…255 onto 0…1023, one code to one code. A smaller depth rounds.
 */
export function lumaCodeMap(from: SampleCoding, to: SampleCoding): Uint16Array | undefined {
  if (from.bitDepth === to.bitDepth && from.range === to.range) return undefined;
  const source = lumaScale(from);
  const target = lumaScale(to);
  const highest = 2 ** to.bitDepth - 1;
  return Uint16Array.from({ length: 2 ** from.bitDepth }, (_, code) => Math.max(0, Math.min(highest, Math.round(((code - source.offset) * target.scale) / source.scale + target.offset))));
}

/** Whether a delivery preserves the source's luma codes exactly: the same range and at least its depth. */
export function isLumaExact(from: SampleCoding, to: SampleCoding): boolean {
  return from.range === to.range && to.bitDepth >= from.bitDepth;
}

/** The Y′ plane in the delivery's codes. Returns the given array when nothing changes. */
export function toDeliveredLuma(samples: Uint8Array | Uint16Array, from: SampleCoding, to: SampleCoding): Uint8Array | Uint16Array {
  const map = lumaCodeMap(from, to);
  if (map === undefined) return samples;
  const out = to.bitDepth > 8 ? new Uint16Array(samples.length) : new Uint8Array(samples.length);
  for (let index = 0; index < samples.length; index++) out[index] = map[samples[index]!]!;
  return out;
}
