import { basename, extname, resolve } from 'node:path';
import { counted } from '../../../shared/counted.ts';
import type { Clip, UnreadablePart } from '../../../shared/model/clip.ts';
import { assumedRateRemark } from '../../../shared/model/clip-rate.ts';
import type { Rate } from '../../../shared/model/frame.ts';
import { ClipId, newId } from '../../../shared/model/ids.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { contentHash } from './content-hash.ts';
import type { ClockPart } from '../decode/clock-parts.ts';
import type { ShownFrame } from '../decode/showinfo.ts';
import { decodePass } from '../decode/decode-pass.ts';
import { readDpxFacts } from './dpx-header.ts';
import { readExrRate } from './exr-header.ts';
import { type ImageColour, readImageColour } from './image-colour.ts';
import { tellsReadError } from '../ffmpeg/classify-ffmpeg-error.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { findRate } from './frame-rate.ts';
import { rememberTable } from '../decode/frame-table-keeper.ts';
import { frameTable, surveyFrames, WHOLE_DECODE_SAMPLES, type FrameTable, type SurveySource } from '../decode/frame-table.ts';
import { findSequence, imagePath, isImagePath, isSequencePattern, type ImageSequence } from './image-sequence.ts';
import { assertMediaFile, assertNoAddress, exists } from './media-path.ts';
import { sourcePackets } from './source-packets.ts';
import { canBridge } from '../ffmpeg/bridged-input.ts';
import { checkImages, imageRemarks, type OddImage, unreadableImage } from './check-images.ts';
import { countRemarks, damagedRuns, streamRemarks, timingRemarks, unreadableRemarks, unreadableWords } from './clip-remarks.ts';
import { probePicture } from './probe-picture.ts';
import { probeStreams, type VideoStream } from './probe-streams.ts';
import { findUnreadable, isReadError } from './unreadable-parts.ts';

interface ProbeOptions {
  readonly signal?: AbortSignal | undefined;
  /** Most samples of a file that is decoded whole; see `WHOLE_DECODE_SAMPLES`. */
  readonly wholeDecodeSamples?: number;
  /** Frames are counted by packets where a codec allows it, images by their names, and one is decoded: for a film that its caller decodes whole. */
  readonly countPackets?: boolean;
}

/** Of an image sequence whose headers state none. */
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

/**
 * ffmpeg takes a read error for the end of a file. Where it met one, the file is searched for parts that its disk does not give, and what
 * lies around them is probed.
 */
async function probeFile(path: string, tools: FfmpegTools, options: ProbeOptions): Promise<Clip> {
  const first = await probeReadable({ path }, tools, options).catch((error: unknown) => {
    if (mayBeReadError(error)) return { error, hasReadError: true } as const;
    throw error;
  });
  const unreadable = first.hasReadError ? await findUnreadable(path, options) : [];
  if (unreadable.length > 0) return probeAround({ path, unreadable }, tools, options);
  if ('error' in first) throw first.error;
  first.remember();
  return first.clip;
}

async function probeAround(file: Required<ReadableFile>, tools: FfmpegTools, options: ProbeOptions): Promise<Clip> {
  const { path, unreadable } = file;
  if (!canBridge(path)) throw new AppError('file.unreadable', `"${path}" cannot be read to its end: ${unreadableWords(unreadable)} Rename it or its folder without the bar (|), then what lies behind that can be read.`);
  const found = await probeReadable(file, tools, options).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    throw new AppError('file.unreadable', `"${path}" cannot be opened without what cannot be read of it: ${unreadableWords(unreadable)}`, { details: [error.message, error.details ?? ''].join('\n'), cause: error });
  });
  found.remember();
  return found.clip;
}

/** A file, and what of it is left out. */
interface ReadableFile {
  readonly path: string;
  readonly unreadable?: NonNullable<Clip['unreadable']>;
}

