import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import type { MatrixName } from '../../../shared/colour/luma.ts';
import type { Size } from '../../../shared/model/working-size.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { isImagePath } from '../probe/image-sequence.ts';
import type { RgbPicture } from './luma-frame.ts';
import { rgbOfPlanes, widened } from './read-rgb.ts';
import { parseShowinfoLine, SHOWINFO_FILTER, type ShownFrame } from './showinfo.ts';
import { startTool, throwIfAborted } from '../ffmpeg/spawn-tool.ts';

export interface ReadStillOptions {
  /** Scaled to exactly this size by area averaging. */
  readonly size?: Size | undefined;
  /** Brought down, shape kept, until neither side is longer than this many pixels. Not together with `size`. */
  readonly within?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What a still may come out of ffmpeg as: whichever of these its own format goes into without a conversion of colours. The
 * conversion is done here, as swscale's own loses code values.
 */
const FORMATS = ['rgb24', 'rgb48le', 'gray', 'gray16le', 'yuvj444p', 'yuv444p', 'yuv444p10le', 'yuv444p12le', 'yuv444p16le'] as const;

const SCALING = 'flags=area+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact';

/** A frame as told by showinfo, with the colours its second line tells. */
interface ToldStill {
  frame: ShownFrame | undefined;
  /** What the file is, whatever its name: ffmpeg's word for the reader that took it. */
  reader: string | undefined;
  /** The kind of MP4 that it is, when it is one: AVIF and HEIC are. */
  brand: string | undefined;
  fullRange: boolean;
  matrix: MatrixName;
}

/**
 * A still image (PNG, JPEG, TIFF and what else ffmpeg reads) as encoded R′G′B′ 16-bit full range. 8-bit values v become 257 · v,
 * so they come back exactly. A camera's orientation tag is obeyed; colour profiles are not applied (sRGB is taken for granted).
 * @throws AppError `file.missing`, `image.unreadable`; AbortError.
 */
export async function readStill(path: string, tools: FfmpegTools, options: ReadStillOptions = {}): Promise<RgbPicture> {
  throwIfAborted(options.signal);
  const absolute = resolve(path);
  await checkFile(absolute);
  const told: ToldStill = { frame: undefined, reader: undefined, brand: undefined, fullRange: false, matrix: 'bt601' };
  const { size, within } = options;
  const tool = startTool(tools.ffmpegPath, [
    '-hide_banner', '-nostdin', '-nostats', '-loglevel', 'info',
    // Without this a percent sign in the name would be taken for a number pattern.
    ...(isImagePath(absolute) && extname(absolute).toLowerCase() !== '.webp' ? ['-f', 'image2', '-pattern_type', 'none'] : []),
    '-i', absolute, '-map', '0:v:0', '-frames:v', '1',
    '-vf', [...(size === undefined ? [] : [`scale=${size.width}:${size.height}:${SCALING}`]), ...(within === undefined ? [] : [`scale='min(${within},iw)':'min(${within},ih)':force_original_aspect_ratio=decrease:${SCALING}`]), `format=${FORMATS.join('|')}`, SHOWINFO_FILTER].join(','),
    '-sws_flags', 'bicubic+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact', '-f', 'rawvideo', 'pipe:1',
  ], { signal: options.signal, onStderrLine: (line) => takeLine(line, told) });
  const chunks: Buffer[] = [];
  tool.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await tool.ended;
  throwIfAborted(options.signal);
  const samples = told.frame === undefined ? undefined : toRgb(Uint8Array.from(Buffer.concat(chunks)), told.frame, told);
  if (!isOfImage(told)) throw new AppError('image.unreadable', `"${path}" is not an image that can be read.`, { details: `It holds ${told.reader ?? 'nothing known'}.` });
  if (told.frame === undefined || samples === undefined) throw new AppError('image.unreadable', `"${path}" is not an image that can be read.`, { details: tool.stderrTail() });
  return { width: told.frame.width, height: told.frame.height, samples };
}

/** A film's first frame is no still, and ffmpeg would draw even a letter as text. Readers of images are called `png_pipe` and so on. */
function isOfImage({ reader, brand }: ToldStill): boolean {
  if (reader === undefined) return true;
  return /^(?:image2|gif|apng|ico)$|_pipe$/.test(reader) || /^(?:avif|avis|heic|heix|mif1|msf1)$/.test(brand ?? '');
}

function takeLine(line: string, told: ToldStill): boolean {
  told.reader ??= /^Input #0, ([^, ]+)/.exec(line)?.[1];
  told.brand ??= /^\s*major_brand\s*:\s*(\S+)/.exec(line)?.[1];
  const frame = parseShowinfoLine(line);
  if (frame === undefined) return false;
  if (frame !== 'other') told.frame ??= frame;
  if (/color_range:pc\b/.test(line)) told.fullRange = true;
  if (/color_space:bt709\b/.test(line)) told.matrix = 'bt709';
  return true;
}

/** `undefined` when the bytes are not one whole picture. */
function toRgb(bytes: Uint8Array, frame: ShownFrame, told: ToldStill): Uint16Array | undefined {
  const plane = frame.width * frame.height;
  const format = FORMATS.find((each) => each === frame.pixelFormat);
  if (format === undefined || plane === 0) return undefined;
  const gray = format.startsWith('gray');
  const bitDepth = Number(/^(?:rgb48|gray16)le$/.test(format) ? 16 : (/444p(\d+)le$/.exec(format)?.[1] ?? 8));
  if (bytes.length !== plane * (gray ? 1 : 3) * (bitDepth > 8 ? 2 : 1)) return undefined;
  const codes = bitDepth > 8 ? new Uint16Array(bytes.buffer) : bytes;
  if (format.startsWith('yuv')) return rgbOfPlanes({ bitDepth, range: format === 'yuvj444p' || told.fullRange ? 'full' : 'limited', matrix: told.matrix })(codes);
  const wide = codes instanceof Uint16Array ? codes : widened(codes);
  return gray ? Uint16Array.from({ length: 3 * plane }, (_, index) => wide[Math.floor(index / 3)]!) : wide;
}

async function checkFile(path: string): Promise<void> {
  const info = await stat(path).catch((error: unknown) => {
    throw new AppError('file.missing', `"${path}" does not exist.`, { cause: error });
  });
  if (!info.isFile()) throw new AppError('image.unreadable', `"${path}" is not an image file.`);
}
