import { frameRange, type FrameRange } from '../../shared/model/frame.ts';
import { lightnessOfCodes, type WorkingLuma } from '../../shared/model/working-luma.ts';
import type { Reading } from './schedule.ts';

/** Frames read at once when going backwards, since decoding only goes forwards. */
export const CHUNK_FRAMES = 24;
/**
 * A span between two keyframes is passed several times: searched for cuts, tracked from both keyframes, then painted in the order of a pyramid. It is decoded once
 * where all of its frames are held: as codes, 0.4 MB each at 854×480 and 8 bits, so 100 MB at most. Twice as much a frame above 8 bits, where half as many are held.
 */
const HELD_FRAMES = 256;
const HELD_BYTES = 104 << 20;

/** A luma in memory; its lightness is left out where codes tell it. */
type HeldLuma = Omit<WorkingLuma, 'lightness'> & { readonly lightness?: Float32Array };

/** Random access to the lumas of a range over streams that only go forwards; caches the latest. */
export class LumaWindow {
  readonly #lumas: (wanted: FrameRange) => AsyncIterable<WorkingLuma>;
  readonly #bounds: FrameRange;
  readonly #held = new Map<number, HeldLuma>();
  #heldBytes = 0;
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
    const held = this.#heldAt(frame);
    if (held !== undefined || frame >= this.#end) return held;
    const isInside = frame >= this.#bounds.first && frame <= this.#bounds.last;
    if (isInside && direction === 'forward') return this.#streamTo(frame);
    for await (const luma of this.#lumas(isInside ? this.#chunk(frame, direction) : frameRange(frame, frame))) this.#hold(luma);
    return this.#heldAt(frame);
  }

  async close(): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    await stream?.frames.return?.();
  }

  /** The frames that are decoded together with one that is not in memory. */
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
    return this.#heldAt(frame);
  }

  #heldAt(frame: number): WorkingLuma | undefined {
    const held = this.#held.get(frame);
    if (held === undefined) return undefined;
    const { lightness, codes } = held;
    return { ...held, lightness: lightness ?? lightnessOfCodes(codes!) };
  }

  #hold(luma: WorkingLuma): void {
    this.#drop(luma.frame);
    const held = withoutLightness(luma);
    this.#held.set(luma.frame, held);
    this.#heldBytes += bytesOf(held);
    for (const frame of this.#held.keys()) {
      if (this.#held.size <= HELD_FRAMES && this.#heldBytes <= HELD_BYTES) break;
      if (frame !== luma.frame) this.#drop(frame);
    }
  }

  #drop(frame: number): void {
    const held = this.#held.get(frame);
    if (held === undefined) return;
    this.#held.delete(frame);
    this.#heldBytes -= bytesOf(held);
  }
}

function withoutLightness({ frame, width, height, gamut, codes, lightness }: WorkingLuma): HeldLuma {
  return { frame, width, height, ...(gamut === undefined ? {} : { gamut }), ...(codes === undefined ? { lightness } : { codes }) };
}

function bytesOf({ lightness, codes }: HeldLuma): number {
  return lightness?.byteLength ?? codes?.samples.byteLength ?? 0;
}
