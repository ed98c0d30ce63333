import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isLumaShifted, mergeLumaChecks } from '../../shared/colour/compare-luma.ts';
import type { SampleCoding } from '../../shared/colour/luma.ts';
import { counted } from '../../shared/counted.ts';
import { isImageCodec } from '../../shared/model/delivery-codecs.ts';
import { FOREIGN_LUMA_PSNR, type LumaCheck } from '../../shared/model/delivery-report.ts';
import type { KeptPart } from '../../shared/model/delivery.ts';
import { AppError, isAbort } from '../../shared/errors/app-error.ts';
import type { Clip } from '../../shared/model/clip.ts';
import { type FrameRange, frameRange } from '../../shared/model/frame.ts';
import { type AudioSource, type FfmpegTools, keptTracks, lumaCoding, readTimestamps, readTracks, soundEnds } from '../media/index.ts';
import { type CheckedFile, checkRanges, type DeliveredFile, type KeptLuma } from './check-luma.ts';
import { decodeDelivered, mustBeExact, openDelivered } from './decode-delivered.ts';
import { foundParts } from './found-parts.ts';
import type { JoinedProof } from './piece-proof.ts';
import type { DeliveryPlan } from './plan-delivery.ts';

/** Result of decoding the written file, before it is published. */
export interface Verification {
  readonly lumaCheck: LumaCheck | null;
  /** Reasons to reject the file; empty when it passed. */
  readonly faults: readonly string[];
  /** Frames of the clip for which the check of luma fails. */
  readonly failedFrames?: readonly FrameRange[];
  /** What became of each track and tag, as found in the written file. */
  readonly kept: readonly KeptPart[];
  /** Messages that are no errors. */
  readonly remarks: readonly string[];
}

interface WrittenDelivery {
  /** The file, or the folder of images. */
  readonly path: string;
  readonly frameCount: number;
  readonly kept: readonly KeptLuma[];
  readonly audio: AudioSource | undefined;
  /** Of pieces that others have decoded; without it the whole is decoded here. */
  readonly proof?: JoinedProof | undefined;
  /** Streams of the clip whose subtitles were given to the encoder. */
  readonly subtitleStreams: readonly number[];
}

/** A packet of sound is at most so long. */
const SOUND_TOLERANCE_SECONDS = 0.15;

/** Decodes what was written, or holds it against what others found of its pieces: frames, duration, luma, sound. @throws AbortError; AppError `ffmpeg.*` of a tool that does not run */
export async function verifyDelivery(plan: DeliveryPlan, written: WrittenDelivery, options: { readonly tools: FfmpegTools; readonly signal?: AbortSignal | undefined }): Promise<Verification> {
  const { frameCount } = written;
  if (frameCount === 0) return { lumaCheck: null, faults: ['It holds no frame.'], kept: plan.kept, remarks: [] };
  if (isImageCodec(plan.codec)) {
    const fault = await faultOfImages(written.path, frameCount);
    if (fault !== undefined) return { lumaCheck: null, faults: [fault], kept: plan.kept, remarks: [] };
  }
  try {
    const { probed, delivered } = await openDelivered(plan, written, options);
    const faults = [frameFault(probed.frameCount, frameCount), durationFault(plan, delivered)].filter((fault) => fault !== undefined);
    if (faults.length > 0) return { lumaCheck: null, faults, kept: plan.kept, remarks: [] };
    const sound = await checkSound(plan, written, probed, options);
    const checked = written.proof === undefined ? await decodeDelivered(plan, delivered, written.kept, options) : await checkJoined(plan, delivered, written.proof, options);
    const missing = frameFault(checked.frameCount, frameCount);
    if (missing !== undefined) return { lumaCheck: null, faults: [missing], kept: plan.kept, remarks: [] };
    const lumaCheck = plan.verify === 'none' || checked.luma === undefined ? null : judged(checked.luma, plan);
    const kept = isImageCodec(plan.codec) ? plan.kept : foundParts(plan, { clip: probed, tracks: await readTracks(probed, options.tools, { signal: options.signal }), subtitleStreams: written.subtitleStreams });
    const failedFrames = lumaCheck?.result === 'failed' ? failing(plan, lumaCheck) : [];
    return {
      lumaCheck, kept, failedFrames,
      faults: [...sound.faults, ...(lumaCheck?.result === 'failed' ? [`Its luma is not the source's: ${lumaCheck.sentence}${failedFrames.length === 0 ? '' : ` It fails in ${framesText(failedFrames, 1 - plan.range.first)} of the file, counted from 1.`}`] : [])],
      remarks: [...shiftRemark(lumaCheck, lumaCoding(delivered.clip.picture)), ...sound.remarks, ...complaintRemark(checked.complaints), ...proofRemark(plan, written.proof)],
    };
  } catch (error) {
    if (isAbort(error) || !(error instanceof AppError) || error.code === 'ffmpeg.missing') throw error;
    // It was written a moment ago; that it cannot be read is its own fault.
    return { lumaCheck: null, faults: [`It cannot be decoded: ${error.message.replaceAll(basename(written.path), basename(plan.outPath))}`], kept: plan.kept, remarks: [] };
  }
}

