import { paddedSize, type Size } from '../../shared/model/working-size.ts';
import type { InferenceClient, InstalledModel, Tensor } from '../models/index.ts';
import { createFrameEncoder, type EncodedFrame, type EncoderGraph, type FrameEncoder } from './encoded-frame.ts';
import type { FlowWarpedFrame } from './flow-warp.ts';
import type { FrameColour } from './frame-colour.ts';
import { retryAfterCrash } from './retry-after-crash.ts';

/** A frame with known colour: a keyframe, or an earlier reading; padded. */
export interface MemoryFrame extends FrameColour {
  readonly encoded: EncodedFrame;
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
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface FrameReader {
  readonly encoder: FrameEncoder;
  /**
   * Reads the colour of a frame from memory frames (at least one), with the padding. @throws AppError `inference.*`, `input.malformed`,
   * `image.tooSmall`
   */
  read(target: ReadTarget & { readonly hints?: PaddedHints | undefined }, memory: readonly MemoryFrame[], options?: ReadOptions): Promise<FrameColour>;
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
}

const ENCODE: EncoderGraph = { graph: 'encode', known: ['coarse', 'fine'], context: ['context'] };

/**
 * The graphs of a propagation network of the layout `reader`: encode the frame and read its colour from the memory in one run; fuse it with the
 * flow-warped colour.
 */
export function createFrameReader(inference: InferenceClient, model: InstalledModel): FrameReader {
  const { sizeMultiple } = model.manifest;
  const encoder = createFrameEncoder(inference, model, ENCODE);

  async function run(graph: string, inputs: Parameters<InferenceClient['run']>[0]['inputs'], [ab, confidence]: readonly [string, string], signal: AbortSignal | undefined): Promise<FrameColour> {
    const { fetched } = await inference.run({ model: model.id, graph, inputs, fetch: [ab, confidence], keep: [] }, signal === undefined ? {} : { signal });
    return { ab: fetched[ab]!.data, confidence: fetched[confidence]!.data };
  }

  return {
    encoder,
    read: ({ encoded, size, hints }, memory, { signal } = {}) => retryAfterCrash(encoded.frame, async () => {
      const remembered = [];
      for (const each of memory) remembered.push(await encoder.knownFeatures(each.encoded, signal));
      const features = await encoder.allFeatures(encoded, signal);
      const padded = paddedSize(size, sizeMultiple);
      const plane = planesOf({ width: padded.width / 4, height: padded.height / 4 });
      return run('read', {
        ...features,
        memory_coarse: { stack: remembered.map((each) => each['coarse']!) },
        memory_fine: { stack: remembered.map((each) => each['fine']!) },
        memory_ab: { stack: memory.map((each) => plane(2, each.ab)) },
        memory_confidence: { stack: memory.map((each) => plane(1, each.confidence)) },
        memory_time: { dims: [memory.length], data: Float32Array.from(memory, (each) => each.encoded.frame - encoded.frame) },
        hint_ab: plane(2, hints?.ab), hint_mask: plane(1, hints?.mask), boundary: plane(1, hints?.boundary),
      }, ['ab', 'confidence'], signal);
    }),
    ...(model.manifest.graphs['fuse_between'] === undefined ? {} : {
      fuseBetween: (reading, [left, right], { frame, size, distances }, { signal } = {}) => retryAfterCrash(frame, () => {
        const plane = planesOf(size);
        return run('fuse_between', {
          ab: plane(2, reading.ab), confidence: plane(1, reading.confidence), left_ab: plane(2, left.ab), left_evidence: plane(4, left.evidence),
          right_ab: plane(2, right.ab), right_evidence: plane(4, right.evidence), luma: plane(1, left.luma), distance: { dims: [1, 2], data: Float32Array.from(distances) },
        }, ['fused_ab', 'fused_confidence'], signal);
      }),
    } satisfies Partial<FrameReader>),
    fuse: (reading, flowTrack, { frame, size, distance }, { signal } = {}) => retryAfterCrash(frame, () => {
      const plane = planesOf(size);
      return run('fuse', {
        ab: plane(2, reading.ab), confidence: plane(1, reading.confidence), carried_ab: plane(2, flowTrack.ab), evidence: plane(4, flowTrack.evidence), luma: plane(1, flowTrack.luma),
        distance: { dims: [1], data: Float32Array.of(distance) },
      }, ['fused_ab', 'fused_confidence'], signal);
    }),
  };
}

/** Tensors of one size; of zeros without values. */
export function planesOf({ width, height }: Size): (channels: number, values?: Float32Array) => Tensor {
  return (channels, values) => ({ dims: [1, channels, height, width], data: values ?? new Float32Array(channels * height * width) });
}
