import { AppError } from '../../../shared/errors/app-error.ts';
import type { Rate } from '../../../shared/model/frame.ts';
import { fadeRemark, isForward, withFade } from '../fades.ts';
import { type Layer, trackNumbers } from '../layers.ts';
import { orderedEvents } from '../ordered-events.ts';
import { add, compare, divide, earlier, later, type Rational, subtract, ZERO } from '../rational.ts';
import { createRemarks, endOf, eventBeginningAt, MOST_EVENTS, type Timeline, type TimelineEvent, type TimelineMarker, type TimeSpan } from '../timeline.ts';
import { allOf, at, descendants, type XmlNode } from '../xml/xml-tree.ts';
import { addressOf, reelOf, type Resources, resourcesOf, timeOf } from './fcpxml-resources.ts';

const FALLBACK: Rate = { num: 24, den: 1 };
const MOST_NESTING = 16;
const CLIPS = new Set(['asset-clip', 'clip', 'video', 'title', 'sync-clip', 'mc-clip', 'ref-clip']);

/** Final Cut Pro X's XML. Compound clips are opened. @throws AppError `input.malformed` */
export function readFcpxml(root: XmlNode, options: { readonly name: string }): Timeline {
  const remarks = createRemarks();
  const { sequence, name } = chosenSequence(root, options.name, remarks.add);
  const resources = resourcesOf(root);
  const known = resources.rateOfFormat(sequence.attributes['format']);
  if (known === undefined) remarks.add('The format of the sequence does not say its rate; 24 frames a second were assumed.');
  const rate = known ?? FALLBACK;
  const walk: Walk = { tell: remarks.add, events: [], layers: [], markers: [], resources, rate };
  // The offsets of the spine are times of the sequence's own clock, which begins at its timecode.
  walkSpine(at(sequence, 'spine'), { zero: ZERO, first: timeOf(sequence.attributes['tcStart']), from: undefined, to: undefined, layer: [0], depth: 0 }, walk);
  const tracks = trackNumbers(lifted(walk.layers));
  const events = walk.events.map((event, index) => ({ ...event, track: tracks[index]! }));
  return { name, rate, dropFrame: sequence.attributes['tcFormat'] === 'DF', events: orderedEvents(events, rate, remarks.add), markers: walk.markers, remarks: remarks.all() };
}

/** Lanes may be negative: they are counted from the lowest one. */
function lifted(layers: readonly Layer[]): readonly Layer[] {
  const lowest = layers.reduce((least, layer) => Math.min(least, ...layer), 0);
  return lowest === 0 ? layers : layers.map((layer) => Array.from({ length: Math.max(...layers.map((each) => each.length)) }, (_, depth) => (layer[depth] ?? 0) - lowest));
}

/** The first project's sequence; of a file without projects the first compound clip. */
function chosenSequence(root: XmlNode, fileName: string, tell: (remark: string) => void): { readonly sequence: XmlNode; readonly name: string } {
  const projects = [...descendants(root, 'project')].filter((each) => at(each, 'sequence') !== undefined);
  const compounds = [...descendants(root, 'media')].filter((each) => at(each, 'sequence') !== undefined);
  const chosen = projects[0] ?? compounds[0];
  const sequence = at(chosen, 'sequence') ?? at(root, 'sequence');
  if (sequence === undefined) throw new AppError('input.malformed', `${fileName} holds clips but no sequence of them.`);
  const name = chosen?.attributes['name'] ?? fileName;
  if (projects.length > 1) tell(`The file holds ${projects.length} projects; the first, “${name}”, was taken.`);
  else if (projects.length === 0 && chosen !== undefined) tell(`The file holds no project; its compound clip “${name}” was taken.`);
  return { sequence, name };
}

interface Walk {
  readonly tell: (remark: string) => void;
  readonly events: TimelineEvent[];
  readonly layers: Layer[];
  readonly markers: TimelineMarker[];
  readonly resources: Resources;
  readonly rate: Rate;
}

interface Place {
  /** Record time of the moment that offsets count from. */
  readonly zero: Rational;
  readonly from: Rational | undefined;
  readonly to: Rational | undefined;
  readonly layer: Layer;
  readonly depth: number;
  /** Position of a spine's first element when it has none. */
  readonly first?: Rational | undefined;
}

function walkSpine(spine: XmlNode | undefined, place: Place, walk: Walk): void {
  let cursor = place.first ?? ZERO;
  let mix: XmlNode | undefined;
  let previous: XmlNode | undefined;
  for (const element of spine?.children ?? []) {
    if (element.name === 'transition') {
      if (mix !== undefined) addFadeOut(mix, { place, cut: add(place.zero, cursor), previous }, walk);
      mix = element;
      continue;
    }
    if (!CLIPS.has(element.name) && element.name !== 'gap' && element.name !== 'audition') continue;
    const start = timeOf(element.attributes['offset']) ?? cursor;
    const first = walk.events.length;
    walkElement(element, { ...place, first: undefined, zero: add(place.zero, start) }, walk);
    if (mix !== undefined) addTransition(mix, { place, cut: add(place.zero, start), first, previous, next: element }, walk);
    cursor = add(start, durationOf(element));
    mix = undefined;
    previous = element;
  }
  if (mix !== undefined) addFadeOut(mix, { place, cut: add(place.zero, cursor), previous }, walk);
}

