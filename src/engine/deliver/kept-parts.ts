import type { Clip } from '../../shared/model/clip.ts';
import { codecRecord, type DeliveryCodec } from '../../shared/model/delivery-codecs.ts';
import type { KeptPart } from '../../shared/model/delivery.ts';
import { deliveryColourTags, type DeliveryFormat, lumaCoding } from '../media/index.ts';
import { isLumaExact } from '../../shared/colour/luma-codes.ts';

/** What of the film beside its picture comes out at the other end, part by part. Pure. */
export function keptParts({ clip, codec, format, timecode, lostTracks }: { readonly clip: Clip; readonly codec: DeliveryCodec; readonly format: DeliveryFormat; readonly timecode: string | undefined; readonly lostTracks: number }): readonly KeptPart[] {
  const { container, sound, keepsTimecode } = codecRecord(codec);
  const exact = format.layout === 'planar-yuv' && isLumaExact(lumaCoding(clip.picture), format);
  const tags = deliveryColourTags(clip.picture, format);
  return [
    { part: 'Luma', state: exact ? 'kept' : 'changed', words: exact ? 'the clip’s own codes' : 'rounded or converted' },
    clip.audioTracks === 0 ? { part: 'Sound', state: 'absent', words: 'the clip has none' }
      : sound === undefined ? { part: 'Sound', state: 'lost', words: 'images have none' }
          : lostTracks > 0 ? { part: 'Sound', state: lostTracks === clip.audioTracks ? 'lost' : 'changed', words: `${lostTracks} of ${clip.audioTracks} tracks ${lostTracks === 1 ? 'has' : 'have'} too many channels` }
        : { part: 'Sound', state: 'kept', words: clip.audioTracks === 1 ? 'one track' : `${clip.audioTracks} tracks` },
    timecode === undefined ? { part: 'Timecode', state: 'absent', words: 'the clip has none' }
      : !keepsTimecode ? { part: 'Timecode', state: 'lost', words: `images have none; the first is ${timecode}` }
        : { part: 'Timecode', state: 'kept', words: `from ${timecode}` },
    ...(container === 'images' ? [] : [{ part: 'Colour tags' as const, state: 'kept' as const, words: [...new Set([tags.primaries, tags.transfer, tags.matrix])].join(' · ') }]),
  ];
}
