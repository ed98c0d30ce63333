/** How long each figure is about, and how many there are: the last minute. */
const SPAN_MS = 5000;
const SPANS = 12;

/** Frames a second of a worker over the last minute. */
interface FrameRates {
  /** So many frames were made just now. */
  add(frames: number): void;
  /** Frames a second in each span of five seconds that is over, the oldest first: 12, or as many as there have been since the beginning. */
  lastMinute(): readonly number[];
}

/** @param now milliseconds of a clock that only goes forwards */
export function createFrameRates(now: () => number = () => performance.now()): FrameRates {
  const begin = now();
  const spanNow = (): number => Math.floor((now() - begin) / SPAN_MS);
  /** Frames by span; those before the last minute are forgotten. */
  const made = new Map<number, number>();
  return {
    add(frames) {
      const span = spanNow();
      made.set(span, (made.get(span) ?? 0) + frames);
      for (const each of made.keys()) if (each < span - SPANS) made.delete(each);
    },
    lastMinute() {
      const end = spanNow();
      return Array.from({ length: Math.min(SPANS, end) }, (_, index) => (made.get(end - Math.min(SPANS, end) + index) ?? 0) / (SPAN_MS / 1000));
    },
  };
}
