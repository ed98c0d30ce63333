import type { Hint } from '../../shared/model/hint.ts';
import type { MotionPlane } from '../../shared/model/motion-plane.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { workingSize, type Size } from '../../shared/model/working-size.ts';
import { assertLargeEnough, type InferenceClient, type ModelRegistry } from '../models/index.ts';
import { createFlowPropagator } from './flow-propagator.ts';
import { motionOf } from './motion-of.ts';
import { createPropagationNetwork, trackingModel } from './propagation-network.ts';
import { type FindRequest, findPositions, followPositions, type FollowedFrame, type FollowedPosition, type FollowRequest } from './track-positions.ts';
import type { Schedule, SpanToSchedule } from './schedule.ts';
import { SCHEDULES } from './schedules.ts';
import { PROPAGATE_SHORT_SIDE, type PropagatedFrame, type SpanOptions, type SpanRequest } from './span-request.ts';
import { SpanRun } from './span-run.ts';

export interface Propagator {
  /**
   * Propagates the keyframes' colour over a range. Frames are returned as their last reading is made: ascending with a left keyframe,
   * descending with a right one alone, the middle first between two; after a cut out of order. Without any keyframe none is returned. With a store of
   * readings, memory does not grow with the range.
   * @throws AppError `media.truncated` (a keyframe's luma cannot be read), `media.changedSize`, `image.tooSmall`, `input.malformed`,
   * `model.*`, `inference.*`, errors of the store
   */
  propagateSpan(request: SpanRequest, options?: SpanOptions): AsyncGenerator<PropagatedFrame, void, undefined>;
  /**
   * One frame of a span, read with hints on it. The readings that it depends on are loaded, or made. @throws AppError like
   * `propagateSpan`
   */
  readWithHints(request: SpanRequest, wanted: { readonly frame: number; readonly hints: readonly Hint[] }, options?: Pick<SpanOptions, 'signal'>): Promise<PropagatedFrame>;
  /**
   * Positions of the first frame in each of the others, by features. @throws AppError `image.tooSmall`, `input.malformed`, `model.*`,
   * `inference.*`
   */
  followPositions(request: FollowRequest, options?: Pick<SpanOptions, 'signal'>): AsyncGenerator<FollowedFrame, void, undefined>;
  /** Positions of one frame in another, of any shot, by features. @throws AppError like `followPositions` */
  findPositions(request: FindRequest, options?: Pick<SpanOptions, 'signal'>): Promise<readonly FollowedPosition[]>;
  /** How the first of some frames, one after the other, moves until the last: at ¼ of their size. @throws AppError `inference.crashed` */
  motion(lumas: readonly WorkingLuma[]): Promise<MotionPlane>;
  /** Size at which a source's lumas should be passed. @throws AppError `image.tooSmall` */
  sizeFor(source: Size): Size;
  /** Ends the flow thread. */
  dispose(): void;
}

interface PropagatorOptions {
  readonly inference: InferenceClient;
  readonly registry: ModelRegistry;
  readonly modelId?: string;
  /** Replaces the value of the network's manifest. */
  readonly schedule?: (span: SpanToSchedule) => Schedule;
}

export function createPropagator({ inference, registry, modelId, schedule }: PropagatorOptions): Propagator {
  const flowPropagator = createFlowPropagator();
  const runOf = (request: SpanRequest, options: SpanOptions): SpanRun => {
    const model = registry.forTask('propagate', request.modelId ?? modelId);
    return new SpanRun(request, options, { network: createPropagationNetwork(inference, model, flowPropagator), schedule: schedule ?? SCHEDULES[model.manifest.schedule].schedule });
  };
  return {
    async *propagateSpan(request, options = {}) {
      if (request.left === undefined && request.right === undefined) return;
      const run = runOf(request, options);
      try {
        yield* run.frames();
      } finally {
        await run.close();
      }
    },
    async readWithHints(request, { frame, hints }, options = {}) {
      const run = runOf(request, options);
      try {
        return await run.withHints(frame, hints);
      } finally {
        await run.close();
      }
    },
    followPositions: (request, options = {}) => followPositions({ inference, model: trackingModel(registry) }, request, options),
    findPositions: (request, options = {}) => findPositions({ inference, model: trackingModel(registry) }, request, options),
    motion: (lumas) => motionOf(flowPropagator, lumas),
    sizeFor(source) {
      assertLargeEnough(source);
      return workingSize(source, PROPAGATE_SHORT_SIDE);
    },
    dispose: () => { flowPropagator.dispose(); },
  };
}
