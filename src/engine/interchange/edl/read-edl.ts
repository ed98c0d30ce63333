import { counted } from '../../../shared/counted.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Rate } from '../../../shared/model/frame.ts';
import { canDropFrames, formatTimecode, parseTimecode } from '../../../shared/model/timecode.ts';
import { countOf } from '../../../shared/model/known-rate.ts';
import { orderedEvents } from '../ordered-events.ts';
import { fadeRemark, withFade } from '../fades.ts';
import { add, compare, rational, type Rational, secondsOf, subtract, ZERO } from '../rational.ts';
import { createRemarks, endOf, MOST_EVENTS, type Timeline, type TimelineEvent, type TimelineMarker, type TimelineTransition } from '../timeline.ts';
import { type EdlEdit, edlLines } from './edl-lines.ts';
import { edlRate } from './edl-rate.ts';

/** Sources that are no film: black, colour bars. */
const BLACK = new Set(['BL', 'BLACK', 'BLK']);
/** A reel name that stands for "no reel". */
const NO_REEL = 'AX';

/**
 * A CMX 3600 edit decision list.
 * @param options.rate of its timecode, which lists do not state.
 * @throws AppError `input.malformed` when no line of it is an edit
 */
export function readEdl(text: string, options: { readonly name: string; readonly rate?: Rate | undefined }): Timeline {
  const { title, edits, unreadable } = edlLines(text);
  if (edits.length === 0) {
    throw new AppError('input.malformed', `${options.name} is no edit list that can be read: ${unreadable[0] === undefined ? 'no line is an edit' : `line ${unreadable[0].line} is no edit: “${unreadable[0].text}”`}.`);
  }
  if (edits.length > MOST_EVENTS) throw new AppError('input.malformed', `${options.name} has ${edits.length} edits; lists of up to ${MOST_EVENTS} are read.`);
  const remarks = createRemarks();
  const { rate, remark } = edlRate(edits, options.rate);
  if (remark !== undefined) remarks.add(remark);
  for (const { line, text: words } of unreadable) remarks.add(`Line ${line} could not be read: “${words}”.`);
  const dropFrame = canDropFrames(rate) && edits.some((each) => isDropFrame(each, each.recordIn));
  const reading: Reading = { rate, tell: remarks.add, markers: [], events: [], uncertain: 0 };
  edits.forEach((edit, index) => { readEdit(edit, { previous: edits[index - 1], next: edits[index + 1] }, reading); });
  if (reading.uncertain > 0) remarks.add(`${reading.uncertain} comment${reading.uncertain === 1 ? ' line is' : ' lines are'} not taken over.`);
  return { name: title || options.name, rate, dropFrame, events: orderedEvents(reading.events, rate, remarks.add), markers: reading.markers, remarks: remarks.all() };
}

interface Reading {
  readonly rate: Rate;
  readonly tell: (remark: string) => void;
  readonly markers: TimelineMarker[];
  readonly events: TimelineEvent[];
  uncertain: number;
}

function isDropFrame(edit: EdlEdit, time: string): boolean {
  return edit.dropFrame === true || /[;.,]\d{2,3}$/.test(time);
}

