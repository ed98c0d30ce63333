import { counted } from '../../shared/counted.ts';
import type { Rate } from '../../shared/model/frame.ts';
import { add, earlier, framesOf, type Rational, subtract, ZERO } from './rational.ts';
import { endOf, type TimelineEvent } from './timeline.ts';

interface Fade {
  readonly side: 'in' | 'out';
  /** Seconds of the fade before and after the cut. */
  readonly before: Rational;
  readonly after: Rational;
}

/** An event with a fade. The part of the fade beyond the event's cut, in a gap, is kept in `fades`; the event's times stay those of the list. */
export function withFade(event: TimelineEvent, { side, before, after }: Fade): TimelineEvent {
  const beyond = side === 'in' ? before : after;
  return beyond.num <= 0n ? event : { ...event, fades: { in: ZERO, out: ZERO, ...event.fades, [side]: beyond } };
}

/**
 * Events extended over their fades: a fade is a mix with black, so all of its frames belong to the one event. @param events of one track in
 * record order, or of several by track; they do not overlap
 */
export function reachingOverFades(events: readonly TimelineEvent[]): readonly TimelineEvent[] {
  if (events.every(({ fades }) => fades === undefined)) return events;
  const neighbour = (index: number, track: number): TimelineEvent | undefined => (events[index]?.track === track ? events[index] : undefined);
  const reaching: TimelineEvent[] = [];
  events.forEach((event, index) => {
    const { fades, record, source } = event;
    if (fades === undefined) {
      reaching.push(event);
      return;
    }
    const last = reaching.at(-1);
    const free = last?.track === event.track ? subtract(record.start, endOf(last.record)) : undefined;
    const next = neighbour(index + 1, event.track);
    const lead = free === undefined ? fades.in : earlier(fades.in, free);
    const tail = next === undefined ? fades.out : earlier(fades.out, subtract(next.record.start, endOf(record)));
    const longer = ({ start, duration }: typeof record): typeof record => ({ start: subtract(start, lead), duration: add(duration, add(lead, tail)) });
    reaching.push({ ...event, record: longer(record), source: longer(source), fades: undefined });
  });
  return reaching;
}

/** Remark on a fade. */
export function fadeRemark(name: string, { side, before, after }: Fade, rate: Rate): string {
  const frames = framesOf(add(before, after), rate).frames;
  return `“${name}” fades ${side === 'in' ? 'in from' : 'out to'} black over ${counted(frames, 'frame')}: all of them are in its shot.`;
}

export function isForward({ before, after }: Pick<Fade, 'before' | 'after'>): boolean {
  return before.num >= 0n && after.num >= 0n && add(before, after).num > ZERO.num;
}
