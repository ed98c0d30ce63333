import type { Note, Shot } from '../../../shared/model/document.ts';
import { indexOfShotAt } from '../../../shared/model/document-index.ts';
import { stripFrameAt } from './film-strip.ts';
import type { ShotBoundaryPart } from './move-shot-boundary.ts';
import { frameAtX, isInRow, LABELS_PX, markX, type TimelineRows, type TimelineScale, xOfFrame } from './timeline-layout.ts';

/** The object at a position of the timeline. */
export type TimelineHit =
  | { readonly kind: 'nothing' }
  /** Of the strip of the whole film. */
  | { readonly kind: 'film'; readonly frame: number }
  | { readonly kind: 'shotBoundary'; readonly shot: Shot; readonly part: ShotBoundaryPart }
  | { readonly kind: 'key'; readonly frame: number }
  | { readonly kind: 'suggestion'; readonly frame: number; readonly confidence: number }
  | { readonly kind: 'note'; readonly note: Note }
  | { readonly kind: 'frame'; readonly frame: number };

/** Draggable objects, in frame order. */
export interface TimelineThings {
  readonly scale: TimelineScale;
  readonly rows: TimelineRows;
  readonly shots: readonly Shot[];
  readonly keys: readonly number[];
  readonly suggestions: readonly { readonly frame: number; readonly confidence: number }[];
  readonly notes: readonly Note[];
}

const BOUNDARY_PX = 5;
const MARK_PX = 7;
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
  return (isInRow(y, rows.shots) ? shotBoundaryAt(x, y, things) : undefined) ?? { kind: 'frame', frame: frameAtX(x, scale) };
}

/**
 * The upper half offers a dissolve's ends and its cut, the lower half only the cut, so that a dissolve of a few frames can be moved too.
 */
function shotBoundaryAt(x: number, y: number, { scale, rows, shots }: TimelineThings): TimelineHit | undefined {
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
