import { AppError } from '../../shared/errors/app-error.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import type { FlowPropagator, WarpTrack } from './flow-propagator.ts';
import type { FlowWarpedFrame } from './flow-warp.ts';
import { packWarp, type PackedWarp, unpackWarp } from './packed-warp.ts';
import type { Reading } from './schedule.ts';
import type { KeyPlane } from './span-request.ts';

type LumaAt = (frame: number, direction: Reading['direction']) => Promise<WorkingLuma | undefined>;

interface Way {
  readonly step: 1 | -1;
  readonly track: WarpTrack;
  at: number;
}

/** Where a keyframe's colour is wanted. */
interface WarpRequest {
  readonly frame: number;
  readonly key: { readonly given: KeyPlane; readonly luma: WorkingLuma };
  /**
   * Frames on the way that will be asked for later: the colour warped to them is kept, packed. With this option every result goes through
   * packing, so that its bits do not depend on the order in which frames are asked for.
   */
  readonly keep?: (frame: number) => boolean;
  /** Called for each frame on the way. */
  readonly passed: () => void;
}

/**
 * Colour of keyframes, warped by optical flow to the frames that are read. A track always begins at its keyframe and goes through every
 * frame between, so its result depends on lumas and the keyframe alone, in a resumed run as in an uninterrupted one.
 */
export class FlowToFrames {
  readonly #flowPropagator: FlowPropagator;
  readonly #lumaAt: LumaAt;
  /** By keyframe and direction. */
  readonly #ways = new Map<string, Way>();
  readonly #kept = new Map<string, Map<number, PackedWarp>>();
  #last: Promise<unknown> = Promise.resolve();
  #isEnded = false;

  constructor(flowPropagator: FlowPropagator, lumaAt: LumaAt) {
    this.#flowPropagator = flowPropagator;
    this.#lumaAt = lumaAt;
  }

  /** One request after the other, since a track is one state. @throws AppError `media.truncated`, `inference.crashed` */
  warpedTo(request: WarpRequest): Promise<FlowWarpedFrame> {
    const found = this.#last.then(() => this.#warpedTo(request));
    this.#last = found.catch(() => undefined);
    return found;
  }

  /** Ends the tracks other than those from the given keyframes, once the requests before it are done. */
  endExcept(keys: readonly number[]): void {
    this.#last = this.#last.then(() => { this.#endExcept(keys); });
  }

  /** Ends all tracks; requests that wait or run are rejected. */
  end(): void {
    this.#isEnded = true;
    this.#endExcept([]);
  }

  #endExcept(keys: readonly number[]): void {
    for (const [name, { track }] of this.#ways) {
      if (keys.includes(Number(name.slice(1)))) continue;
      track.end();
      this.#ways.delete(name);
      this.#kept.delete(name);
    }
  }

  async #warpedTo({ frame, key, keep, passed }: WarpRequest): Promise<FlowWarpedFrame> {
    this.#assertOpen();
    const origin = key.given.frame;
    const step = frame > origin ? 1 : -1;
    const name = `${step === 1 ? '>' : '<'}${origin}`;
    const kept = this.#kept.get(name) ?? new Map<number, PackedWarp>();
    this.#kept.set(name, kept);
    const packed = kept.get(frame);
    if (packed !== undefined) {
      kept.delete(frame);
      return unpackWarp(packed);
    }
    let way = this.#ways.get(name);
    if (way === undefined || (frame - way.at) * step <= 0) {
      way?.track.end();
      way = { step, at: origin, track: this.#flowPropagator.begin(key.given, key.luma) };
      this.#ways.set(name, way);
    }
    // The thread works on one frame while the luma of the next is read.
    let passing: Promise<unknown> = Promise.resolve();
    for (let between = way.at + step; between !== frame; between += step) {
      passed();
      const luma = await this.#luma(between, step);
      await passing;
      way.at = between;
      const at = between;
      passing = keep?.(between) === true ? way.track.step(luma).then((warped) => { kept.set(at, packWarp(warped)); }) : way.track.pass(luma);
      passing.catch(() => undefined); // awaited above and below, unless reading fails before
    }
    const luma = await this.#luma(frame, step);
    await passing;
    way.at = frame;
    const warped = await way.track.step(luma);
    return keep === undefined ? warped : unpackWarp(packWarp(warped));
  }

  #assertOpen(): void {
    if (this.#isEnded) throw new Error('The flow of this span has ended.');
  }

  async #luma(frame: number, step: 1 | -1): Promise<WorkingLuma> {
    const luma = await this.#lumaAt(frame, step === 1 ? 'forward' : 'backward');
    if (luma === undefined) throw new AppError('media.truncated', `Frame ${frame} cannot be read.`);
    this.#assertOpen();
    return luma;
  }
}
