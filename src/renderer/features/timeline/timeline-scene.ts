import type { FrameDraft, ShotColour, SuggestedKeyframe } from '../../../shared/contract/propagate.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import type { Note, Shot } from '../../../shared/model/document.ts';
import type { Size } from '../../../shared/model/working-size.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { indexOfShotAt } from '../../../shared/model/document-index.ts';
import { documentOf, keyframesOf, notesOf, shotsOf } from '../../document/project-mirror.ts';
import { type ShotState, statusOf } from '../../document/shot-colours.ts';
import type { Editor } from '../../editor/editor.ts';
import { type ShotBoundaryMove, shotsWithMovedBoundary } from './move-shot-boundary.ts';
import { frameAtX, LABELS_PX, timelineRows, type TimelineRows, timelineScale, type TimelineScale } from './timeline-layout.ts';

/** A shot as the timeline shows it. */
export interface SceneShot {
  readonly shot: Shot;
  readonly state: ShotState | 'running';
  readonly colour: ShotColour | undefined;
  /** Frames of which there is a draft; those that have been made since are among them. */
  readonly drafts: ReadonlyMap<number, FrameDraft> | undefined;
}

/** Visible parts only, so that the size does not grow with the clip. */
export interface TimelineScene {
  readonly clip: Clip;
  readonly scale: TimelineScale;
  readonly rows: TimelineRows;
  readonly width: number;
  readonly height: number;
  readonly shots: readonly SceneShot[];
  readonly keys: readonly number[];
  /** Frames on which the selected mask has a shape of its own; tracked ones were found by the program. */
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
}

/** @param wanted for `timelineScale` */
export function timelineFrame(clip: Clip, { width, height }: Size, wanted: { readonly pxPerFrame: number | null; readonly start: number }): TimelineFrame {
  return { clip, width, height, scale: timelineScale(clip.frameCount, width, wanted), rows: timelineRows(height) };
}

/** Marks reach over the edge of their frame, so a little more than the frames in sight is looked at. */
const MARGIN_PX = 12;

export function timelineScene(editor: Editor, frame: TimelineFrame, move: ShotBoundaryMove | null): TimelineScene {
  const { clip, scale, width } = frame;
  const document = documentOf(editor.project.getState());
  const { shots: colours, suggestions, drafts, making } = editor.colours.getState();
  const { frame: playhead, inMark, outMark, selectedMask } = editor.session.getState();
  const kept = shotsOf(document, clip.id);
  const all = move === null ? kept : shotsWithMovedBoundary(kept, move);
  const first = frameAtX(LABELS_PX - MARGIN_PX, scale);
  const last = frameAtX(width + MARGIN_PX, scale);
  // A dissolve may begin before its shot, so the shot after the last visible one is included.
  const seen = all.slice(Math.max(0, indexOfShotAt(all, first)), indexOfShotAt(all, last) + 2);
  const inSight = (at: number): boolean => at >= first && at <= last;
  return {
    ...frame, move, inMark, outMark,
    shots: seen.map((shot) => {
      const colour = colours.get(shot.id);
      return { shot, colour, drafts: drafts.get(shot.id), state: making === shot.id ? 'running' : statusOf(colour, shot, keyframesOf(document, shot.id).length).state };
    }),
    keys: seen.flatMap((shot) => keyframesOf(document, shot.id).map((keyframe) => keyframe.frame)).filter(inSight),
    maskShapes: seen.flatMap(({ masks = [] }) => masks.find(({ id }) => id === selectedMask)?.keys.map((key) => ({ frame: key.frame, tracked: key.tracked === true })) ?? []).filter(({ frame: at }) => inSight(at)),
    suggestions: seen.map((shot) => suggestions.get(shot.id)).filter((each) => each !== undefined).filter((each) => inSight(each.frame)),
    notes: notesOf(document, clip.id).filter((note) => inSight(note.frame)),
    currentShot: all[indexOfShotAt(all, playhead)]?.id,
  };
}
