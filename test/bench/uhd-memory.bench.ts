import type { BenchRow } from './bench.ts';
import { peakOf } from './peak-memory.ts';

/** Resident memory of the whole program while eleven frames of 3840×2160 are propagated from keyframes at both ends and delivered. Linux only. */
export default async function benchUhdMemory(): Promise<readonly BenchRow[]> {
  if (process.platform !== 'linux') return [];
  const whole = await peakOf(11, '3840x2160');
  return [{ name: 'memory while 11 frames of 3840×2160 are coloured and delivered', median: whole / 2 ** 20, unit: 'MiB', bar: '≤ 4096 MiB' }];
}
