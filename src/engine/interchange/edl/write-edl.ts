import { formatTimecode } from '../../../shared/model/timecode.ts';
import { imageAddress, imagesRemarks } from '../event-images.ts';
import { framesOf, toNumber } from '../rational.ts';
import type { Timeline } from '../timeline.ts';
import { markersIn, type TrackItem, trackItems } from '../track-items.ts';
import type { WrittenTimeline } from '../written-timeline.ts';

/** CMX 3600 holds reel names of eight letters without blanks. */
const REEL_LETTERS = 8;
/** Most events that its three digits number. */
const MOST_EVENTS = 999;

/** A CMX 3600 list of the lowest track. Mixes begin an event, as that format has them. */
export function writeEdl(timeline: Timeline): WrittenTimeline {
  const { items, remarks } = trackItems(timeline);
  const reels = reelNames(items);
  const lines = [`TITLE: ${oneLine(timeline.name)}`, `FCM: ${timeline.dropFrame ? 'DROP FRAME' : 'NON-DROP FRAME'}`];
  items.forEach((item, index) => { lines.push(...eventLines(item, index, { items, reels, timeline })); });
  const many = items.length > MOST_EVENTS ? [`The list has ${items.length} events; programs that keep to CMX 3600 read ${MOST_EVENTS}.`] : [];
  const images = imagesRemarks(items, 'An EDL has no image sequences: each event names its first image.');
  const rate = 'An EDL does not say its rate: set the same rate where you open it.';
  return { text: `${lines.join('\r\n')}\r\n`, remarks: [...remarks, ...images, ...many, rate] };
}

interface Writing {
  readonly items: readonly TrackItem[];
  readonly reels: ReadonlyMap<string, string>;
  readonly timeline: Timeline;
}

function eventLines(item: TrackItem, index: number, { items, reels, timeline }: Writing): readonly string[] {
  const { event, mix } = item;
  const next = items[index + 1];
  const number = String(index + 1).padStart(items.length > MOST_EVENTS ? 6 : 3, '0');
  const time = (frames: number): string => formatTimecode(frames, timeline.rate, { dropFrame: timeline.dropFrame });
  const lead = mix?.before ?? 0;
  const from = { source: item.sourceStart - lead, record: item.start - lead };
  // The next event's mix takes its frames before the cut from this one's end.
  const length = item.frames + lead - (next?.mix?.before ?? 0);
  const reel = reels.get(event.reel ?? '') ?? 'AX';
  const edit = (of: string, effect: string, times: readonly number[]): string => `${number}  ${of.padEnd(REEL_LETTERS)} V     ${effect.padEnd(8)} ${times.map(time).join(' ')}`;
  const times = [from.source, from.source + length, from.record, from.record + length];
  const previous = items[index - 1];
  const lines: string[] = [];
  if (mix === undefined || previous === undefined) lines.push(edit(reel, 'C', times));
  else {
    const out = previous.sourceStart + previous.frames - lead;
    const frames = String(mix.before + mix.after).padStart(3, '0');
    lines.push(edit(reels.get(previous.event.reel ?? '') ?? 'AX', 'C', [out, out, from.record, from.record]));
    lines.push(edit(reel, `${mix.pattern === undefined ? 'D' : `W${String(mix.pattern).padStart(3, '0')}`}    ${frames}`, times));
    lines.push(`* FROM CLIP NAME: ${oneLine(previous.event.name)}`, `* TO CLIP NAME: ${oneLine(event.name)}`);
    if (mix.before > 0) lines.push(`* TINTYPE SHOT BOUNDARY: ${time(item.start)}`);
  }
  if (mix === undefined || previous === undefined) lines.push(`* FROM CLIP NAME: ${oneLine(event.name)}`);
  const file = fileOf(item, from.source, timeline);
  if (file !== undefined) lines.push(`* SOURCE FILE: ${oneLine(file)}`);
  if (event.speed !== undefined) {
    const count = Math.round(timeline.rate.num / timeline.rate.den);
    lines.push(`M2   ${reel.padEnd(REEL_LETTERS)}       ${(toNumber(event.speed) * count).toFixed(1).padStart(5, '0')}                ${time(from.source)}`);
  }
  if (event.reel !== undefined && event.reel !== reel) lines.push(`FINAL CUT PRO REEL: ${oneLine(event.reel)} REPLACED BY: ${reel}`);
  for (const marker of markersIn(item, timeline)) lines.push(`* LOC: ${time(framesOf(event.record.start, timeline.rate).frames + marker.at)} ${(marker.colour ?? 'RED').toUpperCase().padEnd(7)} ${oneLine(marker.text)}`.trimEnd());
  return lines;
}

/** Of images the one at a frame of the source: an EDL does not say where its files begin. */
function fileOf({ event: { file, images, available } }: TrackItem, source: number, { rate }: Timeline): string | undefined {
  return images === undefined || available === undefined ? file : imageAddress(images, source - framesOf(available.start, rate).frames);
}

/** Each reel's name in the list: eight letters at most, no two the same. */
function reelNames(items: readonly TrackItem[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { event } of items) {
    if (event.reel === undefined || names.has(event.reel)) continue;
    const plain = event.reel.replaceAll(/[^\w.-]/g, '_') || 'REEL';
    let name = plain.slice(0, REEL_LETTERS);
    for (let number = 2; taken.has(name.toUpperCase()) || /^(?:AX|BL|BLACK|BLK)$/i.test(name); number++) name = `${plain.slice(0, REEL_LETTERS - String(number).length)}${number}`;
    taken.add(name.toUpperCase());
    names.set(event.reel, name);
  }
  return names;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}]+/gu, ' ').trim();
}
