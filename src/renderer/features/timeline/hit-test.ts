import type { Note, Shot } from '../../../shared/model/document.ts';
import { indexOfShotAt } from '../../../shared/model/document-index.ts';
import type { HintGroupId, ShotId } from '../../../shared/model/ids.ts';
import type { Mask, MaskSpanKind } from '../../../shared/model/mask.ts';
import { stripFrameAt } from './film-strip.ts';
import type { ShotBoundaryPart } from './move-shot-boundary.ts';
import { type FrameState, frameState } from './propagation-runs.ts';
import { frameAtX, isInRow, LABELS_PX, markX, type TimelineScale, xOfFrame } from './timeline-layout.ts';
import { rowOfTrack, type SceneShot, type TimelineScene } from './timeline-scene.ts';

/** The object at a position of the timeline. */
export type TimelineHit =
  | { readonly kind: 'nothing' }
  /** Of the strip of the whole film. */
  | { readonly kind: 'film'; readonly frame: number }
  | { readonly kind: 'shotBoundary'; readonly shot: Shot; readonly part: ShotBoundaryPart }
  | { readonly kind: 'key'; readonly frame: number }
  | { readonly kind: 'suggestion'; readonly frame: number; readonly confidence: number }
  | { readonly kind: 'note'; readonly note: Note }
  /** A keyframe in the track of a group of hints. */
  | { readonly kind: 'hints'; readonly frame: number; readonly groupId: HintGroupId | undefined; readonly name: string }
  /** The track of a mask, or a shape in it. `shape`: set by hand, so that it can be moved, or tracked. */
  | { readonly kind: 'mask'; readonly frame: number; readonly shotId: ShotId; readonly mask: Mask; readonly span: MaskSpanKind; readonly shape: 'byHand' | 'tracked' | undefined }
  | { readonly kind: 'propagation'; readonly frame: number; readonly state: FrameState }
  | { readonly kind: 'frame'; readonly frame: number };

/** What can be hit, in frame order. */
export interface TimelineThings extends Pick<TimelineScene, 'rows' | 'tracks' | 'scrolled'> {
  readonly scale: TimelineScale;
  readonly shots: readonly SceneShot[];
  readonly keys: readonly number[];
  readonly suggestions: readonly { readonly frame: number; readonly confidence: number }[];
  readonly notes: readonly Note[];
}

const BOUNDARY_PX = 5;
const MARK_PX = 7;
const TICK_PX = 2;
/** Shots drawn narrower than this have no draggable boundary: a press moves the playhead. */
const GRIPPED_SHOT_PX = 24;

export function hitTest(x: number, y: number, things: TimelineThings): TimelineHit {
  const { scale, rows } = things;
  if (x < LABELS_PX) return { kind: 'nothing' };
  if (y >= rows.film.top - 4) return { kind: 'film', frame: stripFrameAt(x, scale) };
  if (isInRow(y, rows.keys)) {
    const key = things.keys.find((frame) => Math.abs(markX(frame, scale) - x) <= MARK_PX);
    if (key !== undefined) return { kind: 'key', frame: key };
    const suggestion = things.suggestions.find(({ frame }) => Math.abs(markX(frame, scale) - x) <= MARK_PX);
    if (suggestion !== undefined) return { kind: 'suggestion', ...suggestion };
  }
  if (isInRow(y, rows.ruler)) {
    const note = things.notes.find(({ frame }) => Math.abs(markX(frame, scale) - x) <= MARK_PX);
    if (note !== undefined) return { kind: 'note', note };
  }
  return (isInRow(y, rows.shots) ? shotBoundaryAt(x, y, { ...things, shots: things.shots.map(({ shot }) => shot) }) : undefined) ?? laneHit(x, y, things) ?? { kind: 'frame', frame: frameAtX(x, scale) };
}

function laneHit(x: number, y: number, things: TimelineThings): TimelineHit | undefined {
  const { scale, rows, shots } = things;
  const frame = frameAtX(x, scale);
  const under = shots.find(({ shot }) => frame >= shot.range.first && frame <= shot.range.last);
  if (under === undefined) return undefined;
  if (isInRow(y, rows.propagation)) return { kind: 'propagation', frame, state: frameState(under.propagation, frame) };
  const isIn = (lane: 'hints' | 'masks', name: string): boolean => {
    const row = rowOfTrack(things, lane, name);
    return row !== undefined && isInRow(y, row);
  };
  if (rows.hints !== null && isInRow(y, rows.hints)) {
    for (const { groupId, name, frames } of under.hints) {
      const at = isIn('hints', name) ? frames.find((each) => Math.abs(markX(each, scale) - x) <= MARK_PX) : undefined;
      if (at !== undefined) return { kind: 'hints', frame: at, groupId, name };
    }
  }
  if (rows.masks === null || !isInRow(y, rows.masks)) return undefined;
  // In a folded lane, in which masks lie on one another, the one with a shape there comes first.
  const tracks = under.masks.filter(({ mask }) => isIn('masks', mask.name)).map(({ mask, spans }) => ({ mask, spans, key: keyNear(mask, x, scale) }));
  const hit = tracks.find(({ key }) => key !== undefined) ?? tracks[0];
  if (hit === undefined) return undefined;
  const at = hit.key?.frame ?? frame;
  return {
    kind: 'mask', frame: at, shotId: under.shot.id, mask: hit.mask, span: hit.spans.find(({ first, last }) => at >= first && at <= last)?.kind ?? 'held',
    shape: hit.key === undefined ? undefined : hit.key.tracked === true ? 'tracked' : 'byHand',
  };
}

/** The shape of a mask whose mark is under the pointer: one that was set by hand before a tracked one. */
function keyNear({ keys }: Mask, x: number, scale: TimelineScale): Mask['keys'][number] | undefined {
  const near = keys.filter((key) => Math.abs(markX(key.frame, scale) - x) <= (key.tracked === true ? TICK_PX : MARK_PX));
  return near.find(({ tracked }) => tracked !== true) ?? near[0];
}

/**
 * The upper half offers a dissolve's ends and its cut, the lower half only the cut, so that a dissolve of a few frames can be moved too.
 */
function shotBoundaryAt(x: number, y: number, { scale, rows, shots }: Pick<TimelineThings, 'scale' | 'rows'> & { readonly shots: readonly Shot[] }): TimelineHit | undefined {
  const under = indexOfShotAt(shots, frameAtX(x, scale));
  const upper = y < rows.shots.top + rows.shots.height / 2;
  const width = (shot: Shot): number => (shot.range.last - shot.range.first + 1) * scale.pxPerFrame;
  let best: { readonly hit: TimelineHit; readonly distance: number } | undefined;
  for (const index of [under, under + 1]) {
    const shot = shots[index];
    const previous = shots[index - 1];
    if (shot === undefined || previous === undefined || Math.min(width(shot), width(previous)) < GRIPPED_SHOT_PX) continue;
    const grips: readonly (readonly [ShotBoundaryPart, number])[] = [
      ['cut', shot.range.first],
      ...(upper && shot.transitionIn.kind === 'dissolve' ? [['dissolveFirst', shot.transitionIn.frames.first], ['dissolveLast', shot.transitionIn.frames.last + 1]] as const : []),
    ];
    for (const [part, frame] of grips) {
      const distance = Math.abs(xOfFrame(frame, scale) - x);
      if (distance <= BOUNDARY_PX && (best === undefined || distance < best.distance)) best = { hit: { kind: 'shotBoundary', shot, part }, distance };
    }
  }
  return best?.hit;
}
