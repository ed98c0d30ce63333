/**
 * All delivery codecs. To add one, add one record here: dialog, command line, doctor, estimate, encoder arguments, checks and the table
 * of the guide read it.
 */

/** Sound in a container. */
export interface SoundRule {
  /** Codecs, by ffmpeg's names, that the container takes without re-encoding. */
  readonly copied: readonly string[];
  /** Used where sound is cut, or the container does not take its codec. */
  readonly encoder: string;
  readonly encoderArguments: readonly string[];
  /** Most channels of a track that the encoder takes. */
  readonly mostChannels: number;
  /** For tracks with more channels; without one such a track is not kept. */
  readonly wideEncoder?: string;
}

/** The raw picture for the encoder. */
export interface PictureRule {
  readonly chroma: '420' | '422' | '444';
  /** Planar Y′, Cb, Cr, or interleaved R′G′B′. */
  readonly layout: 'planar-yuv' | 'packed-rgb';
  /** Bits per sample, ascending; the first that holds the source's is used, else the last. */
  readonly depths: readonly number[];
  /** `source`: as the source; `viewing`: as the source, but limited for R′G′B′ sources; the others: always. */
  readonly range: 'limited' | 'full' | 'source' | 'viewing';
  /** Width and height must be even: the last column or row of an odd picture is repeated. */
  readonly evenSize: boolean;
}

export interface DeliveryCodecRecord {
  readonly label: string;
  /** Its use, in a few words. */
  readonly use: string;
  /** ffmpeg's encoder. */
  readonly encoder: string;
  /** Options of the encoder. `pixelFormat` is ffmpeg's name of the raw format. */
  readonly encoderArguments: (picture: { readonly pixelFormat: string; readonly width: number; readonly height: number }) => readonly string[];
  /** Whether the encoder has flags of its own for interlaced pictures. */
  readonly interlacedFlags: boolean;
  /** `images`: a folder of numbered files. */
  readonly container: 'mov' | 'mp4' | 'matroska' | 'images';
  /** Of the file; of each image of a folder. */
  readonly extension: `.${string}`;
  readonly picture: PictureRule;
  /** Lossless: any difference in a decoded sample is a failure. */
  readonly isLossless: boolean;
  /** Frames that are decoded for verification before the file is published. */
  readonly verify: 'every-frame' | 'some-frames';
  /** The container's header can hold a rotation. */
  readonly keepsRotation: boolean;
  readonly keepsTimecode: boolean;
  /** `undefined`: no sound. */
  readonly sound: SoundRule | undefined;
  readonly cost: {
    /** Bits of the written file per picture sample. ProRes: Apple's target rates at 1080p; the others measured on grainy 8-bit film. */
    readonly bitsPerSample: number;
    /** The size grows with the depth. */
    readonly depthFollows: boolean;
    /** Picture samples per second from decoding to the finished file, measured on two cores; accurate to a factor of about two. */
    readonly samplesPerSecond: number;
  };
}

const MOV_SOUND: SoundRule = {
  copied: ['pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_s16be', 'pcm_s24be', 'pcm_f32le', 'aac', 'alac', 'ac3'],
  encoder: 'pcm_s24le', encoderArguments: [], mostChannels: 64,
};
const MP4_SOUND: SoundRule = { copied: ['aac', 'mp3', 'ac3', 'eac3', 'alac'], encoder: 'aac', encoderArguments: ['-b:a', '256k'], mostChannels: 8 };
const MATROSKA_SOUND: SoundRule = {
  copied: ['aac', 'mp3', 'ac3', 'eac3', 'flac', 'opus', 'vorbis', 'pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le', 'alac', 'dts'],
  encoder: 'flac', encoderArguments: [], mostChannels: 8, wideEncoder: 'pcm_s24le',
};

const MOVIE = { keepsTimecode: true, isLossless: false, verify: 'some-frames' } as const;
const PRORES = {
  ...MOVIE, encoder: 'prores_ks', interlacedFlags: true, container: 'mov', extension: '.mov', keepsRotation: true, sound: MOV_SOUND,
} as const;
const MP4 = { ...MOVIE, container: 'mp4', extension: '.mp4', keepsRotation: true, sound: MP4_SOUND } as const;
const IMAGES = {
  container: 'images', interlacedFlags: false, keepsRotation: false, keepsTimecode: false, sound: undefined, isLossless: true, verify: 'some-frames',
  picture: { chroma: '444', layout: 'packed-rgb', depths: [8, 16], range: 'full', evenSize: false },
} as const;

