import { type Clip, codingOf } from '../../shared/model/clip.ts';
import { frameRange } from '../../shared/model/frame.ts';
import { type FfmpegTools, readLuma, type ReadLumaOptions, viewedLuma } from '../media/index.ts';

/** Size for the detection of shots: without grain and dirt, with motions of a few samples. */
export const SMALL_WIDTH = 96;
export const SMALL_HEIGHT = 54;

/** A frame at 96 × 54, gray, full range 0…255, row by row. */
export type SmallFrame = Uint8Array;

/** Every frame of a clip, small, in order. Throws as `readLuma`. */
export async function* readSmallFrames(clip: Clip, tools: FfmpegTools, options: Pick<ReadLumaOptions, 'signal' | 'background'> = {}): AsyncGenerator<SmallFrame, void, undefined> {
  const size = { width: SMALL_WIDTH, height: SMALL_HEIGHT };
  for await (const frame of readLuma(clip, tools, { range: frameRange(0, clip.frameCount - 1), size, ...options })) yield viewedLuma(frame, codingOf(clip).curve);
}
