/** Bytes of one frame after the filters. */
export interface RawFrame {
  readonly index: number;
  /** This frame did not decode; the one before it (for a first frame, the one after it) is used. */
  readonly isStandIn?: true;
  /** Begins at a buffer of its own, so that 16-bit views fit. */
  readonly bytes: Uint8Array;
}
