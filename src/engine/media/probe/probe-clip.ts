import { basename, extname, resolve } from 'node:path';
import { counted } from '../../../shared/counted.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import type { Rate } from '../../../shared/model/frame.ts';
import { ClipId, newId } from '../../../shared/model/ids.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { contentHash } from './content-hash.ts';
import type { ClockPart } from '../decode/clock-parts.ts';
import type { ShownFrame } from '../decode/showinfo.ts';
import { decodePass } from '../decode/decode-pass.ts';
import { readDpxFacts } from './dpx-header.ts';
import { type ImageColour, readImageColour } from './image-colour.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { findRate } from './frame-rate.ts';
import { rememberTable } from '../decode/frame-table-keeper.ts';
import { frameTable, surveyFrames, WHOLE_DECODE_SAMPLES, type FrameTable, type SurveySource } from '../decode/frame-table.ts';
import { findSequence, imagePath, isImagePath, isSequencePattern, type ImageSequence } from './image-sequence.ts';
import { assertMediaFile, assertNoAddress, exists } from './media-path.ts';
import { sourcePackets } from './source-packets.ts';
import { checkImages, imageRemarks, type OddImage } from './check-images.ts';
import { countRemarks, streamRemarks, timingRemarks } from './clip-remarks.ts';
import { probePicture } from './probe-picture.ts';
import { probeStreams, type VideoStream } from './probe-streams.ts';

interface ProbeOptions {
  readonly signal?: AbortSignal | undefined;
  /** Frames per second of an image sequence; default: that of the DPX headers, else 24. */
  readonly sequenceRate?: Rate;
  /** Most samples of a file that is decoded whole; see `WHOLE_DECODE_SAMPLES`. */
  readonly wholeDecodeSamples?: number;
  /** Frames are counted by packets where a codec allows it, images by their names, and one is decoded: for a film that its caller decodes whole. */
  readonly countPackets?: boolean;
}

const SEQUENCE_RATE: Rate = { num: 24, den: 1 };

/**
 * Probes a film: a file of any container and codec that ffmpeg reads, one image of a numbered run, or a pattern (`shot-%04d.dpx`).
 * The frame count is that of a decode; see `FrameTable`.
 * @throws AppError `file.missing`, `file.unreadable`, `media.notVideo`, `media.noVideoStream`, `media.noFrames`; AbortError.
 */
export async function probeClip(path: string, tools: FfmpegTools, options: ProbeOptions = {}): Promise<Clip> {
  const { sequence } = await findClip(path);
  return sequence === undefined ? probeFile(resolve(path), tools, options) : probeSequence(sequence, tools, options);
}

/** The source that a path names, before it is probed. */
export interface FoundClip {
  readonly source: Clip['source'];
  readonly name: string;
  /** Absent for a file. */
  readonly sequence?: ImageSequence;
}

/** @throws AppError `file.missing`, `file.unreadable`, `media.notVideo` */
export async function findClip(path: string): Promise<FoundClip> {
  await assertNoAddress(path);
  const absolute = resolve(path);
  const sequence = await sequenceAt(absolute);
  return sequence === undefined ? { source: { kind: 'file', path: absolute }, name: fileName(absolute) } : { source: sequence.source, name: sequence.name, sequence };
}

function fileName(path: string): string {
  return basename(path, extname(path));
}

async function sequenceAt(path: string): Promise<ImageSequence | undefined> {
  if (isSequencePattern(path) && !(await exists(path))) {
    const sequence = await findSequence(path).catch(() => undefined); // a missing folder is reported as a missing file below
    if (sequence === undefined) throw new AppError('file.missing', `There is no image for "${path}".`);
    return sequence;
  }
  await assertMediaFile(path);
  return isImagePath(path) ? findSequence(path) : undefined;
}

