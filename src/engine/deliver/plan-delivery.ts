import { basename } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import type { SampleCoding } from '../../shared/colour/luma.ts';
import { codingLabel, isSceneCoding } from '../../shared/colour/coding.ts';
import { transferCurve } from '../../shared/colour/transfer.ts';
import { type Clip, codingOf } from '../../shared/model/clip.ts';
import { codecRecord, deliveredSize, type DeliveryCodec, holdsColourTags, isImageCodec } from '../../shared/model/delivery-codecs.ts';
import type { DeliverySettings, KeptPart } from '../../shared/model/delivery.ts';
import { type FrameRange, rangeLength } from '../../shared/model/frame.ts';
import { rateText } from '../../shared/model/known-rate.ts';
import { nominalRate, ownTimecode } from '../../shared/model/timecode.ts';
import type { ClipTracks } from '../../shared/model/clip-tracks.ts';
import { type ColourTagChoice, type DeliveryTags, withDeliveryTags } from '../../shared/model/delivery-tags.ts';
import { type ColourTags, deliveryColourTags, type DeliveryFormat, deliveryPixelFormat, imagePath, listed, lumaCoding, unreadableRemarks } from '../media/index.ts';
import { assumedMedia, type ClipMedia, deliveredPart, soundOfPart } from './clip-media.ts';
import { type DeliveryCost, estimateDelivery } from './estimate-delivery.ts';
import { keptParts } from './kept-parts.ts';
import type { DeliveredPart } from './track-fates.ts';
import { isLumaExact } from '../../shared/colour/luma-codes.ts';

/** Which frames of the finished file are decoded again and held against the source. */
type LumaCheckScope = 'every-frame' | 'some-frames' | 'none';

interface DeliveryPlanRequest {
  readonly clip: Clip;
  readonly range: FrameRange;
  readonly codec: DeliveryCodec;
  readonly settings?: DeliverySettings;
  /** Tags that replace those of the clip. */
  readonly tags?: DeliveryTags | undefined;
  /** Final path; for images the folder. */
  readonly outPath: string;
  readonly overwrite?: boolean;
  /** Default: that of the codec's record. */
  readonly verify?: LumaCheckScope;
  /** Files besides the clip's own that are never written over: other clips, key images, the project. */
  readonly sources?: readonly string[];
  /** The clip's tracks and times; without them only the number of sound tracks is known, from the clip's record. */
  readonly media?: ClipMedia;
}

/** One file (or folder of images) to be written, worked out before anything is touched. */
export interface DeliveryPlan {
  /** With the timecode and reel that are written. */
  readonly clip: Clip;
  readonly range: FrameRange;
  readonly codec: DeliveryCodec;
  readonly settings: DeliverySettings;
  readonly outPath: string;
  readonly overwrite: boolean;
  readonly sources: readonly string[];
  readonly format: DeliveryFormat;
  /** Colour tags that are written, in ffmpeg's words. */
  readonly colour: ColourTags;
  /** Those that were chosen instead of the clip's own. */
  readonly askedColour: ColourTagChoice | undefined;
  /** Of the range's first frame. */
  readonly timecode: string | undefined;
  readonly verify: LumaCheckScope;
  readonly cost: DeliveryCost;
  readonly tracks: ClipTracks;
  readonly part: DeliveredPart;
  readonly kept: readonly KeptPart[];
  /** Sentences on what is kept, and what is not supported. */
  readonly remarks: readonly string[];
}

/** Pure. @throws AppError `input.frameOutside`; `output.refused` for a picture that the codec does not support */
export function planDelivery(request: DeliveryPlanRequest): DeliveryPlan {
  const { range, codec, tags = {} } = request;
  const clip = withDeliveryTags(request.clip, range, tags);
  if (range.last >= clip.frameCount) throw new AppError('input.frameOutside', `Frame ${range.last} lies outside "${clip.name}", which has frames 0…${clip.frameCount - 1}.`);
  assertHeld(clip, codec);
  const format = deliveryPixelFormat(codec, clip.picture);
  const timecode = ownTimecode(clip, range.first);
  const media = request.media ?? assumedMedia(clip);
  const { tracks } = media;
  const part = deliveredPart(codec, range, media);
  const askedColour = holdsColourTags(codec) ? tags.colour : undefined;
  const colour = deliveryColourTags(clip.picture, format, askedColour);
  return {
    clip, range, codec, settings: request.settings ?? {}, outPath: request.outPath, overwrite: request.overwrite ?? false, sources: request.sources ?? [], format, colour, askedColour, timecode,
    verify: request.verify ?? codecRecord(codec).verify,
    tracks, part,
    kept: keptParts({ clip, asked: tags, part, format, timecode, tracks, audio: soundOfPart(part, tracks) }),
    cost: estimateDelivery(clip, codec, rangeLength(range)),
    remarks: [...unreadableSource(clip), ...lumaRemarks(clip, format, codec), ...reservedRemarks(format, codec), ...chromaRemarks(format), ...timeRemarks(clip, codec), ...pictureRemarks(clip, codec), ...taggedRemarks(clip, { codec, format, colour, tags })],
  };
}

