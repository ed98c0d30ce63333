/** Speed is taken over this much of the past: long enough to be steady, short enough to follow a change of shot. */
const WINDOW_MS = 15_000;
/** The beginning says nothing of the speed: models are loaded, and frames found in the cache come all at once. */
const WARM_UP_MS = 1000;
/** Samples closer than this are not kept. */
const STEP_MS = 250;

/** How long a job still takes, from what it has done lately. */
export interface TimeLeft {
  /** Seconds left (whole), or `null` while it cannot be told. @param nowMs any clock that only goes forward */
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
