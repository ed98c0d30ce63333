import { chromaScale, lumaCoefficients, lumaScale, type MatrixName, type SampleCoding } from '../../../shared/colour/luma.ts';
import type { Clip, PictureFormat } from '../../../shared/model/clip.ts';
import type { FrameRange } from '../../../shared/model/frame.ts';
import type { Size } from '../../../shared/model/working-size.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { planarFormat } from './luma-filters.ts';
import type { RgbPicture } from './luma-frame.ts';
import { fixedSizeSplitter, readRawFrames } from './raw-frames.ts';

interface ReadRgbOptions {
  readonly range: FrameRange;
  /** Scaled by area averaging when not the picture's own. */
  readonly size?: Size | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Frames as encoded R′G′B′ 16-bit full range, by the clip's matrix and range. Stored orientation. Throws as `readLuma`.
 * ffmpeg only brings chroma to full resolution; the matrix is ours, as swscale's is off by up to one code of 255.
 */
export async function* readRgb(clip: Clip, tools: FfmpegTools, options: ReadRgbOptions): AsyncGenerator<RgbPicture & { readonly index: number }, void, undefined> {
  const { picture } = clip;
  const size = options.size ?? { width: picture.width, height: picture.height };
  const scaled = size.width !== picture.width || size.height !== picture.height;
  const method = `flags=${scaled ? 'area' : 'bicubic'}+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact`;
  const deep = picture.bitDepth > 8;
  const format = picture.family === 'yuv' ? fullChromaFormat(picture) : deep ? 'rgb48le' : 'rgb24';
  const filters = [...(picture.family === 'yuv' ? [`format=${planarFormat(picture.pixelFormat)}`] : []), ...(scaled || picture.family === 'yuv' ? [`scale=${size.width}:${size.height}:${method}`] : []), `format=${format}`];
  const samplesPerFrame = size.width * size.height * 3;
  const toRgb = picture.family === 'yuv' ? rgbOfPlanes(picture) : deep ? (samples: Uint8Array | Uint16Array): Uint16Array => new Uint16Array(samples) : widened;
  for await (const { index, bytes } of readRawFrames(clip, tools, fixedSizeSplitter(samplesPerFrame * (deep ? 2 : 1)), { ...options, filters })) {
    const samples = deep ? new Uint16Array(bytes.buffer, bytes.byteOffset, samplesPerFrame) : bytes;
    yield { index, width: size.width, height: size.height, samples: toRgb(samples) };
  }
}

/** The source's own depth, so that ffmpeg changes no code value; its name for full range where it has one. */
function fullChromaFormat(picture: PictureFormat): string {
  if (picture.bitDepth > 8) return `yuv444p${picture.bitDepth}le`;
  return picture.pixelFormat.startsWith('yuvj') ? 'yuvj444p' : 'yuv444p';
}

/** 8 bits → 16 bits, so that black and white stay black and white: v → 257 · v. swscale shifts instead. */
export function widened(samples: Uint8Array | Uint16Array): Uint16Array {
  const wide = new Uint16Array(samples.length);
  for (let index = 0; index < samples.length; index++) wide[index] = samples[index]! * 257;
  return wide;
}

/** Planar Y′CbCr 4:4:4 codes → interleaved R′G′B′, 16 bits, clipped (H.273 equations 26–40 backwards). */
export function rgbOfPlanes(picture: SampleCoding & { readonly matrix: MatrixName }): (planes: Uint8Array | Uint16Array) => Uint16Array {
  const { kr, kg, kb } = lumaCoefficients(picture.matrix);
  const luma = lumaScale(picture);
  const chroma = chromaScale(picture);
  const code = (signal: number): number => (signal <= 0 ? 0 : signal >= 1 ? 65_535 : Math.round(signal * 65_535));
  return (planes) => {
    const plane = planes.length / 3;
    const rgb = new Uint16Array(planes.length);
    for (let index = 0, at = 0; index < plane; index++, at += 3) {
      const y = (planes[index]! - luma.offset) / luma.scale;
      const cb = (planes[plane + index]! - chroma.offset) / chroma.scale;
      const cr = (planes[2 * plane + index]! - chroma.offset) / chroma.scale;
      const r = y + 2 * (1 - kr) * cr;
      const b = y + 2 * (1 - kb) * cb;
      rgb[at] = code(r);
      rgb[at + 1] = code((y - kr * r - kb * b) / kg);
      rgb[at + 2] = code(b);
    }
    return rgb;
  };
}
