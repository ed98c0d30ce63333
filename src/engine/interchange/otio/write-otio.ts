import { rateText } from '../../../shared/model/known-rate.ts';
import { framesOf, toNumber } from '../rational.ts';
import type { Timeline, TimelineEvent } from '../timeline.ts';
import { availableOf, markersIn, type TrackItem, trackItems } from '../track-items.ts';
import type { WrittenTimeline } from '../written-timeline.ts';

const COLOURS = new Set(['PINK', 'RED', 'ORANGE', 'YELLOW', 'GREEN', 'CYAN', 'BLUE', 'PURPLE', 'MAGENTA', 'BLACK', 'WHITE']);

/** OpenTimelineIO's JSON: one video track. */
export function writeOtio(timeline: Timeline): WrittenTimeline {
  const { items, remarks } = trackItems(timeline);
  const rate = timeline.rate.num / timeline.rate.den;
  const time = (value: number): object => ({ OTIO_SCHEMA: 'RationalTime.1', rate, value });
  const range = (start: number, frames: number): object => ({ OTIO_SCHEMA: 'TimeRange.1', start_time: time(start), duration: time(frames) });
  const first = items[0]?.start ?? 0;
  const children: object[] = [];
  let cursor = first;
  items.forEach((item, index) => {
    if (item.start > cursor) children.push({ OTIO_SCHEMA: 'Gap.1', name: '', metadata: {}, effects: [], markers: [], enabled: true, source_range: range(0, item.start - cursor) });
    if (item.mix !== undefined) children.push(transition(item.mix, time));
    children.push(clip(item, { timeline, next: items[index + 1], time, range }));
    cursor = item.start + item.frames;
  });
  const track = { OTIO_SCHEMA: 'Track.1', name: 'V1', kind: 'Video', metadata: {}, effects: [], markers: [], enabled: true, source_range: null, children };
  const stack = { OTIO_SCHEMA: 'Stack.1', name: 'tracks', metadata: {}, effects: [], markers: [], enabled: true, source_range: null, children: [track] };
  const document = { OTIO_SCHEMA: 'Timeline.1', name: timeline.name, metadata: { tintype: { rate: rateText(timeline.rate), dropFrame: timeline.dropFrame } }, global_start_time: time(first), tracks: stack };
  const drop = timeline.dropFrame ? ['OpenTimelineIO has no drop-frame flag; it is in the metadata (“tintype”).'] : [];
  return { text: `${JSON.stringify(document, undefined, 2)}\n`, remarks: [...remarks, ...drop] };
}

interface Writing {
  readonly timeline: Timeline;
  readonly next: TrackItem | undefined;
  readonly time: (value: number) => object;
  readonly range: (start: number, frames: number) => object;
}

function transition({ before, after, pattern }: NonNullable<TrackItem['mix']>, time: Writing['time']): object {
  const metadata = pattern === undefined ? {} : { cmx_3600: { transition: `W${String(pattern).padStart(3, '0')}` } };
  return { OTIO_SCHEMA: 'Transition.1', name: pattern === undefined ? 'Dissolve' : 'Wipe', transition_type: pattern === undefined ? 'SMPTE_Dissolve' : 'SMPTE_Wipe', metadata, in_offset: time(before), out_offset: time(after) };
}

/** @param start frame of the source at which what is available begins */
function reference({ file, images, available }: TimelineEvent, start: number, { rate }: Timeline): object {
  if (file === undefined) return { OTIO_SCHEMA: 'MissingReference.1' };
  if (images === undefined) return { OTIO_SCHEMA: 'ExternalReference.1', target_url: file };
  const before = available === undefined ? 0 : framesOf(available.start, rate).frames - start;
  return {
    OTIO_SCHEMA: 'ImageSequenceReference.1', target_url_base: images.base, name_prefix: images.prefix, name_suffix: images.suffix,
    start_frame: images.firstNumber - before, frame_step: 1, rate: rate.num / rate.den, frame_zero_padding: images.padding, missing_frame_policy: 'error',
  };
}

function clip(item: TrackItem, { timeline, next, time, range }: Writing): object {
  const { event } = item;
  const available = availableOf(item, next, timeline.rate);
  const availableRange = range(available.start, available.frames);
  const media = { name: event.name, metadata: {}, available_range: availableRange, available_image_bounds: null, ...reference(event, available.start, timeline) };
  const warp = event.speed === undefined ? [] : [event.speed.num === 0n
    ? { OTIO_SCHEMA: 'FreezeFrame.1', name: '', effect_name: 'FreezeFrame', metadata: {}, time_scalar: 0 }
    : { OTIO_SCHEMA: 'LinearTimeWarp.1', name: '', effect_name: 'LinearTimeWarp', metadata: {}, time_scalar: toNumber(event.speed) }];
  const markers = markersIn(item, timeline).map(({ at, text, colour }) => ({
    OTIO_SCHEMA: 'Marker.2', name: text, comment: '', metadata: {}, color: COLOURS.has(colour?.toUpperCase() ?? '') ? colour!.toUpperCase() : 'RED',
    marked_range: { OTIO_SCHEMA: 'TimeRange.1', start_time: time(framesOf(event.source.start, timeline.rate).frames + at), duration: time(0) },
  }));
  return {
    OTIO_SCHEMA: 'Clip.2', name: event.name, metadata: event.reel === undefined ? {} : { cmx_3600: { reel: event.reel } }, effects: warp, markers, enabled: true,
    source_range: range(item.sourceStart, item.frames), media_references: { DEFAULT_MEDIA: media }, active_media_reference_key: 'DEFAULT_MEDIA',
  };
}