interface ProbedFile {
  readonly clip: Clip;
  /** Something may have ended at a read error. */
  readonly hasReadError: boolean;
  /** Keeps the table of its frames. */
  remember(): void;
}

async function probeReadable({ path, unreadable }: ReadableFile, tools: FfmpegTools, options: ProbeOptions): Promise<ProbedFile> {
  const source = { kind: 'file', path } as const;
  const parts = unreadable === undefined ? {} : { unreadable };
  // The user waits for the first picture, so independent reads run in parallel.
  const stop = new AbortController();
  const scanning = sourcePackets({ source, rate: SEQUENCE_RATE, ...parts }, tools, { signal: options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]) });
  const hashing = contentHash(source, 0, unreadable);
  // The hash of a file needs no frame count. If the file cannot be read, the error of probeStreams is the clearer one.
  for (const each of [scanning, hashing]) each.catch(() => undefined);
  const streams = await probeStreams({ source, rate: SEQUENCE_RATE, ...parts }, tools, options).catch((error: unknown) => {
    stop.abort();
    throw error;
  });
  const { video } = streams;
  const film = { source, rate: SEQUENCE_RATE, ...parts, ...(video.streamIndex === undefined ? {} : { videoStream: video.streamIndex }) };
  const survey = await surveyFrames({ ...film, ...video }, tools, { signal: options.signal, countPackets: options.countPackets, ...(options.wholeDecodeSamples === undefined ? {} : { wholeDecodeSamples: options.wholeDecodeSamples }), ...(video.streamIndex === undefined ? { scanning } : {}) });
  const { rate, timing, gaps } = findRate(survey.table.pts, video.timeBase, video.claimedRates);
  const { picture, remarks } = isImagePath(path) ? withImageColour(video, survey.shown, await readImageColour(path)) : probePicture(video, survey.shown);
  const hash = await hashing;
  // What the disk does not give is damage, too.
  const damaged = damagedRuns(survey) ?? (unreadable === undefined ? undefined : []);
  const read = { source, ...parts, ...(damaged === undefined ? {} : { damaged }) };
  const clip: Clip = {
    id: newId(ClipId), ...read, ...(film.videoStream === undefined ? {} : { videoStream: film.videoStream }), contentHash: hash, name: fileName(path), codec: video.codec, picture, rate, timing,
    frameCount: survey.table.frameCount,
    ...(streams.timecode === undefined ? {} : { startTimecode: streams.timecode }),
    ...(streams.reelName === undefined ? {} : { reelName: streams.reelName }),
    audioTracks: streams.audio.length,
    durationSeconds: durationOf(survey.table, rate, timing),
    remarks: [...unreadableRemarks({ source, ...parts }), ...remarks, ...streamRemarks(streams), ...timingRemarks(survey.table, { rate, timing, gaps }), ...countRemarks(survey, streams, rate)],
  };
  return { clip, hasReadError: unreadable === undefined && tellsReadError(survey.complaints), remember: () => { rememberTable(tools, { contentHash: hash, ...read }, survey.table); } };
}

/** Of a read by this program, or in ffmpeg's words. */
function mayBeReadError(error: unknown): boolean {
  return isReadError(error) || (error instanceof AppError && tellsReadError(error.details ?? ''));
}

