import { resampleChannel } from '../../shared/colour/resample.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { frameRange, type FrameRange, rangeIncludes } from '../../shared/model/frame.ts';
import { hintPlanes, type HintPlanes } from '../../shared/model/hint-planes.ts';
import type { Hint } from '../../shared/model/hint.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { paddedSize, type Size } from '../../shared/model/working-size.ts';
import { blendDirections } from './blend-directions.ts';
import { cellSize } from './cell-luma.ts';
import { CutSearch } from './cut-search.ts';
import { FeatureCache } from './feature-cache.ts';
import { finished } from './finished-frame.ts';
import { asStored, type FrameColour, type StoredColour, withHintsObeyed } from './frame-colour.ts';
import { paddedKey } from './padded-key.ts';
import { INTERPOLATED_GROUP } from './painted-schedule.ts';
import { CHUNK_FRAMES, LumaWindow } from './luma-window.ts';
import type { PropagationNetwork } from './propagation-network.ts';
import type { MakerParts, SpanKey } from './reading-maker.ts';
import { READ_AHEAD, Readings } from './readings.ts';
import { type Reading, type ReadingId, type Schedule, type ScheduledFrame, type SpanToSchedule } from './schedule.ts';
import type { KeyPlane, PropagatedFrame, SpanOptions, SpanRequest } from './span-request.ts';
import { createMemoryReadings } from './stored-reading.ts';

interface SpanParts {
  readonly network: PropagationNetwork;
  readonly schedule: (span: SpanToSchedule) => Schedule;
}

/** A frame whose readings are read, and may have to be fused. */
interface BegunFrame {
  readonly scheduled: ScheduledFrame;
  readonly colour: Promise<StoredColour | undefined>;
  isMade: boolean;
}

/** Executes the schedule of one span: makes the missing readings, each from stored ones, and blends them. */
export class SpanRun {
  readonly #request: SpanRequest;
  readonly #options: SpanOptions;
  readonly #parts: SpanParts;
  readonly #keys = new Map<number, SpanKey>();
  readonly #window: LumaWindow;
  readonly #cuts: CutSearch;
  readonly #readings: Readings;
  #schedule: Schedule | undefined;
  #scheduled = { cuts: 0, staticFrames: 0 };
  #size: Size | undefined;
  #progress = { done: 0, total: 0 };
  /** Work that continues while a frame is returned to the caller. */
  #ahead: Promise<void> | undefined;
  #isClosed = false;