function nameOf(element: XmlNode | undefined): string {
  return element?.attributes['name'] ?? '';
}

function durationOf(element: XmlNode): Rational {
  return timeOf(element.attributes['duration']) ?? ZERO;
}

/** An element of a spine or lane; `place.zero` is the record time at which it begins. Elements anchored to it follow it. */
function walkElement(given: XmlNode, place: Place, walk: Walk): void {
  const element = given.name === 'audition' ? given.children[0] : given;
  if (element === undefined) return;
  if (element.attributes['enabled'] === '0') {
    walk.tell(`“${nameOf(element)}” is switched off and was left out.`);
    return;
  }
  const source = sourceOf(element, walk);
  const record: TimeSpan = { start: place.zero, duration: durationOf(element) };
  const from = place.from === undefined ? record.start : later(place.from, record.start);
  const to = place.to === undefined ? endOf(record) : earlier(place.to, endOf(record));
  const isSeen = compare(from, to) < 0 && element.name !== 'gap' && element.attributes['srcEnable'] !== 'audio';
  if (isSeen && element.name === 'ref-clip') openCompound(element, { record, from, to, localStart: source.localStart, place }, walk);
  else if (isSeen && source.hasPicture) pushEvent(element, source, { record, from, to, layer: place.layer }, walk);
  const toRecord = (local: Rational): Rational => add(record.start, subtract(local, source.localStart));
  for (const marker of [...allOf(element, 'marker'), ...allOf(element, 'chapter-marker')]) {
    const moment = toRecord(timeOf(marker.attributes['start']) ?? ZERO);
    if (compare(moment, from) >= 0 && compare(moment, to) < 0) walk.markers.push({ at: moment, text: marker.attributes['value'] ?? '', colour: undefined });
  }
  for (const anchored of element.children) {
    const lane = Number(anchored.attributes['lane'] ?? Number.NaN);
    if (!Number.isInteger(lane) || Math.abs(lane) > 1000) continue;
    const offset = timeOf(anchored.attributes['offset']) ?? ZERO;
    const inner = { ...place, first: undefined, zero: toRecord(offset), layer: [...place.layer.slice(0, -1), (place.layer.at(-1) ?? 0) + lane] };
    if (anchored.name === 'spine') walkSpine(anchored, inner, walk);
    else if (CLIPS.has(anchored.name)) walkElement(anchored, inner, walk);
  }
}

interface ElementSource {
  /** Time of the element's own clock at its first frame. */
  readonly localStart: Rational;
  readonly start: Rational;
  readonly asset: XmlNode | undefined;
  readonly hasPicture: boolean;
}

/** Where in its media an element begins. A `clip` shows the `video` in it, which lies at an offset of the clip's own clock. */
function sourceOf(element: XmlNode, { resources }: Walk): ElementSource {
  const given = timeOf(element.attributes['start']);
  const inner = element.name === 'clip' || element.name === 'sync-clip' ? firstPicture(element) : undefined;
  const asset = resources.asset((inner ?? element).attributes['ref']);
  const origin = timeOf(asset?.attributes['start']) ?? ZERO;
  if (inner === undefined) {
    const nested = element.name === 'ref-clip' ? timeOf(at(resources.media(element.attributes['ref']), 'sequence')?.attributes['tcStart']) : undefined;
    const localStart = given ?? nested ?? (element.name === 'asset-clip' || element.name === 'video' ? origin : ZERO);
    const hasPicture = element.name === 'gap' || element.name === 'clip' || element.name === 'sync-clip' ? false : asset?.attributes['hasVideo'] !== '0';
    return { localStart, start: localStart, asset, hasPicture };
  }
  const localStart = given ?? ZERO;
  const into = subtract(localStart, timeOf(inner.attributes['offset']) ?? ZERO);
  return { localStart, start: add(timeOf(inner.attributes['start']) ?? origin, into), asset, hasPicture: true };
}

function firstPicture(element: XmlNode): XmlNode | undefined {
  return element.children.find((each) => (each.name === 'video' || each.name === 'asset-clip') && each.attributes['lane'] === undefined)
    ?? element.children.filter((each) => each.name === 'spine' || each.name === 'clip').filter((each) => each.attributes['lane'] === undefined).map(firstPicture).find((each) => each !== undefined);
}

interface Seen {
  readonly record: TimeSpan;
  readonly from: Rational;
  readonly to: Rational;
}

function openCompound(element: XmlNode, { record, from, to, localStart, place }: Seen & { readonly localStart: Rational; readonly place: Place }, walk: Walk): void {
  const sequence = at(walk.resources.media(element.attributes['ref']), 'sequence');
  if (sequence === undefined || place.depth >= MOST_NESTING) {
    walk.tell(`The compound clip “${nameOf(element)}” ${sequence === undefined ? 'is not in the file' : 'is nested too deeply'} and was left out.`);
    return;
  }
  walkSpine(at(sequence, 'spine'), { zero: subtract(record.start, localStart), first: timeOf(sequence.attributes['tcStart']), from, to, layer: [...place.layer, 0], depth: place.depth + 1 }, walk);
}

