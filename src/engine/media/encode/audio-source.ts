import type { Clip } from '../../../shared/model/clip.ts';
import { rangeLength, type FrameRange } from '../../../shared/model/frame.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { inputName } from '../probe/media-source.ts';
import { readTimestamps } from '../probe/probe-clip.ts';
import { probeStreams } from '../probe/probe-streams.ts';
import type { AudioSource, FrameTimes, SoundTrack } from './encode-plan.ts';

/** The sound of a range of a clip; `undefined` when it has none. @throws AppError `file.*`; AbortError. */
export async function audioSource(clip: Clip, range: FrameRange, tools: FfmpegTools, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<AudioSource | undefined> {
  if (clip.source.kind !== 'file' || clip.audioTracks === 0) return undefined;
  const tracks = await soundTracks(clip, tools, options);
  const { pts, timeBase, lastDuration, parts } = await readTimestamps(clip, tools, options);
  const at = (units: number): number => (units * timeBase.num) / timeBase.den;
  const start = at(pts[range.first]!);
  const end = at(pts[range.last + 1] ?? pts[range.last]! + lastDuration);
  return {
    path: clip.unreadable === undefined ? clip.source.path : inputName(clip.source.path, clip.unreadable), startSeconds: start, durationSeconds: end - start, tracks, whole: rangeLength(range) === clip.frameCount,
    ...(parts === undefined ? {} : { parts: parts.map(({ shift }) => ({ shiftSeconds: at(shift) })) }),
  };
}

/** The sound tracks of a clip, in order. */
async function soundTracks(clip: Clip, tools: FfmpegTools, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<readonly SoundTrack[]> {
  if (clip.source.kind !== 'file' || clip.audioTracks === 0) return [];
  return (await probeStreams(clip, tools, options)).audio;
}

/** Frame times of a range for a clip of varying rate; `undefined` for a constant one, which needs none. */
export async function frameTimes(clip: Clip, range: FrameRange, tools: FfmpegTools, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<FrameTimes | undefined> {
  if (clip.timing === 'constant') return undefined;
  const { pts, timeBase, lastDuration } = await readTimestamps(clip, tools, options);
  const next = pts[range.last + 1];
  return { timeBase, pts: pts.slice(range.first, range.last + 1), lastDuration: next === undefined ? lastDuration : next - pts[range.last]! };
}
