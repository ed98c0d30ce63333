import { counted } from '../../shared/counted.ts';
import type { Clip } from '../../shared/model/clip.ts';
import type { MarkerColour, ShotTransition } from '../../shared/model/document.ts';
import { type FrameRange, frameRange } from '../../shared/model/frame.ts';
import { formatTimecode, parseTimecode } from '../../shared/model/timecode.ts';
import type { Placement } from '../../shared/model/edit-list.ts';
import { flatEvents } from './flat-events.ts';
import { countOf, rateText } from '../../shared/model/known-rate.ts';
import { add, framesOf, type Rational, subtract } from './rational.ts';
import { assertEvents, createRemarks, endOf, type Timeline, type TimelineEvent } from './timeline.ts';

/** A shot that a list gives a clip. */
interface LaidShot {
  readonly range: FrameRange;
  readonly name: string;
  readonly transitionIn: ShotTransition;
  /** False for frames that no event covers. */
  readonly isOfList: boolean;
}

interface LaidMarker {
  readonly frame: number;
  readonly text: string;
  readonly colour: MarkerColour | undefined;
}

/** A list applied to a clip: every frame of the clip is in one shot. */
export interface LaidOver {
  readonly placement: Placement;
  /** Position of the first event of the list: a frame of the clip, negative when it lies before the clip. */
  readonly firstFrame: number;
  readonly shots: readonly LaidShot[];
  readonly markers: readonly LaidMarker[];
  /** Events that lie in the clip, wholly or in part. */
  readonly fitting: number;
  readonly events: number;
  readonly remarks: readonly string[];
}

type Film = Pick<Clip, 'name' | 'rate' | 'frameCount' | 'startTimecode'>;

/**
 * Lays the list of a film that was made after it ("pre-conformed") over the film itself.
 * @param placement by the record timecode, from the film's first frame, or from another. When it is left out: by the timecode where the list lies
 * within that of the film, else from the first frame.
 */
export function layOver(timeline: Timeline, film: Film, placement?: Placement): LaidOver {
  assertEvents(timeline);
  const remarks = createRemarks();
  for (const remark of timeline.remarks) remarks.add(remark);
  const events = flatEvents(timeline);
  const seen = new Set(events.map((each) => each.label)).size;
  if (seen < timeline.events.length) remarks.add(`${timeline.events.length - seen} events lie wholly under others and were left out.`);
  const count = frameCounter(timeline, film, remarks.add);
  const start = film.startTimecode === undefined ? undefined : parseTimecode(film.startTimecode, film.rate)?.frames;
  const first = count(events[0]!.record.start);
  const last = events.reduce((latest, each) => Math.max(latest, count(endOf(each.record))), first);
  const chosen = placement ?? (start !== undefined && last > start && first < start + film.frameCount ? { kind: 'timecode' } : { kind: 'start' });
  if (chosen.kind === 'timecode' && start === undefined) remarks.add(`“${film.name}” has no timecode: its first frame counts as 00:00:00:00.`);
  if (placement === undefined && chosen.kind === 'start' && start !== undefined) {
    remarks.add(`The list's timecode (from ${formatTimecode(first, film.rate)}) does not lie in that of “${film.name}” (from ${film.startTimecode!}): its first event was laid on the first frame.`);
  }
  const offset = chosen.kind === 'timecode' ? (start ?? 0) : first - (chosen.kind === 'frame' ? chosen.frame : 0);
  const frameAt = (time: Rational): number => count(time) - offset;
  const placed = placeEvents(events, frameAt, film, remarks.add);
  const markers = timeline.markers.map(({ at, text, colour }): LaidMarker => ({ frame: frameAt(at), text, colour: markerColour(colour) })).filter(({ frame }) => frame >= 0 && frame < film.frameCount);
  const outside = timeline.markers.length - markers.length;
  if (outside > 0) remarks.add(outside === 1 ? '1 marker lies outside the clip and was left out.' : `${outside} markers lie outside the clip and were left out.`);
  const shots = withGaps(placed, film, remarks.add);
  return { placement: chosen, firstFrame: first - offset, shots, markers, fitting: placed.length, events: events.length, remarks: remarks.all() };
}

/** Record time as frames of the film. Rates that count alike (24 and 23.976) have the same frames; else time decides. */
function frameCounter(timeline: Timeline, film: Film, tell: (remark: string) => void): (time: Rational) => number {
  const alike = countOf(timeline.rate) === countOf(film.rate);
  if (!alike) tell(`The list has ${rateText(timeline.rate)} frames a second and the clip ${rateText(film.rate)}: cuts were placed by their time, on the nearest frame.`);
  const rate = alike ? timeline.rate : film.rate;
  let isOff = false;
  return (time) => {
    const { frames, isExact } = framesOf(time, rate);
    if (!isExact && alike && !isOff) {
      isOff = true;
      tell('Some times of the list do not lie on whole frames; they were moved to the nearest.');
    }
    return frames;
  };
}