/** Rejects a codec that does not support the clip, and names those that do. */
function assertHeld(clip: Clip, codec: DeliveryCodec): void {
  const { refuses, container, label } = codecRecord(codec);
  const { width, height, scan } = clip.picture;
  const reason = (container === 'mxf' ? mxfRefusal(clip) : undefined) ?? refuses?.({ width, height, rate: clip.rate, scan });
  if (reason !== undefined) throw new AppError('output.refused', `“${clip.name}” (${width}×${height}) cannot be written as ${label}. ${reason}`);
}

/** Rates of the content of MXF files (SMPTE ST 326), as libavformat/mxf.c has them. */
const MXF_RATES: ReadonlySet<number> = new Set([24, 25, 30, 48, 50, 60, 72, 75, 90, 96, 100, 120]);
/** Of these the ones that are there a thousandth slower, too. */
const MXF_SLOWER_RATES: ReadonlySet<number> = new Set([24, 30, 48, 60, 72, 90, 96, 120]);

function mxfRefusal({ timing, rate }: Pick<Clip, 'timing' | 'rate'>): string | undefined {
  if (timing === 'variable') return 'MXF holds constant rates only; MOV and Matroska hold any.';
  const nominal = nominalRate(rate);
  const isHeld = (MXF_RATES.has(nominal) && rate.num === nominal * rate.den) || (MXF_SLOWER_RATES.has(nominal) && rate.num * 1001 === nominal * 1000 * rate.den);
  return isHeld ? undefined : `MXF has no rate of ${rateText(rate)} frames a second; MOV and Matroska hold any.`;
}

/** What cannot be read of the source is told before work. */
function unreadableSource(clip: Clip): readonly string[] {
  const { source, unreadable = [] } = clip;
  if (source.kind === 'file') return unreadableRemarks(clip).map((remark) => `Source: ${remark}`);
  const images = unreadable.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, index) => basename(imagePath(source, from + index))));
  return images.length === 0 ? [] : [`Source: ${images.length === 1 ? 'image' : 'images'} ${listed(images)} cannot be read; the image before ${images.length === 1 ? 'it' : 'each'} stands in.`];
}

function lumaRemarks(clip: Clip, format: DeliveryFormat, codec: DeliveryCodec): readonly string[] {
  const source = lumaCoding(clip.picture);
  const describe = (coding: SampleCoding): string => `${coding.bitDepth}-bit ${coding.range} range`;
  if (format.layout === 'linear-floats') return [`Luma: images hold R, G and B as half floats in linear light, made from the source's luma by its curve (${transferCurve(codingOf(clip).curve).label}); it comes back within the rounding of half floats.`];
  if (format.layout !== 'planar-yuv') {
    return [`Luma: images hold R′G′B′ of ${format.bitDepth} bits, made from the source's luma; it comes back within ${format.bitDepth === 8 ? 'rounding of one code' : 'rounding'}.`];
  }
  const way = codecRecord(codec).isLossless ? 'the file holds it code for code' : 'the encoder is given it code for code and then compresses it';
  if (isLumaExact(source, format)) return [source.bitDepth === format.bitDepth ? `Luma: kept at ${describe(source)}; ${way}.` : `Luma: ${describe(source)} carried in ${format.bitDepth} bits without change of level; ${way}.`];
  if (source.range !== format.range) return [`Luma: levels are converted from ${describe(source)} to ${describe(format)}, so codes are not the source's; the picture looks the same.`];
  return [`Luma: ${describe(source)} is rounded to ${format.bitDepth} bits, as this codec holds no more; not exact. ProRes or FFV1 keep more.`];
}

