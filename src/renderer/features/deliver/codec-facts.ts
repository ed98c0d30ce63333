import type { Clip } from '../../../shared/model/clip.ts';
import { codecRecord, deliveredDepth, type DeliveryCodec, deliveredSize } from '../../../shared/model/delivery-codecs.ts';

const CHROMA = { 420: '4:2:0', 422: '4:2:2', 444: '4:4:4' } as const;

/** `10 bit`, as a codec writes a clip. */
export function bitsText(codec: DeliveryCodec, clip: Clip): string {
  return codecRecord(codec).picture.layout === 'linear-floats' ? 'half float' : `${deliveredDepth(codec, clip.picture.bitDepth)} bit`;
}

/** `4:2:2, 10 bit`. */
export function samplesText(codec: DeliveryCodec, clip: Clip): string {
  const { chroma, layout } = codecRecord(codec).picture;
  return `${layout === 'planar-yuv' ? CHROMA[chroma] : 'R′G′B′'}, ${bitsText(codec, clip)}`;
}

/** `1440×1080, as source`. */
export function sizeText(codec: DeliveryCodec, { picture }: Clip): string {
  const { width, height } = deliveredSize(codec, picture);
  return `${width}×${height}, ${width === picture.width && height === picture.height ? 'as source' : `of ${picture.width}×${picture.height}`}`;
}

/** `24000/1001, as source`. */
export function rateText({ rate: { num, den }, timing }: Clip): string {
  return timing === 'variable' ? 'each frame’s own time' : `${den === 1 ? num : `${num}/${den}`}, as source`;
}