interface Placed {
  readonly first: number;
  /** One past the last. */
  readonly end: number;
  readonly event: TimelineEvent;
  readonly mix: FrameRange | undefined;
}

function placeEvents(events: readonly TimelineEvent[], frameAt: (time: Rational) => number, film: Film, tell: (remark: string) => void): readonly Placed[] {
  const placed: Placed[] = [];
  let wipes = 0;
  for (const event of events) {
    const cut = frameAt(event.record.start);
    const end = Math.min(frameAt(endOf(event.record)), film.frameCount);
    const previous = placed.at(-1);
    const first = Math.max(cut, 0);
    if (first >= end) {
      tell(`${event.label} “${event.name}” lies outside the clip (from frame ${cut}) and was left out.`);
      continue;
    }
    if (first !== cut || end !== frameAt(endOf(event.record))) tell(`${event.label} “${event.name}” lies partly outside the clip; what lies inside was taken.`);
    const joins = previous?.end === first && first === cut;
    const mix = joins ? mixOf(event, cut, frameAt) : undefined;
    if (event.transitionIn.kind !== 'cut' && mix === undefined) tell(`The ${event.transitionIn.kind} into ${event.label} “${event.name}” has no shot before it and was left out.`);
    if (mix !== undefined && event.transitionIn.kind === 'wipe') wipes++;
    const boundary = mix === undefined ? first : Math.min(mix.boundary, end - 1);
    if (mix !== undefined) placed[placed.length - 1] = { ...previous!, end: boundary };
    placed.push({ first: boundary, end, event, mix: mix?.range });
  }
  if (wipes > 0) tell(`${counted(wipes, 'wipe became a dissolve', 'wipes became dissolves')}: colour is mixed over the same frames.`);
  return placed;
}

/** Frames of a mix, and the shot boundary in it: the cut where the list says it, else the middle. */
function mixOf(event: TimelineEvent, cut: number, frameAt: (time: Rational) => number): { readonly range: FrameRange; readonly boundary: number } | undefined {
  const { transitionIn, record } = event;
  if (transitionIn.kind === 'cut') return undefined;
  const first = frameAt(subtract(record.start, transitionIn.before));
  const end = frameAt(add(record.start, transitionIn.after));
  if (end <= first || first < 0) return undefined;
  return { range: frameRange(first, end - 1), boundary: first === cut || end === cut ? first + Math.floor((end - first) / 2) : cut };
}

function withGaps(placed: readonly Placed[], film: Film, tell: (remark: string) => void): readonly LaidShot[] {
  const shots: LaidShot[] = [];
  let at = 0;
  let gaps = 0;
  const gap = (end: number): void => {
    if (end <= at) return;
    gaps++;
    tell(`Frames ${at} to ${end - 1} are in no event of the list; they became a shot of their own.`);
    shots.push({ range: frameRange(at, end - 1), name: `Not in list ${String(gaps).padStart(2, '0')}`, transitionIn: { kind: 'cut' }, isOfList: false });
  };
  placed.forEach(({ first, end, event, mix }, index) => {
    gap(first);
    const frames = mix === undefined ? undefined : trimmed(mix, { first, end }, shots.at(-1));
    shots.push({ range: frameRange(first, end - 1), name: event.name || `Shot ${String(index + 1).padStart(2, '0')}`, transitionIn: frames === undefined ? { kind: 'cut' } : { kind: 'dissolve', frames }, isOfList: true });
    at = end;
  });
  gap(film.frameCount);
  return shots;
}

/** A mix lies inside the two shots that it joins and begins after the one before it. */
function trimmed(mix: FrameRange, { first, end }: { readonly first: number; readonly end: number }, previous: LaidShot | undefined): FrameRange | undefined {
  if (previous === undefined) return undefined;
  const earliest = previous.transitionIn.kind === 'dissolve' ? previous.transitionIn.frames.last + 1 : previous.range.first;
  const from = Math.max(mix.first, earliest);
  const to = Math.min(mix.last, end - 1);
  return from <= first && to >= first ? frameRange(from, to) : undefined;
}

const COLOURS: Readonly<Record<string, MarkerColour>> = { RED: 'red', PINK: 'red', MAGENTA: 'red', GREEN: 'green', BLUE: 'blue', CYAN: 'blue', PURPLE: 'blue', YELLOW: 'amber', ORANGE: 'amber' };

function markerColour(name: string | undefined): MarkerColour | undefined {
  return name === undefined ? undefined : COLOURS[name.toUpperCase()];
}
