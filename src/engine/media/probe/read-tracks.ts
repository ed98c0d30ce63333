import { clipPath } from '../../../shared/model/clip.ts';
import { type ClipTracks, NO_TRACKS } from '../../../shared/model/clip-tracks.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { runFfprobe } from '../ffmpeg/spawn-tool.ts';
import { rememberFileFacts } from './file-facts.ts';
import { inputArguments, partsName, type SourceOfFrames, videoStream } from './media-source.ts';
import { probeStreams } from './probe-streams.ts';

/** All streams of a clip besides the picture; none for an image sequence. @throws AppError `file.*`; AbortError */
export async function readTracks(clip: SourceOfFrames, tools: FfmpegTools, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<ClipTracks> {
  if (clip.source.kind !== 'file') return NO_TRACKS;
  const { tracks, video } = await probeStreams(clip, tools, options);
  return CAPTIONED_CODECS.has(video.codec) ? { ...tracks, hasClosedCaptions: tracks.hasClosedCaptions || (await holdsCaptions(clip, tools, options)) } : tracks;
}

/** Codecs whose frames can hold EIA-608 and 708 (ATSC A/53). */
const CAPTIONED_CODECS: ReadonlySet<string> = new Set(['h264', 'hevc', 'mpeg2video']);
/** Frames that are looked at: a captioned film has caption data in each, text or not. */
const FRAMES = 12;
const captionedFiles = rememberFileFacts<boolean>();

/** ffprobe says of a stream that it has captions only when it has decoded some of it. */
async function holdsCaptions(clip: SourceOfFrames, tools: FfmpegTools, { signal }: { readonly signal?: AbortSignal | undefined }): Promise<boolean> {
  const path = clipPath(clip);
  return captionedFiles(path, `${videoStream(clip)} ${tools.ffprobePath} ${partsName(clip)}`, async () => {
    const output = await runFfprobe(tools, ['-v', 'error', '-select_streams', videoStream(clip), '-read_intervals', `%+#${FRAMES}`, '-show_entries', 'frame_side_data=side_data_type', '-of', 'csv=p=0', ...inputArguments(clip)], { signal, context: { action: 'read', path } });
    return output.includes('Closed Captions');
  });
}
