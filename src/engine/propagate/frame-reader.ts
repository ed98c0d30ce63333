import { AppError } from '../../shared/errors/app-error.ts';
import type { GraphResult, InferenceClient, InstalledModel, Tensor, TensorHandle } from '../models/index.ts';

/** Padded planes of a reading or a memory, at ¼ of the padded working size. */
export interface PaddedColour {
  /** ab ÷ 110, planar. */
  readonly ab: Float32Array;
  /** 0…1. */
  readonly confidence: Float32Array;
}

/** A frame whose colour is known: a keyframe, or one made a moment ago. Its features are kept in the inference process. */
export interface MemoryFrame extends PaddedColour {
  readonly frame: number;
  /** As the encoder took it; features are made again from it when the process was restarted. */
  readonly luma: Tensor;
  features: KeptFeatures | undefined;
}

interface KeptFeatures {
  readonly generation: number;
  readonly coarse: TensorHandle;
  readonly fine: TensorHandle;
}

/** A frame's own hints at ¼ of the padded working size. */
export interface PaddedHints {
  readonly ab: Float32Array;
  readonly mask: Float32Array;
  readonly boundary: Float32Array;
}

export interface FrameReader {
  /** Colour of a frame out of memory (at least one frame). The answer can itself be remembered. */
  read(target: { readonly frame: number; readonly luma: Tensor; readonly hints?: PaddedHints }, memory: readonly MemoryFrame[], options: { readonly signal?: AbortSignal }): Promise<MemoryFrame>;
  /** Releases what the inference process keeps of a frame. */
  forget(memory: MemoryFrame): void;
}

/** The two graphs of the propagation network as one act: encode the target, read its colour out of memory. */
export function createFrameReader(inference: InferenceClient, model: InstalledModel): FrameReader {
  async function encode(luma: Tensor, keep: readonly string[], options: { readonly signal?: AbortSignal }): Promise<GraphResult['kept']> {
    const { kept } = await inference.run({ model: model.id, graph: 'encode', inputs: { luma }, fetch: [], keep }, options);
    return kept;
  }

  async function featuresOf(memory: MemoryFrame, options: { readonly signal?: AbortSignal }): Promise<KeptFeatures> {
    if (memory.features?.generation === inference.generation) return memory.features;
    const { generation } = inference;
    const kept = await encode(memory.luma, ['coarse', 'fine'], options);
    memory.features = { generation, coarse: named(kept, 'coarse'), fine: named(kept, 'fine') };
    return memory.features;
  }

  async function attempt(...[target, memory, options]: Parameters<FrameReader['read']>): Promise<MemoryFrame> {
    const features: KeptFeatures[] = [];
    for (const each of memory) features.push(await featuresOf(each, options));
    const { generation } = inference;
    const kept = await encode(target.luma, ['coarse', 'fine', 'context'], options);
    let isRead = false;
    try {
      const [, , paddedHeight = 0, paddedWidth = 0] = target.luma.dims;
      const [height, width] = [paddedHeight / 4, paddedWidth / 4];
      const plane = (channels: number, values?: Float32Array): Tensor => ({ dims: [1, channels, height, width], data: values ?? new Float32Array(channels * height * width) });
      const { fetched } = await inference.run({
        model: model.id,
        graph: 'read',
        inputs: {
          coarse: named(kept, 'coarse'), fine: named(kept, 'fine'), context: named(kept, 'context'),
          memory_coarse: { stack: features.map((each) => each.coarse) },
          memory_fine: { stack: features.map((each) => each.fine) },
          memory_ab: { stack: memory.map((each) => plane(2, each.ab)) },
          memory_confidence: { stack: memory.map((each) => plane(1, each.confidence)) },
          memory_time: { dims: [memory.length], data: Float32Array.from(memory, (each) => each.frame - target.frame) },
          hint_ab: plane(2, target.hints?.ab), hint_mask: plane(1, target.hints?.mask), boundary: plane(1, target.hints?.boundary),
        },
        fetch: ['ab', 'confidence'],
      }, options);
      isRead = true;
      return {
        frame: target.frame, luma: target.luma, ab: named(fetched, 'ab').data, confidence: named(fetched, 'confidence').data,
        features: { generation, coarse: named(kept, 'coarse'), fine: named(kept, 'fine') },
      };
    } finally {
      inference.release(isRead ? [named(kept, 'context')] : Object.values(kept));
    }
  }

  return {
    async read(target, memory, options) {
      try {
        return await attempt(target, memory, options);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'inference.crashed') throw error;
      }
      try {
        return await attempt(target, memory, options);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'inference.crashed') throw error;
        throw new AppError('inference.crashed', `Frame ${target.frame} stopped the process that runs the networks twice.`, { ...(error.details === undefined ? {} : { details: error.details }), cause: error });
      }
    },
    forget(memory) {
      if (memory.features?.generation === inference.generation) inference.release([memory.features.coarse, memory.features.fine]);
      memory.features = undefined;
    },
  };
}

function named<Value>(values: Readonly<Record<string, Value>>, name: string): Value {
  const value = values[name];
  if (value === undefined) throw new Error(`The network gave no ${name}.`);
  return value;
}
