import { AppError } from '../../shared/errors/app-error.ts';
import type { Rate } from '../../shared/model/frame.ts';
import { add, compare, type Rational } from './rational.ts';

/** A stretch of time. Seconds, exact. */
export interface TimeSpan {
  readonly start: Rational;
  readonly duration: Rational;
}

export function endOf(span: TimeSpan): Rational {
  return add(span.start, span.duration);
}

/**
 * How an event begins. A mix reaches from `before` the event's record start to `after` it: CMX 3600 lists have the whole of it
 * after the start, the other formats say where inside it the cut lies.
 */
export type TimelineTransition =
  | { readonly kind: 'cut' }
  | { readonly kind: 'dissolve'; readonly before: Rational; readonly after: Rational }
  /** `pattern` is the number of SMPTE ST 258. */
  | { readonly kind: 'wipe'; readonly pattern: number; readonly before: Rational; readonly after: Rational };

export interface TimelineMarker {
  /** Record time. */
  readonly at: Rational;
  readonly text: string;
  /** As the file names it: `RED`. */
  readonly colour: string | undefined;
}

/** Numbered images of one folder. Texts are parts of an address: `file:///scans/Reel%201/`. */
export interface EventImages {
  /** Of the folder, with a slash at its end. */
  readonly base: string;
  /** Before and after the number. */
  readonly prefix: string;
  readonly suffix: string;
  /** Digits of the number, at least; padded with zeros. */
  readonly padding: number;
  /** Number of the image at the start of what is available. */
  readonly firstNumber: number;
}

/** One use of a source on a video track. */
export interface TimelineEvent {
  /** The clip's name in the list. */
  readonly name: string;
  /** Name of the tape or reel. */
  readonly reel: string | undefined;
  /** File or address of the source, as the list has it; of images one of them, or a name for all of them (`shot_[0001-0240].dpx`). */
  readonly file: string | undefined;
  /** The source as images, where the list says that it is; `file` is the first of them then. */
  readonly images?: EventImages | undefined;
  /** Source time of the image that `file` names, where that is not the start of what is available. */
  readonly fileAt?: Rational | undefined;
  /** Video track from the bottom, from 0. */
  readonly track: number;
  /** Of the source's timecode; from zero where the list knows none. The duration is the record's where the speed is not 1. */
  readonly source: TimeSpan;
  /** Frames a second of the source. */
  readonly sourceRate: Rate;
  /** The available range of the source, if the list states it; handles are taken from it. */
  readonly available: TimeSpan | undefined;
  readonly record: TimeSpan;
  readonly transitionIn: TimelineTransition;
  /** Seconds of its fades from and to black that lie beyond its record times, in the gaps beside it. */
  readonly fades?: { readonly in: Rational; readonly out: Rational } | undefined;
  /** Source seconds a record second; 0 is a frozen frame; absent where it is 1. */
  readonly speed: Rational | undefined;
  /** Position in the list, for messages: `event 003`, `clip 4 of track V1`. */
  readonly label: string;
}

/** The pictures of an edit list or timeline. Sound is ignored. */
export interface Timeline {
  readonly name: string;
  /** Frames a second that its record timecode counts. */
  readonly rate: Rate;
  readonly dropFrame: boolean;
  /** By track, then by record time; on one track none over another. */
  readonly events: readonly TimelineEvent[];
  readonly markers: readonly TimelineMarker[];
  /** Sentences: what was assumed, and what is not imported. */
  readonly remarks: readonly string[];
}

/** Maximum number of events of a list, equal to that of a sequence of the document. */
export const MOST_EVENTS = 100_000;
/** Maximum number of remarks of one list that are listed individually. */
const MOST_REMARKS = 200;

/** Most characters of a quoted name in a sentence. */
const MOST_QUOTED = 80;

/** A sentence whose quoted names have at most {@link MOST_QUOTED} characters: a damaged list can have a name as long as itself. */
export function withShortNames(sentence: string): string {
  return sentence.replaceAll(/“([^”]*)”/g, (whole, name: string) => (name.length > MOST_QUOTED ? `“${name.slice(0, MOST_QUOTED)}…”` : whole));
}

/** Collects remarks, each once and with {@link withShortNames}; after {@link MOST_REMARKS} only their number. */
export function createRemarks(): { readonly add: (remark: string) => void; readonly all: () => readonly string[] } {
  const seen = new Set<string>();
  let more = 0;
  return {
    add: (said) => {
      const remark = withShortNames(said);
      if (seen.size < MOST_REMARKS) seen.add(remark);
      else if (!seen.has(remark)) more++;
    },
    all: () => [...seen, ...(more === 0 ? [] : [`And ${more} more.`])],
  };
}

/** The first event from a place of the list on that begins at a record time; −1 when there is none. Looks at no event before that place. */
export function eventBeginningAt(events: readonly TimelineEvent[], first: number, time: Rational): number {
  for (let index = first; index < events.length; index++) if (compare(events[index]!.record.start, time) === 0) return index;
  return -1;
}

/** @throws AppError `input.empty` for a list that is laid over or conformed without an event */
export function assertEvents(timeline: Timeline): void {
  if (timeline.events.length === 0) throw new AppError('input.empty', withShortNames(`“${timeline.name}” has no event with a picture.`));
}
