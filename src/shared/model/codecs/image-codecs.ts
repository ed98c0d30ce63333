import { type DeliveryCodecRecord, type EncoderArguments, IMAGES, type PictureRule } from './codec-record.ts';

/** Folders of numbered images. */

const PACKED = { chroma: '444', layout: 'packed-rgb', range: 'full', evenSize: false } as const;
const ANY_FFMPEG = 'any full build of ffmpeg';

function dpx(depth: 10 | 12 | 16): DeliveryCodecRecord {
  const picture: PictureRule = depth === 16 ? { ...PACKED, depths: [16] } : { ...PACKED, layout: 'planar-gbr', depths: [depth] };
  const format = depth === 16 ? 'rgb48be' : `gbrp${depth}be`;
  return {
    ...IMAGES, label: `DPX ${depth} bit`, family: 'DPX', use: `Film scanning and recording · ${depth} bit`, extension: '.dpx', keepsTimecode: true,
    encoders: [{ name: 'dpx', arguments: () => ['-pix_fmt', format], install: ANY_FFMPEG }],
    picture, cost: { bitsPerSample: depth === 10 ? 32 : 48, depthFollows: false, samplesPerSecond: 8e6 },
  };
}

const RGB_OF: Readonly<Record<string, string>> = { rgb48le: 'rgb48be' };
/** A deflated PNG or TIFF, 8 or 16 bits as the source. */
const packedDepths: PictureRule = { ...PACKED, depths: [8, 16] };
const png = (level: string, prediction: string): EncoderArguments => ['-compression_level', level, '-pred', prediction];

export const IMAGE_CODECS = {
  'dpx-10': dpx(10), 'dpx-12': dpx(12), 'dpx-16': dpx(16),
  png: {
    ...IMAGES, label: 'PNG sequence', family: 'PNG', use: 'Compositing · 8 or 16 bit', extension: '.png',
    encoders: [{
      name: 'png', arguments: ({ pixelFormat }) => ['-pix_fmt', RGB_OF[pixelFormat] ?? pixelFormat],
      speeds: { fast: png('1', 'sub'), balanced: ['-pred', 'up'], slow: png('9', 'mixed') }, install: ANY_FFMPEG,
    }],
    picture: packedDepths, cost: { bitsPerSample: 14, depthFollows: true, samplesPerSecond: 5e6 },
  },
  tiff: {
    ...IMAGES, label: 'TIFF sequence', family: 'TIFF', use: 'Film recorders · 8 or 16 bit', extension: '.tif',
    encoders: [{
      name: 'tiff', arguments: ({ pixelFormat }) => ['-pix_fmt', pixelFormat],
      speeds: { fast: ['-compression_algo', 'raw'], balanced: ['-compression_algo', 'deflate'], slow: ['-compression_algo', 'deflate'] }, install: ANY_FFMPEG,
    }],
    picture: packedDepths, cost: { bitsPerSample: 15, depthFollows: true, samplesPerSecond: 5e6 },
  },
  exr: {
    ...IMAGES, label: 'OpenEXR half', family: 'OpenEXR', use: 'Compositing in linear light · 16-bit floats', extension: '.exr',
    encoders: [{
      name: 'exr', arguments: () => ['-format', 'half', '-pix_fmt', 'gbrpf32le'],
      speeds: { fast: ['-compression', 'none'], balanced: ['-compression', 'zip1'], slow: ['-compression', 'zip16'] }, install: ANY_FFMPEG,
    }],
    picture: { ...PACKED, layout: 'linear-floats', depths: [16] }, cost: { bitsPerSample: 36, depthFollows: false, samplesPerSecond: 4e6 },
  },
  jpeg2000: {
    ...IMAGES, label: 'JPEG 2000 sequence', family: 'JPEG 2000', use: 'Archive, digital cinema · 8 or 16 bit', extension: '.jp2',
    encoders: [{
      name: 'libopenjpeg', arguments: ({ pixelFormat }) => ['-format', 'jp2', '-pix_fmt', pixelFormat],
      qualities: { best: ['-irreversible', '0'], good: ['-irreversible', '1', '-compression_level', '6'], draft: ['-irreversible', '1', '-compression_level', '16'] },
      install: 'an ffmpeg with --enable-libopenjpeg (Debian: ffmpeg)',
    }],
    picture: packedDepths, cost: { bitsPerSample: 12, depthFollows: true, samplesPerSecond: 1e6 },
  },
} as const satisfies Record<string, DeliveryCodecRecord>;
