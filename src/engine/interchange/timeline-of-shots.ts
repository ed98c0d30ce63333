import { pathToFileURL } from 'node:url';
import { type Clip, clipPath } from '../../shared/model/clip.ts';
import type { Note, Shot } from '../../shared/model/document.ts';
import { rangeLength } from '../../shared/model/frame.ts';
import { parseTimecode } from '../../shared/model/timecode.ts';
import { secondsOf } from './rational.ts';
import type { Timeline, TimelineEvent, TimelineTransition } from './timeline.ts';

interface ShotsOptions {
  readonly name: string;
  readonly notes?: readonly Note[];
}

/** Shots of a clip as a timeline: record and source are both the clip's own timecode, so that it can be laid over the clip again. */
export function timelineOfShots(clip: Clip, shots: readonly Shot[], options: ShotsOptions): Timeline {
  const start = startOf(clip);
  const seconds = (frame: number): ReturnType<typeof secondsOf> => secondsOf(start.frames + frame, clip.rate);
  const events = shots.map((shot, index): TimelineEvent => {
    const duration = secondsOf(rangeLength(shot.range), clip.rate);
    return {
      name: shot.name, reel: clip.reelName ?? reelOfName(clip.name), file: pathToFileURL(clipPath(clip)).href, track: 0,
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

function startOf(clip: Clip): { readonly frames: number; readonly dropFrame: boolean } {
  return (clip.startTimecode === undefined ? undefined : parseTimecode(clip.startTimecode, clip.rate)) ?? { frames: 0, dropFrame: false };
}

/** A clip without a reel of its own goes by its file's name, without the ending. */
function reelOfName(name: string): string {
  return name.replace(/\.[^.]{1,5}$/, '') || name;
}

/** A delivered file of a shot. */
export interface DeliveredShot {
  readonly shot: Shot;
  readonly path: string;
}

/**
 * Delivered files as a timeline that can be relinked: each file is one event, with the reel and timecode that it was delivered with. What a
 * dissolve mixes is in the pictures of the files, so there are cuts only.
 */
export function timelineOfFiles(clip: Clip, files: readonly DeliveredShot[], options: { readonly name: string }): Timeline {
  const timeline = timelineOfShots(clip, files.map((each) => each.shot), { name: options.name });
  const events = timeline.events.map((event, index): TimelineEvent => ({ ...event, file: pathToFileURL(files[index]!.path).href, available: event.source, transitionIn: { kind: 'cut' } }));
  const mixed = files.filter(({ shot }) => shot.transitionIn.kind === 'dissolve').length;
  const remarks = mixed === 0 ? [] : [`${mixed} dissolve${mixed === 1 ? ' is' : 's are'} in the delivered pictures already; the timeline has cuts there.`];
  return { ...timeline, events, remarks };
}

