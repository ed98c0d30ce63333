import { z } from 'zod';
import { DELIVERY_CODEC_NAMES } from './delivery-codecs.ts';

export const DeliveryCodec = z.enum(DELIVERY_CODEC_NAMES);
export type DeliveryCodec = z.infer<typeof DeliveryCodec>;

/** What becomes of one track or tag of the clip: kept as it is, converted, not held by the container (`lost`), or not in the clip (`absent`). */
export const KeptPart = z.object({ part: z.string(), state: z.enum(['kept', 'converted', 'lost', 'absent']), words: z.string() });
export type KeptPart = z.infer<typeof KeptPart>;
