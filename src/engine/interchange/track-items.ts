import type { Rate } from '../../shared/model/frame.ts';
import { compare, framesOf, type Rational, subtract } from './rational.ts';
import { createRemarks, endOf, type Timeline, type TimelineEvent } from './timeline.ts';

/** An event in whole frames of the timeline's rate, and the mix into it. */
export interface TrackItem {
  readonly event: TimelineEvent;
  /** Record frames since midnight. */
  readonly start: number;
  readonly frames: number;
  /** Frames of the source since midnight of its timecode, at the timeline's rate. */
  readonly sourceStart: number;
  /** Frames of the mix before and after `start`; `undefined` for a cut. */
  readonly mix: { readonly before: number; readonly after: number; readonly pattern: number | undefined } | undefined;
  /** Whether it follows the one before it without a gap. */
  readonly follows: boolean;
}

/** The lowest track in whole frames, and remarks on the other tracks, which are not written. */
export function trackItems(timeline: Timeline): { readonly items: readonly TrackItem[]; readonly remarks: readonly string[] } {
  const remarks = createRemarks();
  const lowest = timeline.events[0]?.track;
  const events = timeline.events.filter((each) => each.track === lowest);
  if (events.length < timeline.events.length) remarks.add(`${timeline.events.length - events.length} events of upper tracks are left out.`);
  const { rate } = timeline;
  const items = events.map((event, index): TrackItem => {
    const whole = (time: Rational): number => {
      const { frames, isExact } = framesOf(time, rate);
      if (!isExact) remarks.add(`“${event.name}” does not lie on whole frames; it was moved to the nearest.`);
      return frames;
    };
    const previous = events[index - 1];
    const follows = previous !== undefined && compare(endOf(previous.record), event.record.start) === 0;
    const start = whole(event.record.start);
    const { transitionIn } = event;
    const mix = transitionIn.kind === 'cut' || !follows ? undefined
      : { before: whole(transitionIn.before), after: whole(transitionIn.after), pattern: transitionIn.kind === 'wipe' ? transitionIn.pattern : undefined };
    if (transitionIn.kind !== 'cut' && !follows) remarks.add(`The ${transitionIn.kind} into ${event.label} “${event.name}” has nothing before it and is not taken over.`);
    return { event, start, frames: whole(endOf(event.record)) - start, sourceStart: whole(event.source.start), mix, follows };
  });
  return { items: items.filter((each) => each.frames > 0), remarks: remarks.all() };
}

/** Available range of an item's source: at least its used range, with the frames of its mixes. */
export function availableOf(item: TrackItem, next: TrackItem | undefined, rate: Rate): { readonly start: number; readonly frames: number } {
  const first = item.sourceStart - (item.mix?.before ?? 0);
  const end = item.sourceStart + item.frames + (next?.follows === true ? (next.mix?.after ?? 0) : 0);
  const { available } = item.event;
  if (available === undefined) return { start: first, frames: end - first };
  const start = Math.min(first, framesOf(available.start, rate).frames);
  return { start, frames: Math.max(end, framesOf(endOf(available), rate).frames) - start };
}

/** Markers of a timeline in an item's span: frames from the item's start. */
export function markersIn(item: TrackItem, timeline: Timeline): readonly { readonly at: number; readonly text: string; readonly colour: string | undefined }[] {
  const { record } = item.event;
  return timeline.markers.filter(({ at }) => compare(at, record.start) >= 0 && compare(at, endOf(record)) < 0)
    .map(({ at, text, colour }) => ({ at: framesOf(subtract(at, record.start), timeline.rate).frames, text, colour }));
}

