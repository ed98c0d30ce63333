import type { Clip } from '../../../shared/model/clip.ts';
import { clipPath } from '../../../shared/model/clip.ts';
import { frameIndex, frameRange, rangeLength, type FrameRange } from '../../../shared/model/frame.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { seekArguments } from './decode-pass.ts';
import { type DecodeStart, decodeStart } from './decode-start.ts';
import { tellsReadError } from '../ffmpeg/classify-ffmpeg-error.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { rememberedFrame } from './frame-memory.ts';
import { frameTable, type FrameTable } from './frame-table.ts';
import { DECODE_HEAD, inputArguments, passthroughArguments, videoStream } from '../probe/media-source.ts';
import { imagePath } from '../probe/image-sequence.ts';
import { assertMediaSource, assertReadable, exists } from '../probe/media-path.ts';
import type { RawFrame } from './raw-frame.ts';
import { type TellDamage, damageInLog } from './told-damage.ts';
import { parseShowinfoLine, SHOWINFO_FILTER } from './showinfo.ts';
import { failIfStopped, failUnlessDone, startFfmpeg, type StartOptions, throwIfAborted, type ToolProcess } from '../ffmpeg/spawn-tool.ts';

interface RawFramesOptions {
  readonly range: FrameRange;
  /** Filters after the frames are chosen, e.g. `extractplanes=y`. */
  readonly filters: readonly string[];
  /** Output options after the filters; raw video by default. */
  readonly output?: readonly string[];
  /** See `StartOptions.background`. */
  readonly background?: StartOptions['background'];
  /** The bytes of a frame are valid until the second frame after it is asked for; its buffer is then used again. For readers of whole films. */
  readonly reuseBuffers?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of damage in what is decoded; of a file alone. */
  readonly onDamage?: TellDamage | undefined;
}

/** One run of ffmpeg. */
interface StretchOptions extends RawFramesOptions {
  /** The frame before the range, as a replacement of its first one. */
  readonly before?: Uint8Array | undefined;
}

/** A seek did not arrive at the time of the table; the caller then decodes from the start. */
class SeekMissed extends Error {}
/** The first requested image does not decode, so decoding must begin at an earlier one. */
class LeadNeeded extends Error {}
/** Decoding ended before an existing image: it is empty, or none after it decodes. The caller continues after it. */
class ImageLost extends Error {
  readonly frame: number;
  readonly before: Uint8Array;

  constructor(frame: number, before: Uint8Array) {
    super(`Image ${frame} does not decode.`);
    this.frame = frame;
    this.before = before;
  }
}

/**
 * Decodes a range and yields its frames one by one, each exactly once, at the pace of the reader. A frame that does not decode is replaced
 * by the frame before it, so that numbers never shift. A range of one frame is decoded once for all who read it, and remembered for a while.
 * @param splitter cuts the output into frames, of one size or of varying ones
 * @throws AppError `media.frameOutside`, `media.truncated`, `file.*` where its drive went away meanwhile, `ffmpeg.failed`, `ffmpeg.killed`; AbortError.
 */
export async function* readRawFrames(clip: Clip, tools: FfmpegTools, splitter: FrameSplitterFactory, options: RawFramesOptions): AsyncGenerator<RawFrame, void, undefined> {
  if (options.range.last >= clip.frameCount) throw new AppError('media.frameOutside', `Frame ${options.range.last} lies outside the clip, which ends with frame ${clip.frameCount - 1}.`);
  await assertMediaSource(clip.source);
  if (rangeLength(options.range) > 1) yield* decodeRange(clip, tools, splitter, options);
  else yield await rememberedFrame({ clip, tools, frame: options.range.first, form: [...options.filters, ...(options.output ?? [])] }, (signal) => onlyFrame(decodeRange(clip, tools, splitter, { ...options, signal }), clip), options);
}

async function onlyFrame(frames: AsyncIterable<RawFrame>, { name }: Clip): Promise<RawFrame> {
  for await (const frame of frames) return frame;
  throw new AppError('media.truncated', `The frame of "${name}" cannot be decoded.`);
}

async function* decodeRange(clip: Clip, tools: FfmpegTools, splitter: FrameSplitterFactory, options: RawFramesOptions): AsyncGenerator<RawFrame, void, undefined> {
  const table = await frameTable(clip, tools, options);
  if (clip.source.kind === 'sequence') return yield* decodeSequence(clip, tools, table, splitter, options);
  const start = decodeStart(clip, table, options.range);
  try {
    yield* decodeFrom(clip, tools, table, start, splitter, options);
  } catch (error) {
    if (!(error instanceof SeekMissed)) throw error;
    yield* decodeFrom(clip, tools, table, { kind: 'count', skip: options.range.first }, splitter, options);
  }
}

