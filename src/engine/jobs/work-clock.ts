/** Time of a job's work. Time in which it stands still says nothing of its speed. */
interface WorkClock {
  /** Waits, and does not count that. Several waits at once are left out once. */
  without(wait: () => Promise<void> | undefined): Promise<void>;
  /** Seconds of work since the clock was made. */
  seconds(): number;
}

export function workClock(now: () => number = () => performance.now()): WorkClock {
  const startMs = now();
  let [waits, sinceMs, leftOutMs] = [0, 0, 0];
  return {
    async without(wait) {
      if (waits++ === 0) sinceMs = now();
      try {
        await wait();
      } finally {
        if (--waits === 0) leftOutMs += now() - sinceMs;
      }
    },
    seconds: () => (now() - startMs - leftOutMs) / 1000,
  };
}
