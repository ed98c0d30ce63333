import type { Clip } from './clip.ts';
import type { ProjectDocument, Shot } from './document.ts';
import { documentIndex, indexOfShotAt } from './document-index.ts';
import { type FrameRange, frameRange, rangeLength } from './frame.ts';
import type { Sequence, SequenceEvent } from './sequence.ts';

/** One event's use of a clip: its frames, cut where the shots meet inside a mix that is part of the pictures. */
export interface SequenceUse {
  readonly event: SequenceEvent;
  readonly order: number;
  readonly first: number;
  /** One past the last. */
  readonly end: number;
  readonly before: number;
  readonly after: number;
  /** Frames of the clip in which the event before it is mixed with it. */
  readonly mix: FrameRange | undefined;
}

/** The events of a sequence that use a clip, by their first frame. */
export function usesOfSequence({ events }: Pick<Sequence, 'events'>, clip: Pick<Clip, 'id' | 'frameCount'>): readonly SequenceUse[] {
  const uses = events.flatMap((event, order): readonly SequenceUse[] => {
    if (event.clipId !== clip.id) return [];
    const own = mixInPictures(events[order - 1], event);
    const next = events[order + 1];
    const following = next === undefined ? undefined : mixInPictures(event, next);
    const first = own?.boundary ?? event.range.first;
    const end = Math.min(following?.boundary ?? event.range.last + 1, clip.frameCount);
    if (first >= end) return [];
    return [{ event, order, first, end, before: own === undefined ? event.handles.before : 0, after: following === undefined ? event.handles.after : 0, mix: own?.frames }];
  });
  return uses.toSorted((a, b) => a.first - b.first);
}

/** The shots of all clips that have frames of a sequence's events, each once, in the order in which the record first shows them. Pure. */
export function shotsInSequence(sequence: Pick<Sequence, 'events'>, document: ProjectDocument): readonly Shot[] {
  return [...firstEvents(sequence, document).keys()];
}

/** The same with the number, from 1, of the first event that shows each. Pure. */
export function firstEvents(sequence: Pick<Sequence, 'events'>, document: ProjectDocument): ReadonlyMap<Shot, number> {
  const index = documentIndex(document);
  const uses = document.clips.flatMap((clip) => usesOfSequence(sequence, clip).map((use) => ({ ...use, clipId: clip.id }))).toSorted((a, b) => a.order - b.order);
  const events = new Map<Shot, number>();
  for (const { clipId, first, end, order } of uses) {
    const shots = index.shots(clipId);
    for (let at = Math.max(0, indexOfShotAt(shots, first)); at < shots.length && shots[at]!.range.first < end; at++) {
      const shot = shots[at]!;
      if (shot.range.last >= first && !events.has(shot)) events.set(shot, order + 1);
    }
  }
  return events;
}

/**
 * A mix of two events whose frames follow each other in the clip as they do in the record: no editing program needs to make it, so it is in
 * the pictures of the clip already. The shots meet where the list says, else in the middle.
 */
function mixInPictures(previous: SequenceEvent | undefined, event: SequenceEvent): { readonly frames: FrameRange; readonly boundary: number } | undefined {
  const { transitionIn, range } = event;
  if (transitionIn.kind === 'cut' || previous?.clipId === undefined || previous.clipId !== event.clipId) return undefined;
  if (previous.range.last + 1 !== range.first || previous.recordStart + rangeLength(previous.range) !== event.recordStart) return undefined;
  const into = transitionIn.before ?? Math.floor(transitionIn.frames / 2);
  return { frames: frameRange(range.first, range.first + transitionIn.frames - 1), boundary: range.first + Math.min(into, rangeLength(range) - 1) };
}
