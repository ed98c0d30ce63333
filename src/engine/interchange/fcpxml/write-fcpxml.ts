import { imagesRemarks } from '../event-images.ts';
import { type Rational, secondsOf } from '../rational.ts';
import type { Timeline } from '../timeline.ts';
import { availableOf, markersIn, type TrackItem, trackItems } from '../track-items.ts';
import type { WriteOptions, WrittenTimeline } from '../written-timeline.ts';
import { documentText, element, type XmlText } from '../xml/write-xml.ts';

/** FCPXML 1.8: one project with one spine. Version 1.8 names files in a way that all programs still read. */
export function writeFcpxml(timeline: Timeline, options: WriteOptions): WrittenTimeline {
  const { items, remarks } = trackItems(timeline);
  const { rate, dropFrame } = timeline;
  const time = (frames: number): string => timeText(secondsOf(frames, rate));
  const format = element('format', { id: 'r1', frameDuration: time(1), width: options.size?.width, height: options.size?.height });
  const writing: Writing = { timeline, items, time, assets: new Map(), resources: [] };
  const first = items[0]?.start ?? 0;
  const last = items.at(-1);
  const spine: XmlText[] = [];
  let cursor = first;
  items.forEach((item, index) => {
    if (item.start > cursor) spine.push(element('gap', { name: 'Gap', offset: time(cursor), duration: time(item.start - cursor), start: '0s' }));
    if (item.mix !== undefined) spine.push(transitionElement(item, item.mix, writing));
    spine.push(clipElement(index, writing));
    cursor = item.start + item.frames;
  });
  const sequence = element('sequence', { format: 'r1', duration: time(last === undefined ? 0 : last.start + last.frames - first), tcStart: time(first), tcFormat: dropFrame ? 'DF' : 'NDF' }, element('spine', {}, ...spine));
  const project = element('library', {}, element('event', { name: timeline.name }, element('project', { name: timeline.name }, sequence)));
  return { text: documentText('fcpxml', element('fcpxml', { version: '1.8' }, element('resources', {}, format, ...writing.resources), project)), remarks: [...remarks, ...imagesRemarks(items, 'FCPXML has no image sequences: each is named by its first image.')] };
}

interface Writing {
  readonly timeline: Timeline;
  readonly items: readonly TrackItem[];
  readonly time: (frames: number) => string;
  readonly assets: Map<string, string>;
  readonly resources: XmlText[];
}

function timeText({ num, den }: Rational): string {
  return den === 1n ? `${num}s` : `${num}/${den}s`;
}

function transitionElement(item: TrackItem, mix: NonNullable<TrackItem['mix']>, { time }: Writing): XmlText {
  return element('transition', { name: mix.pattern === undefined ? 'Cross Dissolve' : 'Wipe', offset: time(item.start - mix.before), duration: time(mix.before + mix.after) });
}

function clipElement(index: number, writing: Writing): XmlText {
  const { timeline, items, time } = writing;
  const item = items[index]!;
  const { event } = item;
  const markers = markersIn(item, timeline).map(({ at, text }) => element('marker', { start: time(item.sourceStart + at), duration: time(1), value: text }));
  const retimed = event.speed === undefined ? [] : [element('timeMap', {},
    element('timept', { time: time(item.sourceStart), value: time(item.sourceStart), interp: 'linear' }),
    element('timept', { time: time(item.sourceStart + item.frames), value: scaledEnd(item, timeline), interp: 'linear' }))];
  return element('asset-clip', {
    name: event.name, ref: assetOf(item, items[index + 1], writing), offset: time(item.start), start: time(item.sourceStart), duration: time(item.frames), format: 'r1', tcFormat: timeline.dropFrame ? 'DF' : 'NDF',
  }, ...retimed, ...markers);
}

function scaledEnd({ event, sourceStart, frames }: TrackItem, { rate }: Timeline): string {
  const start = secondsOf(sourceStart, rate);
  const length = secondsOf(frames, rate);
  const speed = event.speed!;
  return timeText({ num: start.num * length.den * speed.den + length.num * speed.num * start.den, den: start.den * length.den * speed.den });
}

function assetOf(item: TrackItem, next: TrackItem | undefined, { timeline, time, assets, resources }: Writing): string {
  const { event } = item;
  const available = availableOf(item, next, timeline.rate);
  const key = `${event.file ?? event.name}\n${event.reel ?? ''}\n${available.start}\n${available.frames}`;
  const known = assets.get(key);
  if (known !== undefined) return known;
  const id = `r${assets.size + 2}`;
  assets.set(key, id);
  const reel = event.reel === undefined ? [] : [element('metadata', {}, element('md', { key: 'com.apple.proapps.studio.reel', value: event.reel }))];
  resources.push(element('asset', { id, name: event.name, src: event.file ?? `file:///${encodeURIComponent(event.name)}`, start: time(available.start), duration: time(available.frames), hasVideo: 1, format: 'r1' }, ...reel));
  return id;
}