async function probeFile(path: string, tools: FfmpegTools, options: ProbeOptions): Promise<Clip> {
  const source = { kind: 'file', path } as const;
  // The user waits for the first picture, so independent reads run in parallel.
  const stop = new AbortController();
  const scanning = sourcePackets({ source, rate: SEQUENCE_RATE }, tools, { signal: options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]) });
  const hashing = contentHash(source, 0);
  // The hash of a file needs no frame count. If the file cannot be read, the error of probeStreams is the clearer one.
  for (const each of [scanning, hashing]) each.catch(() => undefined);
  const streams = await probeStreams({ source, rate: SEQUENCE_RATE }, tools, options).catch((error: unknown) => {
    stop.abort();
    throw error;
  });
  const { video } = streams;
  const film = { source, rate: SEQUENCE_RATE, ...(video.streamIndex === undefined ? {} : { videoStream: video.streamIndex }) };
  const survey = await surveyFrames({ ...film, ...video }, tools, { signal: options.signal, countPackets: options.countPackets, ...(options.wholeDecodeSamples === undefined ? {} : { wholeDecodeSamples: options.wholeDecodeSamples }), ...(video.streamIndex === undefined ? { scanning } : {}) });
  const { rate, timing, gaps } = findRate(survey.table.pts, video.timeBase, video.claimedRates);
  const { picture, remarks } = isImagePath(path) ? withImageColour(video, survey.shown, await readImageColour(path)) : probePicture(video, survey.shown);
  const hash = await hashing;
  rememberTable(tools, { contentHash: hash, source }, survey.table);
  return {
    id: newId(ClipId), source, ...(film.videoStream === undefined ? {} : { videoStream: film.videoStream }), contentHash: hash, name: fileName(path), codec: video.codec, picture, rate, timing,
    frameCount: survey.table.frameCount,
    ...(streams.timecode === undefined ? {} : { startTimecode: streams.timecode }),
    ...(streams.reelName === undefined ? {} : { reelName: streams.reelName }),
    audioTracks: streams.audio.length,
    durationSeconds: durationOf(survey.table, rate, timing),
    remarks: [...remarks, ...streamRemarks(streams), ...timingRemarks(survey.table, { rate, timing, gaps }), ...countRemarks(survey, streams, rate)],
  };
}

async function probeSequence(sequence: ImageSequence, tools: FfmpegTools, options: ProbeOptions): Promise<Clip> {
  const { source, count } = sequence;
  const firstPath = imagePath(source, 0);
  await assertMediaFile(firstPath);
  const dpx = await readDpxFacts(firstPath);
  const rate = options.sequenceRate ?? dpx?.rate ?? SEQUENCE_RATE;
  const streams = await probeStreams({ source, rate }, tools, options);
  const { shown, odd, undecodable } = await surveyImages({ source, rate, ...streams.video }, count, tools, options);
  if (shown.length === 0 || undecodable[0] === 0) throw new AppError('media.noFrames', `The first image, "${firstPath}", cannot be decoded.`);
  const { picture, remarks } = dpx === undefined ? withImageColour(streams.video, shown, await readImageColour(firstPath)) : probePicture({ ...streams.video, transfer: dpx.transfer, primaries: dpx.primaries }, shown);
  const startTimecode = dpx?.timecode ?? streams.timecode;
  return {
    id: newId(ClipId), source, contentHash: await contentHash(source, count), name: sequence.name, codec: streams.video.codec, picture, rate, timing: 'constant',
    frameCount: count,
    ...(startTimecode === undefined ? {} : { startTimecode }),
    audioTracks: 0,
    durationSeconds: (count * rate.den) / rate.num,
    remarks: [
      ...remarks,
      ...(options.sequenceRate === undefined && dpx?.rate === undefined ? [`An image sequence holds no frame rate; ${rate.num} frames a second are assumed.`] : []),
      ...sequenceRemarks(sequence),
      ...imageRemarks(source, odd, undecodable),
    ],
  };
}

/** As probed by ffprobe, and what the image itself says where ffprobe says nothing. */
function withImageColour(video: VideoStream, shown: readonly ShownFrame[], { remark, ...said }: ImageColour): ReturnType<typeof probePicture> {
  const { picture, remarks } = probePicture({ ...video, primaries: video.primaries ?? said.primaries, transfer: video.transfer ?? said.transfer }, shown);
  return { picture, remarks: remark === undefined || video.primaries !== undefined || video.transfer !== undefined ? remarks : [...remarks, remark] };
}

