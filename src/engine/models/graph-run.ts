import type { WireInput } from './inference-protocol.ts';
import { sparseWhereSmaller } from './sparse-tensor.ts';

/** A float32 tensor, row-major. */
export interface Tensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** A tensor kept inside the inference process, so that a frame's features are not copied. Released by the caller that kept it. */
export interface TensorHandle {
  readonly handle: number;
  readonly dims: readonly number[];
}

/** An input of a graph: a tensor, a kept one, or several of both concatenated along the first axis. */
type TensorInput = Tensor | TensorHandle | { readonly stack: readonly (Tensor | TensorHandle)[] };

export interface GraphRun {
  /** Model id of the manifest, e.g. `hint-unet`, `propagation`. */
  readonly model: string;
  /** Graph name of the manifest, e.g. `encode`, `paint`, `read`. */
  readonly graph: string;
  readonly inputs: Readonly<Record<string, TensorInput>>;
  /** Outputs whose values come back. */
  readonly fetch: readonly string[];
  /** Outputs that stay in the inference process under a handle. */
  readonly keep?: readonly string[];
}

export interface GraphResult {
  readonly fetched: Readonly<Record<string, Tensor>>;
  readonly kept: Readonly<Record<string, TensorHandle>>;
  /** Generation of the process that ran it, which may be later than at the time of the request. */
  readonly generation: number;
}

/** Inputs as they go to the process. */
export function wireInputs(inputs: GraphRun['inputs']): Readonly<Record<string, WireInput>> {
  return Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, 'data' in input ? sparseWhereSmaller(input) : input]));
}

/** Kept tensors among the inputs. */
export function handlesOf(inputs: GraphRun['inputs']): readonly TensorHandle[] {
  return Object.values(inputs).flatMap((input) => ('stack' in input ? input.stack : [input])).filter((input) => 'handle' in input);
}
