import { clipPath } from '../../../shared/model/clip.ts';
import type { Rate } from '../../../shared/model/frame.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { DECODE_HEAD, inputArguments, passthroughArguments, videoStream, type SourceOfFrames } from '../probe/media-source.ts';
import { isComplaint, OF_OUTPUT, OtherStreams, secondsOfComplaint } from './decode-log.ts';
import { assertMediaSource } from '../probe/media-path.ts';
import { parseShowinfoLine, SHOWINFO_FILTER, type ShownFrame } from './showinfo.ts';
import { failIfStopped, failUnlessDone, startFfmpeg, throwIfAborted } from '../ffmpeg/spawn-tool.ts';

/** Result of a decode. */
export interface DecodePass {
  readonly shown: readonly ShownFrame[];
  /** ffmpeg's log lines on frames that did not decode; empty when all did. */
  readonly complaints: string;
  /** Times of the frames that ffmpeg names in its log (FFV1 logs where a checksum fails), in seconds. */
  readonly complaintSeconds: ReadonlySet<number>;
  /**
   * Indices into `shown` of frames that ffmpeg complained of just before it put them out, ascending. Only on one thread is its log in the order
   * of the frames: with a source that is known to be damaged.
   */
  readonly complainedOf: readonly number[];
  /** Those of them that it called corrupt as it put them out: of codecs that decode frames in another order than they are shown in, no other line tells which frame is meant. */
  readonly corrupt: readonly number[];
}

interface DecodePassOptions {
  readonly signal?: AbortSignal | undefined;
  /** Stops after so many frames. */
  readonly frames?: number;
  /** Begins at this image of a sequence; timestamps still count from its first one. */
  readonly skip?: number;
  /** Leaves out frames that decode only in part (checksums are checked). */
  readonly dropDamaged?: boolean;
  /** Begins at the keyframe at or before this time. */
  readonly from?: { readonly pts: number; readonly timeBase: Rate };
  /** Hands over these frames, counted from the first one decoded, as raw video after the filters. */
  readonly pick?: { readonly frames: readonly number[]; readonly filters: readonly string[]; take(chunk: Buffer): void };
}

/** Decodes and reports each frame; none when nothing decodes. Of the pictures only those of `pick` are kept. @throws AppError when ffmpeg does not start; AbortError. */
export async function decodePass(source: SourceOfFrames, tools: FfmpegTools, options: DecodePassOptions = {}): Promise<DecodePass> {
  throwIfAborted(options.signal);
  await assertMediaSource(source.source);
  const { pick } = options;
  const shown: ShownFrame[] = [];
  const complaintSeconds = new Set<number>();
  const complainedOf: number[] = [];
  const corrupt: number[] = [];
  let isNextDamaged = false;
  let isNextCorrupt = false;
  const others = new OtherStreams();
  const tool = startFfmpeg(tools, [
    ...DECODE_HEAD,
    ...(options.from === undefined ? [] : seekArguments(options.from.pts, options.from.timeBase)),
    ...(options.dropDamaged === true ? ['-err_detect', 'crccheck+bitstream+buffer+explode'] : []),
    ...inputArguments(source, options), '-map', `0:${videoStream(source)}`, ...passthroughArguments(tools),
    '-vf', [SHOWINFO_FILTER, ...(pick === undefined ? [] : [`select=${pick.frames.map((frame) => String.raw`eq(n\,${frame})`).join('+')}`, ...pick.filters])].join(','),
    ...(options.frames === undefined ? [] : ['-frames:v', String(options.frames)]),
    ...(pick === undefined ? ['-c:v', 'wrapped_avframe', '-f', 'null', '-'] : ['-f', 'rawvideo', 'pipe:1']),
  ], {
    signal: options.signal,
    onStderrLine: (line) => {
      const frame = parseShowinfoLine(line);
      // Log lines from the opening of the file are repeated when its frames are decoded.
      if (frame === undefined && others.takeLine(line)) isNextDamaged = isNextCorrupt = false;
      if (frame === undefined && isComplaint(line)) {
        isNextDamaged = true;
        isNextCorrupt ||= OF_OUTPUT.test(line);
      }
      if (frame !== undefined && frame !== 'other') {
        if (isNextDamaged) complainedOf.push(shown.length);
        if (isNextCorrupt) corrupt.push(shown.length);
        isNextDamaged = isNextCorrupt = false;
        shown.push(options.skip === undefined || frame.pts === undefined ? frame : { ...frame, pts: frame.pts + options.skip });
      }
      if (frame === undefined && isComplaint(line)) complaintSeconds.add(secondsOfComplaint(line));
      return frame !== undefined;
    },
  });
  if (pick === undefined) tool.stdout.resume();
  else tool.stdout.on('data', (chunk: Buffer) => { pick.take(chunk); });
  const end = await tool.ended;
  throwIfAborted(options.signal);
  // Some versions exit with an error for a damaged file although everything was decoded that can be; the frames tell more than the exit code.
  const context = { action: 'read', path: clipPath(source) } as const;
  if (end.startError !== undefined) failUnlessDone(end, tool, context);
  failIfStopped(end, tool, context);
  const complaints = tool.stderrTail().split('\n').filter((line) => isComplaint(line) && !others.isSaidOf(line)).join('\n');
  complaintSeconds.delete(Number.NaN);
  return { shown: options.frames === undefined ? shown : shown.slice(0, options.frames), complaints, complaintSeconds, complainedOf, corrupt };
}

/**
 * Input options that begin at the keyframe at or before a timestamp, rounded down to ffmpeg's microseconds. Frames before it are
 * not dropped by ffmpeg's estimate (`-noaccurate_seek`); the caller drops them by the frame table.
 */
export function seekArguments(pts: number, timeBase: Rate): readonly string[] {
  const microseconds = Math.floor((pts * timeBase.num * 1e6) / timeBase.den);
  return ['-seek_timestamp', '1', '-noaccurate_seek', '-ss', `${microseconds}us`];
}
