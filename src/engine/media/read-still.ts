import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import type { Size } from '../../shared/model/working-size.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { FfmpegTools } from './ffmpeg-tools.ts';
import { isImagePath } from './image-sequence.ts';
import type { RgbPicture } from './luma-frame.ts';
import { parseShowinfoLine, SHOWINFO_FILTER, type ShownFrame } from './showinfo.ts';
import { startTool, throwIfAborted } from './spawn-tool.ts';

export interface ReadStillOptions {
  /** Scaled to exactly this size by area averaging (down) or bicubic (up). */
  readonly size?: Size | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A still image (PNG, JPEG, TIFF and what else ffmpeg reads) as encoded R′G′B′ 16-bit full range. 8-bit values v become 257 · v,
 * so they come back exactly. A camera's orientation tag is obeyed; colour profiles are not applied (sRGB is taken for granted).
 * @throws AppError `file.missing`, `file.unreadable`, `image.unreadable`; AbortError.
 */
export async function readStill(path: string, tools: FfmpegTools, options: ReadStillOptions = {}): Promise<RgbPicture> {
  throwIfAborted(options.signal);
  const absolute = resolve(path);
  await checkFile(absolute);
  let shown: ShownFrame | undefined;
  const { size } = options;
  const tool = startTool(tools.ffmpegPath, [
    '-hide_banner', '-nostdin', '-nostats', '-loglevel', 'info',
    ...(isImagePath(absolute) && extname(absolute).toLowerCase() !== '.webp' ? ['-f', 'image2', '-pattern_type', 'none'] : []),
    '-i', absolute, '-map', '0:v:0', '-frames:v', '1',
    '-vf', [...(size === undefined ? [] : [`scale=${size.width}:${size.height}:flags=area+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact`]), 'format=rgb48le', SHOWINFO_FILTER].join(','),
    '-sws_flags', 'accurate_rnd+full_chroma_int+full_chroma_inp+bitexact', '-f', 'rawvideo', 'pipe:1',
  ], {
    signal: options.signal,
    onStderrLine: (line) => {
      const frame = parseShowinfoLine(line);
      if (frame === undefined) return false;
      if (frame !== 'other') shown ??= frame;
      return true;
    },
  });
  const chunks: Buffer[] = [];
  tool.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await tool.ended;
  throwIfAborted(options.signal);
  const bytes = Buffer.concat(chunks);
  const told: ShownFrame | undefined = shown;
  if (told === undefined || bytes.length !== told.width * told.height * 6) throw new AppError('image.unreadable', `"${path}" is not an image that can be read.`, { details: tool.stderrTail() });
  return { width: told.width, height: told.height, samples: new Uint16Array(Uint8Array.from(bytes).buffer) };
}

async function checkFile(path: string): Promise<void> {
  try {
    const info = await stat(path);
    if (!info.isFile()) throw new AppError('image.unreadable', `"${path}" is not an image file.`);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('file.missing', `"${path}" does not exist.`, { cause: error });
  }
}