async function faultOfImages(folder: string, expected: number): Promise<string | undefined> {
  const names = await readdir(folder);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  if (names.length !== expected) return `It holds ${names.length} images instead of ${expected}.`;
  const empty = names.find((_, index) => sizes[index] === 0);
  return empty === undefined ? undefined : `Its image ${empty} is empty.`;
}

function frameFault(found: number, expected: number): string | undefined {
  return found === expected ? undefined : `It holds ${counted(found, 'frame')} instead of ${expected}.`;
}

function durationFault({ clip, codec }: DeliveryPlan, { clip: delivered, frameCount }: DeliveredFile): string | undefined {
  if (isImageCodec(codec) || clip.timing === 'variable') return undefined;
  const frame = clip.rate.den / clip.rate.num;
  const expected = frameCount * frame;
  // Matroska keeps milliseconds.
  return Math.abs(delivered.durationSeconds - expected) <= 1.5 * frame + 0.002 ? undefined : `It lasts ${delivered.durationSeconds.toFixed(3)} s instead of ${expected.toFixed(3)} s.`;
}

/** Joins that are decoded beside their source, spread over the film. */
const JOINS_DECODED = 12;

/** What was found of the pieces, and of the two frames at some joins, decoded here. */
async function checkJoined(plan: DeliveryPlan, delivered: DeliveredFile, proof: JoinedProof, { tools, signal }: { readonly tools: FfmpegTools; readonly signal?: AbortSignal | undefined }): Promise<CheckedFile> {
  const joins = decodedJoins(proof);
  const atJoins = await checkRanges(delivered, plan.clip, joins.map((join) => frameRange(join - 1, join)), tools, { mustBeExact: mustBeExact(plan), signal });
  const { complaints, frameCount } = proof;
  if (atJoins.result === 'failed' || (atJoins.psnr !== null && atJoins.psnr < FOREIGN_LUMA_PSNR)) return { complaints, frameCount, luma: atJoins };
  return { complaints, frameCount, ...(proof.luma.length === 0 ? {} : { luma: mergeLumaChecks(proof.luma, lumaCoding(delivered.clip.picture), mustBeExact(plan)) }) };
}

function decodedJoins({ joins }: JoinedProof): readonly number[] {
  const step = Math.max(1, joins.length / JOINS_DECODED);
  return Array.from({ length: Math.min(joins.length, JOINS_DECODED) }, (_, place) => joins[Math.floor(place * step)]!);
}

function proofRemark({ verify }: DeliveryPlan, proof: JoinedProof | undefined): readonly string[] {
  if (proof === undefined) return [];
  const pieces = proof.joins.length + 1;
  const compared = { 'every-frame': 'and compared every frame with the source', 'some-frames': 'and compared some frames of each with the source', none: 'without comparing it with the source' }[verify];
  return [`Check: the machines that encoded the ${pieces} pieces decoded all ${proof.frameCount} frames ${compared}; this machine found the same ${proof.packets} coded pictures in the joined film, decoded ${decodedJoins(proof).length} of its ${proof.joins.length} joins, and checked sound, times and tags.`];
}

/** Images are independent of each other, so one that shows another picture fails, however many do not. */
function judged(check: LumaCheck, { codec }: Pick<DeliveryPlan, 'codec'>): LumaCheck {
  const isForeign = (check.psnr !== null && check.psnr < FOREIGN_LUMA_PSNR) || (isImageCodec(codec) && (check.frames?.foreign.length ?? 0) > 0);
  return isForeign ? { ...check, result: 'failed' } : check;
}

/** Of a lossless file all frames that differ; else those that show another picture, where there are some. */
function failing(plan: DeliveryPlan, { frames }: Pick<LumaCheck, 'frames'>): readonly FrameRange[] {
  if (frames === undefined) return [];
  return mustBeExact(plan) || frames.foreign.length === 0 ? frames.differing : frames.foreign;
}

/** Runs of frames that are named before "…". */
const MOST_NAMED = 8;

/** “frame 7”, “frames 4–6, 9 …”. @param shift is added to each number */
export function framesText(ranges: readonly FrameRange[], shift = 0): string {
  const names = ranges.slice(0, MOST_NAMED).map(({ first, last }) => (first === last ? String(first + shift) : `${first + shift}–${last + shift}`));
  const isOne = ranges.length === 1 && ranges[0]!.first === ranges[0]!.last;
  return `${isOne ? 'frame' : 'frames'} ${names.join(', ')}${ranges.length > MOST_NAMED ? ' …' : ''}`;
}

