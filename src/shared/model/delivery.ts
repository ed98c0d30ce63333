import { z } from 'zod';
import { DELIVERY_CODEC_NAMES } from './delivery-codecs.ts';

export const DeliveryCodec = z.enum(DELIVERY_CODEC_NAMES);
export type DeliveryCodec = z.infer<typeof DeliveryCodec>;

/** Fate of one part of the clip; `absent`: the clip does not have it. */
export const KeptPart = z.object({ part: z.enum(['Luma', 'Sound', 'Timecode', 'Colour tags']), state: z.enum(['kept', 'changed', 'lost', 'absent']), words: z.string() });
export type KeptPart = z.infer<typeof KeptPart>;
