import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import type { FlowPropagator, FlowTrack } from './flow-propagator.ts';
import type { FlowWarpedFrame } from './flow-warp.ts';
import type { Reading } from './schedule.ts';
import type { KeyPlane } from './span-request.ts';

type LumaAt = (frame: number, direction: Reading['direction']) => Promise<WorkingLuma | undefined>;

/**
 * Colour of keyframes, warped by optical flow to the frames that are read, one track at a time. A track always begins at its keyframe and
 * goes through every frame between, so its result depends on lumas and the keyframe alone, in a resumed run as in an uninterrupted one.
 */
export class FlowToFrames {
  readonly #flowPropagator: FlowPropagator;
  readonly #lumaAt: LumaAt;
  #current: { readonly origin: number; at: number; readonly track: FlowTrack } | undefined;

  constructor(flowPropagator: FlowPropagator, lumaAt: LumaAt) {
    this.#flowPropagator = flowPropagator;
    this.#lumaAt = lumaAt;
  }

  /** Advances to the frame before `frame`. @param passed called for each intermediate frame */
  async approach(frame: number, key: { readonly given: KeyPlane; readonly luma: WorkingLuma }, passed: () => void): Promise<void> {
    const origin = key.given.frame;
    const step = Math.sign(frame - origin);
    const current = this.#current;
    if (current?.origin !== origin || Math.sign(frame - current.at) !== step || Math.sign(current.at - origin) === -step) {
      this.end();
      this.#current = { origin, at: origin, track: this.#flowPropagator.begin(key.given, key.luma) };
    }
    const way = this.#current!;
    // The thread works on one frame while the next is read.
    let passing = Promise.resolve();
    for (let between = way.at + step; between !== frame; between += step) {
      passed();
      const luma = await this.#lumaAt(between, step === 1 ? 'forward' : 'backward');
      await passing;
      if (luma === undefined) break;
      passing = way.track.pass(luma);
      passing.catch(() => undefined); // awaited above and below, unless reading fails before
      way.at = between;
    }
    await passing;
  }

  /** The last step, to the frame that was approached. */
  step(luma: WorkingLuma): Promise<FlowWarpedFrame> {
    const way = this.#current;
    if (way === undefined) throw new Error('A flow track is stepped before it is begun.');
    way.at = luma.frame;
    return way.track.step(luma);
  }

  end(): void {
    this.#current?.track.end();
    this.#current = undefined;
  }
}
