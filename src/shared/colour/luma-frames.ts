import { FOREIGN_LUMA_PSNR, type LumaCheck, type LumaFrames, MOST_LUMA_RUNS } from '../model/delivery-report.ts';
import { frameIndex, type FrameRange, frameRange } from '../model/frame.ts';

/** Error of one frame; codes. */
export interface FrameError {
  readonly differingSamples: number;
  readonly maxError: number;
  /** Peak signal to noise ratio, dB; `null` where nothing differs. */
  readonly psnr: number | null;
}

/** Which frames of a clip were compared, and which of them differ. */
interface LumaFrameTotals {
  /** Frames come in order; one that comes again, as at the ends of a short piece, counts once. @param error of a frame that differs */
  add(frame: number, error: FrameError | undefined): void;
  result(): LumaFrames;
}

export function createLumaFrameTotals(): LumaFrameTotals {
  const [checked, differing, foreign] = [createRuns(), createRuns(), createRuns()];
  let differingFrames = 0;
  let worst: LumaFrames['worst'] = null;
  let latest = -Infinity;
  return {
    add(frame, error) {
      if (frame <= latest) return;
      latest = frame;
      checked.add(frame, frame);
      if (error === undefined || error.differingSamples === 0) return;
      differingFrames++;
      const { differingSamples, maxError, psnr } = error;
      differing.add(frame, frame);
      if (psnr !== null && psnr < FOREIGN_LUMA_PSNR) foreign.add(frame, frame);
      if (maxError > (worst?.maxError ?? 0)) worst = { frame: frameIndex(frame), differingSamples, maxError };
    },
    result: () => ({ checked: checked.ranges(), differing: differing.ranges(), differingFrames, worst, foreign: foreign.ranges() }),
  };
}

/** The frames of checks that follow each other; `undefined` where one of them does not have them. */
export function joinedLumaFrames(checks: readonly LumaCheck[]): LumaFrames | undefined {
  const all = checks.flatMap(({ frames }) => (frames === undefined ? [] : [frames]));
  if (all.length < checks.length || all.length === 0) return undefined;
  const [checked, differing, foreign] = [createRuns(), createRuns(), createRuns()];
  for (const each of all) {
    for (const { first, last } of each.checked) checked.add(first, last);
    for (const { first, last } of each.differing) differing.add(first, last);
    for (const { first, last } of each.foreign) foreign.add(first, last);
  }
  return {
    checked: checked.ranges(), differing: differing.ranges(), foreign: foreign.ranges(), differingFrames: all.reduce((sum, each) => sum + each.differingFrames, 0),
    worst: all.reduce<LumaFrames['worst']>((worst, each) => ((each.worst?.maxError ?? 0) > (worst?.maxError ?? 0) ? each.worst : worst), null),
  };
}

/** Runs of frames that are added in order; no more than `MOST_LUMA_RUNS`. */
function createRuns(): { readonly add: (first: number, last: number) => void; readonly ranges: () => FrameRange[] } {
  const runs: { readonly first: number; last: number }[] = [];
  /** The last frame that was added, also of a run that is left out. */
  let end = -Infinity;
  return {
    add(first, last) {
      const before = runs.at(-1);
      if (before !== undefined && before.last === end && first === end + 1) before.last = last;
      else if (runs.length < MOST_LUMA_RUNS) runs.push({ first, last });
      end = last;
    },
    ranges: () => runs.map(({ first, last }) => frameRange(first, last)),
  };
}
