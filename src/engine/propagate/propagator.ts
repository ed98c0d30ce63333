import { workingSize, type Size } from '../../shared/model/working-size.ts';
import { assertLargeEnough, type InferenceClient, type ModelRegistry } from '../models/index.ts';
import { createFlowPropagator } from './flow-propagator.ts';
import { createFrameReader } from './frame-reader.ts';
import { type FindRequest, findPositions, followPositions, type FollowedFrame, type FollowedPosition, type FollowRequest } from './track-positions.ts';
import { PROPAGATE_SHORT_SIDE, type PropagatedFrame, type SpanOptions, type SpanRequest } from './span-request.ts';
import { SpanRun } from './span-run.ts';

export interface Propagator {
  /**
   * Spreads the keyframes' colour over a range. With a left or both keyframes frames come in ascending order, with a right one
   * alone outward from it, descending. Without any keyframe nothing comes. Memory does not grow with the range.
   * @throws AppError `media.truncated` (a keyframe's luma cannot be read), `media.changedSize`, `image.tooSmall`, `input.malformed`, `model.*`, `inference.*`, `disk.full`
   */
  propagateSpan(request: SpanRequest, options?: SpanOptions): AsyncGenerator<PropagatedFrame, void, undefined>;
  /** Places of the first frame in each of the others, by what is there. @throws AppError `image.tooSmall`, `input.malformed`, `model.*`, `inference.*` */
  followPositions(request: FollowRequest, options?: Pick<SpanOptions, 'signal'>): AsyncGenerator<FollowedFrame, void, undefined>;
  /** Places of one frame in another, of whatever shot, by what is there. @throws AppError like `followPositions` */
  findPositions(request: FindRequest, options?: Pick<SpanOptions, 'signal'>): Promise<readonly FollowedPosition[]>;
  /** Size at which a source's lumas should be given. @throws AppError `image.tooSmall` */
  sizeFor(source: Size): Size;
  /** Ends the thread that follows motion. */
  dispose(): void;
}

export function createPropagator({ inference, registry, modelId }: { readonly inference: InferenceClient; readonly registry: ModelRegistry; readonly modelId?: string }): Propagator {
  const flowPropagator = createFlowPropagator();
  return {
    async *propagateSpan(request, options = {}) {
      if (request.left === undefined && request.right === undefined) return;
      const model = registry.forTask('propagate', modelId);
      const run = new SpanRun(request, options, { reader: createFrameReader(inference, model), flowPropagator, sizeMultiple: model.manifest.sizeMultiple });
      try {
        yield* run.frames();
      } finally {
        await run.close();
      }
    },
    followPositions: (request, options = {}) => followPositions({ inference, model: registry.forTask('propagate', modelId) }, request, options),
    findPositions: (request, options = {}) => findPositions({ inference, model: registry.forTask('propagate', modelId) }, request, options),
    sizeFor(source) {
      assertLargeEnough(source);
      return workingSize(source, PROPAGATE_SHORT_SIDE);
    },
    dispose: () => { flowPropagator.dispose(); },
  };
}
