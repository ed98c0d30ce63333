import type { Clip } from '../../shared/model/clip.ts';
import { frameRange } from '../../shared/model/frame.ts';
import { parseTimecode } from '../../shared/model/timecode.ts';
import { type FfmpegTools, readLuma } from '../media/index.ts';
import { findStart } from './align-frames.ts';
import { BLOCKS, lumaBlocks } from './measure-frame.ts';

/** A film of so many frames more or fewer than the source is taken to be all of it. */
const WHOLE_WITHIN = 8;
/** Mean difference in Y′ 0…1 up to which two frames show the same picture. */
const SAME_PICTURE = 0.02;

/**
 * The source frame with which a delivery begins: 0 for a whole film, else as the timecodes say where the pictures agree, else the place in the
 * source that its first frames look like.
 */
export async function firstSourceFrame(delivered: Clip, source: Clip, options: { readonly tools: FfmpegTools; readonly signal?: AbortSignal | undefined }): Promise<number> {
  if (Math.abs(delivered.frameCount - source.frameCount) <= WHOLE_WITHIN) return 0;
  const head = await blocksOf(delivered, { first: 0, count: Math.min(24, delivered.frameCount) }, source, options);
  const byTimecode = timecodeDistance(delivered, source);
  if (byTimecode !== undefined && byTimecode >= 0 && byTimecode < source.frameCount) {
    const theirs = await blocksOf(source, { first: byTimecode, count: 1 }, source, options);
    if (theirs.reduce((sum, mean, block) => sum + Math.abs(mean - head[block]!), 0) / BLOCKS <= SAME_PICTURE) return byTimecode;
  }
  return findStart(head, await blocksOf(source, { first: 0, count: source.frameCount }, source, options));
}

function timecodeDistance(delivered: Clip, source: Clip): number | undefined {
  const [ours, theirs] = [delivered, source].map(({ startTimecode, rate }) => (startTimecode === undefined ? undefined : parseTimecode(startTimecode, rate)?.frames));
  return ours === undefined || theirs === undefined ? undefined : ours - theirs;
}

async function blocksOf(clip: Clip, { first, count }: { readonly first: number; readonly count: number }, source: Clip, { tools, signal }: { readonly tools: FfmpegTools; readonly signal?: AbortSignal | undefined }): Promise<Float32Array> {
  const blocks = new Float32Array(count * BLOCKS);
  const size = { width: Math.min(clip.picture.width, source.picture.width), height: Math.min(clip.picture.height, source.picture.height) };
  for await (const luma of readLuma(clip, tools, { range: frameRange(first, first + count - 1), signal })) blocks.set(lumaBlocks(luma, size), (luma.index - first) * BLOCKS);
  return blocks;
}
