import { LRUCache } from 'lru-cache';
import { type Clip, clipPath } from '../../../shared/model/clip.ts';
import type { Reference } from '../../../shared/model/document.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { type FrameIndex, type FrameRange, frameRange } from '../../../shared/model/frame.ts';
import type { WorkingLuma } from '../../../shared/model/working-luma.ts';
import { type AbStatistics, COLORIZE_SHORT_SIDE } from '../../colorize/index.ts';
import { type FfmpegTools, readWorkingLuma } from '../../media/index.ts';

/** Inputs of paintings, kept in memory, so that an edit of a hint runs the network alone and not ffmpeg. */
export interface PaintingSources {
  /** Lightness of a frame at the size the Hint U-Net works at. @throws AppError as `readLuma`, `media.frameOutside`; AbortError */
  luma(clip: Clip, frame: FrameIndex, options?: { readonly signal?: AbortSignal }): Promise<WorkingLuma>;
  /** The same of a range of frames, not kept; fewer where the clip ends before. @throws as `luma` */
  lumas(clip: Clip, range: FrameRange, options?: { readonly signal?: AbortSignal }): Promise<readonly WorkingLuma[]>;
  /** @throws AppError as `readStill` */
  statistics(reference: Reference): Promise<AbStatistics>;
}

/** Number of lumas kept, of half a megabyte each. */
const LUMAS_KEPT = 24;

interface PaintingSourcesOptions {
  /** Names the content of a clip's source now. */
  readonly contentOf?: (clip: Clip) => string;
  /** Rejects when the source no longer has that content, so that nothing is stored under the wrong key. */
  readonly assertHolds?: (clip: Clip, content: string) => Promise<unknown>;
  readonly statistics: (reference: Reference) => Promise<AbStatistics>;
}

export function createPaintingSources(tools: () => Promise<FfmpegTools>, options: PaintingSourcesOptions): PaintingSources {
  const { contentOf = ({ contentHash }: Clip): string => contentHash, assertHolds, statistics } = options;
  const lumas = new LRUCache<string, Promise<WorkingLuma>>({ max: LUMAS_KEPT });

  async function readLuma(clip: Clip, frame: FrameIndex, content: string): Promise<WorkingLuma> {
    for await (const luma of readWorkingLuma(clip, await tools(), { range: frameRange(frame, frame), shortSide: COLORIZE_SHORT_SIDE })) {
      await assertHolds?.(clip, content);
      return luma;
    }
    throw new AppError('media.frameOutside', `Frame ${frame} cannot be read from ${clipPath(clip)}.`);
  }

  return {
    async luma(clip, frame, { signal } = {}) {
      signal?.throwIfAborted();
      // Not cancelled with the request: the next edit is of the same frame.
      const content = contentOf(clip);
      const luma = await once(lumas, frameKey(content, frame), () => readLuma(clip, frame, content));
      signal?.throwIfAborted();
      return luma;
    },
    async lumas(clip, range, options = {}) {
      const content = contentOf(clip);
      const read: WorkingLuma[] = [];
      for await (const luma of readWorkingLuma(clip, await tools(), { range, shortSide: COLORIZE_SHORT_SIDE, ...options })) read.push(luma);
      await assertHolds?.(clip, content);
      return read;
    },
    statistics,
  };
}

/** Name of a frame in the memory of its luma and of the colorizer's features. */
export function frameKey(content: string, frame: number): string {
  return `${content}:${frame}`;
}

/** Concurrent requests share one run; a failed one is tried again by the next request. */
function once<Made>(kept: LRUCache<string, Promise<Made>>, name: string, make: () => Promise<Made>): Promise<Made> {
  const known = kept.get(name);
  if (known !== undefined) return known;
  const made = make();
  kept.set(name, made);
  made.catch(() => { if (kept.peek(name) === made) kept.delete(name); });
  return made;
}