/** The images that are used, and those that are left out. */
function sequenceRemarks({ source, count, beforeGap, beyondGap }: ImageSequence): readonly string[] {
  const name = (index: number): string => basename(imagePath(source, index));
  const images = (number: number): string => counted(number, 'image');
  return [
    count === 1 ? `One image is used: ${name(0)}.` : `${images(count)} are used: ${name(0)} to ${name(count - 1)}.`,
    ...(beforeGap === 0 ? [] : [`${name(-1)} is missing; the sequence begins after it, and ${images(beforeGap)} before it ${beforeGap === 1 ? 'is' : 'are'} left out.`]),
    ...(beyondGap === 0 ? [] : [`${name(count)} is missing; the sequence ends before it, and ${images(beyondGap)} after it ${beyondGap === 1 ? 'is' : 'are'} left out.`]),
  ];
}

interface SurveyedImages {
  /** Frames looked at: all, or the first of a long sequence. */
  readonly shown: readonly ShownFrame[];
  readonly odd: readonly OddImage[];
  /** Images that do not decode, or only in part; of a long sequence those of which the header says so. */
  readonly undecodable: readonly number[];
}

/** Reads all headers; decodes all images where that takes seconds. */
async function surveyImages(source: SurveySource & { readonly source: ImageSequence['source'] }, count: number, tools: FfmpegTools, options: ProbeOptions): Promise<SurveyedImages> {
  const odd = await checkImages(source.source, count, options);
  const stretches = stretchesBetween(odd.filter(({ isEmpty }) => isEmpty).map(({ index }) => index), count);
  if (options.countPackets === true || count * source.width * source.height > WHOLE_DECODE_SAMPLES || stretches.length > MOST_STRETCHES) {
    const { shown } = await decodePass(source, tools, { signal: options.signal, frames: 1 });
    return { shown, odd, undecodable: odd.filter(({ isEmpty }) => isEmpty).map(({ index }) => index) };
  }
  const shown: ShownFrame[] = [];
  for (const { first, last } of stretches) shown.push(...(await decodePass(source, tools, { signal: options.signal, skip: first, frames: last - first + 1 })).shown);
  const decoded = new Set(shown.map(({ pts }) => pts));
  return { shown, odd, undecodable: Array.from({ length: count }, (_, index) => index).filter((index) => !decoded.has(index)) };
}

/** Each stretch is a decode of its own. */
const MOST_STRETCHES = 10;

/** ffmpeg ends at an empty image as at the end of the sequence: the stretches between such images. @param empty rising. */
function stretchesBetween(empty: readonly number[], count: number): readonly { readonly first: number; readonly last: number }[] {
  return [-1, ...empty].map((before, index) => ({ first: before + 1, last: (empty[index] ?? count) - 1 })).filter(({ first, last }) => first <= last);
}

function durationOf(table: FrameTable, rate: Rate, timing: Clip['timing']): number {
  const constant = (table.frameCount * rate.den) / rate.num;
  if (timing === 'constant' || table.pts === undefined) return constant;
  return ((table.pts.at(-1)! - table.pts[0]! + table.lastDuration) * table.timeBase.num) / table.timeBase.den;
}

/**
 * Presentation times of all frames, in units of `timeBase` seconds, rising; made from the rate when the container has none.
 * @throws AppError when the file cannot be read any more; AbortError.
 */
export async function readTimestamps(clip: Clip, tools: FfmpegTools, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<{ readonly timeBase: Rate; readonly pts: Float64Array; readonly lastDuration: number; readonly parts?: readonly ClockPart[] }> {
  const table = await frameTable(clip, tools, options);
  if (table.pts !== undefined) return { timeBase: table.timeBase, pts: table.pts, lastDuration: table.lastDuration, ...(table.parts === undefined ? {} : { parts: table.parts }) };
  return { timeBase: { num: clip.rate.den, den: clip.rate.num }, pts: Float64Array.from({ length: clip.frameCount }, (_, index) => index), lastDuration: 1 };
}
