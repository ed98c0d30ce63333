import type { KeyframeStill } from '../../../shared/model/document.ts';
import { partialStillHash, profiledHash } from '../../../shared/model/still-content.ts';
import type { Size } from '../../../shared/model/working-size.ts';
import { type FfmpegTools, readImageRgb, readOpacity, readStill } from '../../media/index.ts';
import { fileHash } from './file-hash.ts';

interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * A colour image as a keyframe's still: read whole once, so that it is known to be an image, and whether a part of it is transparent.
 * @param mask an image of any size, white where the still states its colour
 * @throws AppError `image.unreadable`, `image.tooLarge`, `file.missing`
 */
export async function stillOfImage(path: string, tools: FfmpegTools, { mask, ...options }: ReadOptions & { readonly mask?: string | undefined } = {}): Promise<KeyframeStill & { readonly size: Size }> {
  const { width, height } = await readStill(path, tools, options);
  const size = { width, height };
  const contentHash = (await readImageRgb(path)) === undefined ? await fileHash(path) : profiledHash(await fileHash(path));
  if (mask !== undefined) {
    await readStill(mask, tools, options);
    return { path, contentHash: partialStillHash(contentHash), mask: { path: mask, contentHash: await fileHash(mask) }, size };
  }
  return { path, contentHash: (await readOpacity(path, size, tools, options)) === undefined ? contentHash : partialStillHash(contentHash), size };
}

/** Where a still states its colour, 0…255 for each of its pixels: its own opacity, and its mask brought to its size. */
export async function coverOfStill({ path, mask }: KeyframeStill, size: Size, tools: FfmpegTools, options: ReadOptions = {}): Promise<Uint8Array | undefined> {
  const opacity = await readOpacity(path, size, tools, options);
  if (mask === undefined) return opacity;
  const { samples } = await readStill(mask.path, tools, { ...options, size });
  // A mask is gray; of a coloured one the green channel is used.
  return Uint8Array.from({ length: size.width * size.height }, (_, index) => Math.round((samples[3 * index + 1]! / 65_535) * (opacity?.[index] ?? 255)));
}
