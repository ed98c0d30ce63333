import type { FrameReader, KeptFeatures, MemoryFrame } from './frame-reader.ts';

/**
 * Distances in frames of the recent frames that a target is read from beside the keyframes. Measured on clips/val: 1, 3 and 8 give
 * 0.13 dB more than 1 and 3 (model card). `STEPS_BACK` of training/tintype_training/propagation_schedule.py is the same.
 */
const RECENT = [1, 3, 8] as const;
export const LONGEST_RECENT = Math.max(...RECENT);

/**
 * What features may take in the inference process between the way back and the way forward: 53 frames at 854×480, fewer of a wider
 * picture, for which the networks themselves need more. Each spares an encoding, a tenth of the work of its frame.
 */
const FEATURE_CACHE_BYTES = 320 * 2 ** 20;

/**
 * What a direction made a moment ago, for the frames to come. On the way back the last of them are kept, understood already, for
 * the way forward, which begins with them. Holds a fixed number of frames, however long the span.
 */
export class RecentFrames {
  readonly #reader: FrameReader;
  readonly #featureCache = new Map<number, KeptFeatures>();
  #frames: readonly MemoryFrame[] = [];

  constructor(reader: FrameReader) {
    this.#reader = reader;
  }

  /** Those that `frame` is read from. */
  for(frame: number): readonly MemoryFrame[] {
    return this.#frames.filter((each) => RECENT.some((distance) => Math.abs(each.frame - frame) === distance));
  }

  /** Takes up a frame and lets go of those that no later one looks back at. */
  add(made: MemoryFrame, options: { readonly keepFeatures: boolean }): void {
    const isNear = (each: MemoryFrame): boolean => Math.abs(each.frame - made.frame) < LONGEST_RECENT;
    this.#retire(this.#frames.filter((each) => !isNear(each)), options);
    this.#frames = [...this.#frames.filter(isNear), made];
  }

  /** Lets go of all, as behind a cut or at the end of a direction. */
  clear(options: { readonly keepFeatures: boolean }): void {
    this.#retire(this.#frames, options);
    this.#frames = [];
  }

  /** Features of a frame that the way back kept; whoever takes them lets go of them. */
  takeFeatures(frame: number): KeptFeatures | undefined {
    const features = this.#featureCache.get(frame);
    this.#featureCache.delete(frame);
    return features;
  }

  close(): void {
    this.clear({ keepFeatures: false });
    for (const features of this.#featureCache.values()) this.#reader.forget(features);
    this.#featureCache.clear();
  }

  #retire(frames: readonly MemoryFrame[], { keepFeatures }: { readonly keepFeatures: boolean }): void {
    for (const { frame, features } of frames) {
      if (keepFeatures && features?.context !== undefined) this.#featureCache.set(frame, features);
      else this.#reader.forget(features);
    }
    let bytes = 0;
    for (const features of this.#featureCache.values()) bytes += bytesOf(features);
    for (const [oldest, features] of this.#featureCache) {
      if (bytes <= FEATURE_CACHE_BYTES) break;
      bytes -= bytesOf(features);
      this.#featureCache.delete(oldest);
      this.#reader.forget(features);
    }
  }
}

function bytesOf({ coarse, fine, context }: KeptFeatures): number {
  return [coarse, fine, context].reduce((sum, tensor) => sum + (tensor?.dims.reduce((product, side) => product * side, 4) ?? 0), 0);
}
