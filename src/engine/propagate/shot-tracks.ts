import { setImmediate as turn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { AppError } from '../../shared/errors/app-error.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import type { Size } from '../../shared/model/working-size.ts';
import { type CellLuma, cellLuma } from './cell-luma.ts';
import type { CellFlow } from './cell-flow.ts';
import { FlowTrack, type SourceTrack, withoutTrack } from './flow-track.ts';
import type { FlowPropagator } from './flow-propagator.ts';
import type { NeighbourFlows } from './neighbour-flow.ts';
import { type PackedTrack, packTrack, unpackTrack } from './packed-track.ts';
import { FLOW_REACH_FRAMES, type Reading } from './schedule.ts';

/** A frame of which colour is known, seen from the frame that is to be painted. */
export interface TrackedSource {
  readonly frame: number;
  readonly isKey: boolean;
}

interface ShotTrackParts {
  readonly flows: NeighbourFlows;
  readonly lumaAt: (frame: number, direction: Reading['direction']) => Promise<WorkingLuma | undefined>;
  /** ¼ of the working size. */
  readonly size: () => Size;
  readonly signal: AbortSignal | undefined;
  /** Compares each frame with the keyframe itself, so that errors of the steps do not add up; left out, tracks are grown alone. */
  readonly rest?: FlowPropagator['rest'] | undefined;
}

/** Tracks of all frames on one side of a keyframe to it, grown outward from it. */
interface GrownTracks {
  readonly key: number;
  readonly step: 1 | -1;
  /** The frame whose track is `track`, the farthest so far. */
  at: number;
  track: FlowTrack;
  /** Of the keyframe, once it was looked at. */
  keyLuma: CellLuma | undefined;
  /** Of frames that were passed and are still to be painted. */
  readonly waiting: Map<number, PackedTrack>;
}

/** Lumas at ¼ kept in memory: 320 at 864×480. */
const LUMA_BYTES = 8 * 2 ** 20;

/**
 * Tracks from the frames of a span to their sources. A track to a keyframe is grown from the keyframe, one step a frame, refined at each, and used packed;
 * one to another source is composed of the flows between. Both depend on flows and lumas alone, never on the order of requests.
 *
 * Memory at 864×480, whatever the length of the span: 152 KiB for each passed frame that waits, at most 199 a keyframe and side (60 MB between
 * two keyframes), 8 MB of lumas, and 32 MB of flows (`neighbour-flow.ts`). A step takes some 2 ms of the calling thread, which
 * is left to others after each.
 */
export class ShotTracks {
  readonly #parts: ShotTrackParts;
  readonly #lumas = new LRUCache<number, CellLuma>({ maxSize: LUMA_BYTES, sizeCalculation: (luma) => luma.byteLength });
  /** By keyframe and side. */
  readonly #grown = new Map<string, GrownTracks>();
  #expected: ReadonlySet<number> = new Set();
  #last: Promise<unknown> = Promise.resolve();
  #isEnded = false;

  constructor(parts: ShotTrackParts) {
    this.#parts = parts;
  }

  /** Sets the frames that are going to be painted: where growing passes them, their tracks wait for them. */
  expect(frames: ReadonlySet<number>): void {
    this.#expected = frames;
    for (const { waiting } of this.#grown.values()) for (const frame of waiting.keys()) if (!frames.has(frame)) waiting.delete(frame);
  }

  /**
   * Tracks from a frame to its sources, in their order; without a track where a source is farther than {@link FLOW_REACH_FRAMES}. One request
   * after the other. @throws AppError `media.truncated`, `inference.crashed`, errors of the flows' store, the signal's reason
   */
  from(target: number, sources: readonly TrackedSource[]): Promise<readonly SourceTrack[]> {
    const found = this.#last.then(async () => {
      const tracks: SourceTrack[] = [];
      for (const source of sources) tracks.push(await this.#track(target, source));
      return tracks;
    });
    this.#last = found.catch(() => undefined);
    return found;
  }

  /** Requests that wait or run are rejected. */
  end(): void {
    this.#isEnded = true;
    this.#grown.clear();
  }

  async #track(target: number, { frame, isKey }: TrackedSource): Promise<SourceTrack> {
    this.#assertOpen();
    if (Math.abs(frame - target) > FLOW_REACH_FRAMES) return withoutTrack(this.#parts.size());
    const track = isKey ? unpackTrack(await this.#trackToKey(target, frame)) : await this.#composed(target, frame);
    return track.sourceTrack(await this.#luma(target, 'around'), await this.#luma(frame, 'around'));
  }

  async #trackToKey(target: number, key: number): Promise<PackedTrack> {
    const step = target > key ? 1 : -1;
    const name = `${key} ${step}`;
    const known = this.#grown.get(name);
    const waiting = known?.waiting.get(target);
    if (waiting !== undefined) {
      known!.waiting.delete(target);
      return waiting;
    }
    const begin = (): GrownTracks => ({ key, step, at: key, track: FlowTrack.start(this.#parts.size()), keyLuma: undefined, waiting: known?.waiting ?? new Map<number, PackedTrack>() });
    const grown = known === undefined || (target - known.at) * step < 0 ? begin() : known;
    this.#grown.set(name, grown);
    await this.#grow(grown, target);
    return packTrack(grown.track);
  }

  async #grow(grown: GrownTracks, target: number): Promise<void> {
    const { step, waiting } = grown;
    const direction = step === 1 ? 'forward' : 'backward';
    await this.#alongFlows({ first: grown.at + step, last: target, step, towards: -step, direction }, async (flow, frame) => {
      const last = await this.#luma(frame - step, direction);
      const here = await this.#luma(frame, direction);
      grown.track = await this.#refined(grown.track.grown(flow, here, last), here, grown.keyLuma ??= await this.#luma(grown.key, direction));
      grown.at = frame;
      if (frame !== target && this.#expected.has(frame) && !waiting.has(frame)) waiting.set(frame, packTrack(grown.track));
    });
  }

  async #refined(track: FlowTrack, here: CellLuma, keyLuma: CellLuma): Promise<FlowTrack> {
    const { rest } = this.#parts;
    return rest === undefined ? track : track.refined(await rest(here, track.drawn(keyLuma), track.size), here, keyLuma);
  }

  async #composed(target: number, source: number): Promise<FlowTrack> {
    const step = source > target ? 1 : -1;
    const track = FlowTrack.start(this.#parts.size());
    await this.#alongFlows({ first: target, last: source - step, step, towards: step, direction: 'around' }, async (flow, frame) => {
      track.extend(flow, await this.#luma(frame, 'around'), await this.#luma(frame + step, 'around'));
    });
    return track;
  }

  /** Calls `each` with the flows of the frames first…last into the frame beside each. The next flow is found while one is used. */
  async #alongFlows({ first, last, step, towards, direction }: { readonly first: number; readonly last: number; readonly step: number; readonly towards: number; readonly direction: Reading['direction'] }, each: (flow: CellFlow, frame: number) => Promise<void>): Promise<void> {
    const { flows, signal } = this.#parts;
    if ((last - first) * step < 0) return;
    let next = flows.between(first, first + towards, direction);
    for (let frame = first; ; frame += step) {
      const flow = await next;
      signal?.throwIfAborted();
      this.#assertOpen();
      if (frame !== last) {
        next = flows.between(frame + step, frame + step + towards, direction);
        next.catch(() => undefined); // awaited above, unless this step fails before
      }
      await each(flow, frame);
      if (frame === last) return;
      await turn();
    }
  }

  async #luma(frame: number, direction: Reading['direction']): Promise<CellLuma> {
    const known = this.#lumas.get(frame);
    if (known !== undefined) return known;
    const luma = await this.#parts.lumaAt(frame, direction);
    if (luma === undefined) throw new AppError('media.truncated', `Frame ${frame} cannot be read.`);
    const cells = cellLuma(luma);
    this.#lumas.set(frame, cells);
    return cells;
  }

  #assertOpen(): void {
    if (this.#isEnded) throw new Error('The tracks of this span have ended.');
  }
}
