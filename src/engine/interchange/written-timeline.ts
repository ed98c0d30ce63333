export interface WriteOptions {
  /** Picture size in samples, if the format states it. */
  readonly size?: { readonly width: number; readonly height: number } | undefined;
}

/** Text of a file, and remarks on what the format does not support. */
export interface WrittenTimeline {
  readonly text: string;
  readonly remarks: readonly string[];
}
