import { AppError } from '../../shared/errors/app-error.ts';
import type { HintPlanes } from '../../shared/model/hint-planes.ts';
import { featureUses, type FeatureUses } from './feature-cache.ts';
import type { FrameColour, StoredColour } from './frame-colour.ts';
import type { MemoryFrame } from './frame-reader.ts';
import type { MakerParts, ReadingInputs, ReadingMaker } from './reading-maker.ts';
import type { Read, Reading, ReadingId, Schedule } from './schedule.ts';
import { type OpenReadings, type ReadingStore, type StoredReading, toMemory } from './stored-reading.ts';

export interface ReadingParts extends MakerParts {
  readonly maker: ReadingMaker;
  readonly open: OpenReadings;
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
  /** In order of use, the latest at the end. */
  readonly #held = new Map<ReadingId, StoredReading>();
  readonly #unfinished = new Map<ReadingId, Unfinished>();
  /** Readings are finished in the order in which they were begun; after a failure none is. */
  #last: Promise<unknown> = Promise.resolve();
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
   * Makes a reading. It can be used by others at once: what they use of it is rounded as it will be stored. Where it is fused with flow, that goes on
   * behind it, beside the next reading. `undefined` beyond the end of the clip.
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
    const { memory, finish } = await prepared.make(inputs);
    const finished = this.#last.then(async () => {
      const made = await finish();
      await this.#openStore().put(reading, made);
      this.#hold(id, made);
      this.#unfinished.delete(id);
      return made;
    });
    this.#last = finished;
    finished.catch(() => undefined); // awaited by the caller that needs its colour
    this.#unfinished.set(id, { memory, finished });
    this.#trimFeatures(id);
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
    await this.#last.catch(() => undefined);
    this.#parts.features.clear();
  }

  /** `undefined` beyond the end of the clip. */
  async #inputsOf(reading: Reading): Promise<ReadingInputs | undefined> {
    const luma = await this.#parts.lumaAt(reading.frame, reading.direction);
    return luma === undefined ? undefined : { luma, memory: await this.#memoryOf(reading) };
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
