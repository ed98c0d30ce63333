import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import type { Size } from '../../shared/model/working-size.ts';
import type { HintPlanes } from '../../shared/model/hint-planes.ts';
import { cropPadding, padByReflection, padByZero } from '../models/index.ts';
import { type FeatureCache, featureUses, type FeatureUses } from './feature-cache.ts';
import { blendDirections } from './blend-directions.ts';
import { FlowToFrames } from './flow-to-frames.ts';
import type { FlowWarpedFrame } from './flow-warp.ts';
import type { FlowPropagator } from './flow-propagator.ts';
import { asFloats, asStored, changed, type FrameColour, type StoredColour, withHintsObeyed } from './frame-colour.ts';
import type { FrameReader, MemoryFrame, PaddedHints } from './frame-reader.ts';
import type { Read, Reading, ReadingId, Schedule } from './schedule.ts';
import type { KeyPlane } from './span-request.ts';
import { type OpenReadings, type ReadingStore, type StoredReading, toMemory } from './stored-reading.ts';

/** A keyframe for a span's readings. */
export interface SpanKey {
  readonly given: KeyPlane;
  readonly luma: WorkingLuma;
  /** At ¼ of the padded working size. */
  readonly colour: FrameColour;
}

export interface ReadingParts {
  readonly reader: FrameReader;
  readonly flowPropagator: FlowPropagator;
  readonly features: FeatureCache;
  readonly lumaAt: (frame: number, direction: Reading['direction']) => Promise<WorkingLuma | undefined>;
  readonly keys: ReadonlyMap<number, SpanKey>;
  readonly open: OpenReadings;
  /** ¼ of the padded working size. */
  readonly padded: () => Size;
  readonly signal: AbortSignal | undefined;
}

/** Colour of a keyframe, warped to a frame. */
interface Warp {
  /** The keyframe. */
  readonly origin: number;
  readonly warped: FlowWarpedFrame;
}

/**
 * Readings that may wait for their flow while the next one is read: they are lost when a run is stopped, and as many are made before a moved
 * playhead is looked at. Between two keyframes the first frame waits for flow through half the span from both sides.
 */
export const READ_AHEAD = 2;

/** Readings kept in memory, as stored, so that those about to be used again need not be loaded from the disk. */
const HELD_READINGS = 24;

/** A reading that others may use already, while its fusion with flow is still to be made. */
interface Unfinished {
  readonly memory: StoredColour;
  readonly finished: Promise<StoredReading>;
}

/** The readings of one span: loaded from the store, or made. */
export class Readings {
  readonly #parts: ReadingParts;
  readonly #flow: FlowToFrames;
  /** In order of use, the latest at the end. */
  readonly #held = new Map<ReadingId, StoredReading>();
  readonly #unfinished = new Map<ReadingId, Unfinished>();
  /** Readings are finished in the order in which they were begun; after a failure none is. */
  #last: Promise<unknown> = Promise.resolve();
  #byId: ReadonlyMap<ReadingId, Reading> = new Map();
  #order: ReadonlyMap<ReadingId, number> = new Map();
  #store: ReadingStore | undefined;
  #uses: FeatureUses | undefined;
  /** Frames that are going to be read. */
  #expected: ReadonlySet<number> = new Set();
  /** Places in the schedule of the readings that are going to be made, ascending. */
  #unmade: number[] = [];

  constructor(parts: ReadingParts) {
    this.#parts = parts;
    this.#flow = new FlowToFrames(parts.flowPropagator, parts.lumaAt);
  }