/** Images before the first one that are tried one by one for one that decodes; beyond, twice as many each time. */
const FINE_LEADS = 16;

/** An image that does not decode is replaced by the nearest one before it that does, wherever reading begins. */
async function* decodeSequence(clip: Clip, tools: FfmpegTools, table: FrameTable, splitter: FrameSplitterFactory, options: RawFramesOptions): AsyncGenerator<RawFrame, void, undefined> {
  let { first } = options.range;
  const { last } = options.range;
  let before: Uint8Array | undefined;
  for (let lead = 0; first <= last;) {
    try {
      yield* decodeFrom(clip, tools, table, { kind: 'sequence', skip: first - lead, lead }, splitter, { ...options, range: frameRange(first, last), before });
      return;
    } catch (error) {
      if (error instanceof LeadNeeded) lead = Math.min(first, lead < FINE_LEADS ? lead + 1 : 2 * lead);
      else if (error instanceof ImageLost) {
        ({ before } = error);
        yield { index: error.frame, isStandIn: true, bytes: before.slice() };
        first = frameIndex(error.frame + 1);
        lead = 0;
      } else throw error;
    }
  }
}

/** Cuts a stream of chunks into frames. */
interface FrameSplitter {
  /** Takes a chunk; gives the frames that are whole by it. */
  push(chunk: Buffer): readonly Uint8Array[];
  /** Takes back the buffer of a frame that nobody reads any more. */
  release?(frame: Uint8Array): void;
}
export type FrameSplitterFactory = () => FrameSplitter;

/** Frames of a fixed size, each in a buffer of its own or in one that was released. */
export function fixedSizeSplitter(frameBytes: number): FrameSplitterFactory {
  return () => {
    const free: Uint8Array<ArrayBuffer>[] = [];
    let frame = new Uint8Array(frameBytes);
    let filled = 0;
    return {
      push: (chunk) => {
        const whole: Uint8Array[] = [];
        for (let at = 0; at < chunk.length;) {
          const taken = Math.min(chunk.length - at, frameBytes - filled);
          frame.set(chunk.subarray(at, at + taken), filled);
          filled += taken;
          at += taken;
          if (filled === frameBytes) {
            whole.push(frame);
            frame = free.pop() ?? new Uint8Array(frameBytes);
            filled = 0;
          }
        }
        return whole;
      },
      release: (read) => { free.push(read as Uint8Array<ArrayBuffer>); },
    };
  };
}

async function* decodeFrom(clip: Clip, tools: FfmpegTools, table: FrameTable, start: DecodeStart, splitter: FrameSplitterFactory, options: StretchOptions): AsyncGenerator<RawFrame, void, undefined> {
  throwIfAborted(options.signal);
  const times = new TimesToCome();
  const damage = options.onDamage === undefined ? undefined : damageInLog(clip, table, { first: options.range.first, tell: options.onDamage });
  const tool = startFfmpeg(tools, decodeArguments(clip, tools, table, start, options), {
    signal: options.signal, background: options.background,
    onStderrLine: (line) => {
      damage?.(line);
      return times.takeLine(line);
    },
  });
  void tool.ended.then(() => times.end());
  try {
    yield* inOrder(clip, table, start, splitter(), tool, times, options);
  } finally {
    tool.kill();
    await tool.ended;
  }
}

function decodeArguments(clip: Clip, tools: FfmpegTools, table: FrameTable, start: DecodeStart, options: RawFramesOptions): readonly string[] {
  const { timeBase } = table;
  const chosen = start.kind === 'seek' ? [`select=gte(pts\\,${start.firstPts})`] : start.kind === 'count' && start.skip > 0 ? [`select=gte(n\\,${start.skip})`] : [];
  // Bob-weave doubles the time base; settb brings the timestamps back to the table's.
  const deinterlace = clip.deinterlace === true ? [`bwdif=mode=send_frame:parity=auto:deint=all`, `settb=${timeBase.num}/${timeBase.den}`] : [];
  // An image of another size would set the size of the whole output where decoding begins at it. Of equal sizes the filter passes frames as they are.
  const sameSize = start.kind === 'sequence' ? [`scale=${clip.picture.width}:${clip.picture.height}`] : [];
  // Encoders of pictures refuse a clock that goes back. The frames' own times are told before.
  const rising = table.parts !== undefined || table.pts === undefined ? ['setpts=N/TB'] : [];
  return [
    ...DECODE_HEAD,
    ...(start.kind === 'seek' ? seekArguments(start.from, timeBase) : []),
    ...inputArguments(clip, start.kind === 'sequence' ? { skip: start.skip } : {}),
    '-map', `0:${videoStream(clip)}`, ...passthroughArguments(tools),
    '-vf', [...deinterlace, ...chosen, SHOWINFO_FILTER, ...rising, ...sameSize, ...options.filters].join(','),
    '-frames:v', String(rangeLength(options.range) + (start.kind === 'sequence' ? start.lead : 0)),
    ...(options.output ?? ['-f', 'rawvideo']), 'pipe:1',
  ];
}

