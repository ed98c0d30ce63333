export interface WriteOptions {
  /** Of the picture, in samples, where the format can say it. */
  readonly size?: { readonly width: number; readonly height: number } | undefined;
}

/** Text of a file, and what the format could not say. */
export interface WrittenTimeline {
  readonly text: string;
  readonly remarks: readonly string[];
}
