import type { Clip } from '../../../shared/model/clip.ts';
import { frameRange } from '../../../shared/model/frame.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { readRawFrames } from '../decode/raw-frames.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { jpegSplitter } from './jpeg-splitter.ts';
import { JPEG_OUTPUT } from './view-filters.ts';

/** One frame in colour as a JPEG for a report, scaled to a width. Throws as `readLuma`. */
export async function readColourJpeg(clip: Clip, frame: number, tools: FfmpegTools, options: { readonly width: number; readonly signal?: AbortSignal | undefined }): Promise<Uint8Array> {
  const { picture } = clip;
  const width = Math.min(options.width, picture.width);
  const height = Math.max(2, Math.round((width * picture.height) / picture.width));
  const filters = [`scale=${width}:${height}:flags=area:in_color_matrix=${picture.matrix}:out_color_matrix=bt601:in_range=${picture.range === 'full' ? 'pc' : 'tv'}:out_range=pc`, 'format=yuvj420p'];
  for await (const { bytes } of readRawFrames(clip, tools, jpegSplitter, { range: frameRange(frame, frame), filters, output: JPEG_OUTPUT, signal: options.signal })) return bytes;
  throw new AppError('media.truncated', `Frame ${frame} of "${clip.name}" cannot be decoded.`);
}