function readEdit(edit: EdlEdit, { previous, next }: { readonly previous: EdlEdit | undefined; readonly next: EdlEdit | undefined }, reading: Reading): void {
  const { rate, tell } = reading;
  const label = `event ${edit.number}`;
  const track = trackOf(edit.channel);
  readMarkers(edit, reading);
  if (track === undefined) return;
  const [sourceIn, sourceOut, recordIn, recordOut] = [edit.sourceIn, edit.sourceOut, edit.recordIn, edit.recordOut].map((text) => framesOfText(text, edit, rate));
  if (sourceIn === undefined || sourceOut === undefined || recordIn === undefined || recordOut === undefined) {
    tell(`Line ${edit.line} (${label}) has a timecode that does not exist; it was left out.`);
    return;
  }
  const length = forward(recordIn, recordOut, rate, edit);
  // The line before a dissolve, of the same number, names the source that it comes from, and has no length.
  if (length === 0 && next?.number === edit.number) return;
  if (length === undefined || length === 0) {
    tell(`Line ${edit.line} (${label}) has no length in the record; it was left out.`);
    return;
  }
  if (isBlack(edit)) {
    readBlack(edit, { label, length, track, recordIn }, reading);
    return;
  }
  const sourceLength = forward(sourceIn, sourceOut, rate, edit);
  const speed = speedOf(edit, reading, label);
  if (sourceLength !== length && speed === undefined) tell(`Line ${edit.line} (${label}): the source has ${sourceLength ?? 'no'} frames and the record ${length}; the record was taken.`);
  const duration = secondsOf(length, rate);
  const record = { start: secondsOf(recordIn, rate), duration };
  const reel = commentOf(edit, 'longReel') ?? edit.reel;
  const fadesIn = previous !== undefined && isBlack(previous) && (previous.number === edit.number || previous.recordOut === edit.recordIn);
  const event: TimelineEvent = {
    name: nameOf(edit, { isHeld: sourceLength !== length }), reel: reel.toUpperCase() === NO_REEL ? undefined : reel, file: commentOf(edit, 'file'), fileAt: secondsOf(sourceIn, rate), track,
    source: { start: secondsOf(sourceIn, rate), duration }, sourceRate: rate, available: undefined, record,
    transitionIn: fadesIn ? { kind: 'cut' } : transitionOf(edit, record.start, duration, reading, label), speed, label,
  };
  if (fadesIn && 'frames' in edit.effect && edit.effect.frames > 0) tell(fadeRemark(event.name, { side: 'in', before: ZERO, after: secondsOf(edit.effect.frames, rate) }, rate));
  reading.events.push(event.transitionIn.kind === 'cut' || event.transitionIn.before.num === 0n ? event : movedToBoundary(event, event.transitionIn.before, reading.events));
}

function isBlack({ reel }: EdlEdit): boolean {
  return BLACK.has(reel.toUpperCase());
}

/** Black is no picture; the event that fades into it continues to the end of the fade. */
function readBlack(edit: EdlEdit, at: { readonly label: string; readonly length: number; readonly track: number; readonly recordIn: number }, { rate, tell, events }: Reading): void {
  const { label, length, track, recordIn } = at;
  tell(`${capital(label)} is black (${counted(length, 'frame')} from ${edit.recordIn}); it was left out.`);
  const frames = 'frames' in edit.effect ? Math.min(edit.effect.frames, length) : 0;
  const index = events.findLastIndex((each) => each.track === track);
  const previous = events[index];
  if (frames === 0 || previous === undefined || compare(endOf(previous.record), secondsOf(recordIn, rate)) !== 0) return;
  const fade = { side: 'out', before: ZERO, after: secondsOf(frames, rate) } as const;
  events[index] = withFade(previous, fade);
  tell(fadeRemark(previous.name, fade, rate));
}

/** A list that Tintype wrote says where inside a mix the shots meet: the event begins there, and the one before it ends there. */
function movedToBoundary(event: TimelineEvent, by: Rational, before: TimelineEvent[]): TimelineEvent {
  const at = before.findLastIndex((each) => each.track === event.track);
  const previous = before[at];
  if (previous !== undefined && compare(endOf(previous.record), event.record.start) === 0) {
    const duration = add(previous.record.duration, by);
    before[at] = { ...previous, record: { ...previous.record, duration }, source: { ...previous.source, duration } };
  }
  const duration = subtract(event.record.duration, by);
  return { ...event, record: { start: add(event.record.start, by), duration }, source: { start: add(event.source.start, by), duration } };
}

/** `V`, `B` (picture and sound), `V2`, `AA/V`; `undefined` for sound. */
function trackOf(channel: string): number | undefined {
  if (channel === 'B') return 0;
  const match = /V(\d{0,2})/.exec(channel);
  return match === null ? undefined : Math.max(1, Number(match[1] || 1)) - 1;
}

function framesOfText(text: string, edit: EdlEdit, rate: Rate): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const padded = /^\d[:;]/.test(text) ? `0${text}` : text;
  return parseTimecode(padded, rate, { dropFrame: isDropFrame(edit, text) })?.frames;
}

/** Frames from one timecode to another, across midnight if necessary; `undefined` when it would be negative. */
function forward(from: number, to: number, rate: Rate, edit: EdlEdit): number | undefined {
  if (to >= from) return to - from;
  const day = (parseTimecode(formatTimecode(-1, rate, { dropFrame: isDropFrame(edit, edit.recordIn) }), rate)?.frames ?? 0) + 1;
  const over = to - from + day;
  return over < day / 2 ? over : undefined;
}