  constructor(request: SpanRequest, options: SpanOptions, parts: SpanParts) {
    const { left, right } = request;
    const range = request.spanRange ?? request.range;
    this.#request = request;
    this.#options = options;
    this.#parts = parts;
    this.#window = new LumaWindow(request.lumas, frameRange(left === undefined ? range.first : left.frame + 1, right === undefined ? range.last : right.frame - 1));
    const lumaAt = this.#lumaAt.bind(this);
    this.#cuts = new CutSearch(searchRange(request), lumaAt);
    const features = new FeatureCache(parts.network.encoder, async (frame) => await lumaAt(frame, 'either') ?? unreadable(frame));
    const given: MakerParts = { features, lumaAt, keys: this.#keys, size: () => cellSize(this.#size!), padded: () => cellSize(this.#paddedSize()), signal: options.signal };
    this.#readings = new Readings({ ...given, maker: parts.network.makerOf(given, request), open: request.readings ?? createMemoryReadings() });
  }

  /** Frames of the range that are not made yet, returned as their last reading is made. */
  async *frames(): AsyncGenerator<PropagatedFrame, void, undefined> {
    const { range, left, right, isMade } = this.#request;
    const wanted = framesOf(range).filter((frame) => isMade?.(frame) !== true);
    if (wanted.length === 0) return;
    await this.#loadKeys();
    this.#beginProgress(wanted);
    let isAnyMade = false;
    const outward = left === undefined ? wanted.toReversed() : wanted;
    // Between two keyframes a reading may depend on a cut anywhere; from one alone it depends only on those before it and right behind it, so
    // colour is made while cuts are searched.
    const isTwoSided = left !== undefined && right !== undefined;
    const span = this.#spanRange();
    for (const part of isTwoSided ? [outward] : inChunks(outward, left === undefined ? span.last : span.first)) {
      await this.#searchCuts(isTwoSided ? right.frame : this.#beyond(part.at(-1)!));
      for await (const made of this.#made(new Set(part))) {
        isAnyMade = true;
        yield made;
      }
    }
    if (!isAnyMade) throw new AppError('media.truncated', `Frames ${range.first}…${range.last} cannot be read.`);
    this.#options.report?.({ done: this.#progress.total, total: this.#progress.total });
  }

  /** A frame read again with hints on it, from the same readings as without them. */
  async withHints(frame: number, hints: readonly Hint[]): Promise<PropagatedFrame> {
    await this.#loadKeys();
    const { left, right } = this.#request;
    await this.#searchCuts(left !== undefined && right !== undefined ? right.frame : this.#beyond(frame));
    const schedule = this.#currentSchedule();
    const scheduled = schedule.frames.find((each) => each.frame === frame);
    if (scheduled === undefined) throw new RangeError(`Frame ${frame} is not in the span.`);
    const luma = await this.#lumaAt(frame, 'either') ?? unreadable(frame);
    const quarter = cellSize(luma);
    const planes = hintPlanes(hints, quarter, { lightness: resampleChannel(luma.lightness, luma, quarter) });
    const needed = this.#readings.needed(scheduled.from);
    this.#readings.expect(needed);
    await this.#makeAll(needed, () => undefined);
    const directed: StoredColour[] = [];
    for (const id of scheduled.from) directed.push(await this.#readings.withHints(id, planes) ?? unreadable(frame));
    return finished(frame, directed.length === 0 ? this.#withoutKey(planes) : blended(directed, scheduled));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#readings.giveUp();
    await this.#ahead?.catch(() => undefined);
    await this.#readings.close();
    await this.#window.close();
  }

  /** Executes the schedule for some frames: each with the readings that it depends on, the frame at the playhead first where the schedule allows it. */
  async *#made(wanted: ReadonlySet<number>): AsyncGenerator<PropagatedFrame, void, undefined> {
    const { frames, anyOrder } = this.#currentSchedule();
    const waiting = frames.filter(({ frame }) => wanted.has(frame));
    const unmade = this.#readings.needed(waiting.flatMap(({ from }) => from));
    this.#readings.expect(unmade);
    const begun: BegunFrame[] = [];
    const begin = async (next: ScheduledFrame): Promise<void> => {
      this.#options.begun?.(next.frame);
      await this.#makeAll(this.#readings.needed(next.from), () => { this.#report(1); });
      const frame: BegunFrame = { scheduled: next, colour: next.from.length === 0 ? Promise.resolve(this.#withoutKey(undefined)) : this.#colourOf(next), isMade: false };
      frame.colour.then(() => { frame.isMade = true; }, () => { frame.isMade = true; });
      begun.push(frame);
    };
    while (waiting.length > 0 || begun.length > 0 || this.#ahead !== undefined) {
      if (this.#ahead === undefined && waiting.length > 0 && begun.length <= READ_AHEAD) {
        const [next] = waiting.splice(anyOrder === true ? nearest(waiting, this.#options.playhead?.()) : 0, 1);
        // A rejected promise stays in `#ahead`, so that this loop throws its error whenever it comes.
        this.#ahead = begin(next!).then(() => { this.#ahead = undefined; });
        this.#ahead.catch(() => undefined); // awaited below
      }
      const [first] = begun;
      await Promise.race([first?.colour, this.#ahead].filter((each) => each !== undefined));
      if (first?.isMade !== true) continue;
      begun.shift();
      const colour = await first.colour;
      if (colour !== undefined) yield finished(first.scheduled.frame, colour);
    }
  }

  /** Begins readings in the order of the schedule. @param made called as each is stored */
  async #makeAll(ids: ReadonlySet<ReadingId>, made: () => void): Promise<void> {
    const { signal } = this.#options;
    for (const reading of this.#readings.inOrder(ids)) {
      await this.#mayGoOn();
      if (this.#isClosed) return;
      const begun = await this.#readings.begin(reading, () => { signal?.throwIfAborted(); });
      if (begun === undefined) made();
      else begun.finished.then(made, () => undefined);
    }
  }

  /** `undefined` beyond the end of the clip. */
  async #colourOf(scheduled: ScheduledFrame): Promise<StoredColour | undefined> {
    const directed: StoredColour[] = [];
    for (const id of scheduled.from) {
      const stored = await this.#readings.stored(id);
      if (stored === undefined) return undefined;
      directed.push(stored.colour);
    }
    return blended(directed, scheduled);
  }

  /** Between two cuts without a keyframe no colour is known, and one from the other side would be wrong. */
  #withoutKey(hints: HintPlanes | undefined): StoredColour {
    const quarter = cellSize(this.#size!);
    const count = quarter.width * quarter.height;
    const gray: FrameColour = { ab: new Float32Array(2 * count), confidence: new Float32Array(count) };
    return asStored(hints === undefined ? gray : withHintsObeyed(gray, hints), quarter);
  }

  /** The farthest frame that this one may be read from, on the side away from the only keyframe, within the range. */
  #beyond(frame: number): number {
    const { first, last } = this.#spanRange();
    return this.#request.left === undefined ? Math.max(first, frame - INTERPOLATED_GROUP + 1) : Math.min(last, frame + INTERPOLATED_GROUP - 1);
  }

  /** Beyond the first cut after the only keyframe no frame has a colour, wherever the next cut is. */
  async #searchCuts(upTo: number): Promise<void> {
    const isTwoSided = this.#request.left !== undefined && this.#request.right !== undefined;
    if (isTwoSided || this.#cuts.cuts.length === 0) await this.#cuts.upTo(upTo, () => this.#mayGoOn());
  }

  /** Nothing new is begun while the run is to stand still. @throws the signal's reason */
  #mayGoOn(): Promise<void> | undefined {
    this.#options.signal?.throwIfAborted();
    return this.#options.mayGoOn?.();
  }

  #spanRange(): FrameRange {
    return this.#request.spanRange ?? this.#request.range;
  }

  #currentSchedule(): Schedule {
    const { cuts, staticFrames } = this.#cuts;
    if (this.#schedule === undefined || cuts.length !== this.#scheduled.cuts || staticFrames.size !== this.#scheduled.staticFrames) {
      const { left, right, dissolves } = this.#request;
      this.#schedule = this.#parts.schedule({ range: this.#spanRange(), left: left?.frame, right: right?.frame, cuts, staticFrames, ...(dissolves === undefined ? {} : { dissolves }) });
      this.#scheduled = { cuts: cuts.length, staticFrames: staticFrames.size };
      this.#readings.use(this.#schedule);
    }
    return this.#schedule;
  }

  async #loadKeys(): Promise<void> {
    for (const given of [this.#request.left, this.#request.right]) {
      if (given === undefined) continue;
      const luma = await this.#lumaAt(given.frame, 'either');
      if (luma === undefined) throw new AppError('media.truncated', `Keyframe ${given.frame} cannot be read.`);
      this.#keys.set(given.frame, { given, luma, colour: this.#padKey(given) });
    }
  }

  #padKey(key: KeyPlane): FrameColour {
    return paddedKey(key, cellSize(this.#size!), cellSize(this.#paddedSize()));
  }

  async #lumaAt(frame: number, direction: Reading['direction']): Promise<WorkingLuma | undefined> {
    const luma = this.#keys.get(frame)?.luma ?? await this.#window.at(frame, direction);
    if (luma === undefined) return undefined;
    const { width, height } = luma;
    this.#size ??= { width, height };
    if (this.#size.width !== width || this.#size.height !== height) throw new AppError('media.changedSize', `Frame ${frame} is ${width}×${height}, the frames before it ${this.#size.width}×${this.#size.height}.`);
    if (width % 4 !== 0 || height % 4 !== 0) throw new RangeError(`A working size is a multiple of 4, not ${width}×${height}.`);
    return luma;
  }

  #paddedSize(): Size {
    return paddedSize(this.#size!, this.#parts.network.sizeMultiple);
  }

  /** Until cuts are known the count assumes none. */
  #beginProgress(wanted: readonly number[]): void {
    const { frames } = this.#currentSchedule();
    const isWanted = new Set(wanted);
    const needed = this.#readings.needed(frames.filter(({ frame }) => isWanted.has(frame)).flatMap(({ from }) => from));
    const total = this.#readings.dependencies(frames.filter(({ frame }) => rangeIncludes(this.#request.range, frame)).flatMap(({ from }) => from)).size;
    this.#progress = { done: total - needed.size, total };
    this.#report(0);
  }

  #report(readings: number): void {
    const { done, total } = this.#progress;
    this.#progress = { done: Math.min(total, done + readings), total };
    this.#options.report?.(this.#progress);
  }
}

/** Index of the frame nearest to the playhead; the first without a playhead. */
function nearest(frames: readonly ScheduledFrame[], playhead: number | undefined): number {
  if (playhead === undefined) return 0;
  let best = 0;
  for (const [index, { frame }] of frames.entries()) if (Math.abs(frame - playhead) < Math.abs(frames[best]!.frame - playhead)) best = index;
  return best;
}

function blended(directed: readonly StoredColour[], { toRight }: ScheduledFrame): StoredColour {
  const [first, second] = directed;
  if (first === undefined) throw new RangeError('A frame without readings has nothing to blend.');
  return second === undefined ? first : blendDirections(first, second, toRight);
}

function searchRange({ range: requested, spanRange: range = requested, left, right, frameCount = Infinity }: SpanRequest): ConstructorParameters<typeof CutSearch>[0] {
  if (left === undefined) return { origin: right?.frame ?? range.last, last: range.first, beyond: range.first > 0 ? range.first - 1 : undefined };
  if (right !== undefined) return { origin: left.frame, last: right.frame, beyond: undefined };
  return { origin: left.frame, last: range.last, beyond: range.last + 1 < frameCount ? range.last + 1 : undefined };
}

/** Frames in their order, divided at the chunk boundaries of the range. */
function inChunks(frames: readonly number[], origin: number): readonly (readonly number[])[] {
  return [...Map.groupBy(frames, (frame) => Math.floor(Math.abs(frame - origin) / CHUNK_FRAMES)).values()];
}

function framesOf({ first, last }: FrameRange): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function unreadable(frame: number): never {
  throw new AppError('media.truncated', `Frame ${frame} cannot be read.`);
}
