import { AppError } from '../../../shared/errors/app-error.ts';
import type { Rate } from '../../../shared/model/frame.ts';
import { fadeRemark } from '../fades.ts';
import { orderedEvents } from '../ordered-events.ts';
import { add, compare, earlier, later, rational, type Rational, subtract, ZERO } from '../rational.ts';
import { createRemarks, endOf, eventBeginningAt, MOST_EVENTS, type Timeline, type TimelineEvent, type TimelineMarker, type TimelineTransition, type TimeSpan } from '../timeline.ts';
import { allOf, at, descendants, numberAt, textAt, type XmlNode } from '../xml/xml-tree.ts';
import { cutPoint, rateAt, secondsOfCount, timecodeAt } from './fcp7-times.ts';

const FALLBACK: Rate = { num: 24, den: 1 };
const MOST_NESTING = 16;

/** Final Cut Pro 7 XML (`xmeml`), as Premiere, Resolve and Hiero write it too. Nested sequences are opened. @throws AppError `input.malformed` */
export function readFcp7(root: XmlNode, options: { readonly name: string }): Timeline {
  const remarks = createRemarks();
  const sequences = [...topSequences(root)];
  const sequence = sequences.find((each) => at(each, 'media/video') !== undefined) ?? sequences[0];
  if (sequence === undefined) throw new AppError('input.malformed', `${options.name} holds no sequence.`);
  if (sequences.length > 1) remarks.add(`The file holds ${sequences.length} sequences; “${textAt(sequence, 'name') ?? ''}” was taken.`);
  const rate = rateAt(sequence, FALLBACK);
  const timecode = timecodeAt(sequence, rate);
  const start = timecode?.start ?? ZERO;
  const walk: Walk = { tell: remarks.add, events: [], markers: [], definitions: definitionsOf(root), nextTrack: allOf(at(sequence, 'media/video'), 'track').length };
  walkSequence(sequence, { rate, zero: start, from: undefined, to: undefined, track: undefined, depth: 0 }, walk);
  for (const marker of allOf(sequence, 'marker')) pushMarker(marker, add(start, secondsOfCount(numberAt(marker, 'in') ?? 0, rate)), walk);
  return { name: textAt(sequence, 'name') ?? options.name, rate, dropFrame: timecode?.dropFrame ?? false, events: orderedEvents(walk.events, rate, remarks.add), markers: walk.markers, remarks: remarks.all() };
}

/** Sequences that are not inside another's clip. */
function* topSequences(node: XmlNode): Generator<XmlNode> {
  for (const child of node.children) {
    if (child.name === 'sequence') yield child;
    else yield* topSequences(child);
  }
}

interface Walk {
  readonly tell: (remark: string) => void;
  readonly events: TimelineEvent[];
  readonly markers: TimelineMarker[];
  /** Files and sequences are said once and named by id from then on. */
  readonly definitions: ReadonlyMap<string, XmlNode>;
  /** Number for the next upper layer of a nested sequence. */
  nextTrack: number;
}

function definitionsOf(root: XmlNode): ReadonlyMap<string, XmlNode> {
  const found = new Map<string, XmlNode>();
  for (const name of ['file', 'sequence']) {
    for (const node of descendants(root, name)) {
      const key = `${name} ${node.attributes['id'] ?? ''}`;
      if (node.children.length > 0 && !found.has(key)) found.set(key, node);
    }
  }
  return found;
}

function defined(node: XmlNode | undefined, walk: Walk): XmlNode | undefined {
  return node === undefined || node.children.length > 0 ? node : (walk.definitions.get(`${node.name} ${node.attributes['id'] ?? ''}`) ?? node);
}

interface Place {
  readonly rate: Rate;
  /** Record time of the sequence's frame 0. */
  readonly zero: Rational;
  readonly from: Rational | undefined;
  readonly to: Rational | undefined;
  /** The track that a nested sequence lies on. */
  readonly track: number | undefined;
  readonly depth: number;
}

function walkSequence(sequence: XmlNode, place: Place, walk: Walk): void {
  allOf(at(sequence, 'media/video'), 'track').forEach((track, index) => {
    if (isOff(track)) {
      walk.tell(`Video track ${index + 1} is switched off and was left out.`);
      return;
    }
    const number = place.track === undefined ? index : index === 0 ? place.track : walk.nextTrack++;
    walkTrack(track.children.filter((each) => ['clipitem', 'generatoritem', 'transitionitem'].includes(each.name)), { ...place, track: number }, walk);
  });
}

function isOff(node: XmlNode): boolean {
  return textAt(node, 'enabled')?.toUpperCase() === 'FALSE';
}

