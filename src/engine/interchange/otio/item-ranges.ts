import type { Rate } from '../../../shared/model/frame.ts';
import { rateOfNumber } from '../../../shared/model/known-rate.ts';
import { add, later, multiply, rational, type Rational, secondsOf, ZERO } from '../rational.ts';
import type { TimeSpan } from '../timeline.ts';
import { type MediaReference, type OtioItem, type OtioRange, type OtioTime, schemaOf } from './otio-schema.ts';

const FALLBACK: Rate = { num: 24, den: 1 };
const MILLIONTHS = 1_000_000;

export function rateOf(time: OtioTime): Rate {
  return rateOfNumber(time.rate) ?? FALLBACK;
}

/** Seconds; parts of a frame are kept to a millionth. */
export function secondsOfTime(time: OtioTime): Rational {
  const rate = rateOf(time);
  if (Number.isInteger(time.value)) return secondsOf(time.value, rate);
  return multiply(rational(BigInt(Math.round(time.value * MILLIONTHS)), MILLIONTHS), rational(rate.den, rate.num));
}

export function spanOf(range: OtioRange): TimeSpan {
  return { start: secondsOfTime(range.start_time), duration: secondsOfTime(range.duration) };
}

export function mediaOf(clip: OtioItem): MediaReference | undefined {
  return clip.media_references?.[clip.active_media_reference_key ?? 'DEFAULT_MEDIA'] ?? clip.media_reference ?? undefined;
}

/** The visible range of an item, in its own time: its source range, else its available range. `undefined` where neither is known. */
export function trimmedSpan(item: OtioItem): TimeSpan | undefined {
  if (item.source_range !== undefined) return spanOf(item.source_range);
  switch (schemaOf(item)) {
    case 'Clip': {
      const available = mediaOf(item)?.available_range;
      return available === undefined ? undefined : spanOf(available);
    }
    case 'Stack': return { start: ZERO, duration: (item.children ?? []).reduce((longest, child) => later(longest, durationOf(child)), ZERO) };
    case 'Track': return { start: ZERO, duration: (item.children ?? []).reduce((sum, child) => add(sum, durationOf(child)), ZERO) };
    default: return undefined;
  }
}

/** A transition takes no time of its own. */
export function durationOf(item: OtioItem): Rational {
  return schemaOf(item) === 'Transition' ? ZERO : (trimmedSpan(item)?.duration ?? ZERO);
}
