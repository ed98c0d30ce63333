import type { Clip } from '../../shared/model/clip.ts';
import { toSeconds } from '../../shared/model/frame.ts';
import { type FfmpegTools, readSound } from '../media/index.ts';
import { SOUND_RATE, soundOffset } from './sound-offset.ts';

/** Seconds of sound that are compared at each place. */
const WINDOW_SECONDS = 20;

/** Milliseconds by which the first sound track is late, as the median of the beginning, the middle and the end; `null` where nothing can be compared. */
export async function measureSoundOffset(delivered: Clip, source: Clip, { tools, signal, firstSourceFrame: first }: { readonly tools: FfmpegTools; readonly signal?: AbortSignal | undefined; readonly firstSourceFrame: number }): Promise<number | null> {
  if (delivered.audioTracks === 0 || source.audioTracks === 0) return null;
  const windowFrames = Math.ceil((WINDOW_SECONDS * delivered.rate.num) / delivered.rate.den);
  const last = Math.max(0, delivered.frameCount - windowFrames);
  const places = [...new Set([0, Math.floor(last / 2), last])];
  const offsets: number[] = [];
  for (const frame of places) {
    const seconds = Math.min(WINDOW_SECONDS, toSeconds(delivered.frameCount - frame, delivered.rate));
    const [ours, theirs] = await Promise.all([readSound(delivered, tools, { firstFrame: frame, seconds, rate: SOUND_RATE, signal }), readSound(source, tools, { firstFrame: first + frame, seconds, rate: SOUND_RATE, signal })]);
    const offset = soundOffset(ours, theirs);
    if (offset !== undefined) offsets.push(offset);
  }
  return offsets.length === 0 ? null : offsets.toSorted((a, b) => a - b)[offsets.length >> 1]!;
}
