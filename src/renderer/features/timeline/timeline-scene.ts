import type { SuggestedKeyframe } from '../../../shared/contract/propagate.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import type { Note, Shot } from '../../../shared/model/document.ts';
import type { Size } from '../../../shared/model/working-size.ts';
import type { MaskId, ShotId } from '../../../shared/model/ids.ts';
import { indexOfShotAt } from '../../../shared/model/document-index.ts';
import { documentOf, keyframesOf, notesOf, shotsOf } from '../../document/project-mirror.ts';
import { type ShotState, statusOf } from '../../document/shot-colours.ts';
import type { Editor } from '../../editor/editor.ts';
import { masksShown } from '../../editor/mask-context.ts';
import type { MovedKey } from '../../editor/move-keyframe.ts';
import { hintTracks, type HintTrack, laneTracks, maskTracks, type MaskTrack, trackRows } from './lane-tracks.ts';
import { type ShotBoundaryMove, shotsWithMovedBoundary } from './move-shot-boundary.ts';
import { jobOfShots, type PropagationState } from './propagation-runs.ts';
import { frameAtX, LABELS_PX, type LaneWishes, type Row, timelineRows, type TimelineRows, timelineScale, type TimelineScale } from './timeline-layout.ts';

/** What is being dragged, for drawing. */
export interface Dragged {
  readonly move: ShotBoundaryMove | null;
  readonly key: MovedKey | null;
}

export const NOTHING_DRAGGED: Dragged = { move: null, key: null };

/** A shot as the timeline shows it. */
export interface SceneShot {
  readonly shot: Shot;
  readonly state: ShotState | 'running' | 'paused';
  /** Drafts of frames that have been made since are among its drafts. */
  readonly propagation: PropagationState;
  readonly hints: readonly HintTrack[];
  readonly masks: readonly MaskTrack[];
}

/** Lanes with a track for each thing of a shot. */
export type TrackLane = 'hints' | 'masks';

/** Visible parts only, so that the size does not grow with the clip. */
export interface TimelineScene extends TimelineFrame {
  readonly shots: readonly SceneShot[];
  readonly keys: readonly number[];
  /** Of groups and masks by name, the track in which they lie. */
  readonly tracks: Readonly<Record<TrackLane, ReadonlyMap<string, number>>>;
  readonly selectedMask: MaskId | null;
  /** Where there is no lane of masks: frames on which the selected mask has a shape of its own; tracked ones were found by the program. */
  readonly maskShapes: readonly { readonly frame: number; readonly tracked: boolean }[];
  readonly suggestions: readonly SuggestedKeyframe[];
  readonly notes: readonly Note[];
  readonly inMark: number | null;
  readonly outMark: number | null;
  readonly currentShot: ShotId | undefined;
  readonly move: ShotBoundaryMove | null;
}

/** Visible range and size of the timeline. */
export interface TimelineFrame {
  readonly clip: Clip;
  readonly scale: TimelineScale;
  readonly rows: TimelineRows;
  readonly width: number;
  readonly height: number;
  /** How far lanes with more tracks than they show are scrolled, CSS px. */
  readonly scrolled: Readonly<Record<TrackLane, number>>;
}

/** @param wanted for `timelineScale` */
export function timelineFrame(clip: Clip, { width, height }: Size, wanted: { readonly pxPerFrame: number | null; readonly start: number; readonly lanes?: LaneWishes; readonly scrolled?: TimelineFrame['scrolled'] }): TimelineFrame {
  return { clip, width, height, scale: timelineScale(clip.frameCount, width, wanted), rows: timelineRows(height, wanted.lanes), scrolled: wanted.scrolled ?? { hints: 0, masks: 0 } };
}

/** Where the track of a name lies in a lane; `undefined` where the lane has none, or does not show it. */
export function rowOfTrack({ rows, tracks, scrolled }: Pick<TimelineScene, 'rows' | 'tracks' | 'scrolled'>, id: TrackLane, name: string): Row | undefined {
  const lane = rows[id];
  const index = tracks[id].get(name);
  if (lane === null || (index === undefined && !lane.isFolded)) return undefined;
  const top = lane.top + (lane.isFolded ? 0 : index! * lane.trackPx - scrolled[id]);
  return top + lane.trackPx <= lane.top || top >= lane.top + lane.height ? undefined : { top, height: lane.trackPx };
}

/** Marks reach over the edge of their frame, so a little more than the frames in sight is looked at. */
const MARGIN_PX = 12;

/** Shots of which a part is in sight. A dissolve may begin before its shot, so the shot after the last visible one is among them. */
export function shotsInSight(shots: readonly Shot[], { scale, width }: Pick<TimelineFrame, 'scale' | 'width'>): readonly Shot[] {
  return shots.slice(Math.max(0, indexOfShotAt(shots, frameAtX(LABELS_PX - MARGIN_PX, scale))), indexOfShotAt(shots, frameAtX(width + MARGIN_PX, scale)) + 2);
}

/** @param dragged boundary and keyframe at their places under the pointer */
export function timelineScene(editor: Editor, frame: TimelineFrame, { move, key: moved }: Dragged): TimelineScene {
  const { clip, scale, width } = frame;
  const document = documentOf(editor.project.getState());
  const { shots: colours, suggestions, drafts, making, begun } = editor.colours.getState();
  const session = editor.session.getState();
  const { frame: playhead, inMark, outMark, selectedMask } = session;
  const kept = shotsOf(document, clip.id);
  const all = move === null ? kept : shotsWithMovedBoundary(kept, move);
  const first = frameAtX(LABELS_PX - MARGIN_PX, scale);
  const last = frameAtX(width + MARGIN_PX, scale);
  const seen = shotsInSight(all, frame);
  const inSight = (at: number): boolean => at >= first && at <= last;
  const jobs = jobOfShots(editor.jobs.getState().jobs);
  const current = all[indexOfShotAt(all, playhead)];
  const tracks = laneTracks(document, { current, seen, masksOf: (shot) => masksShown(shot, session) });
  return {
    ...frame, move, inMark, outMark, selectedMask,
    shots: seen.map((shot) => {
      const colour = colours.get(shot.id);
      const job = jobs.get(shot.id);
      // What was in hand when it was paused is still told as it is finished.
      const isRunning = making === shot.id && job !== 'paused';
      return {
        shot, state: isRunning ? 'running' : job === 'paused' ? 'paused' : statusOf(colour, shot, keyframesOf(document, shot.id).length).state,
        propagation: { colour, drafts: drafts.get(shot.id), job, begun: isRunning ? begun : undefined },
        hints: frame.rows.hints === null ? [] : hintTracks(document, shot), masks: frame.rows.masks === null ? [] : maskTracks(shot, masksShown(shot, session)),
      };
    }),
    tracks: { hints: trackRows(tracks.hints), masks: trackRows(tracks.masks) },
    keys: seen.flatMap((shot) => keyframesOf(document, shot.id).map((keyframe) => (keyframe.id === moved?.keyframeId ? moved.to : keyframe.frame))).filter(inSight),
    maskShapes: frame.rows.masks !== null ? [] : seen.flatMap(({ masks = [] }) => masks.find(({ id }) => id === selectedMask)?.keys.map((key) => ({ frame: key.frame, tracked: key.tracked === true })) ?? []).filter(({ frame: at }) => inSight(at)),
    suggestions: seen.map((shot) => suggestions.get(shot.id)).filter((each) => each !== undefined).filter((each) => inSight(each.frame)),
    notes: notesOf(document, clip.id).filter((note) => inSight(note.frame)),
    currentShot: current?.id,
  };
}
