import { AppError } from '../../shared/errors/app-error.ts';
import type { HintPlanes } from '../../shared/model/hint-planes.ts';
import { featureUses, type FeatureUses } from './feature-cache.ts';
import type { FrameColour, StoredColour } from './frame-colour.ts';
import type { MemoryFrame } from './frame-reader.ts';
import type { MakerParts, ReadingInputs, ReadingMaker } from './reading-maker.ts';
import type { Read, Reading, ReadingId, Schedule } from './schedule.ts';
import { type OpenReadings, type ReadingStore, type StoredReading, toMemory } from './stored-reading.ts';

interface ReadingParts extends MakerParts {
  readonly maker: ReadingMaker;
  readonly open: OpenReadings;
}

/**
 * Readings that are in progress at the same time: while one is painted, everything of the next ones is made that does not depend on it, so that the
 * inference process always has work. They are lost when a run is stopped, and a moved playhead has its effect after them.
 */
export const READ_AHEAD = 4;

/** Readings kept in memory, as stored, so that those about to be used again need not be loaded from the disk. */
const HELD_READINGS = 24;

/** A reading that is being made. */
interface Unfinished {
  /** The part that other readings use; it may be there before the reading is fused with flow. */
  readonly memory: Promise<StoredColour>;
  readonly finished: Promise<StoredReading>;
}

/** The readings of one span: loaded from the store, or made. */
export class Readings {
  readonly #parts: ReadingParts;
  /** In order of use, the latest at the end. */
  readonly #held = new Map<ReadingId, StoredReading>();
  readonly #unfinished = new Map<ReadingId, Unfinished>();
  /** Readings are finished in the order in which they were begun; after a failure no more are. */
  #last: Promise<unknown> = Promise.resolve();
  readonly #makings = new Set<Promise<unknown>>();
  readonly #floats = new WeakMap<StoredColour, FrameColour>();
  #byId: ReadonlyMap<ReadingId, Reading> = new Map();
  #order: ReadonlyMap<ReadingId, number> = new Map();
  #inOrder: readonly Reading[] = [];
  #store: ReadingStore | undefined;
  #uses: FeatureUses | undefined;
  /** Places in the schedule of the readings that are going to be made, ascending. */
  #unmade: number[] = [];

  constructor(parts: ReadingParts) {
    this.#parts = parts;
  }

