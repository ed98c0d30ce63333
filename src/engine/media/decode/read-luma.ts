import { lumaCoefficients, type MatrixName } from '../../../shared/colour/luma.ts';
import { createResampler, plainGrid } from '../../../shared/colour/resample.ts';
import type { Clip, PictureFormat } from '../../../shared/model/clip.ts';
import { frameIndex, type FrameIndex, frameRange, type FrameRange } from '../../../shared/model/frame.ts';
import type { Size } from '../../../shared/model/working-size.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { decodePass } from './decode-pass.ts';
import { codedRgbOfFloats } from './float-codes.ts';
import { lumaFilters, type LumaLayout } from './luma-filters.ts';
import type { LumaFrame } from './luma-frame.ts';
import { lumaCoding } from '../probe/pixel-format.ts';
import { fixedSizeSplitter, readRawFrames } from './raw-frames.ts';
import type { TellDamage } from './told-damage.ts';

export interface ReadLumaOptions {
  readonly range: FrameRange;
  /** Scaled by area averaging when not the picture's own. */
  readonly size?: Size | undefined;
  /** A background task: ffmpeg runs at a lower priority. */
  readonly background?: boolean | undefined;
  /** A frame's samples are valid until the second frame after it is asked for. Saves a film's worth of allocations. */
  readonly reuseBuffers?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of damage in what is decoded. */
  readonly onDamage?: TellDamage | undefined;
}

/**
 * The Y′ planes of a range, in order, each frame once, code values as stored (of RGB sources: made once by the clip's matrix,
 * full range, 8 or 16 bits). Frames are decoded as they are read, so memory stays bounded. Ending the iteration ends ffmpeg.
 * @throws AppError `media.frameOutside`, `media.truncated`, `file.*`, `ffmpeg.failed`; AbortError.
 */
export async function* readLuma(clip: Clip, tools: FfmpegTools, options: ReadLumaOptions): AsyncGenerator<LumaFrame, void, undefined> {
  const { picture } = clip;
  const size = options.size ?? { width: picture.width, height: picture.height };
  const layout = lumaFilters(picture, size);
  for await (const { index, bytes, isStandIn } of readRawFrames(clip, tools, fixedSizeSplitter(layout.bytesPerFrame), { ...options, filters: layout.filters })) {
    yield { ...lumaOf(bytes, picture, { index, size, layout }), ...(isStandIn === undefined ? {} : { isStandIn }) };
  }
}

function lumaOf(bytes: Uint8Array, picture: PictureFormat, { index, size, layout }: { readonly index: number; readonly size: Size; readonly layout: LumaLayout }): LumaFrame {
  const coding = lumaCoding(picture);
  return { index: frameIndex(index), width: size.width, height: size.height, coding, samples: lumaOfBytes(bytes, layout.from, { picture, size }) };
}

function lumaOfBytes(bytes: Uint8Array, from: LumaLayout['from'], { picture, size }: { readonly picture: PictureFormat; readonly size: Size }): Uint8Array | Uint16Array {
  if (from === 'floats') {
    const luma = lumaOfRgb(codedRgbOfFloats(bytes, picture), picture.matrix);
    return size.width === picture.width && size.height === picture.height ? luma : areaMeans(luma, picture, size);
  }
  const codes = lumaCoding(picture).bitDepth > 8 ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2) : bytes;
  return from === 'rgb' ? lumaOfRgb(codes, picture.matrix) : codes;
}

/** Luma reduced to a size by area means. */
function areaMeans(luma: Uint8Array | Uint16Array, from: Size, to: Size): Uint16Array {
  const resampler = createResampler(from, plainGrid(to.width), plainGrid(to.height));
  const means = new Uint16Array(to.width * to.height);
  const row = new Float32Array(to.width);
  for (let y = 0; y < to.height; y++) {
    resampler.fillRow(luma, y, row, 1);
    for (let x = 0; x < to.width; x++) means[y * to.width + x] = Math.round(row[x]!);
  }
  return means;
}

/** Result of a complete decode. */
interface WholeDecode {
  /** Frames that decoded. */
  readonly frameCount: number;
  /** ffmpeg's log lines on frames that did not decode; empty when all did. */
  readonly complaints: string;
  /** The luma of the requested frames, in order; those beyond the end are missing. */
  readonly luma: readonly LumaFrame[];
}

/** Decodes a clip from end to end, counts its frames and keeps the luma of a few of them. @throws AppError when ffmpeg does not start; AbortError */
export async function decodeWhole(clip: Clip, tools: FfmpegTools, options: { readonly keep: readonly FrameIndex[]; readonly signal?: AbortSignal | undefined }): Promise<WholeDecode> {
  const { picture } = clip;
  const layout = lumaFilters(picture, picture);
  const frames = options.keep.toSorted((a, b) => a - b);
  const splitter = fixedSizeSplitter(layout.bytesPerFrame)();
  const luma: LumaFrame[] = [];
  const take = (chunk: Buffer): void => {
    for (const bytes of splitter.push(chunk)) luma.push(lumaOf(bytes, picture, { index: frames[luma.length]!, size: picture, layout }));
  };
  const { shown, complaints } = await decodePass(clip, tools, { signal: options.signal, ...(frames.length === 0 ? {} : { pick: { frames, filters: layout.filters, take } }) });
  return { frameCount: shown.length, complaints, luma };
}

/** One frame; as {@link readLuma}. */
export async function readLumaFrame(clip: Clip, frame: number, tools: FfmpegTools, options: Omit<ReadLumaOptions, 'range'> = {}): Promise<LumaFrame> {
  for await (const read of readLuma(clip, tools, { ...options, range: frameRange(frame, frame) })) return read;
  throw new AppError('media.truncated', `Frame ${frame} of "${clip.name}" cannot be decoded.`);
}

/** Y′ of interleaved full-range R′G′B′, at the same depth, rounded once. */
export function lumaOfRgb(rgb: Uint8Array | Uint16Array, matrix: MatrixName): Uint8Array | Uint16Array {
  const { kr, kg, kb } = lumaCoefficients(matrix);
  const luma = rgb instanceof Uint16Array ? new Uint16Array(rgb.length / 3) : new Uint8Array(rgb.length / 3);
  for (let index = 0, at = 0; index < luma.length; index++, at += 3) luma[index] = Math.round(kr * rgb[at]! + kg * rgb[at + 1]! + kb * rgb[at + 2]!);
  return luma;
}
