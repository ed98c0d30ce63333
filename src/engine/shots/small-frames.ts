import { type Clip, codingOf } from '../../shared/model/clip.ts';
import { frameRange } from '../../shared/model/frame.ts';
import { type FfmpegTools, readLuma, type ReadLumaOptions, viewedLuma } from '../media/index.ts';
import { SMALL_HEIGHT, SMALL_WIDTH, type SmallFrame } from './small-frame.ts';

/** Every frame of a clip, small, in order. Throws as `readLuma`. */
export async function* readSmallFrames(clip: Clip, tools: FfmpegTools, options: Pick<ReadLumaOptions, 'signal' | 'background' | 'onDamage'> = {}): AsyncGenerator<SmallFrame, void, undefined> {
  const size = { width: SMALL_WIDTH, height: SMALL_HEIGHT };
  for await (const frame of readLuma(clip, tools, { range: frameRange(0, clip.frameCount - 1), size, ...options })) yield viewedLuma(frame, codingOf(clip).curve);
}
