import { compareLuma, type LumaComparison } from '../../shared/colour/compare-luma.ts';
import { toDeliveredLuma } from '../../shared/colour/luma-codes.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { type Clip, clipPath, codingOf } from '../../shared/model/clip.ts';
import { FOREIGN_LUMA_PSNR } from '../../shared/model/delivery-report.ts';
import { frameRange } from '../../shared/model/frame.ts';
import type { FaultBox, QualityFrame, QualityHint, QualityKeyframe, QualityLimits, QualityReport, QualityShot } from '../../shared/model/quality-report.ts';
import { type FfmpegTools, lumaCoding, type LumaFrame, readLuma, readPictures } from '../media/index.ts';
import { alignFrames, orderFaults } from './align-frames.ts';
import { compareTags } from './compare-tags.ts';
import { faultPlaces } from './fault-places.ts';
import { findCuts, type FlickerMeasure, flickerOf } from './flicker.ts';
import { findingsOf } from './findings.ts';
import { type AskedColour, type AskedPlane, createHintMeter, createKeyframeMeter } from './hints-obeyed.ts';
import { lumaScale } from '../../shared/colour/luma.ts';
import { lumaErrorBlocks } from './luma-error-blocks.ts';
import { type LumaTone, lumaTone } from './luma-tone.ts';
import { BLOCKS, createFrameMeter, type FrameMeasures, lumaBlocks } from './measure-frame.ts';
import { measureSoundOffset } from './measure-sound.ts';
import { firstSourceFrame } from './first-source-frame.ts';
import { worstBox } from './worst-box.ts';

export interface QualityRequest {
  readonly delivered: Clip;
  readonly source: Clip;
  /** The project whose hints are looked for. */
  readonly project?: { readonly path: string; readonly asked: readonly AskedColour[]; readonly keyframes: readonly AskedPlane[] };
  /** The source frame that the delivery begins with; found out where it is not given. */
  readonly firstSourceFrame?: number;
  readonly limits: QualityLimits;
}

interface QualityOptions {
  readonly tools: FfmpegTools;
  readonly signal?: AbortSignal | undefined;
  report?(progress: { readonly done: number; readonly total: number }): void;
}

/** Source frames behind the delivered ones that are looked at, for frames that were dropped. */
const FRAMES_BEHIND = 8;

interface LumaTotals {
  readonly frames: Map<number, ReturnType<LumaComparison['result']>>;
  /** Of frames that differ: where most. */
  readonly boxes: Map<number, FaultBox>;
}

interface Measured {
  readonly frames: readonly FrameMeasures[];
  readonly luma: LumaTotals;
  readonly hints: readonly QualityHint[];
  readonly keyframes: readonly QualityKeyframe[];
  /** Block means of luma, frame after frame. */
  readonly deliveredBlocks: Float32Array;
  readonly sourceBlocks: Float32Array;
}

/**
 * Holds a delivered film against its source: both are decoded once, side by side (twice only where frames are missing or repeated). Memory holds a few
 * frames and some hundred numbers for each.
 * @throws AppError `input.frameOutside`, `media.*`, `file.*`, `ffmpeg.*`; AbortError
 */
export async function checkQuality(request: QualityRequest, options: QualityOptions): Promise<QualityReport> {
  const { delivered, source, limits } = request;
  const first = request.firstSourceFrame ?? await firstSourceFrame(delivered, source, options);
  if (first >= source.frameCount) throw new AppError('input.frameOutside', `Frame ${first} lies outside the source, which ends with frame ${source.frameCount - 1}.`);
  const measured = await measure(request, first, options);
  const aligned = alignFrames(measured.deliveredBlocks, measured.sourceBlocks);
  await compareMoved(request, { first, aligned, luma: measured.luma }, options);

  const cuts = findCuts(measured.frames.map(({ blocks }) => blocks));
  const flicker = flickerBetween(measured.frames, cuts);
  const frames = measured.frames.map((each, frame): QualityFrame => {
    const luma = measured.luma.frames.get(frame);
    return {
      frame, sourceFrame: first + aligned[frame]!, chroma: each.chroma, coverage: each.coverage, outOfGamut: each.outOfGamut, skinDeviation: each.skinDeviation,
      flicker: flicker[frame]?.flicker ?? null, sourceFlicker: flicker[frame]?.sourceFlicker ?? null,
      lumaDiffering: luma?.differingSamples ?? 0, lumaMean: luma?.meanError ?? 0, lumaMax: luma?.maxError ?? 0,
    };
  });
  const report = {
    version: 1 as const, delivered: clipPath(delivered), source: clipPath(source), project: request.project?.path ?? null,
    frameCount: delivered.frameCount, firstSourceFrame: first, rate: delivered.rate, startTimecode: delivered.startTimecode ?? null,
    luma: lumaTotal(measured.luma, delivered),
    soundOffset: await measureSoundOffset(delivered, source, { ...options, firstSourceFrame: first }),
    tags: [...compareTags(delivered, source, first)], shots: shotsOf(frames, cuts), hints: [...measured.hints], keyframes: [...measured.keyframes], frames, limits,
  };
  const placeOf = faultPlaces(measured.frames, { cuts, lumaBoxes: measured.luma.boxes, keyframeBoxes: new Map(measured.keyframes.flatMap(({ frame, box }) => (box === undefined ? [] : [[frame, box]]))) });
  return { ...report, findings: [...findingsOf(report, { orderFaults: orderFaults(aligned), expectedFrames: expectedFrames(request, first), foreign: foreignFrames(measured.luma), tones: tonesOf(request, measured, aligned), placeOf })] };
}

