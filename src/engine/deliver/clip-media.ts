import type { Clip } from '../../shared/model/clip.ts';
import { type ClipTracks, NO_TRACKS, tracksOf } from '../../shared/model/clip-tracks.ts';
import type { DeliveryCodec } from '../../shared/model/delivery-codecs.ts';
import { type FrameRange, rangeLength } from '../../shared/model/frame.ts';
import { isAbort } from '../../shared/errors/app-error.ts';
import { type AudioSource, type FfmpegTools, readTimestamps, readTracks, type SoundTrack, soundEnds } from '../media/index.ts';
import type { DeliveredPart } from './track-fates.ts';

/** Facts about a clip that a plan needs besides its record in the document: its tracks, and the times of its frames. */
export interface ClipMedia {
  readonly tracks: ClipTracks;
  readonly timestamps: Awaited<ReturnType<typeof readTimestamps>>;
  /** When each sound track ends, in seconds of the file's clock; left out where it is not known. */
  readonly soundEnds?: readonly (number | undefined)[];
}

/** Reads the tracks, where sound ends, and the frame table; all of it is kept. @throws AppError `file.*`; AbortError */
export async function readClipMedia(clip: Clip, tools: FfmpegTools, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<ClipMedia> {
  const [tracks, timestamps] = await Promise.all([readTracks(clip, tools, options), readTimestamps(clip, tools, options)]);
  return { tracks, timestamps, soundEnds: await endsOfSound(clip, { tracks, timestamps }, tools, options) };
}

/** Where packets do not tell it (a clock that restarts, a file that cannot be read to its end), it is not known. */
async function endsOfSound({ source, unreadable }: Clip, { tracks, timestamps: { pts, timeBase, lastDuration, parts } }: ClipMedia, tools: FfmpegTools, { signal }: { readonly signal?: AbortSignal | undefined }): Promise<readonly (number | undefined)[]> {
  const sound = tracksOf(tracks, 'sound').length;
  if (source.kind !== 'file' || sound === 0 || parts !== undefined || unreadable !== undefined) return [];
  return soundEnds(source.path, tools, { tracks: sound, near: ((pts.at(-1)! + lastDuration) * timeBase.num) / timeBase.den, signal }).catch((error: unknown) => {
    if (isAbort(error)) throw error;
    return [];
  });
}

/** Assumptions for a clip that was not read: the number of sound tracks of its record, frames at its rate. Pure. */
export function assumedMedia({ audioTracks, frameCount, rate }: Pick<Clip, 'audioTracks' | 'frameCount' | 'rate'>): ClipMedia {
  return {
    tracks: { ...NO_TRACKS, tracks: Array.from({ length: audioTracks }, (_, index) => ({ kind: 'sound', stream: index + 1, codec: 'unknown', isDefault: index === 0, isForced: false, channels: 2 })) },
    timestamps: { timeBase: { num: rate.den, den: rate.num }, pts: Float64Array.from({ length: frameCount }, (_, index) => index), lastDuration: 1 },
  };
}

/** Pure. */
export function deliveredPart(codec: DeliveryCodec, range: FrameRange, { timestamps: { pts, timeBase, lastDuration, parts }, soundEnds: ends = [] }: ClipMedia): DeliveredPart {
  const at = (units: number): number => (units * timeBase.num) / timeBase.den;
  const endSeconds = at(pts[range.last + 1] ?? pts[range.last]! + lastDuration);
  return {
    codec, isWhole: rangeLength(range) === pts.length, isJoined: parts !== undefined, startSeconds: at(pts[range.first]!), endSeconds,
    soundTails: range.last < pts.length - 1 ? [] : ends.map((end) => Math.max(0, (end ?? endSeconds) - endSeconds)),
  };
}

/** Properties of a part's sound that decide what is copied. Pure. */
export function soundOfPart({ isWhole, isJoined }: DeliveredPart, tracks: ClipTracks): Pick<AudioSource, 'tracks' | 'whole' | 'parts'> {
  return { tracks: tracksOf(tracks, 'sound').map((track): SoundTrack => ({ codec: track.codec, channels: track.channels ?? 2 })), whole: isWhole, ...(isJoined ? { parts: [] } : {}) };
}
