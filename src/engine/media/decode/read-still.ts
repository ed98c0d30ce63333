import { stat } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { resolve } from 'node:path';
import type { MatrixName } from '../../../shared/colour/luma.ts';
import type { Size } from '../../../shared/model/working-size.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { fileInput } from '../probe/media-source.ts';
import type { RgbPicture } from './luma-frame.ts';
import { rgbOfPlanes, widened } from './read-rgb.ts';
import { parseShowinfoLine, SHOWINFO_FILTER, type ShownFrame } from './showinfo.ts';
import { failIfStopped, startFfmpeg, throwIfAborted, type ToolProcess } from '../ffmpeg/spawn-tool.ts';

export interface ReadStillOptions {
  /** Scaled to exactly this size by area averaging. */
  readonly size?: Size | undefined;
  /** Reduced, at the same aspect ratio, until neither side is longer than this many pixels. Not together with `size`. */
  readonly within?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Pixel formats in which ffmpeg may output a still: it takes the one that the still's own format fits into without a conversion of colours. The
 * conversion to R′G′B′ is done here, since swscale's own loses code values.
 */
const FORMATS = ['rgb24', 'rgb48le', 'gray', 'gray16le', 'yuvj444p', 'yuv444p', 'yuv444p10le', 'yuv444p12le', 'yuv444p16le'] as const;

const SCALING = 'flags=area+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact';

/**
 * Most pixels of a still that is read at its own size: 150 million (16-bit R′G′B′ of 0.9 GB). Colouring needs some 50 bytes a pixel besides, so a
 * machine with little memory refuses smaller ones.
 */
const MOST_PIXELS = 150e6;
const BYTES_PER_PIXEL = 56;

/** Properties of the still from ffmpeg's log. */
interface StillFacts {
  frame: ShownFrame | undefined;
  /** Size of the stored picture, known before it is decoded. */
  stored: Size | undefined;
  /** ffmpeg's name of the demuxer that opened the file, independent of its name. */
  reader: string | undefined;
  /** The kind of MP4 that it is, when it is one: AVIF and HEIC are. */
  brand: string | undefined;
  fullRange: boolean;
  matrix: MatrixName;
}

/**
 * A still image (PNG, JPEG, TIFF and what else ffmpeg reads) as encoded R′G′B′ 16-bit full range. 8-bit values v become 257 · v,
 * so they come back exactly. A camera's orientation tag is obeyed; what the image says of its colour is not applied: see `readSrgbStill`.
 * @throws AppError `file.missing`, `image.unreadable`, `image.tooLarge` (before it is decoded); AbortError.
 */
export async function readStill(path: string, tools: FfmpegTools, options: ReadStillOptions = {}): Promise<RgbPicture> {
  throwIfAborted(options.signal);
  const absolute = resolve(path);
  await checkFile(absolute);
  const facts: StillFacts = { frame: undefined, stored: undefined, reader: undefined, brand: undefined, fullRange: false, matrix: 'bt601' };
  const { size, within } = options;
  const isScaled = size !== undefined || within !== undefined;
  const tool: ToolProcess = startFfmpeg(tools, [
    '-hide_banner', '-nostats', '-loglevel', 'info',
    ...fileInput(absolute), '-map', '0:v:0', '-frames:v', '1',
    '-vf', [...scaleFilters(options), `format=${FORMATS.join('|')}`, SHOWINFO_FILTER].join(','),
    '-sws_flags', 'bicubic+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact', '-f', 'rawvideo', 'pipe:1',
  ], {
    signal: options.signal,
    onStderrLine: (line) => {
      const isOwn = readStillLine(line, facts);
      if (!isScaled && facts.stored !== undefined && isTooLarge(facts.stored)) tool.kill();
      return isOwn;
    },
  });
  const bytes = collectFrame(facts);
  tool.stdout.on('data', (chunk: Buffer) => {
    bytes.add(chunk);
  });
  const end = await tool.ended;
  throwIfAborted(options.signal);
  failIfStopped(end, tool, { action: 'read', path });
  if (!isScaled && facts.stored !== undefined && isTooLarge(facts.stored)) throw tooLarge(path, facts.stored);
  const { frame } = facts;
  const samples = frame === undefined ? undefined : toRgb(bytes.take(), frame, facts);
  if (!isOfImage(facts)) throw new AppError('image.unreadable', `"${path}" is not an image that can be read.`, { details: `It holds ${facts.reader ?? 'nothing known'}.` });
  if (frame === undefined || samples === undefined) throw new AppError('image.unreadable', `"${path}" is not an image that can be read.`, { details: tool.stderrTail() });
  return { width: frame.width, height: frame.height, samples };
}

function scaleFilters({ size, within }: ReadStillOptions): readonly string[] {
  return [
    ...(size === undefined ? [] : [`scale=${size.width}:${size.height}:${SCALING}`]),
    ...(within === undefined ? [] : [`scale='min(${within},iw)':'min(${within},ih)':force_original_aspect_ratio=decrease:${SCALING}`]),
  ];
}

function isTooLarge({ width, height }: Size): boolean {
  return width * height > Math.min(MOST_PIXELS, totalmem() / BYTES_PER_PIXEL);
}

function tooLarge(path: string, { width, height }: Size): AppError {
  const megapixels = (pixels: number): number => Math.floor(pixels / 1e6);
  const most = megapixels(Math.min(MOST_PIXELS, totalmem() / BYTES_PER_PIXEL));
  return new AppError('image.tooLarge', `"${path}" has ${width} × ${height} pixels (${megapixels(width * height)} million); stills of at most ${most} million pixels can be read on this machine.`);
}

/** Collects the bytes of one frame in one buffer of its size, once the size is known; until then as they come. */
function collectFrame(facts: StillFacts): { add(chunk: Buffer): void; take(): Uint8Array } {
  let early: Buffer[] = [];
  let frame: Uint8Array | undefined;
  let filled = 0;
  const put = (chunk: Buffer): void => {
    if (frame !== undefined && filled + chunk.length <= frame.length) frame.set(chunk, filled);
    filled += chunk.length;
  };
  const settle = (): void => {
    const expected = facts.frame === undefined ? undefined : frameBytes(facts.frame);
    if (frame !== undefined || expected === undefined) return;
    frame = new Uint8Array(expected);
    early.forEach(put);
    early = [];
  };
  return {
    add: (chunk) => {
      settle();
      if (frame === undefined) early.push(chunk);
      else put(chunk);
    },
    take: () => {
      settle();
      // Fewer or more bytes than one frame has: not a whole picture.
      return frame !== undefined && filled === frame.length ? frame : new Uint8Array(0);
    },
  };
}

/** A film's first frame is no still, and ffmpeg would draw even a letter as text. Readers of images are called `png_pipe` and so on. */
function isOfImage({ reader, brand }: StillFacts): boolean {
  if (reader === undefined) return true;
  return /^(?:image2|gif|apng|ico)$|_pipe$/.test(reader) || /^(?:avif|avis|heic|heix|mif1|msf1)$/.test(brand ?? '');
}

function readStillLine(line: string, facts: StillFacts): boolean {
  facts.reader ??= /^Input #0, ([^, ]+)/.exec(line)?.[1];
  facts.brand ??= /^\s*major_brand\s*:\s*(\S+)/.exec(line)?.[1];
  const stored = /^\s*Stream #0:0.*Video:.*, (\d+)x(\d+)\b/.exec(line);
  if (stored !== null) facts.stored ??= { width: Number(stored[1]), height: Number(stored[2]) };
  const frame = parseShowinfoLine(line);
  if (frame === undefined) return false;
  if (frame !== 'other') facts.frame ??= frame;
  if (/color_range:pc\b/.test(line)) facts.fullRange = true;
  if (/color_space:bt709\b/.test(line)) facts.matrix = 'bt709';
  return true;
}

/** Depth and channels of a format of {@link FORMATS}; `undefined` for others. */
function layoutOf(pixelFormat: string): { readonly format: (typeof FORMATS)[number]; readonly bitDepth: number; readonly channels: number } | undefined {
  const format = FORMATS.find((each) => each === pixelFormat);
  if (format === undefined) return undefined;
  const bitDepth = Number(/^(?:rgb48|gray16)le$/.test(format) ? 16 : (/444p(\d+)le$/.exec(format)?.[1] ?? 8));
  return { format, bitDepth, channels: format.startsWith('gray') ? 1 : 3 };
}

function frameBytes(frame: ShownFrame): number | undefined {
  const layout = layoutOf(frame.pixelFormat);
  return layout === undefined ? undefined : frame.width * frame.height * layout.channels * (layout.bitDepth > 8 ? 2 : 1);
}

/** `undefined` when the bytes are not one whole picture. */
function toRgb(bytes: Uint8Array, frame: ShownFrame, facts: StillFacts): Uint16Array | undefined {
  const layout = layoutOf(frame.pixelFormat);
  if (layout === undefined || bytes.length === 0 || bytes.length !== frameBytes(frame)) return undefined;
  const { format, bitDepth } = layout;
  const codes = bitDepth > 8 ? new Uint16Array(bytes.buffer) : bytes;
  if (format.startsWith('yuv')) return rgbOfPlanes({ bitDepth, range: format === 'yuvj444p' || facts.fullRange ? 'full' : 'limited', matrix: facts.matrix })(codes);
  const wide = codes instanceof Uint16Array ? codes : widened(codes);
  return layout.channels === 1 ? tripled(wide) : wide;
}

/** Gray as R′G′B′. */
function tripled(gray: Uint16Array): Uint16Array {
  const rgb = new Uint16Array(3 * gray.length);
  for (let index = 0, at = 0; index < gray.length; index++, at += 3) rgb[at] = rgb[at + 1] = rgb[at + 2] = gray[index]!;
  return rgb;
}

async function checkFile(path: string): Promise<void> {
  const info = await stat(path).catch((error: unknown) => {
    throw new AppError('file.missing', `"${path}" does not exist.`, { cause: error });
  });
  if (!info.isFile()) throw new AppError('image.unreadable', `"${path}" is not an image file.`);
}
