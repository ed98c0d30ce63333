import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { runFfmpeg } from '../ffmpeg/spawn-tool.ts';

interface ReadOptions {
  readonly tools: FfmpegTools;
  readonly signal?: AbortSignal | undefined;
}

/** Writes a cover picture of a file as it is stored. @throws AppError `file.*`, `ffmpeg.failed`, `disk.full`; AbortError */
export async function readCover(path: string, stream: number, outPath: string, { tools, signal }: ReadOptions): Promise<void> {
  await runFfmpeg(tools, ['-v', 'error', '-y', '-i', `file:${path}`, '-map', `0:${stream}`, '-c', 'copy', '-frames:v', '1', '-f', 'image2', '-update', '1', `file:${outPath}`], { signal, context: { action: 'read', path } });
}

/** Writes an attached file of a file. @throws as {@link readCover} */
export async function readAttachment(path: string, stream: number, outPath: string, { tools, signal }: ReadOptions): Promise<void> {
  // It is written when the file is opened; nothing is decoded.
  await runFfmpeg(tools, ['-v', 'error', '-y', `-dump_attachment:${stream}`, outPath, '-i', `file:${path}`, '-t', '0', '-f', 'null', '-'], { signal, context: { action: 'read', path } });
}
