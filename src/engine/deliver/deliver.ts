import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError, isAbort } from '../../shared/errors/app-error.ts';
import type { AbPlane } from '../../shared/model/ab-plane.ts';
import type { Clip } from '../../shared/model/clip.ts';
import type { DeliveryFrame, DeliveryReport, LumaCheck } from '../../shared/model/delivery-report.ts';
import { rangeLength } from '../../shared/model/frame.ts';
import { audioSource, deliveryColourTags, type EncodePlan, type Encoder, type FfmpegTools, frameTimes, imagePath, isAudioCopied, type LumaFrame, openEncoder, probeClip, readLuma } from '../media/index.ts';
import { checkEveryFrame, checkSomeFrames, type DeliveredFile, type KeptLuma } from './check-luma.ts';
import { meanAbChange, measureFlicker } from './frame-statistics.ts';
import type { MergedFrame } from './merge-frame.ts';
import { createMergePool, type MergePool } from './merge-pool.ts';
import type { DeliveryPlan } from './plan-delivery.ts';

/** `some-frames` looks at the first frame and one this much later: far enough to be coded from others, near enough to cost little to reach. */
const CHECKED_SPAN = 12;

/** Where a delivery gets its colour from, and whom it tells. */
export interface DeliverySources {
  readonly tools: FfmpegTools;
  /** Colour of a frame of the clip; `undefined` when there is none, and the frame comes out neutral gray. Asked for in order, a few frames ahead. */
  chromaAt(frame: number, signal?: AbortSignal): Promise<AbPlane | undefined>;
  /** Mean confidence 0…1 of a frame, where it is known. */
  confidenceAt?(frame: number): number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Frames written so far; once per frame. */
  report?(progress: { readonly done: number; readonly total: number }): void;
  /** Merging threads; 0 merges in this thread. */
  readonly threads?: number;
}

/**
 * Writes one file of a plan: source luma, Cb and Cr made from the colour planes, into the encoder; then decodes what was written and
 * holds its luma against the source's. Memory holds a few frames, however long the film. A source that ends early is delivered as far as it goes.
 * @throws AppError `file.exists`, `file.notWritable`, `disk.full`, `ffmpeg.*`, `file.missing`; AbortError. Nothing is left behind then.
 */
export async function deliver(plan: DeliveryPlan, sources: DeliverySources): Promise<DeliveryReport> {
  const { clip, range } = plan;
  const { tools, signal } = sources;
  const started = performance.now();
  const encodePlan = await toEncodePlan(plan, sources);
  const encoder = await openEncoder(encodePlan, tools, { signal });
  const written = await writeFrames(plan, sources, encoder);
  const check = await checkLuma(plan, written, sources).catch(async (error: unknown) => {
    // A cancelled delivery leaves nothing, even when only the check was cut short.
    if (isAbort(error)) await rm(plan.outPath, { recursive: true, force: true });
    throw error;
  });
  const frames = written.frames;
  const missing = rangeLength(range) - frames.length;
  const confidences = frames.map(({ confidence }) => confidence).filter((confidence) => confidence !== null);
  const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length);
  return {
    version: 1,
    files: [plan.outPath],
    bytes: await bytesOf(plan.outPath),
    codec: plan.codec,
    pixelFormat: plan.format.pixelFormat,
    clip: { name: clip.name, contentHash: clip.contentHash },
    range,
    frameCount: frames.length,
    missingFrames: missing,
    uncolouredFrames: frames.filter(({ coloured }) => !coloured).map(({ frame }) => frame),
    frames: [...frames],
    meanConfidence: confidences.length === 0 ? null : mean(confidences),
    reducedShare: mean(frames.map(({ reducedShare }) => reducedShare)),
    flicker: measureFlicker(frames),
    lumaCheck: check,
    remarks: [
      ...plan.remarks,
      ...(encodePlan.audio === undefined ? [] : [isAudioCopied(encodePlan.audio, plan.codec) ? 'Sound: copied as it is.' : 'Sound: cut to these frames and encoded again.']),
      ...(missing === 0 ? [] : [`Source: "${clip.name}" could be decoded only up to frame ${range.last - missing}; ${missing} ${missing === 1 ? 'frame is' : 'frames are'} missing at the end.`]),
      ...standInRemarks(clip, written.standIns),
    ],
    command: encoder.command.map(quoted).join(' '),
    seconds: (performance.now() - started) / 1000,
  };
}

/** Frames of the source that did not decode, by image where it is a sequence. */
function standInRemarks({ source }: Clip, standIns: readonly number[]): readonly string[] {
  if (standIns.length === 0) return [];
  const names = standIns.slice(0, MOST_NAMED).map((frame) => (source.kind === 'sequence' ? `${frame} (${basename(imagePath(source, frame))})` : String(frame)));
  const more = standIns.length > MOST_NAMED ? ` and ${standIns.length - MOST_NAMED} more` : '';
  return [`Source: ${standIns.length === 1 ? 'frame' : 'frames'} ${names.join(', ')}${more} could not be decoded; the frame before stands in.`];
}

/** Frames that are named before "and n more". */
const MOST_NAMED = 20;

