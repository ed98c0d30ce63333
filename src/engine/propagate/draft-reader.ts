import { LRUCache } from 'lru-cache';
import { AppError } from '../../shared/errors/app-error.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { paddedSize } from '../../shared/model/working-size.ts';
import type { InferenceClient, ModelRegistry } from '../models/index.ts';
import { cellLuma, cellSize } from './cell-luma.ts';
import { createFlowPropagator } from './flow-propagator.ts';
import { FlowTrack, type SourceTrack } from './flow-track.ts';
import { halfLumaOf } from './flow-warp.ts';
import { asStored, type FrameColour } from './frame-colour.ts';
import type { EncodedFrame, FrameEncoder } from './encoded-frame.ts';
import { finished } from './finished-frame.ts';
import { paddedKey } from './padded-key.ts';
import { type ColourLimit, paintWithinLimits } from './paint-within-limits.ts';
import { createPropagationGraphs, type StraightSource } from './propagation-network.ts';
import { withoutPadding } from './reading-maker.ts';
import { AS_IF_FRAMES_AWAY } from './scene-memory.ts';
import type { KeyPlane, PropagatedFrame, RememberedFrame } from './span-request.ts';

/** A still of the scene memory. */
export interface RememberedKey extends RememberedFrame {
  /** Names the content of its clip, as {@link DraftRequest.content} names that of the draft's. */
  readonly content: string;
  readonly frame: number;
}

interface DraftRequest {
  readonly frame: number;
  /** The nearest keyframes or corrected frames, at most one on either side; at least one. */
  readonly keys: readonly KeyPlane[];
  /** Names the clip's content: equal names mean equal lumas. */
  readonly content: string;
  /** Luma of a frame at the working size of propagation. */
  readonly luma: (frame: number) => Promise<WorkingLuma>;
  /** The network that reads; the first that can when left out. */
  readonly modelId?: string;
  /** The keys are frames of other shots, to which no motion leads. */
  readonly ofOtherShots?: true;
  /** Scene memory of a frame beside one keyframe, as in `SpanRequest`. Of networks of the layout `sources`. */
  readonly remembered?: readonly RememberedKey[];
  /** Regions at whose outline colour stops, as in `SpanRequest`; known by frames of the draft's clip. Of networks of the layout `sources`. */
  readonly limits?: readonly ColourLimit[];
}

/** Reads single frames straight from keyframes: without neighbours, with the flow of one step at most, and without looking for cuts between. */
export interface DraftReader {
  /** @throws AppError `media.changedSize`, `image.tooSmall`, `input.malformed`, `model.*`, `inference.*`; AbortError */
  draft(request: DraftRequest, options?: { readonly signal?: AbortSignal }): Promise<PropagatedFrame>;
  /** Releases the features that it keeps, and ends the thread of flow. */
  dispose(): void;
}

/** Frames whose lumas and features are kept, 8 MB each at 854×480: after an edit only the reading itself is left to do. */
const FRAMES_KEPT = 12;

interface KnownFrame {
  readonly encoded: EncodedFrame;
  readonly encoder: FrameEncoder;
  /** Of the latest request. */
  read: DraftRequest['luma'];
  luma: Promise<WorkingLuma> | undefined;
}