export const DELIVERY_CODECS = {
  'prores-422hq': {
    ...PRORES, label: 'ProRes 422 HQ', use: 'Grading, broadcast · 10 bit',
    encoderArguments: ({ pixelFormat }) => ['-profile:v', 'hq', '-vendor', 'apl0', '-pix_fmt', pixelFormat],
    picture: { chroma: '422', layout: 'planar-yuv', depths: [10], range: 'limited', evenSize: false },
    cost: { bitsPerSample: 3.6, depthFollows: false, samplesPerSecond: 8e6 },
  },
  'prores-4444': {
    ...PRORES, label: 'ProRes 4444', use: 'Masters · full chroma, 10 bit',
    encoderArguments: ({ pixelFormat }) => ['-profile:v', '4444', '-vendor', 'apl0', '-pix_fmt', pixelFormat],
    picture: { chroma: '444', layout: 'planar-yuv', depths: [10], range: 'limited', evenSize: false },
    cost: { bitsPerSample: 5.4, depthFollows: false, samplesPerSecond: 5e6 },
  },
  ffv1: {
    ...MOVIE, label: 'FFV1', use: 'Archive · lossless', encoder: 'ffv1', interlacedFlags: false, container: 'matroska', extension: '.mkv', keepsRotation: false, sound: MATROSKA_SOUND,
    isLossless: true, verify: 'every-frame',
    encoderArguments: ({ pixelFormat, width, height }) => ['-level', '3', '-coder', '1', '-context', '1', '-g', '1', '-slices', width * height < 320 * 240 ? '4' : '16', '-slicecrc', '1', '-pix_fmt', pixelFormat],
    picture: { chroma: '444', layout: 'planar-yuv', depths: [8, 9, 10, 12, 14, 16], range: 'source', evenSize: false },
    cost: { bitsPerSample: 8, depthFollows: true, samplesPerSecond: 10e6 },
  },
  h264: {
    ...MP4, label: 'H.264', use: 'Plays anywhere · 8 bit', encoder: 'libx264', interlacedFlags: true,
    encoderArguments: ({ pixelFormat }) => ['-preset', 'medium', '-crf', '14', '-profile:v', 'high', '-pix_fmt', pixelFormat],
    picture: { chroma: '420', layout: 'planar-yuv', depths: [8], range: 'viewing', evenSize: true },
    cost: { bitsPerSample: 0.5, depthFollows: false, samplesPerSecond: 15e6 },
  },
  h265: {
    ...MP4, label: 'H.265', use: 'Plays on recent devices, smaller · 10 bit', encoder: 'libx265', interlacedFlags: false,
    encoderArguments: ({ pixelFormat }) => ['-preset', 'medium', '-crf', '14', '-pix_fmt', pixelFormat, '-tag:v', 'hvc1', '-x265-params', 'log-level=error'],
    picture: { chroma: '420', layout: 'planar-yuv', depths: [8, 10], range: 'viewing', evenSize: true },
    cost: { bitsPerSample: 0.4, depthFollows: false, samplesPerSecond: 4e6 },
  },
  png: {
    ...IMAGES, label: 'PNG sequence', use: 'Compositing · a folder', encoder: 'png', extension: '.png',
    encoderArguments: ({ pixelFormat }) => ['-pred', 'up', '-pix_fmt', pixelFormat === 'rgb48le' ? 'rgb48be' : 'rgb24'],
    cost: { bitsPerSample: 14, depthFollows: true, samplesPerSecond: 5e6 },
  },
  tiff: {
    ...IMAGES, label: 'TIFF sequence', use: 'Film recorders · a folder', encoder: 'tiff', extension: '.tif',
    encoderArguments: ({ pixelFormat }) => ['-compression_algo', 'deflate', '-pix_fmt', pixelFormat],
    cost: { bitsPerSample: 15, depthFollows: true, samplesPerSecond: 5e6 },
  },
} as const satisfies Record<string, DeliveryCodecRecord>;

export type DeliveryCodec = keyof typeof DELIVERY_CODECS;

/** In the order of the dialog. */
export const DELIVERY_CODEC_NAMES = Object.keys(DELIVERY_CODECS) as [DeliveryCodec, ...DeliveryCodec[]];

export function codecRecord(codec: DeliveryCodec): DeliveryCodecRecord {
  return DELIVERY_CODECS[codec];
}

/** Whether it writes a folder of numbered images rather than one file. */
export function isImageCodec(codec: DeliveryCodec): boolean {
  return codecRecord(codec).container === 'images';
}

/** Extension of the target: none for a folder of images. */
export function deliveryExtension(codec: DeliveryCodec): string {
  return isImageCodec(codec) ? '' : codecRecord(codec).extension;
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
