import { resolve } from 'node:path';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Size } from '../../../shared/model/working-size.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { runFfmpeg } from '../ffmpeg/spawn-tool.ts';
import { rememberFileFacts } from '../probe/file-facts.ts';
import { fileInput } from '../probe/media-source.ts';

const OPAQUE = 255;
/** Which stills are opaque, as most are: asked for when a still is added and whenever it is painted. */
const opaqueFiles = rememberFileFacts<boolean>();

/**
 * Opacity of each pixel of an image, 0…255 row by row; `undefined` when the whole of it is opaque, or it has none.
 * @param size its own, as `readStill` found it
 * @throws AppError `image.unreadable`; AbortError
 */
export async function readOpacity(path: string, size: Size, tools: FfmpegTools, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<Uint8Array | undefined> {
  const absolute = resolve(path);
  // The opacity of a partly transparent image is as large as the image, so it is not kept.
  const found: { opacity?: Uint8Array | undefined } = {};
  const isOpaque = await opaqueFiles(absolute, `${size.width}×${size.height} ${tools.ffmpegPath}`, async () => {
    found.opacity = await read(absolute, size, tools, options);
    return found.opacity === undefined;
  });
  return isOpaque ? undefined : found.opacity ?? read(absolute, size, tools, options);
}

async function read(path: string, size: Size, tools: FfmpegTools, options: { readonly signal?: AbortSignal | undefined }): Promise<Uint8Array | undefined> {
  // Pictures without alpha get a full one in the conversion to RGBA.
  const bytes = await runFfmpeg(tools, ['-hide_banner', '-loglevel', 'error', ...fileInput(path), '-map', '0:v:0', '-frames:v', '1', '-vf', 'format=rgba,alphaextract', '-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'],
    { context: { action: 'read', path }, signal: options.signal });
  if (bytes.length !== size.width * size.height) throw new AppError('image.unreadable', `The transparency of "${path}" cannot be read.`, { details: `${bytes.length} bytes for ${size.width} × ${size.height} pixels` });
  return bytes.every((each) => each === OPAQUE) ? undefined : new Uint8Array(bytes);
}
