import { AppError } from '../../../shared/errors/app-error.ts';
import { parseJsonInput } from '../../../shared/errors/parse.ts';
import type { Rate } from '../../../shared/model/frame.ts';
import { imageAddress } from '../event-images.ts';
import { fadeRemark, isForward, withFade } from '../fades.ts';
import { trackNumbers } from '../layers.ts';
import { orderedEvents } from '../ordered-events.ts';
import { add, compare, earlier, later, rational, type Rational, subtract, ZERO } from '../rational.ts';
import { createRemarks, endOf, eventBeginningAt, MOST_EVENTS, type Timeline, type TimelineEvent, type TimelineMarker, type TimelineTransition, withShortNames } from '../timeline.ts';
import { assertShallowJson } from './assert-shallow-json.ts';
import { durationOf, mediaOf, rateOf, secondsOfTime, spanOf, trimmedSpan } from './item-ranges.ts';
import { cmxMetadata, hasGrade, OtioItem, schemaOf } from './otio-schema.ts';

const FALLBACK: Rate = { num: 24, den: 1 };

/** An OpenTimelineIO file. Nested stacks and tracks are opened: their clips count as events. @throws AppError `input.malformed` */
export function readOtio(text: string, options: { readonly name: string }): Timeline {
  assertShallowJson(text, options.name);
  const root = parseJsonInput(OtioItem, text, options.name);
  const remarks = createRemarks();
  const timeline = findTimeline(root, options.name, remarks.add);
  const top = timeline.tracks ?? timeline;
  const start = timeline.global_start_time === undefined ? ZERO : secondsOfTime(timeline.global_start_time);
  const walk: Walk = { tell: remarks.add, events: [], markers: [], layers: [] };
  walkItem(top, { at: start, from: undefined, to: undefined, layer: [], isTop: true }, walk);
  if (walk.events.length > MOST_EVENTS) throw new AppError('input.malformed', `${options.name} has ${walk.events.length} events; up to ${MOST_EVENTS} are read.`);
  const rate = timeline.global_start_time === undefined ? (walk.events[0]?.sourceRate ?? FALLBACK) : rateOf(timeline.global_start_time);
  const tracks = trackNumbers(walk.layers);
  const events = walk.events.map((event, index) => ({ ...event, track: tracks[index]! }));
  return { name: timeline.name ?? options.name, rate, dropFrame: false, events: orderedEvents(events, rate, remarks.add), markers: walk.markers, remarks: remarks.all() };
}

function findTimeline(root: OtioItem, name: string, tell: (remark: string) => void): OtioItem {
  const schema = schemaOf(root);
  if (schema === 'Timeline' || schema === 'Stack' || schema === 'Track') return root;
  if (schema !== 'SerializableCollection') throw new AppError('input.malformed', withShortNames(`${name} is an OpenTimelineIO “${schema}”, not a timeline.`));
  const timelines = (root.children ?? []).filter((each) => schemaOf(each) === 'Timeline');
  if (timelines[0] === undefined) throw new AppError('input.malformed', `${name} holds no timeline.`);
  if (timelines.length > 1) tell(`The file holds ${timelines.length} timelines; the first, “${timelines[0].name ?? ''}”, was taken.`);
  return timelines[0];
}

interface Walk {
  readonly tell: (remark: string) => void;
  readonly events: TimelineEvent[];
  readonly markers: TimelineMarker[];
  /** Of each event: the path to its track through nested stacks, from the bottom. */
  readonly layers: (readonly number[])[];
}

interface Place {
  /** Record time of the first moment that is seen of the item. */
  readonly at: Rational;
  /** The range that the enclosing compositions show. */
  readonly from: Rational | undefined;
  readonly to: Rational | undefined;
  readonly layer: readonly number[];
  readonly isTop: boolean;
}

