import { type DeliveryCodecRecord, type DeliveryQuality, type DeliverySpeed, type EncoderChoice, type PictureToEncode } from './codecs/codec-record.ts';
import { EDITING_CODECS } from './codecs/editing-codecs.ts';
import { IMAGE_CODECS } from './codecs/image-codecs.ts';
import { VIEWING_CODECS } from './codecs/viewing-codecs.ts';
import type { Rate } from './frame.ts';
import { nominalRate } from './timecode.ts';

/*
 * All delivery codecs, in the order of the page Deliver. To add one, add one record to one of the files in codecs/: page, command line, doctor,
 * estimate, encoder arguments, checks and the table of the guide read it.
 */

export * from './codecs/codec-record.ts';

const DELIVERY_CODECS = { ...EDITING_CODECS, ...VIEWING_CODECS, ...IMAGE_CODECS } as const satisfies Record<string, DeliveryCodecRecord>;

export type DeliveryCodec = keyof typeof DELIVERY_CODECS;

/** In the order of the page Deliver. */
export const DELIVERY_CODEC_NAMES = Object.keys(DELIVERY_CODECS) as [DeliveryCodec, ...DeliveryCodec[]];

export function codecRecord(codec: DeliveryCodec): DeliveryCodecRecord {
  return DELIVERY_CODECS[codec];
}

/** Codecs of one family, in their order. */
interface CodecFamily {
  readonly name: string;
  readonly codecs: readonly DeliveryCodec[];
}

/** All families, in the order of their first codecs. */
export function codecFamilies(): readonly CodecFamily[] {
  return [...Map.groupBy(DELIVERY_CODEC_NAMES, (codec) => codecRecord(codec).family)].map(([name, codecs]) => ({ name, codecs }));
}

/** The encoder that an ffmpeg with these encoders uses for a codec; `undefined` when it has none of them. */
export function encoderOf(codec: DeliveryCodec, encoders: ReadonlySet<string>): EncoderChoice | undefined {
  return codecRecord(codec).encoders.find(({ name }) => encoders.has(name));
}

/** Options of a codec. */
export interface CodecChoices {
  readonly speed?: DeliverySpeed | undefined;
  readonly quality?: DeliveryQuality | undefined;
}

export const DEFAULT_SPEED: DeliverySpeed = 'balanced';
export const DEFAULT_QUALITY: DeliveryQuality = 'best';

/** An encoder's options for a picture, with the chosen speed and quality. */
export function encoderArguments(encoder: EncoderChoice, picture: PictureToEncode, { speed = DEFAULT_SPEED, quality = DEFAULT_QUALITY }: CodecChoices = {}): readonly string[] {
  return ['-c:v', encoder.name, ...encoder.arguments(picture), ...(encoder.speeds?.[speed] ?? []), ...(encoder.qualities?.[quality] ?? [])];
}

/** Whether encoding is lossless. */
export function isWrittenLossless(codec: DeliveryCodec, { quality = DEFAULT_QUALITY }: CodecChoices = {}): boolean {
  const { isLossless, encoders: [{ qualities }] } = codecRecord(codec);
  return isLossless && (qualities === undefined || quality === 'best');
}

/** Whether it writes a folder of numbered images rather than one file. */
export function isImageCodec(codec: DeliveryCodec): boolean {
  return codecRecord(codec).container === 'images';
}

/** Whether a file of it says what its colours are: all movies, and of the images DPX. */
export function holdsColourTags(codec: DeliveryCodec): boolean {
  return !isImageCodec(codec) || codecRecord(codec).extension === '.dpx';
}

/** Whether a file of it says the timecode at a rate: the header of DPX has two digits for the frames of a second (SMPTE 268M). */
export function holdsTimecode(codec: DeliveryCodec, rate: Rate): boolean {
  const { keepsTimecode, extension } = codecRecord(codec);
  return keepsTimecode && (extension !== '.dpx' || nominalRate(rate) <= 100);
}

/** Extension of the target: none for a folder of images. */
export function deliveryExtension(codec: DeliveryCodec): string {
  return isImageCodec(codec) ? '' : codecRecord(codec).extension;
}

/** Endings of the names that a movie of it may have; one without any is told by its content. */
export function movieEndings(codec: DeliveryCodec): readonly string[] {
  return [codecRecord(codec).extension, ''];
}

/** Bits per sample given to a codec for a source of some depth. */
export function deliveredDepth(codec: DeliveryCodec, sourceDepth: number): number {
  const { depths } = codecRecord(codec).picture;
  return depths.find((depth) => depth >= sourceDepth) ?? depths.at(-1)!;
}

/** Size of the picture that is written. */
export function deliveredSize(codec: DeliveryCodec, { width, height }: { readonly width: number; readonly height: number }): { readonly width: number; readonly height: number } {
  const isEven = codecRecord(codec).picture.evenSize;
  return isEven ? { width: width + (width % 2), height: height + (height % 2) } : { width, height };
}
