import type { FrameReader, KeptFeatures, MemoryFrame } from './frame-reader.ts';

/**
 * Distances in frames of the recent frames that a target is read from beside the keyframes. Measured on clips/val: 1, 3 and 8 give
 * 0.13 dB more than 1 and 3 (model card). `STEPS_BACK` of training/tintype_training/propagation_schedule.py is the same.
 */
const RECENT = [1, 3, 8] as const;
export const LONGEST_RECENT = Math.max(...RECENT);

/** Frames whose features stay in the inference process between the way back and the way forward: 6 MB each at 480p. */
const TURN_FRAMES = 24;

/**
 * What a direction made a moment ago, for the frames to come. On the way back the last of them are kept, understood already, for
 * the way forward, which begins with them. Holds a fixed number of frames, however long the span.
 */
export class RecentFrames {
  readonly #reader: FrameReader;
  readonly #turn = new Map<number, KeptFeatures>();
  #frames: readonly MemoryFrame[] = [];

  constructor(reader: FrameReader) {
    this.#reader = reader;
  }

  /** Those that `frame` is read from. */
  for(frame: number): readonly MemoryFrame[] {
    return this.#frames.filter((each) => RECENT.some((distance) => Math.abs(each.frame - frame) === distance));
  }

  /** Takes up a frame and lets go of those that no later one looks back at. */
  add(made: MemoryFrame, options: { readonly forTurn: boolean }): void {
    const isNear = (each: MemoryFrame): boolean => Math.abs(each.frame - made.frame) < LONGEST_RECENT;
    this.#retire(this.#frames.filter((each) => !isNear(each)), options);
    this.#frames = [...this.#frames.filter(isNear), made];
  }

  /** Lets go of all, as behind a cut or at the end of a direction. */
  clear(options: { readonly forTurn: boolean }): void {
    this.#retire(this.#frames, options);
    this.#frames = [];
  }

  /** Features of a frame that the way back kept; whoever takes them lets go of them. */
  takeTurn(frame: number): KeptFeatures | undefined {
    const features = this.#turn.get(frame);
    this.#turn.delete(frame);
    return features;
  }

  close(): void {
    this.clear({ forTurn: false });
    for (const features of this.#turn.values()) this.#reader.forget(features);
    this.#turn.clear();
  }

  #retire(frames: readonly MemoryFrame[], { forTurn }: { readonly forTurn: boolean }): void {
    for (const { frame, features } of frames) {
      if (forTurn && features?.context !== undefined) this.#turn.set(frame, features);
      else this.#reader.forget(features);
    }
    for (const [oldest, features] of this.#turn) {
      if (this.#turn.size <= TURN_FRAMES) break;
      this.#turn.delete(oldest);
      this.#reader.forget(features);
    }
  }
}
