import { resampleChannel, resamplePlane } from '../../shared/colour/resample.ts';
import { moduleBeside } from '../../shared/module-beside.ts';
import { AB_RANGE, abPlaneToFloat } from '../../shared/model/ab-plane.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import type { Size } from '../../shared/model/working-size.ts';
import type { CellFlow } from './cell-flow.ts';
import type { CellLuma } from './cell-luma.ts';
import { type FlowWarpedFrame, type HalfLuma, halfLuma } from './flow-warp.ts';
import type { FlowFound, FlowRequest } from './flow.worker.ts';
import { createRequestThread } from './request-thread.ts';
import type { KeyPlane } from './span-request.ts';

/** Flow track of one keyframe through a shot, frame by frame in one direction. */
export interface WarpTrack {
  /** To the adjacent frame. @throws AppError `inference.crashed` */
  step(luma: WorkingLuma): Promise<FlowWarpedFrame>;
  /** As `step`, for an intermediate frame that gets no colour: half the work. */
  pass(luma: WorkingLuma): Promise<void>;
  end(): void;
}

/** Optical flow on a thread of its own that is started on first use: keyframes propagated through shots, and the flow alone. */
export interface FlowPropagator {
  begin(key: KeyPlane, luma: WorkingLuma): WarpTrack;
  /** Flow of a frame into another of equal size, at ¼. @throws AppError `inference.crashed` */
  between(here: HalfLuma, there: HalfLuma): Promise<CellFlow>;
  /** Flow between two pictures at ¼ that are nearly alike: (dx, dy) interleaved, in cells. @throws AppError `inference.crashed` */
  readonly rest: (here: CellLuma, there: CellLuma, size: Size) => Promise<Float32Array>;
  /** Ends the thread; waiting steps are rejected. */
  dispose(): void;
}

export function createFlowPropagator(): FlowPropagator {
  const thread = createRequestThread<FlowRequest, FlowFound>(moduleBeside(import.meta.url, 'flow.worker'), { stopped: 'The thread that follows motion has stopped.', failed: 'Motion cannot be followed:' });
  return {
    begin({ plane, confidence }, luma) {
      const size = halfOf(luma);
      const trust = confidence === undefined ? {} : { trust: resampleChannel(Float32Array.from(confidence, (value) => value / 255), plane, size) };
      const flow = thread.begin((track) => ({ kind: 'begin', track, key: { size, luma: halfLuma(luma), ab: abPlaneToFloat(resamplePlane(plane, size), { scale: AB_RANGE }), ...trust } }));
      const step = (next: WorkingLuma, isLookedAt: boolean): Promise<FlowFound> => flow.ask((track, request) => ({ kind: 'step', track, request, luma: halfLuma(next), isLookedAt }));
      return {
        async step(next) {
          const appearance = await step(next, true);
          if (appearance === undefined || !('ab' in appearance)) throw new Error('The thread that follows motion did not look.');
          return appearance;
        },
        async pass(next) { await step(next, false); },
        end: () => { flow.tell((track) => ({ kind: 'end', track })); },
      };
    },
    async between(here, there) {
      const found = await thread.ask((request) => ({ kind: 'between', request, size: here.size, here: here.codes, there: there.codes }));
      if (found === undefined || !('dx' in found)) throw new Error('The thread that follows motion found no flow.');
      return found;
    },
    async rest(here, there, size) {
      const found = await thread.ask((request) => ({ kind: 'rest', request, size, here, there }));
      if (!(found instanceof Float32Array)) throw new Error('The thread that follows motion found no flow.');
      return found;
    },
    dispose: () => { thread.dispose(); },
  };
}

function halfOf({ width, height }: Size): Size {
  return { width: width / 2, height: height / 2 };
}
