import { AppError } from '../../shared/errors/app-error.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { paddedSize, type Size } from '../../shared/model/working-size.ts';
import { lumaTensor, type GraphResult, type InferenceClient, type InstalledModel, type Tensor, type TensorHandle } from '../models/index.ts';
import type { FlowWarpedFrame } from './flow-warp.ts';
import type { FrameColour } from './frame-colour.ts';

/** A frame for the encoder. Its features are kept in the inference process; the caller releases them. */
export interface EncodedFrame {
  readonly frame: number;
  /** Called when the features are missing, or were lost with a process that was restarted. */
  readonly luma: () => Promise<WorkingLuma>;
  features: KeptFeatures | undefined;
}

/** A frame with known colour: a keyframe, or an earlier reading; padded. */
export interface MemoryFrame extends FrameColour {
  readonly encoded: EncodedFrame;
}

export interface KeptFeatures {
  readonly generation: number;
  readonly coarse: TensorHandle;
  readonly fine: TensorHandle;
  /** Needed for a frame that is read, not for one in the memory. */
  readonly context: TensorHandle | undefined;
}

/** A frame's own hints at ¼ of the padded working size. */
export interface PaddedHints {
  readonly ab: Float32Array;
  readonly mask: Float32Array;
  readonly boundary: Float32Array;
}

