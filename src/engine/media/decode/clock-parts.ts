import type { ShownFrame } from './showinfo.ts';

/** A stretch of a file with a clock of its own: films joined end to end (`cat 1.vob 2.vob`) begin their clock anew, or go on with a later one. */
export interface ClockPart {
  /** First frame of the stretch. */
  readonly firstFrame: number;
  /** Units to add to the stretch's timestamps so that it follows the stretch before it. */
  readonly shift: number;
}

/** More restarts of the clock than one in so many frames are disorder, not joined films. */
const LEAST_FRAMES_PER_PART = 5;

/** A step of this many seconds in a transport or program stream is another recording's clock; ffmpeg has the same limit (`-dts_delta_threshold`). */
export const JUMP_SECONDS = 10;

/** Whether ascending times jump ahead by more than `mostStep`. @param mostStep in units of the times. */
export function hasJump(times: Float64Array, mostStep: number): boolean {
  return times.some((value, index) => index > 0 && value - times[index - 1]! > mostStep);
}

/**
 * The timestamps of decoded frames, after each restart of the clock shifted so that they follow the frames before it.
 * `undefined` where a frame has no timestamp, or the clock goes back too often.
 * @param mostStep a longer step between two frames begins a new part too; in units of the timestamps
 */
export function joinClock(shown: readonly ShownFrame[], mostStep = Infinity): { readonly pts: Float64Array; readonly parts: readonly ClockPart[] } | undefined {
  const times = new Float64Array(shown.length);
  for (let index = 0; index < shown.length; index++) {
    const pts = shown[index]!.pts;
    if (pts === undefined) return undefined;
    times[index] = pts;
  }
  const starts = [0, ...times.keys().filter((index) => index > 0 && (times[index]! <= times[index - 1]! || times[index]! - times[index - 1]! > mostStep))];
  if (starts.length * LEAST_FRAMES_PER_PART > shown.length) return undefined;
  const period = usualStep(times);
  const parts: ClockPart[] = [];
  const pts = new Float64Array(times.length);
  for (const [number, firstFrame] of starts.entries()) {
    const shift = firstFrame === 0 ? 0 : pts[firstFrame - 1]! + period - times[firstFrame]!;
    parts.push({ firstFrame, shift });
    for (let index = firstFrame; index < (starts[number + 1] ?? times.length); index++) pts[index] = times[index]! + shift;
  }
  return { pts, parts };
}

function usualStep(times: Float64Array): number {
  const steps = times.slice(1).map((value, index) => value - times[index]!).filter((step) => step > 0).sort();
  return steps[steps.length >> 1] ?? 1;
}