function commentOf(edit: EdlEdit, kind: EdlEdit['comments'][number]['kind']): string | undefined {
  return edit.comments.find((each) => each.kind === kind && each.text !== '')?.text;
}

/** Programs mark the name of a held frame by ` FF`. */
function nameOf(edit: EdlEdit, { isHeld }: { readonly isHeld: boolean }): string {
  const isMix = edit.effect.kind !== 'cut';
  const name = (isMix ? commentOf(edit, 'toName') : undefined) ?? commentOf(edit, 'fromName') ?? commentOf(edit, 'file') ?? edit.reel;
  return isHeld && edit.comments.some((each) => each.kind === 'freeze') ? name.replace(/ FF$/, '') : name;
}

/** `M2  REEL  047.6  TIMECODE`: frames of the source a second of the record. */
function speedOf(edit: EdlEdit, { rate, tell }: Reading, label: string): Rational | undefined {
  const stated = commentOf(edit, 'speed');
  const isFrozen = edit.comments.some((each) => each.kind === 'freeze');
  const match = stated === undefined ? null : /(?:^|\s)(-?\d{1,5}(?:\.\d{1,6})?)(?:\s+[\d:;.,]+)?$/.exec(stated);
  if (stated !== undefined && match === null && !isFrozen) tell(`The speed of ${label} could not be read: “${stated.slice(0, 80)}”.`);
  if (match === null) return isFrozen ? ZERO : undefined;
  const speed = rational(Math.round(Number(match[1]) * 1_000_000), countOf(rate) * 1_000_000);
  if (compare(speed, rational(1)) === 0) return undefined;
  tell(speed.num === 0n ? `${capital(label)} is a frozen frame.` : `${capital(label)} runs at ${Number(match[1])} frames a second.`);
  return speed;
}

function transitionOf(edit: EdlEdit, start: Rational, duration: Rational, { rate, tell }: Reading, label: string): TimelineTransition {
  const { effect } = edit;
  if (effect.kind === 'other') tell(`${capital(label)} is a ${effect.name}, which is not taken over: it became a cut.`);
  if (effect.kind === 'cut' || effect.kind === 'other') return { kind: 'cut' };
  const whole = secondsOf(effect.frames, rate);
  if (effect.frames === 0) return { kind: 'cut' };
  if (compare(whole, duration) > 0) tell(`The ${effect.kind} into ${label} is longer than the event.`);
  const said = commentOf(edit, 'boundary');
  const boundary = said === undefined ? undefined : framesOfText(said, edit, rate);
  const into = boundary === undefined ? ZERO : subtract(secondsOf(boundary, rate), start);
  if (into.num < 0n || compare(into, whole) > 0 || compare(into, duration) >= 0) return { ...shape(effect), before: ZERO, after: whole };
  return { ...shape(effect), before: into, after: subtract(whole, into) };
}

function shape(effect: Extract<EdlEdit['effect'], { readonly frames: number }>): { readonly kind: 'dissolve' } | { readonly kind: 'wipe'; readonly pattern: number } {
  return effect.kind === 'wipe' ? { kind: 'wipe', pattern: effect.pattern } : { kind: 'dissolve' };
}

/** `* LOC: 01:00:01:14 RED  TEXT`: at a record timecode. */
function readMarkers(edit: EdlEdit, reading: Reading): void {
  for (const { kind, text } of edit.comments) {
    if (kind === 'grade') reading.tell(`The colour decisions of event ${edit.number} (ASC CDL) are not taken over.`);
    if (kind === 'other' && !/^(?:BLEND|EFFECTS? NAME|SPLIT|AUD)\b/i.test(text)) reading.uncertain++;
    if (kind !== 'marker') continue;
    const match = /^(\d{2}[:;]\d{2}[:;]\d{2}[:;.,]\d{2,3})\s*(\S*)\s*(.*)$/.exec(text);
    const frames = match === null ? undefined : framesOfText(match[1]!, edit, reading.rate);
    if (match === null || frames === undefined) reading.tell(`A marker after line ${edit.line} could not be read: “${text.slice(0, 80)}”.`);
    else reading.markers.push({ at: secondsOf(frames, reading.rate), colour: match[2] || undefined, text: match[3]! });
  }
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
