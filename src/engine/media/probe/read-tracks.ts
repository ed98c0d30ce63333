import type { Clip } from '../../../shared/model/clip.ts';
import { type ClipTracks, NO_TRACKS } from '../../../shared/model/clip-tracks.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { probeStreams } from './probe-streams.ts';

/** All that came with the picture of a clip; nothing for a sequence of images. @throws AppError `file.*`; AbortError */
export async function readTracks(clip: Pick<Clip, 'source' | 'rate' | 'videoStream'>, tools: FfmpegTools, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<ClipTracks> {
  return clip.source.kind === 'file' ? (await probeStreams(clip, tools, options)).tracks : NO_TRACKS;
}
