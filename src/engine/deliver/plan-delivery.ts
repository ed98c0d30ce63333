import { assertNever } from '../../shared/errors/assert-never.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { SampleCoding } from '../../shared/colour/luma.ts';
import type { Clip } from '../../shared/model/clip.ts';
import type { DeliveryCodec, KeptPart } from '../../shared/model/delivery.ts';
import { type FrameRange, rangeLength } from '../../shared/model/frame.ts';
import { ownTimecode } from '../../shared/model/timecode.ts';
import { type DeliveryFormat, deliveryPixelFormat, lumaCoding } from '../media/index.ts';
import { type DeliveryCost, estimateDelivery } from './estimate-delivery.ts';
import { keptParts } from './kept-parts.ts';
import { isLumaExact } from './luma-codes.ts';

/** Which frames of the finished file are decoded again and held against the source. */
export type LumaCheckScope = 'every-frame' | 'some-frames' | 'none';

export interface DeliveryPlanRequest {
  readonly clip: Clip;
  readonly range: FrameRange;
  readonly codec: DeliveryCodec;
  /** Final path; for PNG and TIFF the folder. */
  readonly outPath: string;
  readonly overwrite?: boolean;
  /** Default: every frame of FFV1, a few of the others. */
  readonly verify?: LumaCheckScope;
}

/** One file (or folder of images) to be written, worked out before anything is touched. */
export interface DeliveryPlan {
  readonly clip: Clip;
  readonly range: FrameRange;
  readonly codec: DeliveryCodec;
  readonly outPath: string;
  readonly overwrite: boolean;
  readonly format: DeliveryFormat;
  /** Of the range's first frame. */
  readonly timecode: string | undefined;
  readonly verify: LumaCheckScope;
  readonly cost: DeliveryCost;
  readonly kept: readonly KeptPart[];
  /** Plain words: what is kept, and what cannot be. */
  readonly remarks: readonly string[];
}

/** Pure: looks at nothing but its arguments. @throws AppError `input.frameOutside` */
export function planDelivery(request: DeliveryPlanRequest): DeliveryPlan {
  const { clip, range, codec } = request;
  if (range.last >= clip.frameCount) throw new AppError('input.frameOutside', `Frame ${range.last} lies outside "${clip.name}", which has frames 0…${clip.frameCount - 1}.`);
  const format = deliveryPixelFormat(codec, clip.picture);
  const timecode = ownTimecode(clip, range.first);
  return {
    clip, range, codec, outPath: request.outPath, overwrite: request.overwrite ?? false, format, timecode,
    verify: request.verify ?? (codec === 'ffv1' ? 'every-frame' : 'some-frames'),
    kept: keptParts({ clip, codec, format, timecode }),
    cost: estimateDelivery(clip, codec, rangeLength(range)),
    remarks: [...lumaRemarks(clip, format, codec), ...chromaRemarks(format), ...soundRemarks(clip, codec), ...timeRemarks(clip, codec, timecode), ...pictureRemarks(clip, codec)],
  };
}

function lumaRemarks(clip: Clip, format: DeliveryFormat, codec: DeliveryCodec): readonly string[] {
  const source = lumaCoding(clip.picture);
  const describe = (coding: SampleCoding): string => `${coding.bitDepth}-bit ${coding.range} range`;
  if (format.layout === 'packed-rgb') {
    return [`Luma: images hold R′G′B′ of ${format.bitDepth} bits, made from the source's luma; it comes back within ${format.bitDepth === 8 ? 'rounding of one code' : 'rounding'}.`];
  }
  const way = isLossless(codec) ? 'the file holds it code for code' : 'the encoder is given it code for code and then compresses it';
  if (isLumaExact(source, format)) return [source.bitDepth === format.bitDepth ? `Luma: kept at ${describe(source)}; ${way}.` : `Luma: ${describe(source)} carried in ${format.bitDepth} bits without change of level; ${way}.`];
  if (source.range !== format.range) return [`Luma: levels are converted from ${describe(source)} to ${describe(format)}, so codes are not the source's; the picture looks the same.`];
  return [`Luma: ${describe(source)} is rounded to ${format.bitDepth} bits, as this codec holds no more; not exact. ProRes or FFV1 keep more.`];
}

function isLossless(codec: DeliveryCodec): boolean {
  return codec === 'ffv1' || codec === 'png' || codec === 'tiff';
}

function chromaRemarks(format: DeliveryFormat): readonly string[] {
  if (format.chroma === '444') return [];
  return [`Chroma: 4:${format.chroma === '422' ? '2:2' : '2:0'}; half ${format.chroma === '422' ? 'the columns' : 'the columns and rows'}, placed with the left luma column.`];
}

function soundRemarks(clip: Clip, codec: DeliveryCodec): readonly string[] {
  if (clip.audioTracks === 0) return [];
  const tracks = clip.audioTracks === 1 ? 'the sound track' : `all ${clip.audioTracks} sound tracks`;
  return codec === 'png' || codec === 'tiff' ? [`Sound: not kept; images have none.`] : [`Sound: ${tracks} of these frames kept.`];
}

function timeRemarks(clip: Clip, codec: DeliveryCodec, timecode: string | undefined): readonly string[] {
  const isImages = codec === 'png' || codec === 'tiff';
  return [
    ...(clip.timing === 'variable' ? [isImages ? 'Timing: not kept; the film has no constant rate and images have none at all.' : 'Timing: each frame keeps its own time; the film has no constant rate.'] : []),
    ...(timecode === undefined ? [] : [isImages ? `Timecode: not kept in images; the first is ${timecode}.` : `Timecode: begins at ${timecode}.`]),
  ];
}

function pictureRemarks(clip: Clip, codec: DeliveryCodec): readonly string[] {
  const { width, height, scan, rotation, sampleAspect } = clip.picture;
  const isVideoMp4 = codec === 'h264' || codec === 'h265';
  const isImages = codec === 'png' || codec === 'tiff';
  return [
    ...(isVideoMp4 && (width % 2 === 1 || height % 2 === 1) ? [`Size: ${width}×${height} is odd; ${codec === 'h264' ? 'H.264' : 'H.265'} repeats the last ${width % 2 === 1 ? 'column' : 'row'}.`] : []),
    ...(scan === 'progressive' ? [] : ['Fields: the film is interlaced and stays so.']),
    ...(rotation !== 0 && isImages ? [`Rotation: images are as stored; turn them by ${rotation}° for viewing.`] : []),
    ...(sampleAspect.num !== sampleAspect.den && isImages ? [`Sample shape: ${sampleAspect.num}:${sampleAspect.den}, which not every reader of images heeds.`] : []),
    ...(clip.picture.taggedMatrix === undefined && clip.picture.family !== 'rgb' ? [`Colour tags: the source has no matrix; ${clip.picture.matrix} is written.`] : []),
  ];
}

/** For a switch over codecs that must not forget one. */
export function codecName(codec: DeliveryCodec): string {
  switch (codec) {
    case 'prores-422hq': return 'ProRes 422 HQ';
    case 'prores-4444': return 'ProRes 4444';
    case 'h264': return 'H.264';
    case 'h265': return 'H.265';
    case 'ffv1': return 'FFV1';
    case 'png': return 'PNG images';
    case 'tiff': return 'TIFF images';
    default: return assertNever(codec);
  }
}
