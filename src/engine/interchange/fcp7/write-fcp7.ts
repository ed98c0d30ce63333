import type { Rate } from '../../../shared/model/frame.ts';
import { formatTimecode } from '../../../shared/model/timecode.ts';
import { countOf, isNtsc } from '../../../shared/model/known-rate.ts';
import { imagesRemarks } from '../event-images.ts';
import { toNumber } from '../rational.ts';
import type { Timeline } from '../timeline.ts';
import { availableOf, markersIn, type TrackItem, trackItems } from '../track-items.ts';
import type { WriteOptions, WrittenTimeline } from '../written-timeline.ts';
import { documentText, element, leaf, type XmlText } from '../xml/write-xml.ts';

/** Final Cut Pro 7 XML, version 4, as Premiere and Resolve import it: one video track. */
export function writeFcp7(timeline: Timeline, options: WriteOptions): WrittenTimeline {
  const { items, remarks } = trackItems(timeline);
  const { rate } = timeline;
  const first = items[0]?.start ?? 0;
  const last = items.at(-1);
  const writing: Writing = { timeline, items, first, files: new Map() };
  const track = element('track', {}, ...items.flatMap((_, index) => itemElements(index, writing)), leaf('enabled', 'TRUE'), leaf('locked', 'FALSE'));
  const size = options.size === undefined ? [] : [leaf('width', options.size.width), leaf('height', options.size.height)];
  const sequence = element('sequence', { id: 'sequence-1' },
    leaf('name', timeline.name), leaf('duration', last === undefined ? 0 : last.start + last.frames - first), rateElement(rate),
    timecodeElement(first, timeline),
    element('media', {}, element('video', {}, element('format', {}, element('samplecharacteristics', {}, rateElement(rate), ...size)), track)));
  return { text: documentText('xmeml', element('xmeml', { version: 4 }, sequence)), remarks: [...remarks, ...imagesRemarks(items, 'Final Cut Pro 7 XML has no image sequences: each is named by its first image.')] };
}

interface Writing {
  readonly timeline: Timeline;
  readonly items: readonly TrackItem[];
  /** Record frame that the sequence's frame 0 is. */
  readonly first: number;
  /** Ids of the files that have been described. */
  readonly files: Map<string, string>;
}

function rateElement(rate: Rate): XmlText {
  return element('rate', {}, leaf('timebase', countOf(rate)), leaf('ntsc', isNtsc(rate) ? 'TRUE' : 'FALSE'));
}

function timecodeElement(frames: number, timeline: Timeline, reel?: string): XmlText {
  const { rate, dropFrame } = timeline;
  return element('timecode', {}, rateElement(rate), leaf('string', formatTimecode(frames, rate, { dropFrame })), leaf('frame', frames), leaf('displayformat', dropFrame ? 'DF' : 'NDF'),
    ...(reel === undefined ? [] : [element('reel', {}, leaf('name', reel))]));
}

/** Position of the cut of a mix, in the terms of this format; `undefined` where it has none. */
function alignmentOf({ before, after }: NonNullable<TrackItem['mix']>): string | undefined {
  if (before === Math.floor((before + after) / 2)) return 'center';
  return before === 0 ? 'start' : after === 0 ? 'end' : undefined;
}

function itemElements(index: number, writing: Writing): readonly XmlText[] {
  const item = writing.items[index]!;
  const { mix } = item;
  return [...(mix === undefined ? [] : [transitionElement(item, mix, writing)]), clipElement(index, writing)];
}

function transitionElement(item: TrackItem, mix: NonNullable<TrackItem['mix']>, { timeline, first }: Writing): XmlText {
  const at = item.start - first;
  const name = mix.pattern === undefined ? 'Cross Dissolve' : 'Wipe';
  return element('transitionitem', {}, leaf('start', at - mix.before), leaf('end', at + mix.after), leaf('alignment', alignmentOf(mix) ?? 'center'), rateElement(timeline.rate),
    element('effect', {}, leaf('name', name), leaf('effectid', name), leaf('effectcategory', mix.pattern === undefined ? 'Dissolve' : 'Wipe'), leaf('effecttype', 'transition'), leaf('mediatype', 'video'), leaf('wipecode', mix.pattern ?? 0)));
}

function clipElement(index: number, writing: Writing): XmlText {
  const { timeline, items, first } = writing;
  const item = items[index]!;
  const next = items[index + 1];
  const { event, mix } = item;
  const out = next?.mix;
  const available = availableOf(item, next, timeline.rate);
  // A clip whose cut lies inside a mix has −1 as its `start` or `end`, and counts the mix's frames in `in` and `out`. A cut that no alignment describes is written as its frame.
  const hidden = { head: mix !== undefined && alignmentOf(mix) !== undefined, tail: out !== undefined && alignmentOf(out) !== undefined };
  const mediaIn = item.sourceStart - available.start;
  const speed = event.speed === undefined ? [] : [speedFilter(toNumber(event.speed) * 100)];
  return element('clipitem', { id: `clipitem-${index + 1}` },
    leaf('name', event.name), leaf('enabled', 'TRUE'), leaf('duration', available.frames), rateElement(timeline.rate),
    leaf('start', hidden.head ? -1 : item.start - first), leaf('end', hidden.tail ? -1 : item.start + item.frames - first),
    leaf('in', mediaIn - (hidden.head ? mix!.before : 0)), leaf('out', mediaIn + item.frames + (hidden.tail ? out!.after : 0)),
    fileElement(item, available, writing), ...speed,
    ...markersIn(item, timeline).map(({ at, text }) => element('marker', {}, leaf('name', text), leaf('in', mediaIn + at), leaf('out', -1))));
}

function speedFilter(percent: number): XmlText {
  return element('filter', {}, element('effect', {}, leaf('name', 'Time Remap'), leaf('effectid', 'timeremap'), leaf('effectcategory', 'motion'), leaf('effecttype', 'motion'), leaf('mediatype', 'video'),
    element('parameter', {}, leaf('parameterid', 'speed'), leaf('name', 'speed'), leaf('value', Number(percent.toFixed(6))))));
}

function fileElement({ event }: TrackItem, available: { readonly start: number; readonly frames: number }, { timeline, files }: Writing): XmlText {
  const key = `${event.file ?? ''}\n${event.reel ?? ''}\n${available.start}\n${available.frames}`;
  const known = files.get(key);
  if (known !== undefined) return element('file', { id: known });
  const id = `file-${files.size + 1}`;
  files.set(key, id);
  const name = event.file === undefined ? event.name : (event.file.split('/').at(-1) ?? event.file);
  return element('file', { id }, leaf('name', decodedName(name)), ...(event.file === undefined ? [] : [leaf('pathurl', event.file)]), rateElement(timeline.rate), leaf('duration', available.frames),
    timecodeElement(available.start, timeline, event.reel), element('media', {}, element('video', {}, leaf('duration', available.frames))));
}

function decodedName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
