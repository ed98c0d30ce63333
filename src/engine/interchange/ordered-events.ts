import type { Rate } from '../../shared/model/frame.ts';
import { formatTimecode } from '../../shared/model/timecode.ts';
import { compare, framesOf, subtract } from './rational.ts';
import { endOf, type TimelineEvent } from './timeline.ts';

/** Events by track and record time without overlaps on a track: an event that overlaps the next is shortened, with a remark. */
export function orderedEvents(events: readonly TimelineEvent[], rate: Rate, tell: (remark: string) => void): readonly TimelineEvent[] {
  const sorted = events.toSorted((a, b) => a.track - b.track || compare(a.record.start, b.record.start));
  return sorted.flatMap((event, index) => {
    const next = sorted[index + 1];
    if (next === undefined || next.track !== event.track || compare(endOf(event.record), next.record.start) <= 0) return [event];
    const duration = subtract(next.record.start, event.record.start);
    const at = formatTimecode(framesOf(next.record.start, rate).frames, rate);
    if (duration.num <= 0n) {
      tell(`${event.label} “${event.name}” and ${next.label} “${next.name}” begin at the same place (${at}); the first was left out.`);
      return [];
    }
    tell(`${event.label} “${event.name}” has not ended where ${next.label} “${next.name}” begins (${at}); it was cut short.`);
    return [{ ...event, record: { start: event.record.start, duration }, source: { start: event.source.start, duration } }];
  });
}
