/* Without imports: the thread that looks for shots needs no more of the media room than these. */

/** Size for the detection of shots: without grain and dirt, with motions of a few samples. */
export const SMALL_WIDTH = 96;
export const SMALL_HEIGHT = 54;

/** A frame at 96 × 54, gray, full range 0…255, row by row. */
export type SmallFrame = Uint8Array;
