import { AppError } from '../../shared/errors/app-error.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { paddedSize, type Size } from '../../shared/model/working-size.ts';
import { lumaTensor, type GraphResult, type InferenceClient, type InstalledModel, type Tensor, type TensorHandle } from '../models/index.ts';
import type { FlowWarpedFrame } from './flow-warp.ts';
import type { FrameColour } from './frame-colour.ts';

/** A frame whose colour is known: a keyframe, or one made a moment ago. Its features are kept in the inference process. */
export interface MemoryFrame extends FrameColour {
  readonly frame: number;
  /** Features are made again from it when the process was restarted. */
  readonly luma: WorkingLuma;
  features: KeptFeatures | undefined;
}

export interface KeptFeatures {
  readonly generation: number;
  readonly coarse: TensorHandle;
  readonly fine: TensorHandle;
  /** Needed of a frame that is read, not of one that is remembered. */
  readonly context: TensorHandle | undefined;
}

/** A frame's own hints at ¼ of the padded working size. */
export interface PaddedHints {
  readonly ab: Float32Array;
  readonly mask: Float32Array;
  readonly boundary: Float32Array;
}

export interface ReadTarget {
  readonly luma: WorkingLuma;
  readonly hints?: PaddedHints;
  /** Of an earlier reading of this frame; taken over, so that it is not encoded again. */
  readonly features?: KeptFeatures;
}

export interface ReadOptions {
  readonly signal?: AbortSignal;
  /** Keeps what another reading of the same frame needs. */
  readonly keepContext?: boolean;
}

export interface FrameReader {
  /** Colour of a frame out of memory (at least one frame). The answer can itself be remembered. @throws AppError `inference.*`, `input.malformed`, `image.tooSmall` */
  read(target: ReadTarget, memory: readonly MemoryFrame[], options?: ReadOptions): Promise<MemoryFrame>;
  /**
   * A reading and what flow carried to the same frame, made into one.
   * @param reading at ¼ of the working size, without padding
   * @param distance frames from the key that was carried
   * @throws AppError like `read`
   */
  fuse(reading: FrameColour, flowTrack: FlowWarpedFrame, target: { readonly frame: number; readonly size: Size; readonly distance: number }, options?: Pick<ReadOptions, 'signal'>): Promise<FrameColour>;
  /** Releases what the inference process keeps of a frame. */
  forget(features: KeptFeatures | undefined): void;
}

/** The graphs of the propagation network: encode the target and read its colour out of memory as one act, fuse it with what flow carried. */
export function createFrameReader(inference: InferenceClient, model: InstalledModel): FrameReader {
  const { sizeMultiple } = model.manifest;

  async function encode(luma: WorkingLuma, keep: readonly ('coarse' | 'fine' | 'context')[], signal: AbortSignal | undefined): Promise<KeptFeatures> {
    const { kept, generation } = await run('encode', { luma: lumaTensor(luma, sizeMultiple) }, { fetch: [], keep }, signal);
    return { generation, coarse: named(kept, 'coarse'), fine: named(kept, 'fine'), context: kept['context'] };
  }

  function run(graph: string, inputs: Parameters<InferenceClient['run']>[0]['inputs'], outputs: { readonly fetch: readonly string[]; readonly keep: readonly string[] }, signal: AbortSignal | undefined): Promise<GraphResult> {
    return inference.run({ model: model.id, graph, inputs, ...outputs }, signal === undefined ? {} : { signal });
  }

  async function rememberedFeatures(memory: MemoryFrame, signal: AbortSignal | undefined): Promise<KeptFeatures> {
    if (memory.features?.generation !== inference.generation) memory.features = await encode(memory.luma, ['coarse', 'fine'], signal);
    return memory.features;
  }

  function forget(features: KeptFeatures | undefined): void {
    if (features !== undefined) inference.release([features.coarse, features.fine, ...(features.context === undefined ? [] : [features.context])]);
  }

  async function attempt(target: ReadTarget, memory: readonly MemoryFrame[], { signal, keepContext = false }: ReadOptions): Promise<MemoryFrame> {
    // Taken over from the first moment on: whatever fails, they are let go of.
    let features = target.features;
    try {
      const remembered: KeptFeatures[] = [];
      for (const each of memory) remembered.push(await rememberedFeatures(each, signal));
      if (features?.generation !== inference.generation) features = await encode(target.luma, ['coarse', 'fine', 'context'], signal);
      const padded = paddedSize(target.luma, sizeMultiple);
      const [height, width] = [padded.height / 4, padded.width / 4];
      const plane = (channels: number, values?: Float32Array): Tensor => ({ dims: [1, channels, height, width], data: values ?? new Float32Array(channels * height * width) });
      if (features.context === undefined) throw new Error('The features of a target lack their context.');
      const { fetched } = await run('read', {
        coarse: features.coarse, fine: features.fine, context: features.context,
        memory_coarse: { stack: remembered.map((each) => each.coarse) },
        memory_fine: { stack: remembered.map((each) => each.fine) },
        memory_ab: { stack: memory.map((each) => plane(2, each.ab)) },
        memory_confidence: { stack: memory.map((each) => plane(1, each.confidence)) },
        memory_time: { dims: [memory.length], data: Float32Array.from(memory, (each) => each.frame - target.luma.frame) },
        hint_ab: plane(2, target.hints?.ab), hint_mask: plane(1, target.hints?.mask), boundary: plane(1, target.hints?.boundary),
      }, { fetch: ['ab', 'confidence'], keep: [] }, signal);
      if (!keepContext) inference.release([features.context]);
      return {
        frame: target.luma.frame, luma: target.luma, ab: named(fetched, 'ab').data, confidence: named(fetched, 'confidence').data,
        features: keepContext ? features : { ...features, context: undefined },
      };
    } catch (error) {
      forget(features);
      throw error;
    }
  }

  /** Once more after a crash, in a process started anew. */
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
    read: (target, memory, options = {}) => twice(target.luma.frame, () => attempt(target, memory, options)),
    fuse: (reading, flowTrack, { frame, size, distance }, { signal } = {}) => twice(frame, async () => {
      const plane = (channels: number, data: Float32Array): Tensor => ({ dims: [1, channels, size.height, size.width], data });
      const { fetched } = await run('fuse', {
        ab: plane(2, reading.ab), confidence: plane(1, reading.confidence), carried_ab: plane(2, flowTrack.ab), evidence: plane(4, flowTrack.evidence), luma: plane(1, flowTrack.luma),
        distance: { dims: [1], data: Float32Array.of(distance) },
      }, { fetch: ['fused_ab', 'fused_confidence'], keep: [] }, signal);
      return { ab: named(fetched, 'fused_ab').data, confidence: named(fetched, 'fused_confidence').data };
    }),
  };
}

function named<Value>(values: Readonly<Record<string, Value>>, name: string): Value {
  const value = values[name];
  if (value === undefined) throw new Error(`The network gave no ${name}.`);
  return value;
}
