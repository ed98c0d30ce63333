import { z } from 'zod';
import { FrameRange, Rate, rangeLength } from './frame.ts';
import { ClipId, EventId, SequenceId } from './ids.ts';

/** Length of a mix in frames, and how many of them lie before the cut, if the list states it. */
const mix = { frames: z.number().int().positive(), before: z.number().int().positive().optional() };

/** Transition into an event on the record side. A dissolve or wipe takes the first `frames` of the event. */
export const EventTransition = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('cut') }),
  z.object({ kind: z.literal('dissolve'), ...mix }),
  /** `pattern` is the number of SMPTE ST 258. */
  z.object({ kind: z.literal('wipe'), pattern: z.number().int().min(0), ...mix }),
]);
export type EventTransition = z.infer<typeof EventTransition>;

/** One event of an edit list: a range of a source at a record timecode. */
export const SequenceEvent = z.object({
  id: EventId,
  name: z.string(),
  /** Absent while the project has no clip of this source. */
  clipId: ClipId.optional(),
  /** Name of the source in the edit list. */
  reel: z.string().optional(),
  /** Frames used, both ends included: of the clip, or, without one, counted from midnight of the source's timecode. */
  range: FrameRange,
  /** Frames of the source before and after `range` that belong to the event without being visible. */
  handles: z.object({ before: z.number().int().min(0), after: z.number().int().min(0) }),
  /** Record timecode of the first frame, as frames since midnight at the sequence's rate. */
  recordStart: z.number().int().min(0),
  transitionIn: EventTransition,
});
export type SequenceEvent = z.infer<typeof SequenceEvent>;

/**
 * An edit list: events in record order, without overlap. A clip opened without one has the sequence of its own shots, which is not
 * stored.
 */
export const Sequence = z.object({
  id: SequenceId,
  name: z.string(),
  rate: Rate,
  dropFrame: z.boolean(),
  events: z.array(SequenceEvent).max(100_000).readonly(),
});
export type Sequence = z.infer<typeof Sequence>;

/** The first event that begins before the previous one has ended; `undefined` when they are in record order. */
export function eventOutOfOrder(events: readonly SequenceEvent[]): SequenceEvent | undefined {
  let end = 0;
  return events.find((event) => {
    const isEarly = event.recordStart < end;
    end = event.recordStart + rangeLength(event.range);
    return isEarly;
  });
}