function walkTrack(items: readonly XmlNode[], place: Place & { readonly track: number }, walk: Walk): void {
  items.forEach((item, index) => {
    if (item.name === 'transitionitem') {
      return;
    }
    const name = nameOf(item);
    if (isOff(item)) {
      walk.tell(`“${name}” is switched off and was left out.`);
      return;
    }
    const head = items[index - 1]?.name === 'transitionitem' ? items[index - 1] : undefined;
    const tail = items[index + 1]?.name === 'transitionitem' ? items[index + 1] : undefined;
    const fades = { in: head !== undefined && fadesIn(head, items[index - 2]), out: tail !== undefined && fadesOut(tail, items[index + 2]) };
    const span = itemSpan(item, { head, tail, place, fades });
    if (span === undefined || span.record.duration.num <= 0n) {
      walk.tell(`“${name}” has no length and was left out.`);
      return;
    }
    const first = walk.events.length;
    walkItem(item, span, place, walk);
    if (fades.in) remarkOnFade(head, 'in', { name, place }, walk);
    if (fades.out) remarkOnFade(tail, 'out', { name, place }, walk);
    if (head !== undefined && !fades.in) addTransition(head, { before: items[index - 2], item, span, first, place }, walk);
  });
}

/** Whether a transition is to black: no item begins at its end, or none follows. */
function fadesOut(transition: XmlNode, next: XmlNode | undefined): boolean {
  const end = numberAt(transition, 'end');
  return next === undefined || next.name === 'transitionitem' || (end !== undefined && (numberAt(next, 'start') ?? -1) > end);
}

function fadesIn(transition: XmlNode, before: XmlNode | undefined): boolean {
  const start = numberAt(transition, 'start');
  if (before === undefined || before.name === 'transitionitem') return true;
  const end = numberAt(before, 'end') ?? -1;
  return start !== undefined && end >= 0 && end < start;
}

function remarkOnFade(transition: XmlNode | undefined, side: 'in' | 'out', { name, place }: { readonly name: string; readonly place: Place }, walk: Walk): void {
  const [start, end] = [numberAt(transition, 'start'), numberAt(transition, 'end')];
  if (start === undefined || end === undefined || end <= start) return;
  walk.tell(fadeRemark(name, { side, before: ZERO, after: secondsOfCount(end - start, place.rate) }, place.rate));
}

function nameOf(item: XmlNode | undefined): string {
  return textAt(item, 'name') ?? '';
}

interface ItemPlace {
  readonly head: XmlNode | undefined;
  readonly tail: XmlNode | undefined;
  readonly place: Place;
  /** Whether the transitions are with black: the item then reaches over all of them. */
  readonly fades: { readonly in: boolean; readonly out: boolean };
}

interface ItemSpan {
  readonly record: TimeSpan;
  /** From the media's first frame. */
  readonly mediaIn: Rational;
  readonly rate: Rate;
}

/** `start` or `end` of −1 is the cut inside the transition beside it; `in` is then that of the transition's first frame. */
function itemSpan(item: XmlNode, { head, tail, place, fades }: ItemPlace): ItemSpan | undefined {
  const rate = rateAt(item, place.rate);
  const [start, end, mediaIn, mediaOut] = ['start', 'end', 'in', 'out'].map((path) => numberAt(item, path));
  const length = mediaIn === undefined || mediaOut === undefined ? undefined : secondsOfCount(mediaOut - mediaIn, rate);
  const headStart = head === undefined ? undefined : numberAt(head, 'start');
  const cutIn = head === undefined ? undefined : fades.in ? headStart : cutPoint(head);
  const cutOut = tail === undefined ? undefined : fades.out ? numberAt(tail, 'end') : cutPoint(tail);
  const seconds = (frames: number | undefined): Rational | undefined => (frames === undefined || frames < 0 ? undefined : secondsOfCount(frames, place.rate));
  const stated = { from: seconds(start) ?? seconds(cutIn), to: seconds(fades.out && end !== undefined && end >= 0 && cutOut !== undefined ? Math.max(end, cutOut) : end) ?? seconds(cutOut) };
  const from = stated.from ?? (stated.to === undefined || length === undefined ? undefined : subtract(stated.to, length));
  const to = stated.to ?? (from === undefined || length === undefined ? undefined : add(from, length));
  if (from === undefined || to === undefined) return undefined;
  const hidden = start === -1 && cutIn !== undefined && headStart !== undefined ? secondsOfCount(cutIn - headStart, place.rate) : ZERO;
  return { record: { start: add(place.zero, from), duration: subtract(to, from) }, mediaIn: add(secondsOfCount(mediaIn ?? 0, rate), hidden), rate };
}