async function probeSequence(sequence: ImageSequence, tools: FfmpegTools, options: ProbeOptions): Promise<Clip> {
  const { source, count } = sequence;
  const firstPath = imagePath(source, 0);
  await assertMediaFile(firstPath);
  const dpx = await readDpxFacts(firstPath);
  const stated = dpx === undefined ? await readExrRate(firstPath) : dpx.rate;
  const rate = stated ?? SEQUENCE_RATE;
  const streams = await probeStreams({ source, rate }, tools, options);
  const { shown, odd, undecodable, unreadable } = await surveyImages({ source, rate, ...streams.video }, count, tools, options);
  if (shown.length === 0 || undecodable[0] === 0) throw new AppError('media.noFrames', `The first image, "${firstPath}", cannot be decoded.`);
  const { picture, remarks } = dpx === undefined ? withImageColour(streams.video, shown, await readImageColour(firstPath)) : probePicture({ ...streams.video, transfer: dpx.transfer, primaries: dpx.primaries }, shown);
  const startTimecode = dpx?.timecode ?? streams.timecode;
  return {
    id: newId(ClipId), source, contentHash: await contentHash(source, count, unreadable), name: sequence.name, codec: streams.video.codec, picture, rate, timing: 'constant',
    frameCount: count,
    ...(startTimecode === undefined ? {} : { startTimecode }),
    audioTracks: 0,
    durationSeconds: (count * rate.den) / rate.num,
    ...(unreadable.length === 0 ? {} : { unreadable }),
    remarks: [
      ...remarks,
      ...(stated === undefined ? [assumedRateRemark(rate)] : []),
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
  /** Runs of images that their disk does not give, or not whole. */
  readonly unreadable: readonly UnreadablePart[];
}

/** Reads all headers; decodes all images where that takes seconds. */
async function surveyImages(source: SurveySource & { readonly source: ImageSequence['source'] }, count: number, tools: FfmpegTools, options: ProbeOptions): Promise<SurveyedImages> {
  const odd = await checkImages(source.source, count, options);
  const ending = odd.filter(({ endsReading }) => endsReading).map(({ index }) => index);
  const stretches = stretchesBetween(ending, count);
  if (options.countPackets === true || count * source.width * source.height > WHOLE_DECODE_SAMPLES || stretches.length > MOST_STRETCHES) {
    const { shown } = await decodePass(source, tools, { signal: options.signal, frames: 1 });
    return { shown, odd, undecodable: ending, unreadable: runsOfImages(odd.filter(({ isUnreadable }) => isUnreadable).map(({ index }) => index)) };
  }
  const shown: ShownFrame[] = [];
  for (const { first, last } of stretches) shown.push(...(await decodePass(source, tools, { signal: options.signal, skip: first, frames: last - first + 1 })).shown);
  const decoded = new Set(shown.map(({ pts }) => pts));
  const undecodable = Array.from({ length: count }, (_, index) => index).filter((index) => !decoded.has(index));
  const { all, unreadable } = await withUnreadable(source.source, odd, undecodable, options);
  return { shown, odd: all, undecodable, unreadable: runsOfImages(unreadable) };
}

/** Of images that do not decode, those that cannot be read are told as such. */
async function withUnreadable(source: ImageSequence['source'], odd: readonly OddImage[], undecodable: readonly number[], options: ProbeOptions): Promise<{ readonly all: readonly OddImage[]; readonly unreadable: readonly number[] }> {
  const known = new Map(odd.map((image) => [image.index, image]));
  for (const index of undecodable) {
    const path = imagePath(source, index);
    if (known.has(index) || (await findUnreadable(path, options)).length === 0) continue;
    known.set(index, unreadableImage(path, index));
  }
  const all = [...known.values()].toSorted((a, b) => a.index - b.index);
  return { all, unreadable: all.filter(({ isUnreadable }) => isUnreadable).map(({ index }) => index) };
}

/** @param images rising */
function runsOfImages(images: readonly number[]): readonly UnreadablePart[] {
  const runs: { from: number; to: number }[] = [];
  for (const index of images) {
    const run = runs.at(-1);
    if (run?.to === index) run.to = index + 1;
    else runs.push({ from: index, to: index + 1 });
  }
  return runs;
}

/** Each stretch is a decode of its own. */
const MOST_STRETCHES = 10;

/** ffmpeg ends at an image that is empty or cannot be read as at the end of the sequence: the stretches between such images. @param ending rising. */
function stretchesBetween(ending: readonly number[], count: number): readonly { readonly first: number; readonly last: number }[] {
  return [-1, ...ending].map((before, index) => ({ first: before + 1, last: (ending[index] ?? count) - 1 })).filter(({ first, last }) => first <= last);
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
