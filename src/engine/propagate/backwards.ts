import { frameRange, type FrameRange } from '../../shared/model/frame.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';

/** Frames read ahead at once when going backwards: 1.6 MB each at 480p. */
const CHUNK_FRAMES = 24;

/** Reads a range from its last frame to its first, in chunks that are each read forwards, since decoding only goes forwards. */
export async function* backwards(lumas: (wanted: FrameRange) => AsyncIterable<WorkingLuma>, range: FrameRange): AsyncGenerator<WorkingLuma, void, undefined> {
  for (let last: number = range.last; last >= range.first; last -= CHUNK_FRAMES) {
    const chunk: WorkingLuma[] = [];
    for await (const luma of lumas(frameRange(Math.max(range.first, last - CHUNK_FRAMES + 1), last))) chunk.push(luma);
    yield* chunk.reverse();
  }
}