  /** Sets the schedule. Readings of an earlier one that differ have other keys. */
  use(schedule: Schedule): void {
    const before = this.#byId;
    this.#byId = new Map(schedule.readings.map((reading) => [reading.id, reading]));
    this.#order = new Map(schedule.readings.map(({ id }, index) => [id, index]));
    for (const id of this.#held.keys()) if (JSON.stringify(before.get(id)) !== JSON.stringify(this.#byId.get(id))) this.#held.delete(id);
    this.#store = this.#parts.open(schedule);
    this.#uses = featureUses(schedule);
  }

  /** Missing readings for the given ones: those of them that are not stored, and their missing dependencies. */
  needed(wanted: readonly ReadingId[]): ReadonlySet<ReadingId> {
    return this.#closure(wanted, (id) => !this.#held.has(id) && !this.#unfinished.has(id) && !this.#openStore().has(this.#reading(id)));
  }

  /** The given readings and all their dependencies, whether stored or not. */
  dependencies(wanted: readonly ReadingId[]): ReadonlySet<ReadingId> {
    return this.#closure(wanted, () => true);
  }

  /** From memory or the store; made (again) where it is missing or damaged. `undefined` beyond the end of the clip. */
  async stored(id: ReadingId): Promise<StoredReading | undefined> {
    const held = this.#held.get(id);
    if (held !== undefined) {
      this.#hold(id, held);
      return held;
    }
    const unfinished = this.#unfinished.get(id);
    if (unfinished !== undefined) return unfinished.finished;
    const found = await this.#openStore().get(this.#reading(id));
    if (found === undefined) return (await this.begin(this.#reading(id), () => undefined))?.finished;
    this.#hold(id, found);
    return found;
  }

  /**
   * Reads a frame. The reading can be used by others at once: what they use of it is rounded as it will be stored. Its fusion with flow goes on
   * behind it, beside the next reading. `undefined` beyond the end of the clip.
   * @param passed called for intermediate frames of the flow @returns `finished` when the reading is stored
   */
  async begin(reading: Reading, passed: () => void): Promise<{ readonly finished: Promise<StoredReading> } | undefined> {
    const { reader, features, lumaAt, signal } = this.#parts;
    const { id, frame, direction } = reading;
    await [...this.#unfinished.values()].at(-READ_AHEAD)?.finished;
    // The thread of flow works while the network reads, this frame and the next ones.
    const warping = this.#warped(reading, passed);
    warping.catch(() => undefined); // awaited below, unless reading fails before
    const luma = await lumaAt(frame, direction);
    if (luma === undefined) return undefined;
    const memory = await this.#memoryOf(reading);
    const quarter = quarterOf(luma);
    const read = this.#unpadded(await reader.read({ encoded: features.frame(frame), size: luma }, memory, { signal }), quarter);
    const memoryOfIt = asStored(read, quarter);
    const finished = this.#last.then(async () => {
      const made: StoredReading = { memory: memoryOfIt, colour: await this.#fused(read, await warping, { frame, size: quarter }) ?? memoryOfIt };
      await this.#openStore().put(reading, made);
      this.#hold(id, made);
      this.#unfinished.delete(id);
      return made;
    });
    this.#last = finished;
    finished.catch(() => undefined); // awaited by the caller that needs its colour
    this.#unfinished.set(id, { memory: memoryOfIt, finished });
    this.#trimFeatures(id);
    return { finished };
  }

  /** The colour of a reading with hints on its frame. Not stored. */
  async withHints(id: ReadingId, hints: HintPlanes): Promise<StoredColour | undefined> {
    const { reader, features, lumaAt, padded, signal } = this.#parts;
    const reading = this.#reading(id);
    const without = await this.stored(id);
    const luma = await lumaAt(reading.frame, 'either');
    if (without === undefined || luma === undefined) return undefined;
    const quarter = quarterOf(luma);
    const target = { encoded: features.frame(reading.frame), size: luma, hints: paddedHints(hints, padded()) };
    const read = this.#unpadded(await reader.read(target, await this.#memoryOf(reading), { signal }), quarter);
    // Flow does not include the hints and would undo half of their effect, so their change of the reading is added to the fusion made
    // without them.
    const [fused, before] = [asFloats(without.colour), asFloats(without.memory)];
    const hinted = without.colour === without.memory ? read : { ab: changed(fused.ab, before.ab, read.ab), confidence: changed(fused.confidence, before.confidence, read.confidence) };
    return asStored(withHintsObeyed(hinted, hints), quarter);
  }

  /** Sets which readings are going to be made: what flow brings to their frames is kept, and the features that they use. */
  expect(ids: ReadonlySet<ReadingId>): void {
    this.#expected = new Set([...ids].map((id) => this.#reading(id).frame));
    this.#unmade = [...ids].map((id) => this.#order.get(id)!).sort((a, b) => a - b);
  }

  /** Readings in the order of the schedule. */
  inOrder(ids: ReadonlySet<ReadingId>): readonly Reading[] {
    return [...ids].sort((a, b) => this.#order.get(a)! - this.#order.get(b)!).map((id) => this.#reading(id));
  }

  /** Releases features that no reading uses which is still to be made. */
  #trimFeatures(made: ReadingId): void {
    const at = this.#unmade.indexOf(this.#order.get(made)!);
    if (at !== -1) this.#unmade.splice(at, 1);
    if (this.#uses !== undefined) this.#parts.features.trim(this.#uses, (this.#unmade[0] ?? Infinity) - 1);
  }

  /** Rejects everything that waits for flow. */
  giveUp(): void {
    this.#flow.end();
  }

  /** To be called when nothing is being begun any more. */
  async close(): Promise<void> {
    this.giveUp();
    await this.#last.catch(() => undefined);
    this.#parts.features.clear();
  }

  async #warped({ frame, flowFrom }: Reading, passed: () => void): Promise<readonly Warp[]> {
    this.#flow.endExcept(flowFrom);
    // From one keyframe frames are read in their order, so nothing is to be kept for later.
    const keep = flowFrom.length > 1 ? { keep: (between: number) => this.#expected.has(between) } : {};
    return Promise.all(flowFrom.map(async (origin) => ({ origin, warped: await this.#flow.warpedTo({ frame, key: this.#parts.keys.get(origin)!, passed, ...keep }) })));
  }

  /** A reading with its flow-warped colour; `undefined` where there is none. */
  async #fused(read: FrameColour, warps: readonly Warp[], { frame, size }: { readonly frame: number; readonly size: Size }): Promise<StoredColour | undefined> {
    const { reader, signal } = this.#parts;
    const [left, right] = warps;
    if (left !== undefined && right !== undefined && reader.fuseBetween !== undefined) {
      return asStored(await reader.fuseBetween(read, [left.warped, right.warped], { frame, size, distances: [frame - left.origin, right.origin - frame] }, { signal }), size);
    }
    const fused: StoredColour[] = [];
    for (const { origin, warped } of warps) fused.push(asStored(await reader.fuse(read, warped, { frame, size, distance: Math.abs(frame - origin) }, { signal }), size));
    const [first, second] = fused;
    return first === undefined || second === undefined ? first : blendDirections(first, second, (frame - left!.origin) / (right!.origin - left!.origin));
  }

  async #memoryOf({ reads }: Reading): Promise<readonly MemoryFrame[]> {
    const memory: MemoryFrame[] = [];
    for (const read of reads) {
      const colour = await this.#colourOf(read);
      if (colour !== undefined) memory.push({ encoded: this.#parts.features.frame(read.frame), ...colour });
    }
    return memory;
  }

  async #colourOf(read: Read): Promise<FrameColour | undefined> {
    if (read.kind === 'key') return this.#parts.keys.get(read.frame)?.colour;
    const unfinished = this.#unfinished.get(read.id);
    if (unfinished !== undefined) return toMemory(unfinished.memory, this.#parts.padded());
    const stored = await this.stored(read.id);
    return stored === undefined ? undefined : toMemory(stored.memory, this.#parts.padded());
  }

  #closure(wanted: readonly ReadingId[], isIn: (id: ReadingId) => boolean): ReadonlySet<ReadingId> {
    const found = new Set<ReadingId>();
    const open = [...wanted];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (found.has(id) || !isIn(id)) continue;
      found.add(id);
      for (const read of this.#reading(id).reads) if (read.kind === 'reading') open.push(read.id);
    }
    return found;
  }

  #unpadded({ ab, confidence }: FrameColour, quarter: Size): FrameColour {
    const padded = this.#parts.padded();
    return { ab: cropPadding(ab, padded, quarter), confidence: cropPadding(confidence, padded, quarter) };
  }

  #hold(id: ReadingId, stored: StoredReading): void {
    this.#held.delete(id);
    this.#held.set(id, stored);
    for (const oldest of this.#held.keys()) {
      if (this.#held.size <= HELD_READINGS) break;
      this.#held.delete(oldest);
    }
  }

  #reading(id: ReadingId): Reading {
    const reading = this.#byId.get(id);
    if (reading === undefined) throw new RangeError(`The schedule has no reading ${id}.`);
    return reading;
  }

  #openStore(): ReadingStore {
    if (this.#store === undefined) throw new Error('Readings are asked for before there is a schedule.');
    return this.#store;
  }
}

function paddedHints(hints: HintPlanes, padded: Size): PaddedHints {
  return { ab: padByZero(hints.ab, hints, padded), mask: padByZero(hints.mask, hints, padded), boundary: padByReflection(hints.boundary, hints, padded) };
}

function quarterOf({ width, height }: Size): Size {
  return { width: width / 4, height: height / 4 };
}