function pushEvent(element: XmlNode, source: ElementSource, { record, from, to, layer }: Seen & { readonly layer: Layer }, walk: Walk): void {
  if (walk.events.length >= MOST_EVENTS) throw new AppError('input.malformed', `The file has more than ${MOST_EVENTS} events.`);
  const duration = subtract(to, from);
  const length = timeOf(source.asset?.attributes['duration']);
  if (element.name === 'title' || (element.name === 'video' && source.asset === undefined)) walk.tell(`“${nameOf(element)}” is ${element.name === 'title' ? 'a title' : 'made by a generator'}: it has no source film.`);
  if (element.children.some((each) => each.name === 'adjust-color' || (each.name === 'filter-video' && /colou?r|lut/i.test(each.attributes['name'] ?? '')))) walk.tell(`The colour correction of “${nameOf(element)}” is not taken over.`);
  walk.layers.push(layer);
  walk.events.push({
    name: nameOf(element) || nameOf(source.asset), reel: reelOf(element, source.asset), file: addressOf(source.asset), track: 0,
    source: { start: add(source.start, subtract(from, record.start)), duration },
    sourceRate: walk.resources.rateOfFormat(source.asset?.attributes['format']) ?? walk.rate,
    available: length === undefined ? undefined : { start: timeOf(source.asset?.attributes['start']) ?? ZERO, duration: length },
    record: { start: from, duration }, transitionIn: { kind: 'cut' }, speed: speedOf(element, walk), label: `clip ${walk.events.length + 1}`,
  });
}

/** A linear `timeMap`; others are only reported. */
function speedOf(element: XmlNode, walk: Walk): Rational | undefined {
  const points = allOf(at(element, 'timeMap'), 'timept').map((each) => ({ time: timeOf(each.attributes['time']), value: timeOf(each.attributes['value']) }));
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  walk.tell(`“${nameOf(element)}” does not run at its own speed.`);
  if (first.time === undefined || first.value === undefined || last.time === undefined || last.value === undefined || compare(first.time, last.time) === 0) return undefined;
  return divide(subtract(last.value, first.value), subtract(last.time, first.time));
}

interface TransitionPlace {
  readonly place: Place;
  readonly cut: Rational;
  readonly first: number;
  readonly previous: XmlNode | undefined;
  readonly next: XmlNode;
}

function addTransition(transition: XmlNode, { place, cut, first, previous, next }: TransitionPlace, walk: Walk): void {
  if (next.name === 'gap') {
    addFadeOut(transition, { place, cut, previous, next }, walk);
    return;
  }
  const index = eventBeginningAt(walk.events, first, cut);
  const event = walk.events[index];
  const mix = mixOf(transition, place, cut);
  const isFade = previous === undefined || previous.name === 'gap';
  const isWipe = /wipe/i.test(nameOf(transition));
  if (event === undefined || !isForward(mix)) walk.tell(`The transition into “${nameOf(next)}” is not taken over.`);
  else if (isFade) walk.events[index] = faded(event, { side: 'in', ...mix, hasGap: previous !== undefined }, walk);
  else walk.events[index] = { ...event, transitionIn: isWipe ? { kind: 'wipe', pattern: 1, ...mix } : { kind: 'dissolve', ...mix } };
}

/** The mix before a gap, or at the end of its spine. */
function addFadeOut(transition: XmlNode, { place, cut, previous, next }: Pick<TransitionPlace, 'place' | 'cut' | 'previous'> & { readonly next?: XmlNode }, walk: Walk): void {
  // What is anchored to an element comes after it: the element's own event is the last that ends at the cut on its layer.
  const index = walk.events.findLastIndex((each, at_) => compare(endOf(each.record), cut) === 0 && walk.layers[at_]!.join('.') === place.layer.join('.'));
  const event = walk.events[index];
  const mix = mixOf(transition, place, cut);
  if (event === undefined || !isForward(mix)) walk.tell(`The fade out of “${nameOf(previous)}” is not taken over.`);
  else walk.events[index] = faded(event, { side: 'out', ...mix, hasGap: next !== undefined }, walk);
}

/** Before the first and after the last element of a spine there is nothing to see. */
function faded(event: TimelineEvent, { hasGap, ...fade }: Parameters<typeof withFade>[1] & { readonly hasGap: boolean }, { tell, rate }: Walk): TimelineEvent {
  tell(fadeRemark(event.name, fade, rate));
  return hasGap ? withFade(event, fade) : event;
}

function mixOf(transition: XmlNode, place: Place, cut: Rational): { readonly before: Rational; readonly after: Rational } {
  const start = add(place.zero, timeOf(transition.attributes['offset']) ?? ZERO);
  return { before: subtract(cut, start), after: subtract(add(start, durationOf(transition)), cut) };
}
