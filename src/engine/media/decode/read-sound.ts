import type { Clip } from '../../../shared/model/clip.ts';
import { clipPath } from '../../../shared/model/clip.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { runFfmpeg } from '../ffmpeg/spawn-tool.ts';
import { inputArguments } from '../probe/media-source.ts';
import { frameTable } from './frame-table.ts';
import { soundFilters } from './sound-filters.ts';

interface ReadSoundOptions {
  /** The stretch begins with this frame … */
  readonly firstFrame: number;
  /** … and lasts so long. */
  readonly seconds: number;
  /** Samples a second. */
  readonly rate: number;
  /** Among the sound tracks, from 0. */
  readonly track?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Seconds before the stretch at which reading begins. */
const LEAD_SECONDS = 5;

/**
 * Sound of a stretch, all channels mixed into one, full scale 1; silence where the track has none, shorter where it ends.
 * @throws AppError `file.*`, `ffmpeg.failed`; AbortError
 */
export async function readSound(clip: Clip, tools: FfmpegTools, options: ReadSoundOptions): Promise<Float32Array> {
  const table = await frameTable(clip, tools, options);
  const unit = table.timeBase.num / table.timeBase.den;
  const startSeconds = (table.pts?.[options.firstFrame] ?? 0) * unit;
  const parts = table.parts?.map(({ shift }) => ({ shiftSeconds: shift * unit }));
  const filters = `${soundFilters({ startSeconds, endSeconds: startSeconds + options.seconds, parts })},aresample=${options.rate}`;
  const seek = parts === undefined && startSeconds > 2 * LEAD_SECONDS ? ['-ss', (startSeconds - LEAD_SECONDS).toFixed(6)] : [];
  const bytes = await runFfmpeg(tools, [
    '-hide_banner', '-nostats', '-loglevel', 'warning', '-copyts', ...seek, ...inputArguments(clip), '-map', `0:a:${options.track ?? 0}`, '-vn', '-sn', '-dn',
    '-af', filters, '-ac', '1', '-f', 'f32le', 'pipe:1',
  ], { signal: options.signal, context: { action: 'read', path: clipPath(clip) } });
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength - (bytes.byteLength % 4)));
}
