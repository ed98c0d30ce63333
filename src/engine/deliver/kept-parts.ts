import type { Clip } from '../../shared/model/clip.ts';
import type { ClipTracks } from '../../shared/model/clip-tracks.ts';
import { containerRule } from '../../shared/model/container-rules.ts';
import { codecRecord, holdsTimecode } from '../../shared/model/delivery-codecs.ts';
import type { DeliveryTags } from '../../shared/model/delivery-tags.ts';
import type { KeptPart } from '../../shared/model/delivery.ts';
import { type AudioSource, deliveryColourTags, type DeliveryFormat, lumaCoding } from '../media/index.ts';
import { isLumaExact } from '../../shared/colour/luma-codes.ts';
import { cannotBeHeld, type DeliveredPart, trackLines } from './track-fates.ts';

interface KeptPartsRequest {
  readonly clip: Clip;
  /** Tags that replace those of the clip. */
  readonly asked?: DeliveryTags;
  readonly part: DeliveredPart;
  readonly format: DeliveryFormat;
  readonly timecode: string | undefined;
  readonly tracks: ClipTracks;
  readonly audio: Pick<AudioSource, 'tracks' | 'whole' | 'parts'>;
}

/** One line for each track and tag of the clip: what becomes of it in the delivery. Pure. */
export function keptParts({ clip, asked = {}, part, format, timecode, tracks, audio }: KeptPartsRequest): readonly KeptPart[] {
  const { codec } = part;
  return [lumaLine(clip, format), ...timeLines(clip, part, { timecode, isAsked: asked.startTimecode !== undefined }), ...pictureLines(clip, part, { format, colour: asked.colour }), ...trackLines(tracks, part, audio), ...reelLine(clip, codec, asked.reelName !== undefined)];
}

function lumaLine(clip: Clip, format: DeliveryFormat): KeptPart {
  const isExact = format.layout === 'planar-yuv' && isLumaExact(lumaCoding(clip.picture), format);
  return { part: 'Luma', state: isExact ? 'kept' : 'converted', words: isExact ? 'the clip’s own codes' : 'rounded or converted' };
}

function timeLines(clip: Clip, { codec }: DeliveredPart, { timecode, isAsked }: { readonly timecode: string | undefined; readonly isAsked: boolean }): readonly KeptPart[] {
  const { keepsTimecode, container, label } = codecRecord(codec);
  const line = timecode === undefined ? { part: 'Timecode', state: 'absent', words: 'the clip has none' } as const
    : !keepsTimecode ? { part: 'Timecode', state: 'lost', words: `${cannotBeHeld(codec)}; the first is ${timecode}` } as const
      : !holdsTimecode(codec, clip.rate) ? { part: 'Timecode', state: 'lost', words: `${label} counts at most 100 frames a second; the first is ${timecode}` } as const
        : { part: 'Timecode', state: isAsked ? 'converted' : 'kept', words: `from ${timecode}${timecode.includes(';') ? ', drop-frame' : ''}${isAsked ? ', as chosen' : ''}` } as const;
  if (clip.timing === 'constant') return [line];
  return [line, container === 'images' ? { part: 'Frame times', state: 'lost', words: cannotBeHeld(codec) } : { part: 'Frame times', state: 'kept', words: 'each frame has its own time' }];
}

function pictureLines({ picture }: Clip, { codec }: DeliveredPart, { format, colour }: { readonly format: DeliveryFormat; readonly colour: DeliveryTags['colour'] }): readonly KeptPart[] {
  const { container, keepsRotation, marksFields } = codecRecord(codec);
  const tags = deliveryColourTags(picture, format, colour);
  const { num, den } = picture.sampleAspect;
  return [
    ...(container === 'images' ? [] : [{ part: 'Colour tags', state: colour === undefined ? 'kept' : 'converted', words: `${[...new Set([tags.primaries, tags.transfer, tags.matrix])].join(' · ')}${colour === undefined ? '' : ', as chosen'}` } as const]),
    ...(hasAlpha(picture) ? [{ part: 'Alpha', state: 'lost', words: 'the picture’s fourth channel is not delivered' } as const] : []),
    ...(picture.rotation === 0 ? [] : [keepsRotation ? { part: 'Rotation', state: 'kept', words: `${picture.rotation}°` } as const : { part: 'Rotation', state: 'lost', words: `${picture.rotation}°, ${cannotBeHeld(codec)}; frames are as stored` } as const]),
    ...(num === den ? [] : [{ part: 'Sample shape', state: 'kept', words: `${num}:${den}` } as const]),
    ...(picture.scan === 'progressive' ? [] : [marksFields ? { part: 'Fields', state: 'kept', words: picture.scan === 'interlaced-top-first' ? 'top field first' : 'bottom field first' } as const : { part: 'Fields', state: 'lost', words: 'kept in the frames; the file does not say that there are any' } as const]),
  ];
}

/** By ffmpeg's names: a mask, or the infrared channel of a scan. */
function hasAlpha({ pixelFormat }: Pick<Clip['picture'], 'pixelFormat'>): boolean {
  return /^(?:yuva|gbrap|rgba|bgra|argb|abgr|ya\d|ayuv|vuya)/.test(pixelFormat);
}

function reelLine({ reelName }: Clip, codec: DeliveredPart['codec'], isAsked: boolean): readonly KeptPart[] {
  if (reelName === undefined) return [];
  const isHeld = containerRule(codecRecord(codec).container).hasReel;
  return [isHeld ? { part: 'Reel', state: isAsked ? 'converted' : 'kept', words: `${reelName}${isAsked ? ', as chosen' : ''}` } : { part: 'Reel', state: 'lost', words: `${reelName}, ${cannotBeHeld(codec)}` }];
}
