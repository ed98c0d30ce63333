import { compareLuma, type LumaComparison, type LumaSamples } from '../../shared/colour/compare-luma.ts';
import type { SampleCoding } from '../../shared/colour/luma.ts';
import { toDeliveredLuma } from '../../shared/colour/luma-codes.ts';
import type { LumaCheck } from '../../shared/model/delivery-report.ts';
import { frameIndex, type FrameRange, frameRange } from '../../shared/model/frame.ts';
import type { Clip } from '../../shared/model/clip.ts';
import { decodeWhole, type FfmpegTools, lumaCoding, readLuma } from '../media/index.ts';

/** Source planes kept while delivering, to be compared with what was written; few, as each is as large as the picture. */
export interface KeptLuma {
  readonly frame: number;
  readonly samples: LumaSamples;
}

export interface DeliveredFile {
  /** The finished file as probed. */
  readonly clip: Clip;
  /** Source frame that its first frame stands for. */
  readonly firstFrame: number;
  readonly frameCount: number;
  /** See `PictureRule.reservedCodes`. */
  readonly reservedCodes?: number | undefined;
}

/** Result of decoding a finished file completely. */
export interface CheckedFile {
  /** Frames that decoded. */
  readonly frameCount: number;
  /** ffmpeg's log lines on frames that did not decode. */
  readonly complaints: string;
  /** Absent when nothing was to be compared. */
  readonly luma?: LumaCheck;
}

/** The source's luma in the codes that the file has. */
function askedLuma({ clip, reservedCodes }: DeliveredFile, samples: LumaSamples, from: SampleCoding): LumaSamples {
  const coding = lumaCoding(clip.picture);
  const asked = toDeliveredLuma(samples, from, coding);
  if (reservedCodes === undefined) return asked;
  const highest = 2 ** coding.bitDepth - 1 - reservedCodes;
  return asked.map((code) => (code < reservedCodes ? reservedCodes : code > highest ? highest : code));
}

/** Decodes the finished file and compares kept source planes with the same frames of it. */
export async function checkSomeFrames(delivered: DeliveredFile, source: Clip, kept: readonly KeptLuma[], tools: FfmpegTools, options: CheckOptions): Promise<CheckedFile> {
  const coding = lumaCoding(delivered.clip.picture);
  const comparison = compareLuma(coding, options.mustBeExact);
  const keptAt = new Map(kept.map(({ frame, samples }) => [frameIndex(frame - delivered.firstFrame), samples]));
  const { luma, ...found } = await decodeWhole(delivered.clip, tools, { keep: [...keptAt.keys()], signal: options.signal });
  for (const read of luma) comparison.add(askedLuma(delivered, keptAt.get(read.index)!, lumaCoding(source.picture)), read.samples, { width: source.picture.width, deliveredWidth: read.width, frame: delivered.firstFrame + read.index });
  return { ...found, ...(luma.length === 0 ? {} : { luma: comparison.result() }) };
}

/** Decodes source and finished file side by side and compares every sample. */
export async function checkEveryFrame(delivered: DeliveredFile, source: Clip, tools: FfmpegTools, options: CheckOptions): Promise<CheckedFile> {
  const comparison = compareLuma(lumaCoding(delivered.clip.picture), options.mustBeExact);
  const count = Math.min(delivered.frameCount, delivered.clip.frameCount);
  const frameCount = await compareRange(comparison, { delivered, source, range: frameRange(0, count - 1) }, tools, options);
  return { frameCount, complaints: '', luma: comparison.result() };
}

/** Compares some ranges of the finished file, in its own frames, with the source. */
export async function checkRanges(delivered: DeliveredFile, source: Clip, ranges: readonly FrameRange[], tools: FfmpegTools, options: CheckOptions): Promise<LumaCheck> {
  const comparison = compareLuma(lumaCoding(delivered.clip.picture), options.mustBeExact);
  for (const range of ranges) await compareRange(comparison, { delivered, source, range }, tools, options);
  return comparison.result();
}

interface CheckOptions {
  readonly mustBeExact: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** @returns how many frames of the finished file decoded */
async function compareRange(comparison: LumaComparison, { delivered, source, range }: { readonly delivered: DeliveredFile; readonly source: Clip; readonly range: FrameRange }, tools: FfmpegTools, { signal }: CheckOptions): Promise<number> {
  const theirs = readLuma(source, tools, { range: frameRange(delivered.firstFrame + range.first, delivered.firstFrame + range.last), signal });
  const ours = readLuma(delivered.clip, tools, { range, signal });
  let frameCount = 0;
  try {
    for (;;) {
      const [original, written] = await Promise.all([theirs.next(), ours.next()]);
      if (original.done === true || written.done === true) break;
      if (written.value.isStandIn !== true) frameCount++;
      comparison.add(askedLuma(delivered, original.value.samples, original.value.coding), written.value.samples, { width: original.value.width, deliveredWidth: written.value.width, frame: original.value.index });
    }
  } finally {
    await Promise.all([theirs.return(), ours.return()]);
  }
  return frameCount;
}
