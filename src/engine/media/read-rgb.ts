import type { Clip, PictureFormat } from '../../shared/model/clip.ts';
import type { FrameRange } from '../../shared/model/frame.ts';
import type { Size } from '../../shared/model/working-size.ts';
import type { FfmpegTools } from './ffmpeg-tools.ts';
import type { RgbPicture } from './luma-frame.ts';
import { fixedSizeSplitter, readRawFrames } from './raw-frames.ts';

export interface ReadRgbOptions {
  readonly range: FrameRange;
  readonly size?: Size | undefined;
  readonly deinterlace?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Full chroma resolution and rounding in every step; without them swscale loses a code value here and there. */
const PRECISE = 'accurate_rnd+full_chroma_int+full_chroma_inp+bitexact';

function rgbFilters(picture: PictureFormat, size: Size): readonly string[] {
  const scaling = size.width !== picture.width || size.height !== picture.height;
  const method = scaling ? 'area' : 'bicubic';
  const source = picture.family === 'yuv' ? `:in_color_matrix=${picture.matrix}:in_range=${picture.range}:out_range=full` : '';
  return picture.family !== 'yuv' && !scaling ? ['format=rgb48le'] : [`scale=${size.width}:${size.height}${source}:flags=${method}+${PRECISE}`, 'format=rgb48le'];
}

/**
 * Frames as encoded R′G′B′ 16-bit full range, by the clip's matrix and range. Stored orientation. Throws as `readLuma`.
 */
export async function* readRgb(clip: Clip, tools: FfmpegTools, options: ReadRgbOptions): AsyncGenerator<RgbPicture & { readonly index: number }, void, undefined> {
  const size = options.size ?? { width: clip.picture.width, height: clip.picture.height };
  for await (const { index, bytes } of readRawFrames(clip, tools, fixedSizeSplitter(size.width * size.height * 6), { ...options, filters: rgbFilters(clip.picture, size) })) {
    yield { index, width: size.width, height: size.height, samples: new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2) };
  }
}