export interface ReadTarget {
  readonly encoded: EncodedFrame;
  /** Working size, without padding. */
  readonly size: Size;
  readonly hints?: PaddedHints | undefined;
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface FrameReader {
  /**
   * Reads the colour of a frame from memory frames (at least one), with the padding. @throws AppError `inference.*`, `input.malformed`,
   * `image.tooSmall`
   */
  read(target: ReadTarget, memory: readonly MemoryFrame[], options?: ReadOptions): Promise<FrameColour>;
  /**
   * Fuses a reading with the flow-warped colour of the same frame.
   * @param reading at ¼ of the working size, without padding
   * @param distance frames from the keyframe of the flow track
   * @throws AppError like `read`
   */
  fuse(reading: FrameColour, flowTrack: FlowWarpedFrame, target: { readonly frame: number; readonly size: Size; readonly distance: number }, options?: ReadOptions): Promise<FrameColour>;
  /**
   * Fuses a reading with the colour that flow warped from the left and from the right keyframe. Absent where the network has no graph for it.
   * @param distances frames from either keyframe
   */
  fuseBetween?(reading: FrameColour, flowTracks: readonly [FlowWarpedFrame, FlowWarpedFrame], target: { readonly frame: number; readonly size: Size; readonly distances: readonly [number, number] }, options?: ReadOptions): Promise<FrameColour>;
  /** Releases a frame's features in the inference process. */
  forget(encoded: EncodedFrame): void;
  /** Releases the features that only a reading of the frame itself needs. */
  forgetContext(encoded: EncodedFrame): void;
}

/**
 * The graphs of the propagation network: encode the frame and read its colour from the memory in one run; fuse it with the flow-warped
 * colour.
 */
export function createFrameReader(inference: InferenceClient, model: InstalledModel): FrameReader {
  const { sizeMultiple } = model.manifest;

  function run(graph: string, inputs: Parameters<InferenceClient['run']>[0]['inputs'], outputs: { readonly fetch: readonly string[]; readonly keep: readonly string[] }, signal: AbortSignal | undefined): Promise<GraphResult> {
    return inference.run({ model: model.id, graph, inputs, ...outputs }, signal === undefined ? {} : { signal });
  }

  /** Recorded at once, so that the features are released after any failure. */
  async function encode(encoded: EncodedFrame, keep: readonly ('coarse' | 'fine' | 'context')[], signal: AbortSignal | undefined): Promise<KeptFeatures> {
    const luma = await encoded.luma();
    const { kept, generation } = await run('encode', { luma: lumaTensor(luma, sizeMultiple) }, { fetch: [], keep }, signal);
    forget(encoded);
    encoded.features = { generation, coarse: named(kept, 'coarse'), fine: named(kept, 'fine'), context: kept['context'] };
    return encoded.features;
  }

  async function rememberedFeatures({ encoded }: MemoryFrame, signal: AbortSignal | undefined): Promise<KeptFeatures> {
    return encoded.features?.generation === inference.generation ? encoded.features : encode(encoded, ['coarse', 'fine'], signal);
  }

  async function targetFeatures(encoded: EncodedFrame, signal: AbortSignal | undefined): Promise<KeptFeatures & { readonly context: TensorHandle }> {
    const known = encoded.features;
    const features = known?.generation === inference.generation && known.context !== undefined ? known : await encode(encoded, ['coarse', 'fine', 'context'], signal);
    if (features.context === undefined) throw new Error('The network gave no context.');
    return { ...features, context: features.context };
  }

  function forget(encoded: EncodedFrame): void {
    const { features } = encoded;
    if (features !== undefined) inference.release([features.coarse, features.fine, ...(features.context === undefined ? [] : [features.context])]);
    encoded.features = undefined;
  }

  async function attempt({ encoded, size, hints }: ReadTarget, memory: readonly MemoryFrame[], { signal }: ReadOptions): Promise<FrameColour> {
    const remembered: KeptFeatures[] = [];
    for (const each of memory) remembered.push(await rememberedFeatures(each, signal));
    const features = await targetFeatures(encoded, signal);
    const padded = paddedSize(size, sizeMultiple);
    const [height, width] = [padded.height / 4, padded.width / 4];
    const plane = (channels: number, values?: Float32Array): Tensor => ({ dims: [1, channels, height, width], data: values ?? new Float32Array(channels * height * width) });
    const { fetched } = await run('read', {
      coarse: features.coarse, fine: features.fine, context: features.context,
      memory_coarse: { stack: remembered.map((each) => each.coarse) },
      memory_fine: { stack: remembered.map((each) => each.fine) },
      memory_ab: { stack: memory.map((each) => plane(2, each.ab)) },
      memory_confidence: { stack: memory.map((each) => plane(1, each.confidence)) },
      memory_time: { dims: [memory.length], data: Float32Array.from(memory, (each) => each.encoded.frame - encoded.frame) },
      hint_ab: plane(2, hints?.ab), hint_mask: plane(1, hints?.mask), boundary: plane(1, hints?.boundary),
    }, { fetch: ['ab', 'confidence'], keep: [] }, signal);
    return { ab: named(fetched, 'ab').data, confidence: named(fetched, 'confidence').data };
  }

  /** Retries once after a crash, in a restarted process. */
  async function twice<Result>(frame: number, attempt: () => Promise<Result>): Promise<Result> {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'inference.crashed') throw error;
    }
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'inference.crashed') throw error;
      throw new AppError('inference.crashed', `Frame ${frame} stopped the process that runs the networks twice.`, { ...(error.details === undefined ? {} : { details: error.details }), cause: error });
    }
  }

  return {
    forget,
    forgetContext(encoded) {
      const context = encoded.features?.context;
      if (encoded.features === undefined || context === undefined) return;
      inference.release([context]);
      encoded.features = { ...encoded.features, context: undefined };
    },
    read: (target, memory, options = {}) => twice(target.encoded.frame, () => attempt(target, memory, options)),
    ...(model.manifest.graphs['fuse_between'] === undefined ? {} : {
      fuseBetween: (reading, [left, right], { frame, size, distances }, { signal } = {}) => twice(frame, async () => {
        const plane = planesOf(size);
        const { fetched } = await run('fuse_between', {
          ab: plane(2, reading.ab), confidence: plane(1, reading.confidence), left_ab: plane(2, left.ab), left_evidence: plane(4, left.evidence),
          right_ab: plane(2, right.ab), right_evidence: plane(4, right.evidence), luma: plane(1, left.luma), distance: { dims: [1, 2], data: Float32Array.from(distances) },
        }, { fetch: ['fused_ab', 'fused_confidence'], keep: [] }, signal);
        return { ab: named(fetched, 'fused_ab').data, confidence: named(fetched, 'fused_confidence').data };
      }),
    } satisfies Partial<FrameReader>),
    fuse: (reading, flowTrack, { frame, size, distance }, { signal } = {}) => twice(frame, async () => {
      const plane = planesOf(size);
      const { fetched } = await run('fuse', {
        ab: plane(2, reading.ab), confidence: plane(1, reading.confidence), carried_ab: plane(2, flowTrack.ab), evidence: plane(4, flowTrack.evidence), luma: plane(1, flowTrack.luma),
        distance: { dims: [1], data: Float32Array.of(distance) },
      }, { fetch: ['fused_ab', 'fused_confidence'], keep: [] }, signal);
      return { ab: named(fetched, 'fused_ab').data, confidence: named(fetched, 'fused_confidence').data };
    }),
  };
}

function planesOf({ width, height }: Size): (channels: number, data: Float32Array) => Tensor {
  return (channels, data) => ({ dims: [1, channels, height, width], data });
}

function named<Value>(values: Readonly<Record<string, Value>>, name: string): Value {
  const value = values[name];
  if (value === undefined) throw new Error(`The network gave no ${name}.`);
  return value;
}
