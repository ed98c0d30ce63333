import { basename, extname, resolve } from 'node:path';
import type { Clip } from '../../../shared/model/clip.ts';
import type { Rate } from '../../../shared/model/frame.ts';
import { ClipId, newId } from '../../../shared/model/ids.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { contentHash } from './content-hash.ts';
import { decodePass } from '../decode/decode-pass.ts';
import { readDpxFacts } from './dpx-header.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { findRate } from './frame-rate.ts';
import { rememberTable } from '../decode/frame-table-keeper.ts';
import { frameTable, surveyFrames, type FrameTable, type SurveyedFrames } from '../decode/frame-table.ts';
import { findSequence, imagePath, isImagePath, isSequencePattern, type ImageSequence } from './image-sequence.ts';
import { assertMediaFile, assertNoAddress, exists } from './media-path.ts';
import { scanPackets } from './packet-scan.ts';
import { probePicture } from './probe-picture.ts';
import { probeStreams, type ProbedStreams } from './probe-streams.ts';
import type { ShownFrame } from '../decode/showinfo.ts';

export interface ProbeOptions {
  readonly signal?: AbortSignal | undefined;
  /** Frames per second of an image sequence; else what DPX headers say, else 24. */
  readonly sequenceRate?: Rate;
}

const SEQUENCE_RATE: Rate = { num: 24, den: 1 };

/**
 * Probes a film: a file of any container and codec that ffmpeg reads, one image of a numbered run, or a pattern (`shot-%04d.dpx`).
 * The frame count is that of a decode; see `FrameTable`.
 * @throws AppError `file.missing`, `file.unreadable`, `media.notVideo`, `media.noVideoStream`, `media.noFrames`; AbortError.
 */
export async function probeClip(path: string, tools: FfmpegTools, options: ProbeOptions = {}): Promise<Clip> {
  await assertNoAddress(path);
  const absolute = resolve(path);
  const sequence = await sequenceAt(absolute);
  return sequence === undefined ? probeFile(absolute, tools, options) : probeSequence(sequence, tools, options);
}

async function sequenceAt(path: string): Promise<ImageSequence | undefined> {
  if (isSequencePattern(path) && !(await exists(path))) {
    const sequence = await findSequence(path).catch(() => undefined); // a missing folder is told as a missing file below
    if (sequence === undefined) throw new AppError('file.missing', `No image is there for "${path}".`);
    return sequence;
  }
  await assertMediaFile(path);
  return isImagePath(path) ? findSequence(path) : undefined;
}

async function probeFile(path: string, tools: FfmpegTools, options: ProbeOptions): Promise<Clip> {
  const source = { kind: 'file', path } as const;
  // A person waits: what does not build on each other is read beside each other.
  const stop = new AbortController();
  const scanning = scanPackets({ source, rate: SEQUENCE_RATE }, tools, { signal: options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]) });
  const hashing = contentHash(source, 0);
  // A file's hash takes no count. What ffprobe says of the streams is the better word on a file that cannot be read.
  for (const each of [scanning, hashing]) each.catch(() => undefined);
  const streams = await probeStreams({ source, rate: SEQUENCE_RATE }, tools, options).catch((error: unknown) => {
    stop.abort();
    throw error;
  });
  const { video } = streams;
  const survey = await surveyFrames({ source, rate: SEQUENCE_RATE, ...video }, tools, { signal: options.signal, scanning });
  const { rate, timing } = findRate(survey.table.pts, video.timeBase, video.claimedRates);
  const { picture, remarks } = probePicture(video, survey.shown);
  const hash = await hashing;
  rememberTable(tools, { contentHash: hash, source }, survey.table);
  return {
    id: newId(ClipId), source, contentHash: hash, name: basename(path, extname(path)), codec: video.codec, picture, rate, timing,
    frameCount: survey.table.frameCount,
    ...(streams.timecode === undefined ? {} : { startTimecode: streams.timecode }),
    audioTracks: streams.audio.length,
    durationSeconds: durationOf(survey.table, rate, timing),
    remarks: [...remarks, ...(timing === 'variable' ? ['The frame rate varies; each frame keeps its own time.'] : []), ...countRemarks(survey, streams, rate)],
  };
}