function shiftRemark(check: LumaCheck | null, coding: SampleCoding): readonly string[] {
  if (check === null || check.result === 'failed' || !isLumaShifted(check, coding)) return [];
  const { shift = 0 } = check;
  return [`Luma: it lies ${Math.abs(shift).toFixed(1)} of ${2 ** coding.bitDepth - 1} codes ${shift > 0 ? 'above' : 'below'} the source's on average, more than coding noise: the picture is ${shift > 0 ? 'brighter' : 'darker'}. Look at the file before it is used, and choose a lossless codec where it must not be so.`];
}

function complaintRemark(complaints: string): readonly string[] {
  const [first] = complaints.split('\n').filter((line) => line !== '');
  return first === undefined ? [] : [`Decoder: it reads every frame, but says "${first}".`];
}

interface SoundFindings {
  readonly faults: readonly string[];
  readonly remarks: readonly string[];
}

/** Whether each kept track is there, and ends when the picture does, or the source's sound before it. */
async function checkSound({ codec }: DeliveryPlan, { audio, path }: WrittenDelivery, probed: Clip, { tools, signal }: { readonly tools: FfmpegTools; readonly signal?: AbortSignal | undefined }): Promise<SoundFindings> {
  const tracks = audio === undefined ? [] : keptTracks(audio, codec);
  const found = probed.audioTracks;
  if (audio === undefined || tracks.length === 0) return { faults: found === 0 ? [] : [`It holds ${found} sound tracks instead of none.`], remarks: [] };
  // Where the clock of a file restarts, packets do not tell the end of the joined clock.
  const theirs = audio.parts !== undefined ? [] : await soundEnds(audio.path, tools, { tracks: audio.tracks.length, near: audio.startSeconds + audio.durationSeconds, signal }).catch((error: unknown) => {
    if (isAbort(error)) throw error;
    return []; // the source's content is then unknown; only the picture is checked
  });
  const expected = tracks.map((track) => (theirs[track] === undefined ? undefined : Math.min(audio.durationSeconds, theirs[track] - audio.startSeconds)));
  // Of a track that ends before these frames a container keeps nothing, not even its name.
  const sounding = expected.filter((end) => !isSilent(end, audio.durationSeconds)).length;
  if (found < sounding || found > tracks.length) return { faults: [`It holds ${found} sound tracks instead of ${tracks.length}.`], remarks: [] };
  if (found < tracks.length) return { faults: [], remarks: ['Sound: the source has none in these frames on some of its tracks.'] };
  const pictureStart = await firstPictureAt(probed, tools, { signal });
  const ours = await soundEnds(path, tools, { tracks: tracks.length, near: pictureStart + audio.durationSeconds, signal });
  const findings = tracks.map((track, place) => trackFindings({ track: track + 1, end: ours[place] === undefined ? undefined : ours[place] - pictureStart, expected: expected[place], pictureEnd: audio.durationSeconds }));
  return { faults: findings.flatMap(({ faults }) => faults), remarks: findings.flatMap(({ remarks }) => remarks) };
}

/** Whether a track of the source ends before these frames, or just behind their begin. Of a frame or two its sound is all, however short. */
function isSilent(expected: number | undefined, pictureEnd: number): boolean {
  return expected !== undefined && expected <= Math.min(SOUND_TOLERANCE_SECONDS, pictureEnd / 2);
}

/** Seconds of the written file's clock: behind 0 in Matroska, where copied sound begins before the pictures. Throws as `readTimestamps` */
async function firstPictureAt(written: Clip, tools: FfmpegTools, options: { readonly signal?: AbortSignal | undefined }): Promise<number> {
  const { pts, timeBase } = await readTimestamps(written, tools, options);
  return (pts[0]! * timeBase.num) / timeBase.den;
}

function trackFindings({ track, end, expected, pictureEnd }: { readonly track: number; readonly end: number | undefined; readonly expected: number | undefined; readonly pictureEnd: number }): SoundFindings {
  if (isSilent(expected, pictureEnd)) return { faults: [], remarks: [`Sound: track ${track} of the source has no sound in these frames.`] };
  const wanted = expected ?? pictureEnd;
  if (end === undefined || end < wanted - SOUND_TOLERANCE_SECONDS) {
    const words = `Sound track ${track} ends at ${end === undefined ? 'no known time' : `${end.toFixed(2)} s`} instead of ${wanted.toFixed(2)} s.`;
    // A source whose own end is not known may have less sound than picture.
    return expected === undefined ? { faults: [], remarks: [words] } : { faults: [words], remarks: [] };
  }
  if (end - pictureEnd > SOUND_TOLERANCE_SECONDS) return { faults: [], remarks: [`Sound: track ${track} ends ${(end - pictureEnd).toFixed(2)} s behind the picture: it is copied in packets, and its last one is so long.`] };
  return { faults: [], remarks: pictureEnd - end > SOUND_TOLERANCE_SECONDS ? [`Sound: track ${track} ends ${(pictureEnd - end).toFixed(2)} s before the picture, as in the source.`] : [] };
}