function walkItem(item: OtioItem, place: Place, walk: Walk): void {
  const schema = schemaOf(item);
  if (item.enabled === false) {
    walk.tell(`“${item.name ?? schema}” is switched off and was left out.`);
    return;
  }
  const span = trimmedSpan(item);
  if (span === undefined || span.duration.num <= 0n) {
    if (schema === 'Clip') walk.tell(`“${item.name ?? ''}” has no length and was left out.`);
    if (schema === 'Clip' || !place.isTop) return;
  }
  const start = span?.start ?? ZERO;
  const end = add(place.at, span?.duration ?? ZERO);
  // A negative start of a track is how the CMX 3600 reader of OpenTimelineIO keeps the record timecode: it hides nothing.
  const hidesNothing = place.isTop && schema !== 'Clip' && (item.source_range === undefined || start.num < 0n);
  const window = hidesNothing ? { from: place.from, to: place.to }
    : { from: place.from === undefined ? place.at : later(place.from, place.at), to: place.to === undefined ? end : earlier(place.to, end) };
  const recordOf = (own: Rational): Rational => add(place.at, subtract(own, start));
  walkMarkers(item, recordOf, window, walk);
  if (schema === 'Clip') {
    if (window.from !== undefined && window.to !== undefined && compare(window.from, window.to) < 0) pushEvent(item, { ...place, from: window.from, to: window.to }, walk);
    return;
  }
  if (schema === 'Gap') return;
  const children = item.children ?? [];
  if (schema !== 'Stack' && schema !== 'Track') {
    walk.tell(`“${item.name ?? ''}” (${schema}) is not known and was left out.`);
    return;
  }
  if (!place.isTop && (item.effects ?? []).some((each) => /TimeWarp|FreezeFrame/.test(each.OTIO_SCHEMA))) walk.tell(`The speed of the nested “${item.name ?? schema}” is not taken over.`);
  if (schema === 'Stack') {
    const pictures = children.filter((child) => !isSound(child));
    pictures.forEach((child, index) => { walkItem(child, { at: recordOf(ZERO), ...window, layer: layerOf(place, index), isTop: place.isTop }, walk); });
    return;
  }
  if (!isSound(item)) walkTrack(children, { ...place, ...window, isTop: false }, recordOf, walk);
}

function isSound(item: OtioItem): boolean {
  return schemaOf(item) === 'Track' && item.kind === 'Audio';
}

/** The lowest layer of a nested stack is its track itself. */
function layerOf(place: Place, index: number): readonly number[] {
  return place.isTop ? [index] : index === 0 ? place.layer : [...place.layer, index];
}

function walkTrack(children: readonly OtioItem[], place: Place, recordOf: (own: Rational) => Rational, walk: Walk): void {
  let cursor = ZERO;
  let previous: OtioItem | undefined;
  let mix: OtioItem | undefined;
  for (const child of children) {
    if (schemaOf(child) === 'Transition') {
      mix = child;
      continue;
    }
    const first = walk.events.length;
    const cut = recordOf(cursor);
    walkItem(child, { ...place, at: cut }, walk);
    if (mix !== undefined) addTransition(mix, { previous, next: child, first, cut }, walk);
    mix = undefined;
    previous = child;
    cursor = add(cursor, durationOf(child));
  }
  if (mix !== undefined) addFadeOut(mix, { previous, cut: recordOf(cursor) }, walk);
}

function addTransition(item: OtioItem, at: { readonly previous: OtioItem | undefined; readonly next: OtioItem; readonly first: number; readonly cut: Rational }, walk: Walk): void {
  if (schemaOf(at.next) === 'Gap') {
    addFadeOut(item, at, walk);
    return;
  }
  const index = eventBeginningAt(walk.events, at.first, at.cut);
  const event = walk.events[index];
  const isFade = at.previous === undefined || schemaOf(at.previous) === 'Gap';
  const mix = offsetsOf(item);
  if (event === undefined || !isForward(mix)) walk.tell(`The ${item.transition_type ?? 'transition'} into “${at.next.name ?? ''}” is not taken over.`);
  else if (isFade) walk.events[index] = faded(event, { side: 'in', ...mix, hasGap: at.previous !== undefined }, walk);
  else walk.events[index] = { ...event, transitionIn: transitionOf(item) };
}

/** The mix before a gap, or before the end of its track. */
function addFadeOut(item: OtioItem, { previous, next, cut }: { readonly previous: OtioItem | undefined; readonly next?: OtioItem; readonly cut: Rational }, walk: Walk): void {
  const index = walk.events.length - 1;
  const event = walk.events[index];
  const mix = offsetsOf(item);
  const isClip = previous !== undefined && schemaOf(previous) === 'Clip';
  if (event === undefined || !isClip || compare(endOf(event.record), cut) !== 0 || !isForward(mix)) walk.tell(`The ${item.transition_type ?? 'transition'} out of “${previous?.name ?? ''}” is not taken over.`);
  else walk.events[index] = faded(event, { side: 'out', ...mix, hasGap: next !== undefined }, walk);
}

/** Beyond the first and the last item of a track there is nothing to see. */
function faded(event: TimelineEvent, { hasGap, ...fade }: Parameters<typeof withFade>[1] & { readonly hasGap: boolean }, { tell }: Walk): TimelineEvent {
  tell(fadeRemark(event.name, fade, event.sourceRate));
  return hasGap ? withFade(event, fade) : event;
}