function walkItem(item: XmlNode, span: ItemSpan, place: Place & { readonly track: number }, walk: Walk): void {
  const from = place.from === undefined ? span.record.start : later(place.from, span.record.start);
  const to = place.to === undefined ? endOf(span.record) : earlier(place.to, endOf(span.record));
  if (compare(from, to) >= 0) return;
  const nested = defined(at(item, 'sequence'), walk);
  if (nested !== undefined) {
    if (place.depth >= MOST_NESTING) walk.tell(`“${nameOf(item)}” is nested too deeply and was left out.`);
    else walkSequence(nested, { rate: rateAt(nested, span.rate), zero: subtract(span.record.start, span.mediaIn), from, to, track: place.track, depth: place.depth + 1 }, walk);
    return;
  }
  if (walk.events.length >= MOST_EVENTS) throw new AppError('input.malformed', `The file has more than ${MOST_EVENTS} events.`);
  const file = defined(at(item, 'file'), walk);
  if (item.name === 'generatoritem') walk.tell(`“${nameOf(item)}” is made by a generator: it has no source film.`);
  remarkOnGrades(item, walk);
  const fileRate = rateAt(file, span.rate);
  const timecode = timecodeAt(file, fileRate);
  const origin = timecode?.start ?? ZERO;
  const available = numberAt(file, 'duration');
  const duration = subtract(to, from);
  walk.events.push({
    name: nameOf(item), reel: textAt(file, 'timecode/reel/name'), file: textAt(file, 'pathurl') ?? textAt(file, 'name'), track: place.track,
    source: { start: add(add(origin, span.mediaIn), subtract(from, span.record.start)), duration }, sourceRate: span.rate,
    available: available === undefined ? undefined : { start: origin, duration: secondsOfCount(available, fileRate) },
    record: { start: from, duration }, transitionIn: { kind: 'cut' }, speed: speedOf(item, walk), label: `clip ${walk.events.length + 1}`,
  });
  for (const marker of allOf(item, 'marker')) {
    const own = add(span.record.start, subtract(secondsOfCount(numberAt(marker, 'in') ?? 0, span.rate), span.mediaIn));
    if (compare(own, from) >= 0 && compare(own, to) < 0) pushMarker(marker, own, walk);
  }
}

function pushMarker(marker: XmlNode, recordTime: Rational, walk: Walk): void {
  const text = [textAt(marker, 'name'), textAt(marker, 'comment')].filter((each) => each !== undefined).join(': ');
  walk.markers.push({ at: recordTime, text, colour: undefined });
}

const GRADES = /colou?r|cdl|lumetri|three-way|grade|lut/i;

/** Filters that change colour are reported; others are ignored. */
function remarkOnGrades(item: XmlNode, walk: Walk): void {
  for (const filter of allOf(item, 'filter')) {
    const name = textAt(filter, 'effect/name') ?? '';
    if (GRADES.test(name) || GRADES.test(textAt(filter, 'effect/effectid') ?? '')) walk.tell(`The colour correction “${name}” of “${nameOf(item)}” is not taken over.`);
  }
}

/** Filter *timeremap*: per cent of the speed. */
function speedOf(item: XmlNode, walk: Walk): Rational | undefined {
  for (const filter of allOf(item, 'filter')) {
    const effect = at(filter, 'effect');
    if (textAt(effect, 'effectid') !== 'timeremap') continue;
    const parameter = allOf(effect, 'parameter').find((each) => textAt(each, 'parameterid') === 'speed');
    const percent = numberAt(parameter, 'value');
    if (percent === undefined || percent === 100) continue;
    walk.tell(`“${nameOf(item)}” runs at ${percent} % speed.`);
    return rational(Math.round(percent * 1_000_000), 100_000_000);
  }
  return undefined;
}

interface TransitionPlace {
  readonly before: XmlNode | undefined;
  readonly item: XmlNode;
  readonly span: ItemSpan;
  readonly first: number;
  readonly place: Place & { readonly track: number };
}

function addTransition(transition: XmlNode, { before, item, span, first, place }: TransitionPlace, walk: Walk): void {
  const [start, end] = [numberAt(transition, 'start'), numberAt(transition, 'end')];
  const index = eventBeginningAt(walk.events, first, span.record.start);
  const event = walk.events[index];
  const previous = walk.events.findLast((each, at_) => at_ < first && each.track === place.track);
  const joins = previous !== undefined && compare(endOf(previous.record), span.record.start) === 0;
  if (start === undefined || end === undefined || event === undefined || !joins) {
    walk.tell(`The fade ${before === undefined ? `into “${nameOf(item)}”` : `between “${nameOf(before)}” and “${nameOf(item)}”, which do not touch,`} is not taken over.`);
    return;
  }
  const [from, to] = [start, end].map((frames) => add(place.zero, secondsOfCount(frames, place.rate))) as [Rational, Rational];
  const [beforeCut, afterCut] = [subtract(span.record.start, from), subtract(to, span.record.start)];
  if (beforeCut.num < 0n || afterCut.num < 0n || compare(from, to) >= 0) return;
  walk.events[index] = { ...event, transitionIn: transitionOf(transition, beforeCut, afterCut) };
}

function transitionOf(transition: XmlNode, before: Rational, after: Rational): TimelineTransition {
  const pattern = numberAt(transition, 'effect/wipecode') ?? 0;
  const isWipe = pattern > 0 || textAt(transition, 'effect/effectcategory')?.toLowerCase() === 'wipe';
  return isWipe ? { kind: 'wipe', pattern: Math.trunc(pattern) || 1, before, after } : { kind: 'dissolve', before, after };
}
