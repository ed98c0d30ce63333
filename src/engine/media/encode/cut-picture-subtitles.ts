import type { Clip } from '../../../shared/model/clip.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { runFfmpeg, runFfprobe } from '../ffmpeg/spawn-tool.ts';
import { inputName } from '../probe/media-source.ts';
import type { Stretch } from './cut-subtitles.ts';

/** Seconds of the file's clock; the end is that of the next packet where the file does not say it. */
interface PicturePacket {
  readonly start: number;
  readonly end: number;
  readonly bytes: number;
}

/** A display set of PGS without an object is at most so long: it clears the screen. */
const CLEARING_BYTES = 40;

/**
 * Copies the packets of a track of picture subtitles that are seen in a stretch into a Matroska file of their own. Frame 0 of the stretch comes
 * to 0; what is on the screen when the stretch begins begins there.
 * @returns whether any lie in it; else nothing is written
 * @throws AppError `file.*`, `ffmpeg.failed`, `disk.full`; AbortError
 */
export async function cutPictureSubtitles(clip: Pick<Clip, 'source' | 'unreadable'>, track: { readonly stream: number; readonly codec: string }, stretch: Stretch & { readonly outPath: string }, options: { readonly tools: FfmpegTools; readonly signal?: AbortSignal | undefined }): Promise<boolean> {
  if (clip.source.kind !== 'file') throw new Error('A sequence of images has no subtitles.');
  const { tools, signal } = options;
  const { path } = clip.source;
  const input = inputName(path, clip.unreadable);
  const run = { signal, context: { action: 'read', path } as const };
  const listed = await runFfprobe(tools, ['-v', 'error', '-select_streams', String(track.stream), '-show_entries', 'packet=pts_time,duration_time,size', '-of', 'csv=p=0', '-i', input], run);
  const kept = packetsWithin(parsePackets(listed.toString('utf8')), stretch, { clears: track.codec === 'hdmv_pgs_subtitle' });
  if (kept === undefined) return false;
  // Times of packets, in ticks: moved to the stretch, none before it, none on beyond it.
  const [start, end] = [stretch.startSeconds, stretch.endSeconds].map((seconds) => seconds.toFixed(9));
  const moved = `max(TS-(${start!})/TB,0)`;
  const filters = `noise=drop='not(between(n,${kept.first},${kept.last}))',setts=ts='${moved}':duration='min(DURATION-max((${start!})/TB-TS,0),(${end!})/TB-max(TS,(${start!})/TB))'`;
  await runFfmpeg(tools, ['-v', 'error', '-y', '-copyts', '-i', input, '-map', `0:${track.stream}`, '-c', 'copy', '-bsf:s', filters, '-f', 'matroska', `file:${stretch.outPath}`], run);
  return true;
}

/** Pure. Lines `pts,duration,size` of ffprobe; some fields may be `N/A`. */
function parsePackets(csv: string): readonly PicturePacket[] {
  const rows = csv.split('\n').filter((line) => line !== '').map((line) => line.split(',').map(Number));
  return rows.map(([start = Number.NaN, duration = Number.NaN, bytes = 0], index) => ({ start, end: duration > 0 ? start + duration : (rows[index + 1]?.[0] ?? Infinity), bytes }));
}

/** Pure. Places of the first and the last packet that are seen in a stretch. @param options.clears short packets clear the screen */
function packetsWithin(packets: readonly PicturePacket[], { startSeconds, endSeconds }: Stretch, { clears }: { readonly clears: boolean }): { readonly first: number; readonly last: number } | undefined {
  const isSeen = ({ start, end }: PicturePacket): boolean => start < endSeconds && end > startSeconds;
  const first = packets.findIndex((packet) => isSeen(packet) && !(clears && packet.bytes <= CLEARING_BYTES));
  return first === -1 ? undefined : { first, last: packets.findLastIndex(isSeen) };
}
