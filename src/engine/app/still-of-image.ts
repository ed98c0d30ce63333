import type { KeyframeStill } from '../../shared/model/document.ts';
import { partialStillHash } from '../../shared/model/partial-still.ts';
import { type FfmpegTools, readOpacity, readStill } from '../media/index.ts';
import { fileHash } from './file-hash.ts';

/** A colour image as a keyframe's still. Reads it whole, to know that it is an image and whether a part of it is transparent. @throws AppError `image.unreadable`, `image.tooLarge`, `file.missing` */
export async function stillOfImage(path: string, tools: FfmpegTools, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<KeyframeStill> {
  const { width, height } = await readStill(path, tools, options);
  const contentHash = await fileHash(path);
  return { path, contentHash: (await readOpacity(path, { width, height }, tools, options)) === undefined ? contentHash : partialStillHash(contentHash) };
}
