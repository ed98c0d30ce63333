import type { Clip } from '../../../shared/model/clip.ts';
import type { ClipFact } from '../../../shared/model/clip-report.ts';
import { statesNoRate } from '../../../shared/model/clip-rate.ts';
import type { Rate } from '../../../shared/model/frame.ts';
import { reduceRate } from '../../../shared/model/known-rate.ts';
import type { FrameTable } from '../decode/frame-table.ts';
import type { FoundRate } from './frame-rate.ts';
import type { ProbedStreams } from './probe-streams.ts';

interface RateEvidence {
  readonly table: FrameTable;
  readonly streams: ProbedStreams;
  /** Absent for a sequence of images. */
  readonly found: FoundRate | undefined;
}

/** The rate and how it was found. Pure. */
export function rateFact({ rate, probedRate, remarks, timing }: Pick<Clip, 'rate' | 'probedRate' | 'remarks' | 'timing'>, { table, streams, found }: RateEvidence): ClipFact {
  const fact = { id: 'rate', label: 'Rate', value: rateWords(rate) } as const;
  if (found === undefined) {
    const isAssumed = statesNoRate({ remarks });
    if (probedRate !== undefined) return { ...fact, how: 'setting', note: isAssumed ? 'images hold no rate' : `the header of the first image says ${rateWords(probedRate)}` };
    return isAssumed ? { ...fact, how: 'assumed', note: 'images hold no rate' } : { ...fact, how: 'file', note: 'by the header of the first image' };
  }
  const claims = streams.video.claimedRates.map(reduceRate);
  const isClaimed = claims.some((claim) => isSame(claim, rate));
  if (table.pts === undefined) return { ...fact, how: isClaimed ? 'file' : 'assumed', note: 'no usable timestamps to check it by' };
  if (timing === 'variable' && found.gaps.length === 0) return { ...fact, how: 'measured', note: `a mean: ${stepWords(table)}; each frame keeps its own time` };
  const grid = found.gaps.length > 0 ? 'all timestamps lie on its grid, with gaps' : `all ${table.frameCount} timestamps lie on its grid`;
  if (isClaimed) return { ...fact, how: 'file', note: grid };
  return { ...fact, how: 'measured', note: `${grid}; the file says ${claims[0] === undefined ? 'none' : rateWords(claims[0])}` };
}

function isSame(a: Rate, b: Rate): boolean {
  return a.num * b.den === b.num * a.den;
}

/** `25`, `24000/1001 (23.976)`, frames a second. */
function rateWords({ num, den }: Rate): string {
  return den === 1 ? `${num} frames a second` : `${num}/${den} (${(num / den).toFixed(3)}) frames a second`;
}

function stepWords({ pts, timeBase }: FrameTable): string {
  const steps = Array.from(pts ?? []).slice(1).map((value, index) => ((value - pts![index]!) * timeBase.num * 1000) / timeBase.den);
  const [least, most] = steps.reduce(([low, high], step) => [Math.min(low, step), Math.max(high, step)], [Infinity, 0]);
  return `frames last ${least.toFixed(1)} to ${most.toFixed(1)} ms`;
}
