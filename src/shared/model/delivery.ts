import { z } from 'zod';

/** What a delivery can be written as. */
export const DeliveryCodec = z.enum(['prores-422hq', 'prores-4444', 'h264', 'h265', 'ffv1', 'png', 'tiff']);
export type DeliveryCodec = z.infer<typeof DeliveryCodec>;

/** What becomes of one part of the film; `absent`: the film never had it. */
export const KeptPart = z.object({ part: z.enum(['Luma', 'Sound', 'Timecode', 'Colour tags']), state: z.enum(['kept', 'changed', 'lost', 'absent']), words: z.string() });
export type KeptPart = z.infer<typeof KeptPart>;

/** File extension by codec; sequences are folders of numbered images. */
export function deliveryExtension(codec: DeliveryCodec): string {
  switch (codec) {
    case 'prores-422hq': case 'prores-4444': return '.mov';
    case 'h264': case 'h265': return '.mp4';
    case 'ffv1': return '.mkv';
    case 'png': case 'tiff': return '';
  }
}
