import type { BenchRow } from './bench.ts';
import { peakOf } from './peak-memory.ts';

/** Small, so that 2,000 frames take minutes. Keeping the luma and planes of each frame would take 400 MiB more at this size. */
const SMALL = '256x144';

/**
 * Resident memory of the whole program (engine, inference process, every ffmpeg) while a film is propagated from keyframes at both ends and delivered:
 * one at 480 lines, and a small one with 200 and with 2,000 frames, which should take the same. Linux only.
 */
export default async function benchMemory(): Promise<readonly BenchRow[]> {
  if (process.platform !== 'linux') return [];
  const whole = await peakOf(96, '854x480');
  const short = await peakOf(200, SMALL);
  const long = await peakOf(2000, SMALL);
  return [
    { name: 'memory while a 96-frame 480p film is coloured and delivered', median: whole / 2 ** 20, unit: 'MiB', bar: '≤ 2048 MiB' },
    { name: `the same with 2000 frames of ${SMALL}`, median: long / 2 ** 20, unit: 'MiB', bar: '≤ 1.15 × 200 frames', yardstick: { name: 'with 200 frames of it', median: short / 2 ** 20 } },
  ];
}
