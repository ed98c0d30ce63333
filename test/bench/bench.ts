/** One measured line of `npm run bench`. */
export interface BenchRow {
  readonly name: string;
  /** Median of the measured runs. */
  readonly median: number;
  readonly unit: string;
  /** The bar: `≤ 150 ms`, `≥ 2 frames/s`, or relative to the yardstick, `≤ 1.5 × plain ffmpeg`. */
  readonly bar?: string;
  /** The same work by simple means, for comparison. */
  readonly yardstick?: { readonly name: string; readonly median: number };
}

/** Whether a row reaches its bar; `undefined` when it has none. @throws Error for a bar that cannot be read, or that needs a yardstick when there is none. */
export function meetsBar(row: BenchRow): boolean | undefined {
  if (row.bar === undefined) return undefined;
  const match = /^([≤≥]) ([\d.]+)( ×)?/.exec(row.bar);
  if (match === null) throw new Error(`The bar of "${row.name}" cannot be read: ${row.bar}`);
  const limit = Number(match[2]);
  const value = match[3] === undefined ? row.median : row.median / (row.yardstick?.median ?? Number.NaN);
  if (Number.isNaN(value)) throw new Error(`"${row.name}" has no yardstick to be held against.`);
  return match[1] === '≤' ? value <= limit : value >= limit;
}

/** Default export of a `*.bench.ts`. */
export type Bench = () => Promise<readonly BenchRow[]>;

/** Median time of the work, in ms, after one warm-up run. */
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
