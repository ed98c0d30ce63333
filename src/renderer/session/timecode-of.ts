import type { Clip } from '../../shared/model/clip.ts';
import { formatTimecode, parseTimecode } from '../../shared/model/timecode.ts';

/** Timecode of a frame: the film's own when it has one, else counted from zero. */
export function timecodeOf(clip: Pick<Clip, 'startTimecode' | 'rate'>, frame: number): string {
  const start = clip.startTimecode === undefined ? undefined : parseTimecode(clip.startTimecode, clip.rate);
  return formatTimecode((start?.frames ?? 0) + frame, clip.rate, { dropFrame: start?.dropFrame ?? false });
}
