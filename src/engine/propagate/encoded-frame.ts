import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { lumaTensor, type InferenceClient, type InstalledModel, type TensorHandle } from '../models/index.ts';

/** A frame for a network. Its features are kept in the inference process; the caller releases them. */
export interface EncodedFrame {
  readonly frame: number;
  /** Called when the features are missing, or were lost with a process that was restarted. */
  readonly luma: () => Promise<WorkingLuma>;
  features: KeptFeatures | undefined;
}

/** By the names of the graph's outputs. */
type FeatureHandles = Readonly<Record<string, TensorHandle>>;

interface KeptFeatures {
  readonly generation: number;
  /** Needed of every frame that is used. */
  readonly known: FeatureHandles;
  /** Needed for a frame that is read, not for one that it is read from. */
  readonly context: FeatureHandles | undefined;
}

/** The graph that is run once a frame, and its outputs by their use. */
export interface EncoderGraph {
  readonly graph: string;
  readonly known: readonly string[];
  readonly context: readonly string[];
}

/** Makes and releases the features of frames. */
export interface FrameEncoder {
  /** Of a frame that others are read from. @throws AppError `inference.*`, `input.malformed`, `image.tooSmall` */
  knownFeatures(encoded: EncodedFrame, signal: AbortSignal | undefined): Promise<FeatureHandles>;
  /** Of a frame that is read: `known` and `context`. @throws AppError like `knownFeatures` */
  allFeatures(encoded: EncodedFrame, signal: AbortSignal | undefined): Promise<FeatureHandles>;
  /** Releases a frame's features in the inference process. */
  forget(encoded: EncodedFrame): void;
  /** Releases the features that only a reading of the frame itself needs. */
  forgetContext(encoded: EncodedFrame): void;
}

export function createFrameEncoder(inference: InferenceClient, model: InstalledModel, outputs: EncoderGraph): FrameEncoder {
  interface Encoding {
    readonly context: boolean;
    readonly made: Promise<KeptFeatures>;
  }
  /** Frames may be asked for again before they are encoded. */
  const encodings = new WeakMap<EncodedFrame, Encoding>();

  function encode(encoded: EncodedFrame, wanted: { readonly context: boolean }, signal: AbortSignal | undefined): Promise<KeptFeatures> {
    const begun = encodings.get(encoded);
    if (begun !== undefined && (begun.context || !wanted.context)) return begun.made;
    const encoding: Encoding = { ...wanted, made: encodeAnew(encoded, wanted, signal).finally(() => { if (encodings.get(encoded) === encoding) encodings.delete(encoded); }) };
    encodings.set(encoded, encoding);
    return encoding.made;
  }

  /** Recorded at once, so that the features are released after any failure. */
  async function encodeAnew(encoded: EncodedFrame, wanted: { readonly context: boolean }, signal: AbortSignal | undefined): Promise<KeptFeatures> {
    const luma = await encoded.luma();
    const keep = [...outputs.known, ...(wanted.context ? outputs.context : [])];
    const { kept, generation } = await inference.run({ model: model.id, graph: outputs.graph, inputs: { luma: lumaTensor(luma, model.manifest.sizeMultiple) }, fetch: [], keep }, signal === undefined ? {} : { signal });
    forget(encoded);
    const named = (names: readonly string[]): FeatureHandles => Object.fromEntries(names.map((name) => [name, kept[name] ?? notGiven(name)]));
    encoded.features = { generation, known: named(outputs.known), context: wanted.context ? named(outputs.context) : undefined };
    return encoded.features;
  }

  function forget(encoded: EncodedFrame): void {
    const { features } = encoded;
    if (features !== undefined) inference.release(handlesOf(features));
    encoded.features = undefined;
  }

  const present = ({ features }: EncodedFrame): KeptFeatures | undefined => (features?.generation === inference.generation ? features : undefined);

  return {
    forget,
    async knownFeatures(encoded, signal) {
      const { known } = present(encoded) ?? await encode(encoded, { context: false }, signal);
      return known;
    },
    async allFeatures(encoded, signal) {
      const kept = present(encoded);
      const { known, context } = kept?.context === undefined ? await encode(encoded, { context: true }, signal) : kept;
      return { ...known, ...context };
    },
    forgetContext(encoded) {
      const { features } = encoded;
      if (features?.context === undefined) return;
      inference.release(Object.values(features.context));
      encoded.features = { ...features, context: undefined };
    },
  };
}

/** Bytes that a frame's features take in the inference process. */
export function bytesOf(features: KeptFeatures): number {
  return handlesOf(features).reduce((sum, { dims }) => sum + dims.reduce((product, side) => product * side, 4), 0);
}

function handlesOf({ known, context }: KeptFeatures): readonly TensorHandle[] {
  return [...Object.values(known), ...Object.values(context ?? {})];
}

function notGiven(name: string): never {
  throw new Error(`The network gave no ${name}.`);
}