/** Equal requests give equal bits. */
export function createDraftReader({ inference, registry }: { readonly inference: InferenceClient; readonly registry: ModelRegistry }): DraftReader {
  const known = new LRUCache<string, KnownFrame>({ max: FRAMES_KEPT, dispose: ({ encoded, encoder }) => { encoder.forget(encoded); } });
  /** A thread of its own, so that no draft waits for the flow of a propagation. */
  const flow = createFlowPropagator();
  /** One draft at a time: two at once could evict each other's features. */
  let last: Promise<unknown> = Promise.resolve();

  function frameOf({ content, luma }: Pick<DraftRequest, 'content' | 'luma'>, frame: number, { encoder, modelId }: { readonly encoder: FrameEncoder; readonly modelId: string }): KnownFrame {
    const name = JSON.stringify([content, modelId, frame]);
    const found = known.get(name);
    if (found !== undefined) {
      found.read = luma;
      return found;
    }
    const lumaOnce = (): Promise<WorkingLuma> => {
      if (made.luma === undefined) {
        const reading = made.read(frame);
        made.luma = reading;
        // Tried again by the next draft.
        reading.catch(() => { if (made.luma === reading) made.luma = undefined; });
      }
      return made.luma;
    };
    const made: KnownFrame = { encoded: { frame, luma: lumaOnce, features: undefined }, encoder, read: luma, luma: undefined };
    known.set(name, made);
    return made;
  }

  /** Cells of one frame in another, by flow that is found in one step, whatever lies between. */
  async function straightTrack(here: WorkingLuma, there: WorkingLuma): Promise<SourceTrack> {
    const [cellsHere, cellsThere] = [cellLuma(here), cellLuma(there)];
    const track = FlowTrack.start(cellSize(here));
    track.extend(await flow.between(halfLumaOf(here), halfLumaOf(there)), cellsHere, cellsThere);
    return track.sourceTrack(cellsHere, cellsThere);
  }

  async function read(request: DraftRequest, signal: AbortSignal | undefined): Promise<PropagatedFrame> {
    signal?.throwIfAborted();
    const model = registry.forTask('propagate', request.modelId);
    const graphs = createPropagationGraphs(inference, model);
    const of = { encoder: graphs.encoder, modelId: model.id };
    const target = frameOf(request, request.frame, of);
    const memory = request.keys.map((key) => ({ key, from: frameOf(request, key.frame, of) }));
    const remembered = (graphs.isTracked ? request.remembered ?? [] : []).map((still) => ({ key: still, from: frameOf({ content: still.content, luma: still.luma }, still.frame, of) }));
    // The lumas are decoded side by side.
    const [luma] = await Promise.all([target.encoded.luma(), ...[...memory, ...remembered].map(({ from }) => from.encoded.luma())]);
    signal?.throwIfAborted();
    const quarter = cellSize(luma);
    const padded = cellSize(paddedSize(luma, model.manifest.sizeMultiple));
    const sources: StraightSource[] = [];
    for (const { key, from } of memory) {
      const there = await from.encoded.luma();
      assertSameSize(there, luma);
      const track = graphs.isTracked && request.ofOtherShots !== true ? await straightTrack(luma, there) : undefined;
      sources.push({ encoded: from.encoded, ...paddedKey(key, quarter, padded), track });
    }
    for (const { key, from } of remembered) {
      assertSameSize(await from.encoded.luma(), luma);
      sources.push({ encoded: from.encoded, ...paddedKey(key, quarter, padded), framesAway: AS_IF_FRAMES_AWAY, isOfOtherShot: true });
    }
    const paint = async (from: readonly StraightSource[]): Promise<FrameColour> => withoutPadding(await graphs.readStraight({ encoded: target.encoded, size: luma }, from, { signal }), padded, quarter);
    const limits = graphs.isTracked ? request.limits ?? [] : [];
    return finished(request.frame, asStored(await paintWithinLimits(paint, sources, limits, { frame: request.frame, size: quarter, padded }), quarter));
  }

  return {
    draft(request, { signal } = {}) {
      if (request.keys.length === 0) return Promise.reject(new RangeError('A draft is read from at least one keyframe.'));
      const made = last.then(() => read(request, signal));
      last = made.catch(() => undefined);
      return made;
    },
    dispose: () => {
      known.clear();
      flow.dispose();
    },
  };
}

function assertSameSize(found: WorkingLuma, expected: WorkingLuma): void {
  if (found.width !== expected.width || found.height !== expected.height) throw new AppError('media.changedSize', `Frame ${found.frame} is ${found.width}×${found.height}, frame ${expected.frame} ${expected.width}×${expected.height}.`);
}