function offsetsOf(item: OtioItem): { readonly before: Rational; readonly after: Rational } {
  return { before: item.in_offset === undefined ? ZERO : secondsOfTime(item.in_offset), after: item.out_offset === undefined ? ZERO : secondsOfTime(item.out_offset) };
}

function transitionOf(item: OtioItem): TimelineTransition {
  const { before, after } = offsetsOf(item);
  const pattern = /^W(\d{1,3})$/.exec(cmxMetadata(item).transition ?? '')?.[1];
  return item.transition_type?.includes('Wipe') === true || pattern !== undefined ? { kind: 'wipe', pattern: Number(pattern ?? 1), before, after } : { kind: 'dissolve', before, after };
}

function pushEvent(clip: OtioItem, place: Place & { readonly from: Rational; readonly to: Rational }, walk: Walk): void {
  const span = trimmedSpan(clip)!;
  const media = mediaOf(clip);
  const duration = subtract(place.to, place.from);
  const range = clip.source_range ?? media!.available_range!;
  if (schemaOf(media ?? { OTIO_SCHEMA: '' }) === 'GeneratorReference') walk.tell(`“${clip.name ?? ''}” is made by a generator (${media?.name ?? 'black, bars or a title'}): it has no source film.`);
  if (hasGrade(clip)) walk.tell(`The colour decisions of “${clip.name ?? ''}” (ASC CDL) are not taken over.`);
  walk.layers.push(place.layer);
  walk.events.push({
    name: clip.name ?? '', reel: cmxMetadata(clip).reel, ...fileOf(media, clip, walk), track: 0,
    source: { start: add(span.start, subtract(place.from, place.at)), duration }, sourceRate: sourceRateOf(range),
    available: media?.available_range === undefined ? undefined : spanOf(media.available_range),
    record: { start: place.from, duration }, transitionIn: { kind: 'cut' }, speed: speedOf(clip, walk),
    label: `clip ${walk.events.length + 1}`,
  });
}

function sourceRateOf(range: NonNullable<OtioItem['source_range']>): Rate {
  return rateOf(range.duration);
}

/** A sequence of images begins with 1 where it does not say otherwise, as in OpenTimelineIO. */
function fileOf(media: ReturnType<typeof mediaOf>, clip: OtioItem, { tell }: Walk): Pick<TimelineEvent, 'file' | 'images'> {
  if (media?.target_url_base === undefined) return { file: media?.target_url };
  const { target_url_base: base, name_prefix: prefix = '', name_suffix: suffix = '', start_frame: firstNumber = 1, frame_zero_padding: padding = 0, frame_step: step = 1 } = media;
  const images = { base: base === '' || base.endsWith('/') ? base : `${base}/`, prefix, suffix, padding, firstNumber };
  if (step === 1) return { file: imageAddress(images), images };
  tell(`“${clip.name ?? ''}” shows one of ${step} images of its sequence; the step is not taken over.`);
  return { file: imageAddress(images) };
}

function speedOf(clip: OtioItem, walk: Walk): Rational | undefined {
  for (const effect of clip.effects ?? []) {
    const name = schemaOf(effect);
    if (name === 'FreezeFrame') {
      walk.tell(`“${clip.name ?? ''}” is a frozen frame.`);
      return ZERO;
    }
    if (name !== 'LinearTimeWarp' || effect.time_scalar === undefined || effect.time_scalar === 1 || Math.abs(effect.time_scalar) > 1e6) continue;
    walk.tell(`“${clip.name ?? ''}” runs at ${Number((effect.time_scalar * 100).toFixed(2))} % speed.`);
    return rational(Math.round(effect.time_scalar * 1_000_000), 1_000_000);
  }
  return undefined;
}

function walkMarkers(item: OtioItem, recordOf: (own: Rational) => Rational, window: { readonly from: Rational | undefined; readonly to: Rational | undefined }, walk: Walk): void {
  for (const { marked_range: range, name, comment, color } of item.markers ?? []) {
    if (range === undefined) continue;
    const at = recordOf(secondsOfTime(range.start_time));
    if ((window.from !== undefined && compare(at, window.from) < 0) || (window.to !== undefined && compare(at, window.to) >= 0)) continue;
    walk.markers.push({ at, text: [name, comment].filter((each) => each !== undefined && each !== '').join(': '), colour: color ?? undefined });
  }
}