async function probeSequence(sequence: ImageSequence, tools: FfmpegTools, options: ProbeOptions): Promise<Clip> {
  const { source, count } = sequence;
  await assertMediaFile(imagePath(source, 0));
  const dpx = await readDpxFacts(imagePath(source, 0));
  const rate = options.sequenceRate ?? dpx?.rate ?? SEQUENCE_RATE;
  const streams = await probeStreams({ source, rate }, tools, options);
  const first = await decodePass({ source, rate }, tools, { ...options, frames: 1 });
  if (first.shown.length === 0) throw new AppError('media.noFrames', `The first image, "${imagePath(source, 0)}", cannot be decoded.`, { details: first.complaints });
  const { picture, remarks } = probePicture(streams.video, first.shown);
  const startTimecode = dpx?.timecode ?? streams.timecode;
  const lastNumber = source.firstNumber + count - 1;
  return {
    id: newId(ClipId), source, contentHash: await contentHash(source, count), name: sequence.name, codec: streams.video.codec, picture, rate, timing: 'constant',
    frameCount: count,
    ...(startTimecode === undefined ? {} : { startTimecode }),
    audioTracks: 0,
    durationSeconds: (count * rate.den) / rate.num,
    remarks: [
      ...remarks,
      ...(options.sequenceRate === undefined && dpx?.rate === undefined ? [`An image sequence holds no frame rate; ${rate.num} frames a second are assumed.`] : []),
      ...(sequence.beyondGap === 0 ? [] : [`Image number ${lastNumber + 1} is missing; the sequence ends before it, and ${sequence.beyondGap} images after it are left out.`]),
    ],
  };
}

function durationOf(table: FrameTable, rate: Rate, timing: Clip['timing']): number {
  const constant = (table.frameCount * rate.den) / rate.num;
  if (timing === 'constant' || table.pts === undefined) return constant;
  return ((table.pts.at(-1)! - table.pts[0]! + table.lastDuration) * table.timeBase.num) / table.timeBase.den;
}

/** What is odd about how many frames there are. */
function countRemarks(survey: SurveyedFrames, streams: ProbedStreams, rate: Rate): readonly string[] {
  const remarks: string[] = [];
  const { frameCount } = survey.table;
  const { claimedFrames, claimedDuration } = streams.video;
  const byDuration = claimedDuration === undefined ? undefined : Math.round((claimedDuration * rate.num) / rate.den);
  // A container's duration is rounded and may count the delay of the first frame; half a second is beyond that.
  const slack = Math.max(2, rate.num / rate.den / 2);
  const missing = claimedFrames !== undefined ? claimedFrames - survey.packets.hidden - frameCount : byDuration !== undefined && byDuration - frameCount > slack ? byDuration - frameCount : 0;
  if (missing > 0) remarks.push(`The file is cut off or damaged: it should hold ${frameCount + missing} frames, ${frameCount} can be decoded.`);
  else if (survey.complaints !== '') remarks.push('Parts of the file are damaged; what can be decoded is used.');
  if (survey.packets.hidden > 0) remarks.push(`An edit list hides ${survey.packets.hidden} stored frames; frame 0 is the first one shown.`);
  const changed = survey.shown.findIndex((frame) => !sameSize(frame, survey.shown[0]!));
  if (changed !== -1) remarks.push(`The picture changes its size${survey.whole ? ` at frame ${changed}` : ''}; everything is brought to the first frame's size.`);
  if (survey.table.pts === undefined) remarks.push('The file has no usable timestamps; frames are found by counting from the start, which takes longer.');
  return remarks;
}

function sameSize(a: ShownFrame, b: ShownFrame): boolean {
  return a.width === b.width && a.height === b.height;
}

/**
 * Presentation times of all frames, in units of `timeBase` seconds, rising; made from the rate when the container has none.
 * @throws AppError when the file cannot be read any more; AbortError.
 */
export async function readTimestamps(clip: Clip, tools: FfmpegTools, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<{ readonly timeBase: Rate; readonly pts: Float64Array; readonly lastDuration: number }> {
  const table = await frameTable(clip, tools, options);
  if (table.pts !== undefined) return { timeBase: table.timeBase, pts: table.pts, lastDuration: table.lastDuration };
  return { timeBase: { num: clip.rate.den, den: clip.rate.num }, pts: Float64Array.from({ length: clip.frameCount }, (_, index) => index), lastDuration: 1 };
}
