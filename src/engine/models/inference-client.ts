/** A float32 tensor, row-major. */
export interface Tensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** A tensor kept inside the inference process, so that a frame's features never travel. Released by whoever asked to keep it. */
export interface TensorHandle {
  readonly handle: number;
  readonly dims: readonly number[];
}

/** What a graph input is given: a tensor, a kept one, or several kept or given ones put one after the other along the first axis. */
export type TensorInput = Tensor | TensorHandle | { readonly stack: readonly (Tensor | TensorHandle)[] };

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
}

/**
 * Speaks to the inference process. One run at a time; a crash of the process rejects the run in hand with `inference.crashed`,
 * forgets every handle (`generation` counts up) and starts it again with back-off.
 */
export interface InferenceClient {
  run(request: GraphRun, options?: { readonly signal?: AbortSignal }): Promise<GraphResult>;
  release(handles: readonly TensorHandle[]): void;
  /** Counts up when the process was restarted: handles of an older generation are gone. */
  readonly generation: number;
  close(): Promise<void>;
}
