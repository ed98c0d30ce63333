import { chromaScale, lumaCoefficients, type SampleCoding } from '../../../shared/colour/luma.ts';
import type { Clip, PictureFormat } from '../../../shared/model/clip.ts';
import { frameIndex, type FrameRange } from '../../../shared/model/frame.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { lumaCoding } from '../probe/pixel-format.ts';
import { codedRgbOfFloats } from './float-codes.ts';
import { lumaFilters, planarFormat } from './luma-filters.ts';
import type { LumaFrame } from './luma-frame.ts';
import { fixedSizeSplitter, readRawFrames } from './raw-frames.ts';
import { lumaOfRgb } from './read-luma.ts';

/** A whole frame in code values as stored; of RGB sources Y′CbCr made by the clip's matrix, full range, 4:4:4. */
export interface PictureFrame {
  readonly luma: LumaFrame;
  /** `undefined` for a picture without chroma. */
  readonly chroma: ChromaPlanes | undefined;
}

interface ChromaPlanes {
  readonly width: number;
  readonly height: number;
  readonly coding: SampleCoding;
  /** `width · height` codes each. */
  readonly cb: Uint8Array | Uint16Array;
  readonly cr: Uint8Array | Uint16Array;
}

interface ReadPicturesOptions {
  readonly range: FrameRange;
  readonly background?: boolean | undefined;
  /** See {@link ReadLumaOptions.reuseBuffers}. */
  readonly reuseBuffers?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Luma samples across and down for each chroma sample, by the digits of a planar format's name. */
const SUBSAMPLING: Readonly<Record<string, readonly [number, number]>> = { 444: [1, 1], 440: [1, 2], 422: [2, 1], 420: [2, 2], 411: [4, 1], 410: [4, 4] };

/**
 * Frames of a range with their chroma, in order, each once, as they are decoded. Ending the iteration ends ffmpeg.
 * @throws AppError `media.frameOutside`, `media.truncated`, `file.*`, `ffmpeg.failed`; AbortError.
 */
export async function* readPictures(clip: Clip, tools: FfmpegTools, options: ReadPicturesOptions): AsyncGenerator<PictureFrame, void, undefined> {
  const { picture } = clip;
  const layout = picture.family === 'yuv' ? planarLayout(picture) : interleavedLayout(picture);
  for await (const { index, bytes, isStandIn } of readRawFrames(clip, tools, fixedSizeSplitter(layout.bytesPerFrame), { ...options, filters: layout.filters })) {
    const codes = layout.isFloat === true ? codedRgbOfFloats(bytes, picture) : layout.bytesPerSample === 2 ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2) : bytes;
    const { luma, chroma } = layout.split(codes);
    yield {
      luma: { index: frameIndex(index), width: picture.width, height: picture.height, coding: lumaCoding(picture), samples: luma, ...(isStandIn === undefined ? {} : { isStandIn }) },
      chroma,
    };
  }
}

interface PictureLayout {
  readonly filters: readonly string[];
  readonly bytesPerFrame: number;
  readonly bytesPerSample: 1 | 2;
  /** Linear floats, of which R′G′B′ codes are still to be made. */
  readonly isFloat?: boolean;
  split(codes: Uint8Array | Uint16Array): { readonly luma: Uint8Array | Uint16Array; readonly chroma: ChromaPlanes | undefined };
}

function planarLayout(picture: PictureFormat): PictureLayout {
  const { width, height } = picture;
  const stored = planarFormat(picture.pixelFormat).replace(/^yuva/, 'yuv');
  const named = SUBSAMPLING[/^yuvj?(4\d\d)p/.exec(stored)?.[1] ?? ''];
  const bytesPerSample = picture.bitDepth > 8 ? 2 : 1;
  const format = named === undefined ? (bytesPerSample === 2 ? `yuv444p${picture.bitDepth}le` : 'yuv444p') : stored;
  const [across, down] = named ?? [1, 1];
  const size = { width: Math.ceil(width / across), height: Math.ceil(height / down) };
  const [lumaCount, chromaCount] = [width * height, size.width * size.height];
  const coding = lumaCoding(picture);
  return {
    filters: [`format=${format}`], bytesPerSample, bytesPerFrame: (lumaCount + 2 * chromaCount) * bytesPerSample,
    split: (codes) => ({
      luma: codes.subarray(0, lumaCount),
      chroma: { ...size, coding, cb: codes.subarray(lumaCount, lumaCount + chromaCount), cr: codes.subarray(lumaCount + chromaCount, lumaCount + 2 * chromaCount) },
    }),
  };
}

/** Gray, of which nothing but luma is read, or R′G′B′. */
function interleavedLayout(picture: PictureFormat): PictureLayout {
  const { filters, bytesPerFrame, from } = lumaFilters(picture, picture);
  return {
    filters, bytesPerFrame, bytesPerSample: lumaCoding(picture).bitDepth > 8 ? 2 : 1, isFloat: from === 'floats',
    split: (codes) => (from === 'luma' ? { luma: codes, chroma: undefined } : { luma: lumaOfRgb(codes, picture.matrix), chroma: chromaOfRgb(codes, picture) }),
  };
}

/** Cb and Cr of interleaved full-range R′G′B′ (H.273 equations 39, 40), rounded once. */
function chromaOfRgb(rgb: Uint8Array | Uint16Array, picture: PictureFormat): ChromaPlanes {
  const { kr, kg, kb } = lumaCoefficients(picture.matrix);
  const coding = lumaCoding(picture);
  const highest = 2 ** coding.bitDepth - 1;
  const { offset, scale } = chromaScale(coding);
  const plane = (): Uint8Array | Uint16Array => (coding.bitDepth > 8 ? new Uint16Array(rgb.length / 3) : new Uint8Array(rgb.length / 3));
  const [cb, cr] = [plane(), plane()];
  const code = (chroma: number): number => Math.max(0, Math.min(highest, Math.round((chroma / highest) * scale + offset)));
  for (let index = 0, at = 0; index < cb.length; index++, at += 3) {
    const [r, g, b] = [rgb[at]!, rgb[at + 1]!, rgb[at + 2]!];
    const y = kr * r + kg * g + kb * b;
    cb[index] = code((b - y) / (2 * (1 - kb)));
    cr[index] = code((r - y) / (2 * (1 - kr)));
  }
  return { width: picture.width, height: picture.height, coding, cb, cr };
}