async function toEncodePlan(plan: DeliveryPlan, { tools, signal }: DeliverySources): Promise<EncodePlan> {
  const { clip, range, format, timecode } = plan;
  const { picture } = clip;
  const [audio, timestamps] = await Promise.all([audioSource(clip, range, tools, { signal }), frameTimes(clip, range, tools, { signal })]);
  return {
    outPath: plan.outPath, codec: plan.codec, overwrite: plan.overwrite, pixelFormat: format.pixelFormat,
    width: picture.width, height: picture.height, rate: clip.rate, sampleAspect: picture.sampleAspect, rotation: picture.rotation, scan: picture.scan,
    colour: deliveryColourTags(picture, format),
    audio, timestamps, timecode,
    firstNumber: range.first + (clip.source.kind === 'sequence' ? clip.source.firstNumber : 0),
  };
}

interface WrittenFrames {
  readonly frames: readonly DeliveryFrame[];
  readonly kept: readonly KeptLuma[];
  /** Frames of the source that another stands in for. */
  readonly standIns: readonly number[];
}

/** A frame on its way through the pool. */
interface FrameUnderWay {
  readonly frame: number;
  readonly plane: AbPlane | undefined;
  readonly merged: MergedFrame;
}

async function writeFrames(plan: DeliveryPlan, sources: DeliverySources, encoder: Encoder): Promise<WrittenFrames> {
  const pool = createMergePool(plan.clip.picture.matrix, sources.threads === undefined ? {} : { threads: sources.threads });
  try {
    const written = await pump(plan, sources, encoder, pool);
    await encoder.finish();
    return written;
  } catch (error) {
    await encoder.abort();
    throw error;
  } finally {
    await pool.close();
  }
}

/** Source → pool → encoder, in order, with no more frames under way than the pool can work on. */
async function pump(plan: DeliveryPlan, sources: DeliverySources, encoder: Encoder, pool: MergePool): Promise<WrittenFrames> {
  const { clip, range } = plan;
  const { signal } = sources;
  const total = rangeLength(range);
  const toKeep = plan.verify === 'some-frames' ? new Set([range.first, Math.min(range.last, range.first + CHECKED_SPAN)]) : new Set<number>();
  const kept: KeptLuma[] = [];
  const standIns: number[] = [];
  const frames: DeliveryFrame[] = [];
  const underWay: Promise<FrameUnderWay>[] = [];
  let before: AbPlane | undefined;

  async function begin(luma: LumaFrame): Promise<FrameUnderWay> {
    const plane = await sources.chromaAt(luma.index, signal);
    return { frame: luma.index, plane, merged: await pool.merge({ luma, plane, format: plan.format }) };
  }

  async function writeNext(): Promise<void> {
    const next = underWay.shift();
    if (next === undefined) return;
    const { frame, plane, merged } = await next;
    for (const part of merged.parts) await encoder.write(part);
    const change = before === undefined || plane === undefined ? null : meanAbChange(before, plane);
    frames.push({ frame, coloured: plane !== undefined, confidence: sources.confidenceAt?.(frame) ?? null, reducedShare: merged.reducedShare, abChange: change });
    before = plane;
    sources.report?.({ done: frames.length, total });
  }

  try {
    for await (const luma of readLuma(clip, sources.tools, { range, signal })) {
      if (luma.isStandIn === true) standIns.push(luma.index);
      if (toKeep.has(luma.index)) kept.push({ frame: luma.index, samples: luma.samples });
      const frame = begin(luma);
      // It is awaited in its turn; until then its failure must not count as unheard.
      frame.catch(() => undefined);
      underWay.push(frame);
      if (underWay.length >= pool.depth) await writeNext();
    }
  } catch (error) {
    const endsEarly = error instanceof AppError && error.code === 'media.truncated' && frames.length + underWay.length > 0;
    if (!endsEarly) throw error;
  }
  while (underWay.length > 0) await writeNext();
  return { frames, kept, standIns };
}

async function checkLuma(plan: DeliveryPlan, written: WrittenFrames, { tools, signal }: DeliverySources): Promise<LumaCheck | null> {
  if (plan.verify === 'none' || written.frames.length === 0) return null;
  const { clip, format } = plan;
  const probed = await probeClip(await firstFileOf(plan), tools, { signal });
  const delivered: DeliveredFile = {
    // Images do not tell by which matrix their R′G′B′ were made.
    clip: { ...probed, picture: { ...probed.picture, matrix: clip.picture.matrix } },
    firstFrame: plan.range.first, frameCount: written.frames.length,
  };
  const mustBeExact = plan.codec === 'ffv1' && format.layout === 'planar-yuv';
  return plan.verify === 'every-frame'
    ? checkEveryFrame(delivered, clip, tools, { mustBeExact, signal })
    : checkSomeFrames(delivered, clip, written.kept, tools, { mustBeExact, signal });
}

/** The file itself, or the first image of the folder. */
async function firstFileOf(plan: DeliveryPlan): Promise<string> {
  if (plan.codec !== 'png' && plan.codec !== 'tiff') return plan.outPath;
  const [first] = (await readdir(plan.outPath)).toSorted();
  if (first === undefined) throw new Error(`The encoder left no image in ${plan.outPath}.`);
  return join(plan.outPath, first);
}

async function bytesOf(path: string): Promise<number> {
  const info = await stat(path);
  if (!info.isDirectory()) return info.size;
  const sizes = await Promise.all((await readdir(path)).map(async (name) => (await stat(join(path, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** For a shell, so that the command can be tried as it is shown. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll('\'', String.raw`'\''`)}'`;
}
