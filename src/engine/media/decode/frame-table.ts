import { clipPath, type Clip } from '../../../shared/model/clip.ts';
import type { Rate } from '../../../shared/model/frame.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { hasJump, joinClock, JUMP_SECONDS, type ClockPart } from './clock-parts.ts';
import { decodePass, type DecodePass } from './decode-pass.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { scanPackets, type PacketScan } from '../probe/packet-scan.ts';
import { sourcePackets } from '../probe/source-packets.ts';
import type { SourceOfFrames } from '../probe/media-source.ts';
import { probeStreams } from '../probe/probe-streams.ts';
import type { ShownFrame } from './showinfo.ts';
import { abortError, throwIfAborted } from '../ffmpeg/spawn-tool.ts';
import { tableOf } from './frame-table-keeper.ts';

/**
 * Which frame has which timestamp: what makes frame access exact. The truth is what ffmpeg puts out when it decodes from the
 * start; frame k is the k-th of those.
 */
export interface FrameTable {
  readonly frameCount: number;
  /** Seconds per unit of `pts`. */
  readonly timeBase: Rate;
  /** Presentation time of each frame, ascending; `undefined` when the container's times are unusable, and frames are only counted. */
  readonly pts: Float64Array | undefined;
  /** Presentation times at which decoding can begin, rising; empty when it must begin at the start. */
  readonly seekPoints: Float64Array;
  /** How long the last frame stays, in units of `pts`. */
  readonly lastDuration: number;
  /** Where the file's clock restarts: `pts` is then the joined clock, and decoding begins at the start. Absent for one clock. */
  readonly parts?: readonly ClockPart[];
}

/** A table with what was seen on the way to it. */
export interface SurveyedFrames {
  readonly table: FrameTable;
  readonly packets: PacketScan;
  /** Frames looked at: all, or those of both ends of a long film. */
  readonly shown: readonly ShownFrame[];
  readonly whole: boolean;
  /** ffmpeg's words on what would not decode. */
  readonly complaints: string;
  /** Frames that ffmpeg could decode only in part: by index, ascending; empty where it is not known which. Absent for an intact film, and for one that is not known to be damaged. */
  readonly damaged?: readonly number[];
}

/**
 * Up to so many decoded samples a film is decoded whole to count its frames (a few seconds of work); a longer one is counted
 * by its packets, both ends checked by decoding.
 */
export const WHOLE_DECODE_SAMPLES = 1.2e9;

/** Frames decoded at the head of a long film. */
const HEAD_FRAMES = 48;

/** Codecs whose packets and frames need not be one to one (hidden frames, packed frames, fields in packets of their own). */
const UNEQUAL_CODECS: ReadonlySet<string> = new Set(['vp8', 'vp9', 'av1', 'mpeg4', 'msmpeg4v3', 'gif', 'apng', 'webp', 'rv40', 'rv30', 'vc1', 'cinepak']);

export interface SurveySource extends SourceOfFrames {
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  readonly timeBase: Rate;
  /** A transport or program stream, in which recordings are joined end to end, each with its clock. */
  readonly isStreamed?: boolean;
  /** The container stores no times (AVI): they are counted from the packets. */
  readonly isCounted?: boolean;
}

interface SurveyOptions {
  readonly signal?: AbortSignal | undefined;
  /** Most samples that are decoded whole. */
  readonly wholeDecodeSamples?: number;
  /** Only the first frame is decoded where packets can be counted: for a film that its caller decodes whole. */
  readonly countPackets?: boolean | undefined;
  /** A scan of the packets that was begun already. */
  readonly scanning?: Promise<PacketScan>;
}

/** Builds the table of a file. @throws AppError `media.noFrames` when nothing decodes; AbortError. */
export async function surveyFrames(source: SurveySource, tools: FfmpegTools, options: SurveyOptions = {}): Promise<SurveyedFrames> {
  const packets = await (options.scanning ?? sourcePackets(source, tools, options));
  const counted = await countedSurvey(source, tools, packets, options);
  if (counted !== undefined) return counted;
  return packets.isFromIndex === true ? surveyFrames(source, tools, { ...options, scanning: scanPackets(source, tools, options) }) : wholeSurvey(source, tools, packets, options);
}