function reservedRemarks({ bitDepth }: DeliveryFormat, codec: DeliveryCodec): readonly string[] {
  const { label, picture: { reservedCodes } } = codecRecord(codec);
  if (reservedCodes === undefined) return [];
  const highest = 2 ** bitDepth - 1;
  return [`Luma: ${label} has no codes 0–${reservedCodes - 1} and ${highest - reservedCodes + 1}–${highest}; samples of the source there are written as ${reservedCodes} and ${highest - reservedCodes}, and the check takes them so. FFV1 keeps them.`];
}

function chromaRemarks(format: DeliveryFormat): readonly string[] {
  if (format.chroma === '444') return [];
  return [`Chroma: 4:${format.chroma === '422' ? '2:2' : '2:0'}; half ${format.chroma === '422' ? 'the columns' : format.isInterlaced === true ? 'the columns, and half the rows of each field' : 'the columns and rows'}, placed with the left luma column.`];
}

function timeRemarks(clip: Clip, codec: DeliveryCodec): readonly string[] {
  if (clip.timing !== 'variable') return [];
  return [isImageCodec(codec) ? 'Timing: not kept; the clip has no constant rate and images have none at all.' : 'Timing: each frame keeps its own time; the clip has no constant rate.'];
}

function pictureRemarks(clip: Clip, codec: DeliveryCodec): readonly string[] {
  const { width, height, scan, rotation, sampleAspect } = clip.picture;
  const written = deliveredSize(codec, { width, height });
  const isImages = isImageCodec(codec);
  const { label, keepsRotation, marksFields } = codecRecord(codec);
  return [
    ...(written.width === width && written.height === height ? [] : [`Size: ${codecRecord(codec).label} has even sizes only; ${width}×${height} becomes ${written.width}×${written.height}, the last ${lastOnes(width, height)} once more. ProRes and FFV1 keep the size.`]),
    ...(scan === 'progressive' ? [] : [marksFields ? 'Fields: the clip is interlaced and stays so.' : `Fields: kept in the frames, but ${label} does not say that there are any; ProRes, H.264, FFV1 and v210 do.`]),
    ...(rotation !== 0 && !keepsRotation ? [`Rotation: ${isImages ? 'images are' : 'the picture is'} as stored; turn ${isImages ? 'them' : 'it'} by ${rotation}° for viewing. ProRes and H.264 keep it.`] : []),
    ...(sampleAspect.num !== sampleAspect.den && isImages ? [`Sample shape: ${sampleAspect.num}:${sampleAspect.den}, which not every reader of images heeds.`] : []),
    ...codingRemarks(clip, codec),
    ...(clip.picture.taggedMatrix === undefined && clip.picture.family !== 'rgb' ? [`Colour tags: the source has no matrix; ${clip.picture.matrix} is written.`] : []),
  ];
}

/** What the signal is, where it is not video for viewing, and what of it a file cannot say. */
function codingRemarks(clip: Clip, codec: DeliveryCodec): readonly string[] {
  const coding = codingOf(clip);
  if (!isSceneCoding(coding)) return [];
  const isSaid = coding.curve !== 'cineon' || codecRecord(codec).extension === '.dpx';
  return [
    `Colour: ${codingLabel(coding)}; chroma is made in the clip's own coding. In the display picture ${transferCurve(coding.curve).white ?? ''}.`,
    ...(isSaid ? [] : ['Colour tags: no tag says Cineon log; the transfer is left unspecified. DPX says it.']),
  ];
}

/** Colour tags that say something else than the picture is: its codes are not converted to them. */
function taggedRemarks({ picture }: Clip, { codec, format, colour, tags }: { readonly codec: DeliveryCodec; readonly format: DeliveryFormat; readonly colour: ColourTags; readonly tags: DeliveryTags }): readonly string[] {
  if (tags.colour === undefined) return [];
  if (!holdsColourTags(codec)) return [`Colour tags: ${codecRecord(codec).label} holds none, so those that were chosen are not written.`];
  const own = deliveryColourTags(picture, format);
  const different = (['primaries', 'transfer', 'matrix'] as const).filter((field) => own[field] !== colour[field]).map((field) => `${field} ${colour[field]} instead of ${own[field]}`);
  return different.length === 0 ? [] : [`Colour tags: the file says ${different.join(', ')}, but its codes are not converted: a player that heeds the tags shows other colours than this window. Where the clip's own tags are wrong, change the clip's colour coding instead.`];
}

function lastOnes(width: number, height: number): string {
  return [...(width % 2 === 1 ? ['column'] : []), ...(height % 2 === 1 ? ['row'] : [])].join(' and ');
}