function foreignFrames({ frames }: Pick<LumaTotals, 'frames'>): ReadonlySet<number> {
  return new Set([...frames].flatMap(([frame, { psnr }]) => (psnr !== null && psnr < FOREIGN_LUMA_PSNR ? [frame] : [])));
}

/** Frames whose light lies off the source's by more than coding noise. Where both have curves of their own, their codes are no measure of it. */
function tonesOf({ delivered, source }: QualityRequest, { deliveredBlocks, sourceBlocks, luma }: Measured, aligned: Int32Array): ReadonlyMap<number, LumaTone> {
  if (codingOf(delivered).curve !== codingOf(source).curve) return new Map();
  const coding = lumaCoding(delivered.picture);
  const peak = (2 ** coding.bitDepth - 1) / lumaScale(coding).scale;
  const blocksOf = (all: Float32Array, frame: number): Float32Array => all.subarray(frame * BLOCKS, (frame + 1) * BLOCKS);
  return new Map([...luma.frames].flatMap(([frame, { psnr }]) => {
    const tone = psnr === null ? undefined : lumaTone(blocksOf(deliveredBlocks, frame), blocksOf(sourceBlocks, aligned[frame]!), peak * 10 ** (-psnr / 20));
    return tone === undefined ? [] : [[frame, tone] as const];
  }));
}

/** Of a whole film every frame is expected; the length of a part is not known here. */
function expectedFrames({ delivered, source }: QualityRequest, first: number): number | undefined {
  return first === 0 && Math.abs(delivered.frameCount - source.frameCount) <= FRAMES_BEHIND ? source.frameCount : undefined;
}

/** Reads both films in step. */
async function measure({ delivered, source, project }: QualityRequest, first: number, options: QualityOptions): Promise<Measured> {
  const { tools, signal } = options;
  const total = delivered.frameCount;
  const sourceCount = Math.min(source.frameCount - first, total + FRAMES_BEHIND);
  const [frames, hints, keyframes]: [FrameMeasures[], QualityHint[], QualityKeyframe[]] = [[], [], []];
  const luma: LumaTotals = { frames: new Map(), boxes: new Map() };
  const [deliveredBlocks, sourceBlocks] = [new Float32Array(total * BLOCKS), new Float32Array(sourceCount * BLOCKS)];
  const meter = createFrameMeter(codingOf(delivered));
  const hintMeter = createHintMeter(codingOf(delivered));
  const keyframeMeter = createKeyframeMeter(codingOf(delivered));
  const planes = new Map((project?.keyframes ?? []).map((each) => [each.frame - first, each]));
  const asked = Map.groupBy(project?.asked ?? [], ({ frame }) => frame - first);
  const theirs = readLuma(source, tools, { range: frameRange(first, first + sourceCount - 1), reuseBuffers: true, signal });
  const ours = readPictures(delivered, tools, { range: frameRange(0, total - 1), reuseBuffers: true, signal });
  try {
    for (let frame = 0; frame < Math.max(total, sourceCount); frame++) {
      const [original, written] = await Promise.all([frame < sourceCount ? theirs.next() : undefined, frame < total ? ours.next() : undefined]);
      const sourceLuma = original?.done === false ? original.value : undefined;
      const picture = written?.done === false ? written.value : undefined;
      if (sourceLuma !== undefined) sourceBlocks.set(lumaBlocks(sourceLuma, source.picture), frame * BLOCKS);
      if (picture === undefined) continue;
      frames.push(meter(picture));
      deliveredBlocks.set(lumaBlocks(picture.luma, isSameSize(delivered, source) ? source.picture : delivered.picture), frame * BLOCKS);
      hints.push(...hintMeter(picture, frame, asked.get(frame) ?? []).map(({ expected: _, ...hint }) => hint));
      const plane = planes.get(frame);
      if (plane !== undefined) keyframes.push(keyframeMeter(picture, frame, plane));
      if (sourceLuma !== undefined) compare(luma, frame, { source: sourceLuma, delivered: picture.luma }, { delivered, source });
      options.report?.({ done: frame + 1, total });
    }
  } finally {
    await Promise.all([theirs.return(), ours.return()]);
  }
  return { frames, luma, hints, keyframes, deliveredBlocks, sourceBlocks };
}

