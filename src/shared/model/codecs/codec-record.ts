import type { Rate } from '../frame.ts';

/** Sound in a container. */
interface SoundRule {
  /** Codecs, by ffmpeg's names, that the container takes without re-encoding. */
  readonly copied: readonly string[];
  /** Used where sound is cut, or the container does not take its codec. */
  readonly encoder: string;
  readonly encoderArguments: readonly string[];
  /** Samples a second that the container takes, where it takes no others. */
  readonly sampleRate?: number;
  /** Most channels of a track that the encoder takes. */
  readonly mostChannels: number;
  /** For tracks with more channels; without it such a track is not kept. */
  readonly wideEncoder?: string;
}

/**
 * How the raw picture is handed to the encoder: planar Y′, Cb, Cr; interleaved R′G′B′ of 8 or 16 bits; planar G′, B′, R′ of 10 or 12 bits;
 * planar G, B, R as 32-bit floats in linear light.
 */
export type RawLayout = 'planar-yuv' | 'packed-rgb' | 'planar-gbr' | 'linear-floats';

/** The raw picture for the encoder. */
export interface PictureRule {
  readonly chroma: '420' | '422' | '444';
  readonly layout: RawLayout;
  /** Bits per sample, ascending; the first that is at least the source's is used, else the last. */
  readonly depths: readonly number[];
  /** `source`: as the source; `viewing`: as the source, but limited for R′G′B′ sources; the others: always. */
  readonly range: 'limited' | 'full' | 'source' | 'viewing';
  /** Width and height must be even: the last column or row of an odd picture is repeated. */
  readonly evenSize: boolean;
  /** So many codes at both ends do not exist in the file (SDI's timing codes): samples there become the nearest that does. */
  readonly reservedCodes?: number;
}

/** Inputs of an encoder's options. */
export interface PictureToEncode {
  /** ffmpeg's name of the raw format. */
  readonly pixelFormat: string;
  readonly width: number;
  readonly height: number;
  readonly rate: Rate;
  readonly scan?: 'progressive' | 'interlaced-top-first' | 'interlaced-bottom-first';
}

/** Time against size at the same quality. */
export const DELIVERY_SPEEDS = ['fast', 'balanced', 'slow'] as const;
export type DeliverySpeed = (typeof DELIVERY_SPEEDS)[number];

/** Quality against size. */
export const DELIVERY_QUALITIES = ['best', 'good', 'draft'] as const;
export type DeliveryQuality = (typeof DELIVERY_QUALITIES)[number];

export type EncoderArguments = readonly string[];

/** One of the encoders that can write a codec, by ffmpeg's name, with its options. */
export interface EncoderChoice {
  readonly name: string;
  readonly arguments: (picture: PictureToEncode) => EncoderArguments;
  /** Options for each speed and quality; without them the codec has none to choose. */
  readonly speeds?: Readonly<Record<DeliverySpeed, EncoderArguments>>;
  readonly qualities?: Readonly<Record<DeliveryQuality, EncoderArguments>>;
  /** Debian's package or the build option that provides it, for a message when it is missing. */
  readonly install: string;
}

export interface DeliveryCodecRecord {
  readonly label: string;
  /** Codecs of one family are one choice with variants. */
  readonly family: string;
  /** Its use, in a few words. */
  readonly use: string;
  /** The first that this ffmpeg has is used. */
  readonly encoders: readonly [EncoderChoice, ...EncoderChoice[]];
  /** Whether the encoder has flags of its own for interlaced pictures. */
  readonly interlacedFlags: boolean;
  /** Whether the file states the field order. Otherwise the fields of an interlaced picture are kept, but the file is marked progressive. */
  readonly marksFields: boolean;
  /** `images`: a folder of numbered files. */
  readonly container: 'mov' | 'mp4' | 'matroska' | 'mxf' | 'images';
  /** Of the file; of each image of a folder. */
  readonly extension: `.${string}`;
  readonly picture: PictureRule;
  /** Lossless: any difference in a decoded sample is a failure. */
  readonly isLossless: boolean;
  /** Frames that are decoded for verification before the file is published. */
  readonly verify: 'every-frame' | 'some-frames';
  /** Whether the container's header has a rotation. */
  readonly keepsRotation: boolean;
  readonly keepsTimecode: boolean;
  /** Why pictures of this kind cannot be written, as a sentence; `undefined` when they can. */
  readonly refuses?: (picture: Omit<PictureToEncode, 'pixelFormat'>) => string | undefined;
  /** `undefined`: no sound. */
  readonly sound: SoundRule | undefined;
  readonly cost: {
    /** Bits of the written file per picture sample. ProRes, DNxHR: their makers' target rates at 1080p; the others measured on grainy 8-bit film. */
    readonly bitsPerSample: number;
    /** The size grows with the depth. */
    readonly depthFollows: boolean;
    /** Picture samples per second from decoding to the finished file, measured on two cores; accurate to a factor of about two. */
    readonly samplesPerSecond: number;
  };
}

/** A movie that is decoded at some frames to be checked. */
export const MOVIE = { keepsTimecode: true, isLossless: false, verify: 'some-frames' } as const;

const MOV_SOUND: SoundRule = {
  copied: ['pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_s16be', 'pcm_s24be', 'pcm_f32le', 'aac', 'alac', 'ac3'],
  encoder: 'pcm_s24le', encoderArguments: [], mostChannels: 64,
};
const MP4_SOUND: SoundRule = { copied: ['aac', 'mp3', 'ac3', 'eac3', 'alac'], encoder: 'aac', encoderArguments: ['-b:a', '256k'], mostChannels: 8 };
const MATROSKA_SOUND: SoundRule = {
  copied: ['aac', 'mp3', 'ac3', 'eac3', 'flac', 'opus', 'vorbis', 'pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le', 'alac', 'dts'],
  encoder: 'flac', encoderArguments: [], mostChannels: 8, wideEncoder: 'pcm_s24le',
};
/** MXF takes sound of 48 kHz only. */
const MXF_SOUND: SoundRule = { copied: [], encoder: 'pcm_s24le', encoderArguments: ['-ar', '48000'], sampleRate: 48_000, mostChannels: 16 };

export const MOV = { container: 'mov', extension: '.mov', keepsRotation: true, sound: MOV_SOUND } as const;
export const MP4 = { container: 'mp4', extension: '.mp4', keepsRotation: true, sound: MP4_SOUND } as const;
export const MATROSKA = { container: 'matroska', extension: '.mkv', keepsRotation: false, sound: MATROSKA_SOUND } as const;
export const MXF = { container: 'mxf', extension: '.mxf', keepsRotation: false, sound: MXF_SOUND } as const;
export const IMAGES = { container: 'images', interlacedFlags: false, marksFields: false, keepsRotation: false, keepsTimecode: false, sound: undefined, isLossless: true, verify: 'some-frames' } as const;