/** Counts the frames of a long film by its packets. `undefined` for a short one, and where the packets do not tell which frames there are. */
async function countedSurvey(source: SurveySource, tools: FfmpegTools, packets: PacketScan, options: SurveyOptions): Promise<SurveyedFrames | undefined> {
  const shownTimes = packets.shownPts;
  const countable = shownTimes !== undefined && !hasJump(shownTimes, mostStep(source)) && !UNEQUAL_CODECS.has(source.codec);
  if (countable && options.countPackets === true) {
    const { shown } = await decodePass(source, tools, { ...options, frames: 1 });
    if (shown[0]?.pts === shownTimes[0]) return { table: tableOfTimes(shownTimes, source, packets), packets, shown, whole: false, complaints: '' };
  }
  const samples = packets.count * source.width * source.height;
  if (!countable || samples <= (options.wholeDecodeSamples ?? WHOLE_DECODE_SAMPLES)) return undefined;

  // Independent, and the user waits for the first picture.
  const tailStart = packets.seekPoints.at(-2) ?? packets.seekPoints.at(0);
  const [head, tail] = await Promise.all([
    decodePass(source, tools, { ...options, frames: HEAD_FRAMES }),
    tailStart === undefined ? undefined : decodePass(source, tools, { ...options, from: { pts: tailStart, timeBase: source.timeBase } }),
  ]);
  const times = tail === undefined ? undefined : trimmedTimes(shownTimes, head, tail, tailStart ?? 0);
  if (tail === undefined || times === undefined) return undefined;
  return {
    table: tableOfTimes(times, source, packets), packets, shown: [...head.shown, ...tail.shown], whole: false, complaints: `${head.complaints}\n${tail.complaints}`.trim(),
    // The end is decoded from the midst of the film, so what is complained of there need not be damage.
    ...(head.complaints === '' ? {} : { damaged: [] }),
  };
}

function tableOfTimes(pts: Float64Array, { timeBase }: SurveySource, packets: PacketScan): FrameTable {
  return { frameCount: pts.length, timeBase, pts, seekPoints: packets.seekPoints, lastDuration: lastDuration(pts, packets) };
}

/** Longest step between two frames of one clock, in units of the time base. */
function mostStep({ isStreamed, timeBase }: SurveySource): number {
  return isStreamed === true ? (JUMP_SECONDS * timeBase.den) / timeBase.num : Infinity;
}

async function wholeSurvey(source: SurveySource, tools: FfmpegTools, packets: PacketScan, options: { readonly signal?: AbortSignal | undefined }): Promise<SurveyedFrames> {
  const first = await decodePass(source, tools, options);
  const isFoundDamaged = first.complaints !== '' && source.damaged === undefined;
  // From here on the film is decoded as it will be whenever it is read.
  const read: SurveySource = isFoundDamaged ? { ...source, damaged: [] } : source;
  const pass = isFoundDamaged ? await decodePass(read, tools, options) : first;
  if (pass.shown.length === 0) throw new AppError('media.noFrames', `No frame of "${clipPath(source)}" can be decoded.`, { details: pass.complaints });
  const times = risingTimes(pass.shown);
  const rising = times === undefined || hasJump(times, mostStep(source)) ? undefined : times;
  const joined = rising === undefined ? joinClock(pass.shown, mostStep(source)) : undefined;
  const pts = rising ?? joined?.pts;
  // Where packets are lost, those behind are counted otherwise by a decode from the start than by the file's index, by which ffmpeg seeks.
  const isSeekable = rising !== undefined && (source.isCounted !== true || first.complaints === '');
  const table: FrameTable = {
    frameCount: pass.shown.length, timeBase: source.timeBase, pts,
    seekPoints: isSeekable ? seekPointsOf(packets, pass.shown) : new Float64Array(0),
    lastDuration: pts === undefined ? 0 : lastDuration(pts, packets),
    ...(joined === undefined ? {} : { parts: joined.parts }),
  };
  const survey = { table, packets, shown: pass.shown, whole: true, complaints: first.complaints };
  return isFoundDamaged ? { ...survey, damaged: await damagedFrames(read, tools, { pass, packets }, options) } : survey;
}

/**
 * Damaged frames of a film with complaints, by a pass on one thread and up to one more. Of a codec that decodes frames in another order than it shows
 * them in: those that ffmpeg calls corrupt as it puts them out, since which ones a strict decode drops is then another matter. Else, and where it
 * calls none so: those that it names in its log, and those missing from a decode that drops partly decoded frames. Where it neither names nor drops
 * any (ProRes, MPEG-2): those that are output right after a complaint in the log.
 */
