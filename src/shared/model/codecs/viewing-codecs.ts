import { type DeliveryCodecRecord, type EncoderArguments, MATROSKA, MOVIE, MP4, type PictureToEncode } from './codec-record.ts';

/** What plays anywhere, and FFV1 for the archive. */

const VIEWING = { chroma: '420', layout: 'planar-yuv', range: 'viewing', evenSize: true } as const;
const CRF = { best: ['-crf', '14'], good: ['-crf', '18'], draft: ['-crf', '24'] } as const;
const X264 = {
  name: 'libx264', speeds: { fast: ['-preset', 'veryfast'], balanced: ['-preset', 'medium'], slow: ['-preset', 'slower'] }, qualities: CRF, install: 'an ffmpeg with --enable-libx264 (Debian: ffmpeg)',
} as const;

/** ffmpeg alone has x264 order the fields with the bottom one first, but state the top one in each picture's timing. */
function x264Fields({ scan }: PictureToEncode): EncoderArguments {
  return scan === 'interlaced-bottom-first' ? ['-x264-params', 'bff=1'] : [];
}

/** Slices of a picture, each of 2×2 samples at least: ffmpeg's decoder gives zeros for narrower ones. It writes one slice only up to 352×288. `undefined`: none fit. */
function ffv1Slices({ width, height }: { readonly width: number; readonly height: number }): 1 | 4 | 16 | undefined {
  const least = Math.min(width, height);
  if (least < 4) return least >= 2 && width <= 352 && height <= 288 ? 1 : undefined;
  return width * height < 320 * 240 || least < 8 ? 4 : 16;
}

export const VIEWING_CODECS = {
  h264: {
    ...MOVIE, ...MP4, label: 'H.264', family: 'H.264', use: 'Plays anywhere · 8 bit', interlacedFlags: true, marksFields: true,
    encoders: [{ ...X264, arguments: (picture) => ['-profile:v:0', 'high', '-pix_fmt', picture.pixelFormat, ...x264Fields(picture)] }],
    picture: { ...VIEWING, depths: [8] },
    cost: { bitsPerSample: 0.5, depthFollows: false, samplesPerSecond: 15e6 },
  },
  'h264-10': {
    ...MOVIE, ...MP4, label: 'H.264 High 10', family: 'H.264', use: 'Proofs of grading · 10 bit', interlacedFlags: true, marksFields: true,
    encoders: [{ ...X264, arguments: (picture) => ['-profile:v:0', 'high10', '-pix_fmt', picture.pixelFormat, ...x264Fields(picture)] }],
    picture: { ...VIEWING, depths: [10] },
    cost: { bitsPerSample: 0.5, depthFollows: false, samplesPerSecond: 10e6 },
  },
  h265: {
    ...MOVIE, ...MP4, label: 'H.265', family: 'H.265', use: 'Plays on recent devices, smaller · 10 bit', interlacedFlags: false, marksFields: false,
    encoders: [{
      name: 'libx265', arguments: ({ pixelFormat }) => ['-pix_fmt', pixelFormat, '-tag:v:0', 'hvc1', '-x265-params', 'log-level=error'],
      speeds: { fast: ['-preset', 'fast'], balanced: ['-preset', 'medium'], slow: ['-preset', 'slow'] }, qualities: CRF, install: 'an ffmpeg with --enable-libx265 (Debian: ffmpeg)',
    }],
    picture: { ...VIEWING, depths: [10] },
    cost: { bitsPerSample: 0.4, depthFollows: false, samplesPerSecond: 4e6 },
  },
  av1: {
    ...MOVIE, ...MP4, label: 'AV1', family: 'AV1', use: 'The smallest, for the web · 10 bit', interlacedFlags: false, marksFields: false,
    encoders: [
      {
        name: 'libsvtav1', arguments: ({ pixelFormat }) => ['-pix_fmt', pixelFormat],
        speeds: { fast: ['-preset', '10'], balanced: ['-preset', '8'], slow: ['-preset', '5'] }, qualities: { best: ['-crf', '14'], good: ['-crf', '24'], draft: ['-crf', '38'] },
        install: 'an ffmpeg with --enable-libsvtav1 (Debian: ffmpeg)',
      },
      {
        name: 'libaom-av1', arguments: ({ pixelFormat }) => ['-pix_fmt', pixelFormat, '-b:v', '0', '-row-mt', '1'],
        speeds: { fast: ['-cpu-used', '8'], balanced: ['-cpu-used', '6'], slow: ['-cpu-used', '4'] }, qualities: { best: ['-crf', '12'], good: ['-crf', '22'], draft: ['-crf', '36'] },
        install: 'an ffmpeg with --enable-libaom (Debian: ffmpeg)',
      },
    ],
    picture: { ...VIEWING, depths: [10] },
    refuses: ({ width, height }) => (width < 64 || height < 64 ? 'AV1 begins at 64×64; H.264 has any size.' : undefined),
    cost: { bitsPerSample: 0.3, depthFollows: false, samplesPerSecond: 6e6 },
  },
  ffv1: {
    ...MOVIE, ...MATROSKA, label: 'FFV1', family: 'FFV1', use: 'Archive · lossless', interlacedFlags: false, marksFields: true, isLossless: true, verify: 'every-frame',
    encoders: [{
      name: 'ffv1', arguments: ({ pixelFormat, width, height }) => ['-level', '3', '-coder', '1', '-g', '1', '-slices', String(ffv1Slices({ width, height })), '-slicecrc', '1', '-pix_fmt', pixelFormat],
      speeds: { fast: ['-context', '0'], balanced: ['-context', '1'], slow: ['-context', '1'] }, install: 'any full build of ffmpeg',
    }],
    refuses: (size) => (ffv1Slices(size) === undefined ? 'ffmpeg reads FFV1 from 2×2 on, and above 352×288 with 4 columns and rows at least; PNG and TIFF have any size.' : undefined),
    picture: { chroma: '444', layout: 'planar-yuv', depths: [8, 9, 10, 12, 14, 16], range: 'source', evenSize: false },
    cost: { bitsPerSample: 8, depthFollows: true, samplesPerSecond: 10e6 },
  },
} as const satisfies Record<string, DeliveryCodecRecord>;
