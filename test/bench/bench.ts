/** One measured line of `npm run bench`. */
export interface BenchRow {
  readonly name: string;
  /** Median of the measured runs. */
  readonly median: number;
  readonly unit: 'ms' | 's' | 'frames/s' | 'MiB' | '×';
  /** The bar to reach: at most this, or at least this for rates. */
  readonly bar?: number;
  /** The same work by plain means, run beside it. */
  readonly yardstick?: { readonly name: string; readonly median: number };
}

/** Default export of a `*.bench.ts`. */
export type Bench = () => Promise<readonly BenchRow[]>;

/** Median of how long the work takes, in ms, after one run that is not counted. */
export async function medianMs(runs: number, work: () => unknown): Promise<number> {
  await work();
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return median(times);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
