import { extname } from 'node:path';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { RgbPicture } from '../decode/luma-frame.ts';
import { readStill } from '../decode/read-still.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { encodePng, type H273Codes } from './png.ts';
import { encodeTiff } from './tiff.ts';

type StillFormat = 'png' | 'tiff';

/** Format of a coloured still, by its extension. @throws AppError `input.malformed` */
export function stillFormatOf(path: string): StillFormat {
  switch (extname(path).toLowerCase()) {
    case '.png': return 'png';
    case '.tif': case '.tiff': return 'tiff';
    default: throw new AppError('input.malformed', `"${path}" must be a PNG or TIFF file: end its name with .png, .tif or .tiff.`);
  }
}

/** File bytes of a coloured still, 8 bits unless asked for 16; `codes` are for PNG. */
export async function encodeStill(picture: RgbPicture, format: StillFormat, options: { readonly bitDepth?: 8 | 16; readonly codes?: H273Codes | undefined } = {}): Promise<Uint8Array> {
  const samples = options.bitDepth === 16 ? picture.samples : narrowed(picture.samples);
  const { width, height } = picture;
  return format === 'png' ? encodePng({ width, height, channels: 3, samples, codes: options.codes }) : encodeTiff({ width, height, samples });
}

/** 16 bits → 8 bits, rounded. */
function narrowed(samples: Uint16Array): Uint8Array {
  const narrow = new Uint8Array(samples.length);
  for (let index = 0; index < samples.length; index++) narrow[index] = (samples[index]! * 255 + 32_767) / 65_535;
  return narrow;
}

/** Decodes a still that was written a moment ago. @throws AppError `output.checkFailed`, `disk.full` */
export async function verifyStill(path: string, picture: RgbPicture, tools: FfmpegTools): Promise<void> {
  const read = await readStill(path, tools).catch((error: unknown) => {
    throw error instanceof AppError ? new AppError('output.checkFailed', `The written file cannot be decoded: ${error.message}`, { cause: error }) : error;
  });
  // Half a step of 8 bits, in 16.
  const isSame = read.width === picture.width && read.height === picture.height && read.samples.every((value, index) => Math.abs(value - picture.samples[index]!) <= 129);
  if (!isSame) throw new AppError('output.checkFailed', 'The written file differs from the painted picture.');
}
