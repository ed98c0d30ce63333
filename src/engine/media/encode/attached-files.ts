import type { Clip } from '../../../shared/model/clip.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { runFfmpeg } from '../ffmpeg/spawn-tool.ts';
import { inputName } from '../probe/media-source.ts';

interface ReadOptions {
  readonly tools: FfmpegTools;
  readonly signal?: AbortSignal | undefined;
}

type OneFile = Pick<Clip, 'source' | 'unreadable'>;

/** The source's path, and its name for ffmpeg. */
function inputOf({ source, unreadable }: OneFile): { readonly path: string; readonly input: string } {
  if (source.kind !== 'file') throw new Error('A sequence of images has no attached files.');
  return { path: source.path, input: inputName(source.path, unreadable) };
}

/** Writes a cover picture of a file as it is stored. @throws AppError `file.*`, `ffmpeg.failed`, `disk.full`; AbortError */
export async function readCover(clip: OneFile, stream: number, outPath: string, { tools, signal }: ReadOptions): Promise<void> {
  const { path, input } = inputOf(clip);
  await runFfmpeg(tools, ['-v', 'error', '-y', '-i', input, '-map', `0:${stream}`, '-c', 'copy', '-frames:v', '1', '-f', 'image2', '-update', '1', `file:${outPath}`], { signal, context: { action: 'read', path } });
}

/** Writes an attached file of a file. @throws as {@link readCover} */
export async function readAttachment(clip: OneFile, stream: number, outPath: string, { tools, signal }: ReadOptions): Promise<void> {
  const { path, input } = inputOf(clip);
  // It is written when the file is opened; nothing is decoded.
  await runFfmpeg(tools, ['-v', 'error', '-y', `-dump_attachment:${stream}`, outPath, '-i', input, '-t', '0', '-f', 'null', '-'], { signal, context: { action: 'read', path } });
}
