import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { runFfprobe } from '../ffmpeg/spawn-tool.ts';
import { rememberFileFacts } from '../probe/file-facts.ts';

/** Packets of sound lie within so many seconds of the pictures they belong to. */
const INTERLEAVED_SECONDS = 10;
/** A film is delivered in several codecs, and again after an edit. */
const endsOfFiles = rememberFileFacts<readonly (number | undefined)[]>();

/**
 * When each sound track of a file ends, in seconds of its own clock; `undefined` for a track without packets.
 * @param near about when the end is expected: reading begins a little before it, and at the beginning only where nothing is found there
 * @throws AppError `file.*`, `ffmpeg.failed`; AbortError
 */
export async function soundEnds(path: string, tools: FfmpegTools, options: { readonly tracks: number; readonly near: number; readonly signal?: AbortSignal | undefined }): Promise<readonly (number | undefined)[]> {
  return endsOfFiles(path, `${options.tracks} ${options.near.toFixed(1)} ${tools.ffprobePath}`, () => findEnds(path, tools, options));
}

async function findEnds(path: string, tools: FfmpegTools, options: { readonly tracks: number; readonly near: number; readonly signal?: AbortSignal | undefined }): Promise<readonly (number | undefined)[]> {
  const from = options.near - INTERLEAVED_SECONDS;
  const ends = from <= 0 ? [] : await readEnds(path, tools, { from, ...options });
  const isComplete = ends.length === options.tracks && ends.every((end) => end !== undefined);
  return isComplete ? ends : readEnds(path, tools, options);
}

async function readEnds(path: string, tools: FfmpegTools, options: { readonly from?: number; readonly tracks: number; readonly signal?: AbortSignal | undefined }): Promise<readonly (number | undefined)[]> {
  const interval = options.from === undefined ? [] : ['-read_intervals', `${options.from.toFixed(3)}%`];
  const text = (await runFfprobe(tools, ['-v', 'error', ...interval, '-select_streams', 'a', '-show_entries', 'packet=stream_index,pts_time,duration_time', '-of', 'csv=p=0', '-i', path], { signal: options.signal, context: { action: 'read', path } })).toString('latin1');
  const ends = new Map<number, number>();
  for (const line of text.split('\n')) {
    const [stream, time, duration] = line.split(',').map(Number);
    if (stream === undefined || time === undefined || !Number.isFinite(stream) || !Number.isFinite(time)) continue;
    const end = time + (Number.isFinite(duration) ? duration! : 0);
    ends.set(stream, Math.max(ends.get(stream) ?? -Infinity, end));
  }
  const found = [...ends].toSorted(([a], [b]) => a - b).map(([, end]) => end);
  // Which track is without packets cannot be told by its absence alone: then none is known.
  return found.length === options.tracks ? found : Array.from({ length: options.tracks }, () => undefined);
}