  /** Sets the schedule. Readings of an earlier one that differ have other keys. */
  use(schedule: Schedule): void {
    const before = this.#byId;
    this.#byId = new Map(schedule.readings.map((reading) => [reading.id, reading]));
    this.#order = new Map(schedule.readings.map(({ id }, index) => [id, index]));
    this.#inOrder = schedule.readings;
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
   * Begins to make a reading, beside those that were begun before. Others can be made of it at once: what they use of it is rounded as it will be stored.
   * `undefined` beyond the end of the clip.
   * @param passed called for intermediate frames of the flow @returns `finished` when the reading is stored
   */
  async begin(reading: Reading, passed: () => void): Promise<{ readonly finished: Promise<StoredReading> } | undefined> {
    const { maker } = this.#parts;
    const { id } = reading;
    await [...this.#unfinished.values()].at(-READ_AHEAD)?.finished;
    const prepared = maker.prepare(reading, passed);
    const next = this.#nextAfter(id);
    if (next !== undefined) maker.lookAhead(next);
    const inputs = await this.#inputsOf(reading);
    if (inputs === undefined) return undefined;
    const making = prepared.make(inputs);
    const memory = making.then((made) => made.memory);
    const finished = Promise.all([making, this.#last]).then(async ([{ finish }]) => {
      const made = await finish();
      await this.#openStore().put(reading, made);
      this.#hold(id, made);
      this.#unfinished.delete(id);
      return made;
    });
    this.#last = finished;
    memory.then(() => { this.#trimFeatures(id); }, () => undefined);
    finished.catch(() => undefined); // awaited by the caller that needs its colour
    this.#makings.add(making);
    making.finally(() => { this.#makings.delete(making); }).catch(() => undefined);
    this.#unfinished.set(id, { memory, finished });
    return { finished };
  }

  /** The colour of a reading with hints on its frame. Not stored. `undefined` beyond the end of the clip. */
  async withHints(id: ReadingId, hints: HintPlanes): Promise<StoredColour | undefined> {
    const reading = this.#reading(id);
    const without = await this.stored(id);
    if (without === undefined) return undefined;
    return this.#parts.maker.withHints(reading, hints, without, async () => {
      const inputs = await this.#inputsOf(reading);
      if (inputs === undefined) throw new AppError('media.truncated', `Frame ${reading.frame} cannot be read.`);
      return inputs;
    });
  }

  /** Sets which readings are going to be made: what flow brings to their frames is kept, and the features that they use. */
  expect(ids: ReadonlySet<ReadingId>): void {
    this.#parts.maker.expect(new Set([...ids].map((id) => this.#reading(id).frame)));
    this.#unmade = [...ids].map((id) => this.#order.get(id)!).sort((a, b) => a - b);
  }

  /** Readings in the order of the schedule. */
  inOrder(ids: ReadonlySet<ReadingId>): readonly Reading[] {
    return [...ids].sort((a, b) => this.#order.get(a)! - this.#order.get(b)!).map((id) => this.#reading(id));
  }

  /** The reading that is made next where no other is asked for. */
  #nextAfter(id: ReadingId): Reading | undefined {
    const at = this.#order.get(id)!;
    const next = this.#unmade.find((each) => each > at);
    return next === undefined ? undefined : this.#inOrder[next];
  }

  /** Releases features that no reading uses which is still to be made. */
  #trimFeatures(made: ReadingId): void {
    const at = this.#unmade.indexOf(this.#order.get(made)!);
    if (at !== -1) this.#unmade.splice(at, 1);
    if (this.#uses !== undefined) this.#parts.features.trim(this.#uses, (this.#unmade[0] ?? Infinity) - 1);
  }

  /** Rejects everything that waits for flow. */
  giveUp(): void {
    this.#parts.maker.end();
  }

  /** To be called when nothing is being begun any more. */
  async close(): Promise<void> {
    this.giveUp();
    await Promise.allSettled([...this.#makings, this.#last]);
    this.#parts.features.clear();
  }

  /** `undefined` beyond the end of the clip. */
  async #inputsOf(reading: Reading): Promise<ReadingInputs | undefined> {
    const luma = await this.#parts.lumaAt(reading.frame, reading.direction);
    if (luma === undefined) return undefined;
    // What is missing is begun now, since readings are finished in the order in which they were begun.
    const sources: (readonly [number, () => Promise<FrameColour>])[] = [];
    for (const read of reading.reads) {
      const colour = await this.#colourOf(read);
      if (colour !== undefined) sources.push([read.frame, colour]);
    }
    const memory = Promise.all(sources.map(async ([frame, colour]): Promise<MemoryFrame> => ({ encoded: this.#parts.features.frame(frame), ...await colour() })));
    memory.catch(() => undefined); // awaited by the maker, unless it fails before
    return { luma, memory };
  }

  /** `undefined` beyond the end of the clip. */
  async #colourOf(read: Read): Promise<(() => Promise<FrameColour>) | undefined> {
    if (read.kind === 'key') {
      const key = this.#parts.keys.get(read.frame);
      return key === undefined ? undefined : () => Promise.resolve(key.colour);
    }
    const unfinished = this.#unfinished.get(read.id);
    if (unfinished !== undefined) return async () => this.#forNetwork(await unfinished.memory);
    const stored = await this.stored(read.id);
    return stored === undefined ? undefined : () => Promise.resolve(this.#forNetwork(stored.memory));
  }

  /** Made once for all readings that use it. */
  #forNetwork(memory: StoredColour): FrameColour {
    const known = this.#floats.get(memory);
    if (known !== undefined) return known;
    const floats = toMemory(memory, this.#parts.padded());
    this.#floats.set(memory, floats);
    return floats;
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
