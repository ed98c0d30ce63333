import { AppError } from '../errors/app-error.ts';
import type { Clip } from './clip.ts';
import type { Rate } from './frame.ts';
import { rateOfNumber, reduceRate } from './known-rate.ts';

/** Rates that are offered for image sequences. */
export const SEQUENCE_RATES = ['16', '18', '23.976', '24', '25', '29.97', '30', '48', '50', '60'] as const;

const LEAST = 1;
const MOST = 240;
/** Of numerator and denominator: containers store them in 32 bits. */
const MOST_TERM = 1_000_000;
const ASSUMED = 'An image sequence holds no frame rate';

/** A rate as it is written by users: `25`, `23.976` (24000/1001), `24000/1001`. `undefined` for what is no rate of a clip. */
export function rateOfText(text: string): Rate | undefined {
  const [, num, den] = /^(\d{1,7})\/(\d{1,7})$/.exec(text.trim()) ?? [];
  if (num !== undefined && den !== undefined) {
    const rate = { num: Number(num), den: Number(den) };
    return isPossible(rate) ? reduceRate(rate) : undefined;
  }
  if (!/^\d{1,3}(\.\d{1,9})?$/.test(text.trim())) return undefined;
  const rate = rateOfNumber(Number(text));
  return rate !== undefined && isPossible(rate) ? reduceRate(rate) : undefined;
}

/** As {@link rateOfText}. @throws AppError `input.malformed` */
export function parseRate(text: string): Rate {
  const rate = rateOfText(text);
  if (rate === undefined) throw new AppError('input.malformed', `“${text}” is no frame rate. ${RATE_HELP}`);
  return rate;
}

export const RATE_HELP = `Write frames a second from ${LEAST} to ${MOST}: 18, 23.976, 24000/1001.`;

function isPossible({ num, den }: Rate): boolean {
  return num >= LEAST * den && num <= MOST * den && den > 0 && num <= MOST_TERM && den <= MOST_TERM;
}

/**
 * An image sequence at another rate; as probed without one. Frames keep their numbers.
 * @throws AppError `input.malformed` for other clips and for impossible rates
 */
export function withRate(clip: Clip, rate: Rate | undefined): Clip {
  if (clip.source.kind !== 'sequence') throw new AppError('input.malformed', `“${clip.name}” is no image sequence: its rate is that of its file and cannot be set.`);
  if (rate !== undefined && !isPossible(rate)) throw new AppError('input.malformed', `“${clip.name}” cannot have ${rate.num}/${rate.den} frames a second: a rate is from ${LEAST} to ${MOST}.`);
  const { probedRate, ...rest } = clip;
  const probed = probedRate ?? clip.rate;
  const used = rate === undefined ? probed : reduceRate(rate);
  return { ...rest, rate: used, durationSeconds: (clip.frameCount * used.den) / used.num, ...(rate === undefined ? {} : { probedRate: probed }) };
}

/** The remark on a sequence whose images state no rate. */
export function assumedRateRemark({ num, den }: Rate): string {
  return `${ASSUMED}; ${num / den} frames a second are assumed.`;
}

/** Whether nothing states the rate of a clip's images, whatever the user has set. */
export function statesNoRate({ remarks }: Pick<Clip, 'remarks'>): boolean {
  return remarks.some((remark) => remark.startsWith(ASSUMED));
}

/** Remarks of a clip, without that on an assumed rate where the user has set it. */
export function remarksByRate({ remarks, probedRate }: Pick<Clip, 'remarks' | 'probedRate'>): readonly string[] {
  return probedRate === undefined ? remarks : remarks.filter((remark) => !remark.startsWith(ASSUMED));
}
