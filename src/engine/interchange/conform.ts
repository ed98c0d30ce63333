import { basename } from 'node:path';
import { type Clip, clipPath } from '../../shared/model/clip.ts';
import { frameRange, type Rate } from '../../shared/model/frame.ts';
import { EventId, newId, SequenceId } from '../../shared/model/ids.ts';
import type { EventTransition, Sequence, SequenceEvent } from '../../shared/model/sequence.ts';
import { parseTimecode } from '../../shared/model/timecode.ts';
import { flatEvents } from './flat-events.ts';
import { countOf, rateText } from '../../shared/model/known-rate.ts';
import { imageMatcher } from './named-images.ts';
import { framesOf, subtract } from './rational.ts';
import { sourceOverlaps } from './shots-of-sequence.ts';
import { assertEvents, createRemarks, type Timeline, type TimelineEvent } from './timeline.ts';
import { trackItems, type TrackItem } from './track-items.ts';

/** An event whose source is not among the clips. */
interface MissingEvent {
  readonly label: string;
  readonly name: string;
  readonly why: string;
}

/** A list as a sequence over the clips of a project. */
export interface Conformed {
  readonly sequence: Sequence;
  readonly found: number;
  readonly missing: readonly MissingEvent[];
  readonly remarks: readonly string[];
}

/**
 * Looks for the sources of a list's events among clips: by reel, then file name, then clip name, each at the event's source timecode. An event
 * that is not found is kept in the sequence without a clip.
 * @param options.handles frames before and after what is seen of each event, its mixes included, that belong to it, as far as its clip has them.
 */
export function conform(timeline: Timeline, clips: readonly Clip[], options: { readonly handles?: number } = {}): Conformed {
  assertEvents(timeline);
  const remarks = createRemarks();
  for (const remark of timeline.remarks) remarks.add(remark);
  const flat = { ...timeline, events: flatEvents(timeline).map((each) => ({ ...each, track: 0 })) };
  const { items, remarks: rounding } = trackItems(flat);
  for (const remark of rounding) remarks.add(remark);
  const missing: MissingEvent[] = [];
  const sources = clips.map((clip): Source => ({ clip, imagesOf: imageMatcher(clip) }));
  const events = items.map((item, index) => {
    const next = items[index + 1];
    const found = findSource(item, { timeline, sources, tell: remarks.add });
    if ('why' in found) missing.push({ label: item.event.label, name: item.event.name, why: found.why });
    if (item.event.speed !== undefined) remarks.add(`The speed of ${item.event.label} “${item.event.name}” is not taken over.`);
    return sequenceEvent(item, next, { found: 'why' in found ? undefined : found, handles: options.handles ?? 0, tell: remarks.add });
  });
  const sequence: Sequence = { id: newId(SequenceId), name: timeline.name, rate: timeline.rate, dropFrame: timeline.dropFrame, events };
  for (const remark of sourceOverlaps(sequence, clips)) remarks.add(remark);
  return { sequence, found: events.length - missing.length, missing, remarks: remarks.all() };
}

interface Found {
  readonly clip: Clip;
  /** Frame of the clip at the event's cut. */
  readonly frame: number;
}

/** A clip to look for; `imagesOf`: what a name says of its images. */
interface Source {
  readonly clip: Clip;
  readonly imagesOf: ReturnType<typeof imageMatcher>;
}

interface Search {
  readonly timeline: Timeline;
  readonly sources: readonly Source[];
  readonly tell: (remark: string) => void;
}

function findSource(item: TrackItem, { timeline, sources, tell }: Search): Found | { readonly why: string } {
  const { event } = item;
  const file = nameOfFile(event);
  const byWhat: readonly (readonly [string, (source: Source) => boolean])[] = [
    [`the reel “${event.reel ?? ''}”`, ({ clip }) => event.reel !== undefined && [clip.reelName, stemOf(fileOf(clip)), clip.name].some((each) => isSame(each, event.reel))],
    [`the file “${file}”`, ({ clip, imagesOf }) => event.file !== undefined && (isSame(fileOf(clip), file) || isSame(stemOf(fileOf(clip)), stemOf(file)) || imagesOf?.(file) !== undefined)],
    [`the name “${event.name}”`, ({ clip, imagesOf }) => event.name !== '' && ([clip.name, fileOf(clip), stemOf(fileOf(clip))].some((each) => isSame(each, event.name)) || imagesOf?.(event.name) !== undefined)],
  ];
  let named: string | undefined;
  for (const [what, isIt] of byWhat) {
    const candidates = sources.filter(isIt);
    if (candidates.length === 0) continue;
    named ??= what;
    const fitting = candidates.flatMap((source): readonly Found[] => {
      const { clip } = source;
      const frame = framesIn(source, event).find((each) => each >= 0 && each + item.frames <= clip.frameCount);
      return frame !== undefined && countOf(clip.rate) === countOf(timeline.rate) ? [{ clip, frame }] : [];
    });
    if (fitting.length > 1) tell(`${event.label} “${event.name}” fits ${fitting.length} clips by ${what}; “${fitting[0]!.clip.name}” was taken.`);
    if (fitting[0] !== undefined) return fitting[0];
  }
  if (named === undefined) return { why: 'no clip of the project has its reel, file or name' };
  const slow = sources.find((source) => byWhat.some(([, isIt]) => isIt(source)) && countOf(source.clip.rate) !== countOf(timeline.rate))?.clip;
  if (slow !== undefined) return { why: `“${slow.name}” has ${rateText(slow.rate)} frames a second and the list ${rateText(timeline.rate)}` };
  return { why: `a clip has ${named}, but not these frames` };
}

