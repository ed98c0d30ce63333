import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clip } from '../../../shared/model/clip.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { makePrivate, makePrivateFolder, PRIVATE_FILE } from '../../artefacts/index.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { writeError } from '../../artefacts/index.ts';
import { partialPath, removePartial } from '../partial-path.ts';
import { soundFilters } from '../decode/sound-filters.ts';
import { inputArguments } from '../probe/media-source.ts';
import { readTimestamps } from '../probe/probe-clip.ts';
import { runFfmpeg } from '../ffmpeg/spawn-tool.ts';

/**
 * The first sound track as stereo AAC in MP4 for the viewer, beginning with frame 0 of the clip.
 * @throws AppError `input.empty` when the clip has no sound, `disk.full`, `file.notWritable`, `ffmpeg.failed`; AbortError.
 */
export async function extractSound(clip: Clip, tools: FfmpegTools, options: { readonly out: string; readonly signal?: AbortSignal | undefined }): Promise<void> {
  if (clip.audioTracks === 0) throw new AppError('input.empty', `"${clip.name}" has no sound.`);
  const { pts, timeBase, parts } = await readTimestamps(clip, tools, options);
  const toSeconds = (units: number): number => (units * timeBase.num) / timeBase.den;
  const filters = soundFilters({ startSeconds: toSeconds(pts[0]!), parts: parts?.map(({ shift }) => ({ shiftSeconds: toSeconds(shift) })) });
  const partial = partialPath(options.out);
  try {
    makePrivateFolder(dirname(options.out));
    await runFfmpeg(tools, [
      '-hide_banner', '-nostats', '-loglevel', 'warning', '-y', '-copyts', ...inputArguments(clip), '-map', '0:a:0', '-vn',
      '-af', filters, '-ac', '2', '-c:a', 'aac', '-b:a', '160k', '-movflags', '+faststart', '-f', 'mp4', partial,
    ], { signal: options.signal, context: { action: 'write', path: options.out } });
    // ffmpeg gives it the mode of the umask.
    makePrivate(partial, PRIVATE_FILE);
    await rename(partial, options.out);
  } catch (error) {
    await removePartial(partial);
    throw writeError(error, options.out);
  }
}
