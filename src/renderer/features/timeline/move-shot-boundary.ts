import type { Shot, ShotTransition } from '../../../shared/model/document.ts';
import { type FrameRange, frameRange } from '../../../shared/model/frame.ts';
import type { ShotId } from '../../../shared/model/ids.ts';

/** The part that is dragged: the cut itself (its dissolve moves with it), or one end of its dissolve. */
export type ShotBoundaryPart = 'cut' | 'dissolveFirst' | 'dissolveLast';

export interface ShotBoundaryMove {
  readonly shotId: ShotId;
  readonly part: ShotBoundaryPart;
  readonly to: number;
}

/** Length of a new dissolve, in frames. */
const DISSOLVE_FRAMES = 12;

/**
 * Pure: limits of a part of the shot boundary into `shots[index]`; the same as in the engine. `undefined` when it cannot move: the first
 * shot has no boundary, a cut no dissolve.
 */
export function shotBoundaryLimits(shots: readonly Shot[], index: number, part: ShotBoundaryPart): FrameRange | undefined {
  const shot = shots[index];
  const previous = shots[index - 1];
  if (shot === undefined || previous === undefined) return undefined;
  if (part === 'cut') return frameRange(previous.range.first + 1, shot.range.last);
  if (shot.transitionIn.kind !== 'dissolve') return undefined;
  return part === 'dissolveFirst' ? frameRange(earliestDissolve(previous), shot.range.first) : frameRange(shot.range.first, latestDissolve(shots, index));
}

/** A dissolve may cover the whole shot before it, but no frame of the previous dissolve. */
function earliestDissolve(previous: Shot): number {
  return previous.transitionIn.kind === 'dissolve' ? Math.max(previous.range.first, previous.transitionIn.frames.last + 1) : previous.range.first;
}

function latestDissolve(shots: readonly Shot[], index: number): number {
  const next = shots[index + 1];
  const { last } = shots[index]!.range;
  return next?.transitionIn.kind === 'dissolve' ? Math.min(last, next.transitionIn.frames.first - 1) : last;
}

/** Pure: the shots during a drag of a shot boundary, clamped to its limits. The engine decides. */
export function shotsWithMovedBoundary(shots: readonly Shot[], { shotId, part, to }: ShotBoundaryMove): readonly Shot[] {
  const index = shots.findIndex((each) => each.id === shotId);
  const limits = shotBoundaryLimits(shots, index, part);
  const shot = shots[index];
  const previous = shots[index - 1];
  if (limits === undefined || shot === undefined || previous === undefined) return shots;
  const frame = Math.min(limits.last, Math.max(limits.first, to));
  if (part !== 'cut') return shots.with(index, { ...shot, transitionIn: movedEnd(shot.transitionIn, part, frame) });
  const range = frameRange(frame, shot.range.last);
  const moved = { ...shot, range, transitionIn: shiftedTransition(shot.transitionIn, frame - shot.range.first, { first: previous.range.first, last: range.last }) };
  return shots.with(index - 1, { ...previous, range: frameRange(previous.range.first, frame - 1) }).with(index, moved);
}

/** A dissolve with one end moved. */
export function movedEnd(transitionIn: ShotTransition, part: ShotBoundaryPart, frame: number): ShotTransition {
  if (transitionIn.kind !== 'dissolve') return transitionIn;
  return { kind: 'dissolve', frames: part === 'dissolveFirst' ? frameRange(frame, transitionIn.frames.last) : frameRange(transitionIn.frames.first, frame) };
}

function shiftedTransition(transitionIn: ShotTransition, by: number, within: { readonly first: number; readonly last: number }): ShotTransition {
  if (transitionIn.kind !== 'dissolve') return transitionIn;
  return { kind: 'dissolve', frames: frameRange(Math.max(within.first, transitionIn.frames.first + by), Math.min(within.last, transitionIn.frames.last + by)) };
}

/** Pure: a dissolve around the cut into `shots[index]`, shortened where its neighbours need it; `undefined` for the first shot. */
export function dissolveAround(shots: readonly Shot[], index: number): ShotTransition | undefined {
  const shot = shots[index];
  const previous = shots[index - 1];
  if (shot === undefined || previous === undefined) return undefined;
  const first = Math.max(earliestDissolve(previous), shot.range.first - DISSOLVE_FRAMES / 2);
  const last = Math.min(latestDissolve(shots, index), shot.range.first + DISSOLVE_FRAMES / 2 - 1);
  return first > shot.range.first || last < shot.range.first ? undefined : { kind: 'dissolve', frames: frameRange(first, last) };
}

/** Pure: index of the shot whose first frame is nearest to a frame, except the first shot. −1 when there is no cut. */
export function nearestShotBoundary(shots: readonly Shot[], frame: number): number {
  return shots.reduce((best, shot, index) => (index > 0 && (best === -1 || Math.abs(shot.range.first - frame) < Math.abs(shots[best]!.range.first - frame)) ? index : best), -1);
}
