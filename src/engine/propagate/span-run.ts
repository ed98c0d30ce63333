import { resampleChannel, resamplePlane } from '../../shared/colour/resample.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { abPlaneFromFloat, abPlaneToFloat, type AbPlane } from '../../shared/model/ab-plane.ts';
import { frameRange, rangeLength, type FrameRange } from '../../shared/model/frame.ts';
import { hintPlanes, type HintPlanes } from '../../shared/model/hint-planes.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { paddedSize, type Size } from '../../shared/model/working-size.ts';
import { cropPadding, padByReflection, padByZero } from '../models/index.ts';
import { blendDirections } from './blend-directions.ts';
import { markCuts, type GuardedFrame } from './cut-guard.ts';
import type { FrameReader, KeptFeatures, MemoryFrame, PaddedHints } from './frame-reader.ts';
import { openScratchColours, type DirectedColour, type ScratchColours } from './scratch-colours.ts';
import type { KeyPlane, PropagatedFrame, SpanOptions, SpanRequest } from './span-request.ts';

const AB_SCALE = 110;

/** Distances in frames of the recent frames that a target is read from beside the keyframes, as in training. */
const RECENT = [1, 3] as const;
const LONGEST_RECENT = Math.max(...RECENT);

/** Confidence of a frame that was made in an earlier run, of which only the colour is known. */
const MADE_CONFIDENCE = 0.8;

/** Frames read ahead at once when going backwards: 1.6 MB each at 480p. */
const CHUNK_FRAMES = 24;

/** Frames whose features stay in the inference process between the way back and the way forward: 6 MB each at 480p. */
const TURN_FRAMES = 24;

interface Key {
  readonly luma: WorkingLuma;
  readonly memory: MemoryFrame;
}

/** One span on its way: its keyframes in memory, the cuts met so far, and the sizes that its first luma settled. */
export class SpanRun {
  readonly #request: SpanRequest;
  readonly #options: SpanOptions;
  readonly #reader: FrameReader;
  readonly #sizeMultiple: number;
  readonly #keys: Key[] = [];
  /** Each is the first frame after a cut. */
  readonly #cuts = new Set<number>();
  #recent: MemoryFrame[] = [];
  /** The last frames of the way back, understood already; the way forward begins with them. */
  readonly #turn = new Map<number, KeptFeatures>();
  #size: Size | undefined;
  #scratch: ScratchColours | undefined;
  #stepsDone = 0;

  constructor(request: SpanRequest, options: SpanOptions, reader: FrameReader, sizeMultiple: number) {
    this.#request = request;
    this.#options = options;
    this.#reader = reader;
    this.#sizeMultiple = sizeMultiple;
  }

