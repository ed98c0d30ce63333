import { z } from 'zod';
import { DELIVERY_CODEC_NAMES, DELIVERY_QUALITIES, DELIVERY_SPEEDS } from './delivery-codecs.ts';

export const DeliveryCodec = z.enum(DELIVERY_CODEC_NAMES);
export type DeliveryCodec = z.infer<typeof DeliveryCodec>;

/** Options of a delivery besides its codec; omitted ones have their defaults. */
export const DeliverySettings = z.object({
  speed: z.enum(DELIVERY_SPEEDS).optional(),
  quality: z.enum(DELIVERY_QUALITIES).optional(),
  /** Number of the first image; else that of its frame in the clip. */
  startNumber: z.number().int().min(0).max(99_999_999).optional(),
  /** Digits of an image's number, at least. */
  padding: z.number().int().min(1).max(12).optional(),
});
export type DeliverySettings = z.infer<typeof DeliverySettings>;

/** What becomes of one track or tag of the clip: kept as it is, converted, not held by the container (`lost`), or not in the clip (`absent`). */
export const KeptPart = z.object({ part: z.string(), state: z.enum(['kept', 'converted', 'lost', 'absent']), words: z.string() });
export type KeptPart = z.infer<typeof KeptPart>;
