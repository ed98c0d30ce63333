import { type Clip, clipPath } from '../../shared/model/clip.ts';
import type { Note, Shot } from '../../shared/model/document.ts';
import { rangeLength } from '../../shared/model/frame.ts';
import { parseTimecode } from '../../shared/model/timecode.ts';
import { type ImageNames, imageNamesOf, sourceFile } from './event-images.ts';
import { add, secondsOf } from './rational.ts';
import type { Timeline, TimelineEvent, TimelineTransition } from './timeline.ts';

interface ShotsOptions {
  readonly name: string;
  readonly notes?: readonly Note[];
}

/** Shots of a clip as a timeline: record and source are both the clip's own timecode, so that it can be laid over the clip again. */
export function timelineOfShots(clip: Clip, shots: readonly Shot[], options: ShotsOptions): Timeline {
  const start = clipStart(clip);
  const seconds = (frame: number): ReturnType<typeof secondsOf> => secondsOf(start.frames + frame, clip.rate);
  const source = sourceFile(clipPath(clip), imageNamesOf(clip));
  const events = shots.map((shot, index): TimelineEvent => {
    const duration = secondsOf(rangeLength(shot.range), clip.rate);
    return {
      name: shot.name, reel: reelOfClip(clip), ...source, track: 0,
      source: { start: seconds(shot.range.first), duration }, sourceRate: clip.rate, available: { start: seconds(0), duration: secondsOf(clip.frameCount, clip.rate) },
      record: { start: seconds(shot.range.first), duration }, transitionIn: transitionOf(shot, clip), speed: undefined, label: `shot ${index + 1}`,
    };
  });
  const markers = (options.notes ?? []).filter((each) => each.clipId === clip.id).map(({ frame, text, colour }) => ({ at: seconds(frame), text, colour: colour === 'amber' ? 'YELLOW' : colour?.toUpperCase() }));
  return { name: options.name, rate: clip.rate, dropFrame: start.dropFrame, events, markers, remarks: [] };
}

function transitionOf({ transitionIn, range }: Shot, clip: Clip): TimelineTransition {
  if (transitionIn.kind === 'cut') return { kind: 'cut' };
  const { frames } = transitionIn;
  return { kind: 'dissolve', before: secondsOf(range.first - frames.first, clip.rate), after: secondsOf(frames.last + 1 - range.first, clip.rate) };
}

/** The clip's first timecode, in frames. */
export function clipStart(clip: Clip): { readonly frames: number; readonly dropFrame: boolean } {
  return (clip.startTimecode === undefined ? undefined : parseTimecode(clip.startTimecode, clip.rate)) ?? { frames: 0, dropFrame: false };
}

/** A clip without a reel of its own goes by its file's name, without the ending. */
export function reelOfClip({ reelName, name }: Pick<Clip, 'reelName' | 'name'>): string {
  return reelName ?? (name.replace(/\.[^.]{1,5}$/, '') || name);
}

/** A delivered file of a shot. */
export interface DeliveredShot {
  readonly clip: Clip;
  readonly shot: Shot;
  /** Of images the folder. */
  readonly path: string;
  readonly images?: ImageNames | undefined;
}

/** A delivered file as the source of an event. */
export function deliveredSource({ path, images }: DeliveredShot): Pick<TimelineEvent, 'file' | 'images'> {
  return sourceFile(path, images === undefined ? undefined : { ...images, directory: path });
}

/**
 * Delivered files as a timeline that can be relinked: each file is one event, with the reel and timecode that it was delivered with. What a
 * dissolve mixes is in the pictures of the files, so there are cuts only. Files of one clip lie at its timecode, those of several, or with a timecode of their own, one after another.
 */
export function timelineOfFiles(files: readonly DeliveredShot[], options: { readonly name: string }): Timeline {
  const clips = new Set(files.map(({ clip }) => clip.id)).size;
  const isOneClock = new Set(files.map(({ clip }) => `${clip.id} ${clip.startTimecode}`)).size === 1;
  const timelines = files.map(({ clip, shot }) => timelineOfShots(clip, [shot], { name: options.name }));
  const first = timelines[0]!;
  let next = isOneClock ? undefined : first.events[0]?.record.start;
  const events = timelines.flatMap((each) => each.events).map((event, index): TimelineEvent => {
    const start = next ?? event.record.start;
    if (next !== undefined) next = add(next, event.record.duration);
    return {
      ...event, ...deliveredSource(files[index]!), available: event.source, transitionIn: { kind: 'cut' },
      record: { start, duration: event.record.duration }, label: `file ${index + 1}`,
    };
  });
  const mixed = files.filter(({ shot }) => shot.transitionIn.kind === 'dissolve').length;
  const remarks = [
    ...(mixed === 0 ? [] : [`${mixed} dissolve${mixed === 1 ? ' is' : 's are'} in the delivered pictures already; the timeline has cuts there.`]),
    ...(clips > 1 ? [`The files of ${clips} clips lie one after another.`] : isOneClock ? [] : ['The files lie one after another.']),
  ];
  return { ...first, events, markers: [], remarks };
}
