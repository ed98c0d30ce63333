/** Speed is taken over this much of the past: long enough to be steady, short enough to follow a change of shot. */
const WINDOW_MS = 15_000;
/** Progress at the beginning is ignored: models are loaded, and cached frames are reported all at once. */
const WARM_UP_MS = 1000;
/** Samples closer than this are not kept. */
const STEP_MS = 250;

/** Remaining time of a job, from its recent progress. */
export interface TimeLeft {
  /** Seconds left (integer), or `null` while unknown. @param nowMs any monotonic clock */
  estimate(progress: { readonly done: number; readonly total: number }, nowMs: number): number | null;
}

export function createTimeLeft(): TimeLeft {
  let startMs: number | undefined;
  let samples: { readonly atMs: number; readonly done: number }[] = [];
  return {
    estimate({ done, total }, nowMs) {
      startMs ??= nowMs;
      const warmingUp = nowMs - startMs < WARM_UP_MS;
      const newest = samples.at(-1);
      if (warmingUp || newest === undefined) samples = [{ atMs: nowMs, done }];
      else if (nowMs - newest.atMs >= STEP_MS) samples = [...samples.filter((each) => nowMs - each.atMs <= WINDOW_MS), { atMs: nowMs, done }];
      const oldest = samples[0]!;
      if (done >= total) return 0;
      const elapsedMs = nowMs - oldest.atMs;
      const made = done - oldest.done;
      return warmingUp || elapsedMs < WARM_UP_MS || made <= 0 ? null : Math.ceil(((total - done) * elapsedMs) / made / 1000);
    },
  };
}