/**
 * Frames of a clip that an event's source time can mean, the likeliest first: by timecode; of a clip without one from where the list says that the
 * media begins, or, of images, by the numbers in their names, which other programs take as their timecode. An image that the list names is one of them.
 */
function framesIn({ clip, imagesOf }: Source, event: TimelineEvent): readonly number[] {
  const rate = countOf(event.sourceRate) === countOf(clip.rate) ? event.sourceRate : clip.rate;
  const start = clip.startTimecode === undefined ? undefined : parseTimecode(clip.startTimecode, clip.rate)?.frames;
  const counted = framesOf(event.source.start, rate).frames;
  const { firstNumber } = clip.source.kind === 'sequence' ? clip.source : { firstNumber: 0 };
  const named = imagesOf?.(nameOfFile(event)) ?? imagesOf?.(event.name);
  const namedAt = event.fileAt === undefined ? event.available?.start : named?.isOne === true ? event.fileAt : undefined;
  const byName = named?.number === undefined || namedAt === undefined ? [] : [named.number - firstNumber + framesOf(subtract(event.source.start, namedAt), rate).frames];
  // Where it is not known where the media begins, a list may name the first image of all.
  const isSure = event.fileAt === undefined || named?.number !== firstNumber;
  const byTime = start === undefined ? untimed(clip, event, rate) : [counted - start];
  return isSure ? [...byName, ...byTime] : [...byTime, ...byName];
}

/** Of a clip without timecode. */
function untimed(clip: Clip, event: TimelineEvent, rate: Rate): readonly number[] {
  const counted = framesOf(event.source.start, rate).frames;
  const fromStart = event.available === undefined ? counted : framesOf(subtract(event.source.start, event.available.start), rate).frames;
  return clip.source.kind === 'sequence' ? [fromStart, counted - clip.source.firstNumber] : [fromStart];
}

function sequenceEvent(item: TrackItem, next: TrackItem | undefined, { found, handles, tell }: { readonly found: Found | undefined; readonly handles: number; readonly tell: (remark: string) => void }): SequenceEvent {
  const { event, mix } = item;
  const lead = mix?.before ?? 0;
  // An event of a sequence begins where the mix into it begins, and ends where the next one's begins.
  const length = item.frames + lead - (next?.mix?.before ?? 0);
  const first = (found?.frame ?? item.sourceStart) - lead;
  const before = Math.min(handles, Math.max(first, 0));
  const mixedOut = next?.mix === undefined ? 0 : next.mix.before + next.mix.after;
  // The mix out of an event shows frames behind its range; what it is given beyond begins behind those.
  const after = found === undefined ? 0 : Math.min(mixedOut + handles, found.clip.frameCount - first - length);
  if (found !== undefined && after < mixedOut) tell(`“${found.clip.name}” ends inside the mix out of ${event.label} “${event.name}”.`);
  const start = Math.max(first, 0);
  if (first < 0) tell(`The mix into ${event.label} “${event.name}” begins before its source does.`);
  return {
    id: newId(EventId), name: event.name, ...(found === undefined ? {} : { clipId: found.clip.id }), ...(event.reel === undefined ? {} : { reel: event.reel }),
    range: frameRange(start, start + Math.max(length, 1) - 1), handles: { before: found === undefined ? 0 : before, after: Math.max(after, 0) },
    recordStart: item.start - lead, transitionIn: transitionOf(mix),
  };
}

function transitionOf(mix: TrackItem['mix']): EventTransition {
  const frames = mix === undefined ? 0 : mix.before + mix.after;
  if (mix === undefined || frames <= 0) return { kind: 'cut' };
  // A cut at an end of the mix does not tell where the shots meet.
  const where = mix.before > 0 && mix.after > 0 ? { before: mix.before } : {};
  return mix.pattern === undefined ? { kind: 'dissolve', frames, ...where } : { kind: 'wipe', pattern: mix.pattern, frames, ...where };
}

function fileOf(clip: Clip): string {
  return basename(clipPath(clip));
}

/** What stands for a number (`shot_%04d.dpx`) is no escaped character. */
function nameOfFile(event: TimelineEvent): string {
  const name = (event.file ?? '').split(/[/\\]/).at(-1)!;
  if (/%0\d{1,2}d/.test(name)) return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function stemOf(name: string): string {
  return name.replace(/\.[^.]{1,5}$/, '') || name;
}

function isSame(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== '' && a.toLowerCase() === b.toLowerCase();
}
