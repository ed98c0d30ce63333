import { compareLuma, type LumaSamples } from '../../shared/colour/compare-luma.ts';
import { toDeliveredLuma } from '../../shared/colour/luma-codes.ts';
import type { LumaCheck } from '../../shared/model/delivery-report.ts';
import { type FrameRange, frameRange } from '../../shared/model/frame.ts';
import type { Clip } from '../../shared/model/clip.ts';
import { type FfmpegTools, lumaCoding, readLuma } from '../media/index.ts';


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
}

/** Frames that lie so close are read in one go; for one farther off decoding begins anew near it, and nothing in between is handed over. */
const READ_THROUGH = 16;

/** Compares kept source planes with the same frames of the finished file. */
export async function checkSomeFrames(delivered: DeliveredFile, source: Clip, kept: readonly KeptLuma[], tools: FfmpegTools, options: { readonly mustBeExact: boolean; readonly signal?: AbortSignal | undefined }): Promise<LumaCheck> {
  const coding = lumaCoding(delivered.clip.picture);
  const comparison = compareLuma(coding, options.mustBeExact);
  const keptAt = new Map(kept.map(({ frame, samples }) => [frame - delivered.firstFrame, samples]));
  for (const range of runsOf([...keptAt.keys()])) {
    for await (const read of readLuma(delivered.clip, tools, { range, signal: options.signal })) {
      const samples = keptAt.get(read.index);
      if (samples !== undefined) comparison.add(toDeliveredLuma(samples, lumaCoding(source.picture), coding), read.samples, { width: source.picture.width, deliveredWidth: read.width });
    }
  }
  return comparison.result();
}

function runsOf(frames: readonly number[]): readonly FrameRange[] {
  const runs: { first: number; last: number }[] = [];
  for (const frame of frames.toSorted((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run === undefined || frame - run.last > READ_THROUGH) runs.push({ first: frame, last: frame });
    else run.last = frame;
  }
  return runs.map(({ first, last }) => frameRange(first, last));
}

/** Decodes source and finished file side by side and compares every sample. */
export async function checkEveryFrame(delivered: DeliveredFile, source: Clip, tools: FfmpegTools, options: { readonly mustBeExact: boolean; readonly signal?: AbortSignal | undefined }): Promise<LumaCheck> {
  const coding = lumaCoding(delivered.clip.picture);
  const comparison = compareLuma(coding, options.mustBeExact);
  const count = Math.min(delivered.frameCount, delivered.clip.frameCount);
  const range: FrameRange = frameRange(delivered.firstFrame, delivered.firstFrame + count - 1);
  const theirs = readLuma(source, tools, { range, signal: options.signal });
  const ours = readLuma(delivered.clip, tools, { range: frameRange(0, count - 1), signal: options.signal });
  try {
    for (;;) {
      const [original, written] = await Promise.all([theirs.next(), ours.next()]);
      if (original.done === true || written.done === true) break;
      comparison.add(toDeliveredLuma(original.value.samples, original.value.coding, coding), written.value.samples, { width: original.value.width, deliveredWidth: written.value.width });
    }
  } finally {
    await Promise.all([theirs.return(), ours.return()]);
  }
  return comparison.result();
}