async function* inOrder(clip: Clip, table: FrameTable, start: DecodeStart, splitter: FrameSplitter, tool: ToolProcess, times: TimesToCome, options: StretchOptions): AsyncGenerator<RawFrame, void, undefined> {
  const { first, last } = options.range;
  let index = first as number;
  let { before } = options;
  const firstPts = start.kind === 'sequence' ? start.lead : undefined;
  // A sequence's timestamps count from where reading began.
  const isOneClock = table.parts === undefined;
  const ptsOf = (frame: number): number | undefined => (start.kind === 'sequence' ? frame - start.skip : isOneClock ? table.pts?.[frame] : undefined);
  for await (const chunk of tool.stdout as AsyncIterable<Buffer>) {
    for (const bytes of splitter.push(chunk)) {
      const pts = await times.next();
      throwIfAborted(options.signal);
      if (firstPts !== undefined && pts !== undefined && pts < firstPts) {
        before = bytes;
        continue;
      }
      const expected = ptsOf(index);
      if (pts !== undefined && expected !== undefined && pts !== expected) {
        if (start.kind === 'seek' && before === undefined) throw new SeekMissed();
        if (start.kind === 'sequence' && before === undefined && start.skip > 0) throw new LeadNeeded();
        // Earlier than expected: the table knows no such frame. Later: the frames between did not decode.
        if (pts < expected) continue;
        for (let missing = ptsOf(index); index <= last && missing !== undefined && missing < pts; missing = ptsOf(index)) {
          yield { index, isStandIn: true, bytes: (before ?? bytes).slice() };
          index++;
        }
      }
      if (index > last) return;
      yield { index, bytes };
      if (options.reuseBuffers === true && before !== undefined && before !== options.before) splitter.release?.(before);
      before = bytes;
      index++;
      if (index > last) return;
    }
  }
  const end = await tool.ended;
  throwIfAborted(options.signal);
  failIfStopped(end, tool, { action: 'read', path: clipPath(clip) });
  if (start.kind === 'seek' && before === undefined) throw new SeekMissed();
  if (clip.source.kind === 'sequence' && start.kind === 'sequence' && end.startError === undefined) {
    if (before === undefined && start.skip > 0) throw new LeadNeeded();
    const path = imagePath(clip.source, index);
    if (before !== undefined && (await exists(path))) throw new ImageLost(index, before);
    await assertReadable(path);
    throw new AppError('media.truncated', `"${clip.name}" can be read only up to frame ${index - 1}; the image "${path}" cannot be read.`, { details: tool.stderrTail() });
  }
  if (before === undefined) failUnlessDone(end, tool, { action: 'read', path: clipPath(clip) });
  await assertReadable(clipPath(clip));
  if (tellsReadError(tool.stderrTail())) throw new AppError('file.unreadable', `"${clip.name}" can be read only up to frame ${index - 1}: its disk reports an error there.`, { details: tool.stderrTail() });
  throw new AppError('media.truncated', `"${clip.name}" decodes only up to frame ${index - 1}; frame ${index} and those after it are missing.`, { details: tool.stderrTail() });
}

/** Timestamps of the frames in filter order; showinfo logs each before its pixels are written. */
class TimesToCome {
  private readonly queue: (number | undefined)[] = [];
  private waiting: ((pts: number | undefined) => void) | undefined;
  private over = false;

  takeLine(line: string): boolean {
    const frame = parseShowinfoLine(line);
    if (frame === undefined) return false;
    if (frame !== 'other') this.put(frame.pts);
    return true;
  }

  next(): Promise<number | undefined> {
    if (this.queue.length > 0 || this.over) return Promise.resolve(this.queue.shift());
    return new Promise((resolve) => {
      this.waiting = resolve;
    });
  }

  end(): void {
    this.over = true;
    this.waiting?.(undefined);
    this.waiting = undefined;
  }

  private put(pts: number | undefined): void {
    if (this.waiting === undefined) this.queue.push(pts);
    else {
      const resolve = this.waiting;
      this.waiting = undefined;
      resolve(pts);
    }
  }
}
