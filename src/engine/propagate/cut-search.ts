import { AppError } from '../../shared/errors/app-error.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { CutFinder } from './cut-finder.ts';
import type { Reading } from './schedule.ts';

interface CutSearchRange {
  /** Keyframe where the search begins: the left one, or the right one of a span without a left one. */
  readonly origin: number;
  /** The last frame that is judged, in the order of the search: the range's end, or the other keyframe. */
  readonly last: number;
  /** One frame further, which is only compared with; none where the other keyframe ends the span or the clip ends. */
  readonly beyond: number | undefined;
}

type LumaAt = (frame: number, direction: Reading['direction']) => Promise<WorkingLuma | undefined>;

/** The cuts of a span found so far. They depend on lumas and on the keyframe where the search begins, not on where a run begins. */
export class CutSearch {
  readonly #range: CutSearchRange;
  readonly #lumaAt: LumaAt;
  readonly #step: 1 | -1;
  readonly #finder = new CutFinder();
  /** The next frame to pass to the finder. */
  #next: number;
  #isEnded = false;
  /** Each is the first frame after a cut, ascending. */
  #cuts: readonly number[] = [];
  readonly #staticFrames = new Set<number>();

  constructor(range: CutSearchRange, lumaAt: LumaAt) {
    this.#range = range;
    this.#lumaAt = lumaAt;
    this.#step = range.last >= range.origin ? 1 : -1;
    this.#next = range.origin;
  }

  get cuts(): readonly number[] {
    return this.#cuts;
  }

  /** Frames that hardly differ from the one after them, so far as the search has come. */
  get staticFrames(): ReadonlySet<number> {
    return this.#staticFrames;
  }

  /** Searches until `frame` has been judged. @param mayGoOn called before each frame that is read for it */
  async upTo(frame: number, mayGoOn: () => Promise<void> | undefined = () => undefined): Promise<void> {
    const step = this.#step;
    // The finder judges a frame when the next one has been added.
    while (!this.#isEnded && (this.#next - 2 * step - frame) * step < 0) {
      await mayGoOn();
      const isBeyond = (this.#next - this.#range.last) * step > 0;
      const luma = isBeyond ? await this.#beyond() : await this.#lumaAt(this.#next, step === 1 ? 'forward' : 'backward');
      const judged = this.#next - step;
      if (luma === undefined ? this.#finder.end() : this.#finder.add(luma)) this.#note(judged);
      if (luma !== undefined && this.#finder.isStatic) this.#staticFrames.add(Math.min(judged, this.#next));
      this.#isEnded = luma === undefined || isBeyond;
      this.#next += step;
    }
  }

  /** The frame after the range may be missing. */
  async #beyond(): Promise<WorkingLuma | undefined> {
    if (this.#range.beyond === undefined) return undefined;
    try {
      return await this.#lumaAt(this.#range.beyond, 'either');
    } catch (error) {
      if (error instanceof AppError && (error.code === 'media.truncated' || error.code === 'media.frameOutside')) return undefined;
      throw error;
    }
  }

  #note(judged: number): void {
    this.#cuts = this.#step === 1 ? [...this.#cuts, judged] : [judged + 1, ...this.#cuts];
  }
}