  async *frames(): AsyncGenerator<PropagatedFrame, void, undefined> {
    const { left, right, range } = this.#request;
    for (const key of [left, right]) if (key !== undefined) this.#keys.push(await this.#loadKey(key));
    if (left !== undefined && right !== undefined) {
      this.#scratch = await openScratchColours(this.#quarter());
      for await (const { frame, colour } of this.#direction(-1)) await this.#scratch.put(frame, colour);
      this.#retireRecent({ forTurn: true });
      for await (const { frame, colour } of this.#direction(1)) {
        // Behind a cut the way back had still read from the left keyframe, not knowing of the cut to come; the way forward did not.
        const backward = this.#isCutBetween(left.frame, frame) ? undefined : await this.#scratch.take(frame);
        yield finished(frame, backward === undefined ? colour : blendDirections(colour, backward, (frame - left.frame) / (right.frame - left.frame)));
      }
    } else {
      for await (const { frame, colour } of this.#direction(left === undefined ? -1 : 1)) yield finished(frame, colour);
    }
    if (this.#stepsDone === 0) throw new AppError('media.truncated', `Frames ${range.first}…${range.last} cannot be read.`);
  }

  async close(): Promise<void> {
    this.#retireRecent({ forTurn: false });
    for (const { memory } of this.#keys) this.#reader.forget(memory.features);
    for (const features of this.#turn.values()) this.#reader.forget(features);
    await this.#scratch?.close();
  }

  /** The range in one direction, frame by frame: each read from the keyframes and from what this direction made just before. */
  async *#direction(step: 1 | -1): AsyncGenerator<{ readonly frame: number; readonly colour: DirectedColour }, void, undefined> {
    const { range, left, right } = this.#request;
    const start = step === 1 ? range.first : range.last;
    const isWayBack = step === -1 && left !== undefined && right !== undefined;
    const before = await this.#startFrom(start, step);
    const lumas = step === 1 ? this.#request.lumas(range) : this.#backwards(range);
    // The way forward knows the cuts from the way back.
    const guarded = this.#scratch !== undefined && step === 1 ? this.#knownCuts(lumas) : markCuts(lumas, before);
    for await (const { luma, afterCut } of guarded) {
      this.#options.signal?.throwIfAborted();
      if (afterCut) {
        this.#cuts.add(step === 1 ? luma.frame : luma.frame + 1);
        this.#retireRecent({ forTurn: isWayBack });
      }
      const colour = await this.#colour(luma, { isWayBack });
      this.#report();
      yield { frame: luma.frame, colour };
    }
  }

  async *#knownCuts(lumas: AsyncIterable<WorkingLuma>): AsyncGenerator<GuardedFrame, void, undefined> {
    for await (const luma of lumas) yield { luma, afterCut: this.#cuts.has(luma.frame) };
  }

  async #colour(luma: WorkingLuma, { isWayBack }: { readonly isWayBack: boolean }): Promise<DirectedColour> {
    const { frame } = luma;
    const size = this.#sizeOf(luma);
    const hints = this.#hintsOf(luma);
    const onThisSide = this.#keys.filter((key) => !this.#isCutBetween(key.memory.frame, frame));
    // Beyond a cut without a keyframe the network still fills in what it can, but nothing vouches for it.
    const founded = onThisSide.length > 0;
    const keys = founded ? onThisSide : this.#keys;
    const recent = this.#recent.filter((each) => RECENT.some((distance) => Math.abs(each.frame - frame) === distance));
    const features = this.#turn.get(frame);
    this.#turn.delete(frame);
    const read = await this.#reader.read(
      { luma, ...(hints === undefined ? {} : { hints: this.#padHints(hints) }), ...(features === undefined ? {} : { features }) },
      [...keys.map((each) => each.memory), ...recent],
      { keepContext: isWayBack, ...(this.#options.signal === undefined ? {} : { signal: this.#options.signal }) },
    );
    const made: MemoryFrame = founded ? read : { ...read, confidence: new Float32Array(read.confidence.length) };
    this.#recent.push(made);
    this.#retire(this.#recent.filter((each) => Math.abs(each.frame - frame) >= LONGEST_RECENT), { forTurn: isWayBack });
    this.#recent = this.#recent.filter((each) => Math.abs(each.frame - frame) < LONGEST_RECENT);

    const quarter = quarterOf(size);
    const paddedQuarter = quarterOf(paddedSize(size, this.#sizeMultiple));
    const ab = cropPadding(made.ab, paddedQuarter, quarter).slice();
    const confidence = cropPadding(made.confidence, paddedQuarter, quarter).slice();
    if (hints !== undefined) obey(ab, confidence, hints);
    return { plane: abPlaneFromFloat(ab, quarter.width, quarter.height, { scale: AB_SCALE }), confidence: Uint8Array.from(confidence, (value) => Math.round(Math.min(1, Math.max(0, value)) * 255)), founded };
  }

  #isCutBetween(key: number, frame: number): boolean {
    for (const cut of this.#cuts) if (cut > Math.min(key, frame) && cut <= Math.max(key, frame)) return true;
    return false;
  }

  async #loadKey({ frame, plane }: KeyPlane): Promise<Key> {
    const luma = await this.#lumaAt(frame);
    if (luma === undefined) throw new AppError('media.truncated', `Keyframe ${frame} cannot be read.`);
    return { luma, memory: this.#remember(luma, plane, 1) };
  }

  /** Takes up the frames that lie just before `start` in this direction: made ones into memory. Returns their lumas (or a keyframe's) for the guard. */
  async #startFrom(start: number, step: 1 | -1): Promise<readonly WorkingLuma[]> {
    const lumas: WorkingLuma[] = [];
    for (let distance = LONGEST_RECENT; distance >= 1; distance--) {
      const frame = start - step * distance;
      const key = this.#keys.find((each) => each.memory.frame === frame);
      if (key !== undefined) lumas.push(key.luma);
      if (key !== undefined || frame < 0 || !this.#isInside(frame)) continue;
      const plane = await this.#request.made?.(frame);
      const luma = plane === undefined ? undefined : await this.#lumaAt(frame);
      if (plane === undefined || luma === undefined) continue;
      lumas.push(luma);
      this.#recent.push(this.#remember(luma, plane, MADE_CONFIDENCE));
    }
    return lumas;
  }

  /** Whether a frame lies between the keyframes (or on the open side of the only one), as this span's own frames do. */
  #isInside(frame: number): boolean {
    const { left, right } = this.#request;
    return (left === undefined || frame > left.frame) && (right === undefined || frame < right.frame);
  }

  #remember(luma: WorkingLuma, plane: AbPlane, confidence: number): MemoryFrame {
    const size = this.#sizeOf(luma);
    const quarter = quarterOf(size);
    const padded = quarterOf(paddedSize(size, this.#sizeMultiple));
    const ab = abPlaneToFloat(resamplePlane(plane, quarter), { scale: AB_SCALE });
    return { frame: luma.frame, luma, ab: padByReflection(ab, quarter, padded), confidence: new Float32Array(padded.width * padded.height).fill(confidence), features: undefined };
  }

  async #lumaAt(frame: number): Promise<WorkingLuma | undefined> {
    for await (const luma of this.#request.lumas(frameRange(frame, frame))) return luma;
    return undefined;
  }

  /** Frames from the last to the first, read forwards a chunk at a time. */
  async *#backwards(range: FrameRange): AsyncGenerator<WorkingLuma, void, undefined> {
    for (let last: number = range.last; last >= range.first; last -= CHUNK_FRAMES) {
      const chunk: WorkingLuma[] = [];
      for await (const luma of this.#request.lumas(frameRange(Math.max(range.first, last - CHUNK_FRAMES + 1), last))) chunk.push(luma);
      yield* chunk.reverse();
    }
  }

  #hintsOf(luma: WorkingLuma): HintPlanes | undefined {
    const hints = this.#request.hintsAt?.(luma.frame) ?? [];
    if (hints.length === 0) return undefined;
    const quarter = quarterOf(luma);
    return hintPlanes(hints, quarter, { lightness: resampleChannel(luma.lightness, luma, quarter) });
  }

  #padHints(hints: HintPlanes): PaddedHints {
    const padded = quarterOf(paddedSize(this.#size!, this.#sizeMultiple));
    return { ab: padByZero(hints.ab, hints, padded), mask: padByZero(hints.mask, hints, padded), boundary: padByReflection(hints.boundary, hints, padded) };
  }

  #sizeOf({ width, height, frame }: WorkingLuma): Size {
    this.#size ??= { width, height };
    if (this.#size.width !== width || this.#size.height !== height) throw new AppError('media.changedSize', `Frame ${frame} is ${width}×${height}, the frames before it ${this.#size.width}×${this.#size.height}.`);
    if (width % 4 !== 0 || height % 4 !== 0) throw new RangeError(`A working size is a multiple of 4, not ${width}×${height}.`);
    return this.#size;
  }

  #quarter(): Size {
    return quarterOf(this.#size!);
  }

  #retireRecent(options: { readonly forTurn: boolean }): void {
    this.#retire(this.#recent, options);
    this.#recent = [];
  }

  /** Frames that are no longer looked back at: their features wait for the way forward, the newest of them, or go. */
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

  #report(): void {
    this.#stepsDone++;
    this.#options.report?.({ done: this.#stepsDone, total: rangeLength(this.#request.range) * this.#keys.length });
  }
}

function quarterOf({ width, height }: Size): Size {
  return { width: width / 4, height: height / 4 };
}

/** A frame's own hints come out at their place, as on a keyframe. */
function obey(ab: Float32Array, confidence: Float32Array, { ab: stated, demand }: HintPlanes): void {
  for (let index = 0; index < ab.length; index++) {
    const pull = demand[index % demand.length]!;
    if (pull > 0) ab[index] = ab[index]! + pull * (stated[index]! - ab[index]!);
  }
  for (let index = 0; index < confidence.length; index++) confidence[index] = Math.max(confidence[index]!, demand[index]!);
}

function finished(frame: number, { plane, confidence }: DirectedColour): PropagatedFrame {
  return { frame, plane, confidence, meanConfidence: confidence.reduce((sum, value) => sum + value, 0) / (255 * confidence.length) };
}