async function damagedFrames(source: SurveySource, tools: FfmpegTools, { pass, packets }: { readonly pass: DecodePass; readonly packets: PacketScan }, options: { readonly signal?: AbortSignal | undefined }): Promise<readonly number[]> {
  const times = risingTimes(pass.shown);
  if (times === undefined) return [];
  const unit = source.timeBase.num / source.timeBase.den;
  const named = new Set(Array.from(pass.complaintSeconds, (seconds) => Math.round(seconds / unit)));
  if (!packets.everyPacketIsKey && pass.corrupt.length > 0) return pass.corrupt;
  // ffmpeg 5.1 aborts when it is to drop a damaged frame of MPEG-4 (Part 2) whose header is gone.
  const strict = await decodePass(source, tools, { ...options, dropDamaged: true }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'ffmpeg.killed') return undefined;
    throw error;
  });
  const whole = strict === undefined ? undefined : new Set(strict.shown.map(({ pts }) => pts));
  const found = Array.from(times.keys()).filter((index) => named.has(times[index]!) || whole?.has(times[index]) === false);
  return found.length > 0 || !packets.everyPacketIsKey ? found : pass.complainedOf;
}

/** Times at which decoding can begin: those of key packets or, where the container gives these no times (MPEG-4 with B-frames in AVI), those of decoded key frames. */
function seekPointsOf(packets: PacketScan, shown: readonly ShownFrame[]): Float64Array {
  if (packets.seekPoints.length > 0) return packets.seekPoints;
  return Float64Array.from(shown.flatMap(({ pts, isKey }) => (isKey === true && pts !== undefined ? [pts] : [])));
}

/** Timestamps of decoded frames when all have one and each is later than the one before. */
function risingTimes(shown: readonly ShownFrame[]): Float64Array | undefined {
  const times = new Float64Array(shown.length);
  for (let index = 0; index < shown.length; index++) {
    const pts = shown[index]!.pts;
    if (pts === undefined || (index > 0 && pts <= times[index - 1]!)) return undefined;
    times[index] = pts;
  }
  return times;
}

/**
 * The packets' timestamps without those at either end that do not decode (frames before the first usable keyframe, a cut-off
 * end). `undefined` when the ends do not agree with the packets in any such simple way.
 */
function trimmedTimes(packetTimes: Float64Array, head: Pick<DecodePass, 'shown'>, tail: Pick<DecodePass, 'shown'>, tailStart: number): Float64Array | undefined {
  const headTimes = risingTimes(head.shown);
  const tailTimes = risingTimes(tail.shown);
  if (headTimes === undefined || tailTimes === undefined || headTimes.length === 0 || tailTimes.length === 0) return undefined;
  const first = packetTimes.indexOf(headTimes[0]!);
  const last = packetTimes.indexOf(tailTimes.at(-1)!);
  if (first === -1 || last === -1) return undefined;
  for (let index = 0; index < headTimes.length; index++) if (headTimes[index] !== packetTimes[first + index]) return undefined;
  // Frames before the keyframe the tail began at belong to the group before it and may be missing here.
  const settled = tailTimes.findIndex((pts) => pts >= tailStart);
  if (settled === -1) return undefined;
  const offset = last - (tailTimes.length - 1);
  for (let index = settled; index < tailTimes.length; index++) if (tailTimes[index] !== packetTimes[offset + index]) return undefined;
  return packetTimes.slice(first, last + 1);
}

function lastDuration(times: Float64Array, packets: PacketScan): number {
  const told = packets.lastDuration;
  if (told > 0) return told;
  return times.length < 2 ? 0 : times.at(-1)! - times.at(-2)!;
}

/** The table of a clip: made once, kept, shared by all that read the clip. A signal cancels the wait of this caller alone. */
export async function frameTable(clip: Clip, tools: FfmpegTools, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<FrameTable> {
  if (clip.source.kind === 'sequence') return sequenceTable(clip);
  throwIfAborted(options.signal);
  const finding = tableOf(tools, clip, async () => {
    const { timeBase, isStreamed, isCounted } = (await probeStreams(clip, tools)).video;
    return (await surveyFrames({ ...clip, width: clip.picture.width, height: clip.picture.height, timeBase, isStreamed, isCounted }, tools)).table;
  });
  if (options.signal === undefined) return finding;
  const { promise: gone, reject } = Promise.withResolvers<never>();
  const leave = (): void => { reject(abortError()); };
  options.signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([finding, gone]);
  } finally {
    options.signal.removeEventListener('abort', leave);
  }
}

/** An image of a sequence is its own frame: the timestamp counts images. */
function sequenceTable(clip: Pick<Clip, 'frameCount' | 'rate'>): FrameTable {
  return { frameCount: clip.frameCount, timeBase: { num: clip.rate.den, den: clip.rate.num }, pts: Float64Array.from({ length: clip.frameCount }, (_, index) => index), seekPoints: new Float64Array(0), lastDuration: 1 };
}