/** Some codecs pad odd sizes by a row or column. */
function isSameSize(delivered: Clip, source: Clip): boolean {
  const more = [delivered.picture.width - source.picture.width, delivered.picture.height - source.picture.height];
  return more.every((by) => by === 0 || by === 1);
}

function compare(totals: LumaTotals, frame: number, luma: { readonly source: LumaFrame; readonly delivered: LumaFrame }, clips: { readonly delivered: Clip; readonly source: Clip }): void {
  if (!isSameSize(clips.delivered, clips.source)) return;
  const coding = lumaCoding(clips.delivered.picture);
  const comparison = compareLuma(coding, false);
  const [asked, size] = [toDeliveredLuma(luma.source.samples, luma.source.coding, coding), { width: luma.source.width, deliveredWidth: luma.delivered.width }];
  comparison.add(asked, luma.delivered.samples, size);
  const result = comparison.result();
  totals.frames.set(frame, result);
  const box = result.differingSamples === 0 ? undefined : worstBox(lumaErrorBlocks(asked, luma.delivered.samples, size));
  if (box === undefined) totals.boxes.delete(frame);
  else totals.boxes.set(frame, box);
}

/** Compares the luma of frames that show another source frame than the one of their number. */
async function compareMoved({ delivered, source }: QualityRequest, { first, aligned, luma }: { readonly first: number; readonly aligned: Int32Array; readonly luma: LumaTotals }, { tools, signal }: QualityOptions): Promise<void> {
  const moved = [...aligned.keys()].filter((frame) => aligned[frame] !== frame);
  if (moved.length === 0) return;
  const [from, to] = [moved[0]!, moved.at(-1)!];
  const wanted = aligned.subarray(from, to + 1);
  const range = frameRange(first + wanted.reduce((least, each) => Math.min(least, each)), first + wanted.reduce((most, each) => Math.max(most, each)));
  const theirs = readLuma(source, tools, { range, signal });
  const ours = readLuma(delivered, tools, { range: frameRange(from, to), signal });
  // A repeated stretch goes back by a few frames.
  const recent: LumaFrame[] = [];
  try {
    for await (const written of ours) {
      const asked = first + aligned[written.index]!;
      while ((recent.at(-1)?.index ?? -1) < asked) {
        const next = await theirs.next();
        if (next.done === true) break;
        recent.push(next.value);
        if (recent.length > 2 * FRAMES_BEHIND) recent.shift();
      }
      const original = recent.find(({ index }) => index === asked);
      if (original !== undefined) compare(luma, written.index, { source: original, delivered: written }, { delivered, source });
    }
  } finally {
    await Promise.all([theirs.return(), ours.return()]);
  }
}

function flickerBetween(frames: readonly FrameMeasures[], cuts: readonly number[]): readonly (FlickerMeasure | undefined)[] {
  const isCut = new Set(cuts);
  return frames.map((each, frame) => {
    const [before, after] = [frames[frame - 1], frames[frame + 1]];
    return before === undefined || after === undefined || isCut.has(frame) || isCut.has(frame + 1) ? undefined : flickerOf(before.blocks, each.blocks, after.blocks);
  });
}

function lumaTotal({ frames }: LumaTotals, delivered: Clip): QualityReport['luma'] {
  const { bitDepth } = lumaCoding(delivered.picture);
  let [differing, samples, absolute, max, noise] = [0, 0, 0, 0, 0];
  for (const each of frames.values()) {
    differing += each.differingSamples;
    samples += each.checkedSamples;
    absolute += each.meanError * each.checkedSamples;
    max = Math.max(max, each.maxError);
    noise += each.psnr === null ? 0 : each.checkedSamples * 10 ** (-each.psnr / 10);
  }
  return { result: differing === 0 ? 'exact' : 'lossy', bitDepth, differingSamples: differing, samples, mean: samples === 0 ? 0 : absolute / samples, max, psnr: noise === 0 ? null : -10 * Math.log10(noise / samples) };
}

function shotsOf(frames: readonly QualityFrame[], cuts: readonly number[]): QualityShot[] {
  return cuts.map((start, index) => {
    const within = frames.slice(start, cuts[index + 1]);
    const quarter = Math.max(1, Math.floor(within.length / 4));
    const mean = (of: (frame: QualityFrame) => number | null, part = within): number | null => {
      const known = part.map(of).filter((value) => value !== null);
      return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
    };
    const chroma = ({ chroma: value }: QualityFrame): number => value;
    const [early, late] = [mean(chroma, within.slice(0, quarter)) ?? 0, mean(chroma, within.slice(-quarter)) ?? 0];
    return {
      first: start, last: start + within.length - 1, chroma: mean(chroma) ?? 0, coverage: mean(({ coverage }) => coverage) ?? 0, outOfGamut: mean(({ outOfGamut }) => outOfGamut) ?? 0,
      flicker: mean(({ flicker }) => flicker), sourceFlicker: mean(({ sourceFlicker }) => sourceFlicker), saturationDrift: early === 0 ? 1 : late / early, skinDeviation: mean(({ skinDeviation }) => skinDeviation),
    };
  });
}
