import { colourModel, plainCoding } from '../../../shared/colour/coding.ts';
import { convertedRgb } from '../../../shared/colour/image-rgb.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { readImageRgb } from '../probe/image-colour.ts';
import type { RgbPicture } from './luma-frame.ts';
import { readStill, type ReadStillOptions } from './read-still.ts';

/** As {@link readStill}, in sRGB by what the image says of its colour: a profile, H.273 codes, gamma and chromaticities. */
export async function readSrgbStill(path: string, tools: FfmpegTools, options: ReadStillOptions = {}): Promise<RgbPicture> {
  const picture = await readStill(path, tools, options);
  const rgb = await readImageRgb(path);
  return rgb === undefined ? picture : { ...picture, samples: convertedRgb(picture.samples, rgb, colourModel(plainCoding('bt709'))) };
}
