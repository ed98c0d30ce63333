import type { JobProgress } from './job-kind.ts';

/** Speed is taken over this much of the past: long enough to be steady, short enough to follow a change of shot. */
const WINDOW_MS = 15_000;
/** Progress at the beginning is ignored, up to the first that comes after this: models are loaded, and cached frames are reported all at once. */
const WARM_UP_MS = 1000;
/** Samples closer than this are not kept. */
const STEP_MS = 250;

/** Remaining time of a job, from its recent progress. */
interface TimeLeft {
  /** Seconds left (integer), or `null` while unknown. @param nowMs any monotonic clock */
  estimate(progress: Pick<JobProgress, 'done' | 'total' | 'group' | 'expectedSeconds'>, nowMs: number): number | null;
}

export function createTimeLeft(): TimeLeft {
  let startMs: number | undefined;
  let isBegun = false;
  let samples: { readonly atMs: number; readonly done: number }[] = [];
  return {
    estimate({ done, total, group = 1, expectedSeconds }, nowMs) {
      startMs ??= nowMs;
      const newest = samples.at(-1) ?? { atMs: nowMs, done };
      if (!isBegun) {
        isBegun = nowMs - startMs >= WARM_UP_MS && done > newest.done;
        samples = [{ atMs: nowMs, done }];
      } else if (nowMs - newest.atMs >= STEP_MS) {
        // Of the older ones the last stays without which less than a group would be measured.
        samples = [...samples.filter((each, index, all) => nowMs - each.atMs <= WINDOW_MS || done - (all[index + 1]?.done ?? done) < group), { atMs: nowMs, done }];
      }
      if (done >= total) return 0;
      const oldest = samples[0]!;
      const elapsedMs = nowMs - oldest.atMs;
      const made = done - oldest.done;
      if (!isBegun || elapsedMs < WARM_UP_MS || made < Math.max(1, group)) return expectedSeconds === undefined ? null : Math.ceil(expectedSeconds);
      return Math.ceil(((total - done) * elapsedMs) / made / 1000);
    },
  };
}
