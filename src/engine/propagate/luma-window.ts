import { frameRange, type FrameRange } from '../../shared/model/frame.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import type { Reading } from './schedule.ts';

/** Frames read at once when going backwards, since decoding only goes forwards: 1.6 MB each at 480p. */
export const CHUNK_FRAMES = 24;
/** Two chunks: one that is searched for cuts, and one that is being read. */
const HELD_FRAMES = 2 * CHUNK_FRAMES + 2;

/** Random access to the lumas of a range over streams that only go forwards; caches the latest. */
export class LumaWindow {
  readonly #lumas: (wanted: FrameRange) => AsyncIterable<WorkingLuma>;
  readonly #bounds: FrameRange;
  readonly #held = new Map<number, WorkingLuma>();
  #stream: { readonly frames: AsyncIterator<WorkingLuma>; next: number } | undefined;
  /** The first frame that the clip does not have. */
  #end = Infinity;
  #last: Promise<unknown> = Promise.resolve();

  constructor(lumas: (wanted: FrameRange) => AsyncIterable<WorkingLuma>, bounds: FrameRange) {
    this.#lumas = lumas;
    this.#bounds = bounds;
  }

  /** `undefined` beyond the end of the clip. One request after the other, since they share a stream. */
  at(frame: number, direction: Reading['direction']): Promise<WorkingLuma | undefined> {
    const found = this.#last.then(() => this.#at(frame, direction));
    this.#last = found.catch(() => undefined);
    return found;
  }

  async #at(frame: number, direction: Reading['direction']): Promise<WorkingLuma | undefined> {
    const held = this.#held.get(frame);
    if (held !== undefined || frame >= this.#end) return held;
    const isInside = frame >= this.#bounds.first && frame <= this.#bounds.last;
    if (isInside && direction === 'forward') return this.#streamTo(frame);
    for await (const luma of this.#lumas(isInside ? this.#chunk(frame, direction) : frameRange(frame, frame))) this.#hold(luma);
    return this.#held.get(frame);
  }

  async close(): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    await stream?.frames.return?.();
  }

  /** Frames that are read with one that is missing. */
  #chunk(frame: number, direction: Reading['direction']): FrameRange {
    const { first, last } = this.#bounds;
    if (direction === 'backward') return frameRange(Math.max(first, frame - CHUNK_FRAMES + 1), frame);
    if (direction === 'around') return frameRange(Math.max(first, frame - CHUNK_FRAMES / 2), Math.min(last, frame + CHUNK_FRAMES / 2 - 1));
    return frameRange(frame, frame);
  }

  async #streamTo(frame: number): Promise<WorkingLuma | undefined> {
    if (this.#stream === undefined || frame < this.#stream.next || frame >= this.#stream.next + CHUNK_FRAMES) {
      await this.close();
      this.#stream = { frames: this.#lumas(frameRange(frame, this.#bounds.last))[Symbol.asyncIterator](), next: frame };
    }
    while (this.#stream.next <= frame) {
      const next = await this.#stream.frames.next();
      if (next.done === true) {
        this.#end = this.#stream.next;
        await this.close();
        return undefined;
      }
      this.#stream.next = next.value.frame + 1;
      this.#hold(next.value);
    }
    return this.#held.get(frame);
  }

  #hold(luma: WorkingLuma): void {
    this.#held.delete(luma.frame);
    this.#held.set(luma.frame, luma);
    for (const frame of this.#held.keys()) {
      if (this.#held.size <= HELD_FRAMES) break;
      this.#held.delete(frame);
    }
  }
}
