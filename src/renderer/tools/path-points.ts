import type { BoundaryHint, ImagePoint } from '../../shared/model/hint.ts';
import { kindOf, type PathHint } from '../../shared/model/hint-kinds.ts';
import { clampToImage } from '../session/view.ts';
import type { LiveWire } from './live-wire.ts';
import { distance, type PathPoint } from './tool.ts';

/** A freehand path deviates less than this between two handles, in widths of the picture. */
const HANDLE_TOLERANCE = 0.0035;
/** A point this far from both its neighbours was placed deliberately, in widths of the picture: freehand points are closer. */
const LONE = 0.02;
/** Distance over which the direction of a path at a point is measured, in widths of the picture. */
const TANGENT_REACH = 0.012;
/** A path that turns by more than this at a point has a corner there. */
const CORNER_DEGREES = 40;

/**
 * Indices of the points that define a path's shape, in order: its ends, its turns, and isolated points. A freehand path has hundreds of
 * points; these get handles. Douglas and Peucker, "Algorithms for the reduction of the number of points required to represent a digitized
 * line", Cartographica 10 (1973).
 * @param options.aspect height of the picture in widths of it
 * @param options.keep a point that gets a handle in any case
 */
export function handlesOf(path: readonly ImagePoint[], options: { readonly aspect: number; readonly keep?: number }): readonly number[] {
  const { aspect, keep } = options;
  const last = path.length - 1;
  const handles = new Set([0, last]);
  if (keep !== undefined && keep <= last) handles.add(keep);
  for (let index = 1; index < last; index++) {
    if (distance(path[index - 1]!, path[index]!, aspect) > LONE && distance(path[index]!, path[index + 1]!, aspect) > LONE) handles.add(index);
  }
  const open: [number, number][] = [[0, last]];
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    const [from, to] = span;
    let farthest = from;
    let most = HANDLE_TOLERANCE;
    for (let index = from + 1; index < to; index++) {
      const far = nearestOnSegment(path[index]!, [path[from]!, path[to]!], aspect).far;
      if (far > most) [farthest, most] = [index, far];
    }
    if (farthest === from) continue;
    handles.add(farthest);
    open.push([from, farthest], [farthest, to]);
  }
  return [...handles].toSorted((a, b) => a - b);
}

/**
 * Moves the selected path point; the path between it and the neighbouring handles follows, smoothly where it was smooth. Widths of a
 * stroke are kept.
 */
export function withPointMoved<Held extends PathHint>({ hint, index }: PathPoint & { readonly hint: Held }, to: ImagePoint, aspect: number): Held {
  const { path } = hint;
  const handles = handlesOf(path, { aspect, keep: index });
  const at = handles.indexOf(index);
  const [x, y] = path[index]!;
  const by = [to[0] - x, to[1] - y] as const;
  const weights = new Map([[index, 1]]);
  for (const far of [handles[at - 1], handles[at + 1]]) {
    if (far === undefined) continue;
    const step = Math.sign(index - far);
    const total = lengthBetween(path, [far, index], aspect);
    let along = 0;
    for (let each = far + step; each !== index; each += step) {
      along += distance(path[each - step]!, path[each]!, aspect);
      weights.set(each, weightAt(total === 0 ? 1 : along / total, { flatStart: isSmoothAt(path, far, aspect), flatEnd: isSmoothAt(path, index, aspect) }));
    }
  }
  return { ...hint, path: path.map((place, each): ImagePoint => {
    const weight = weights.get(each);
    return weight === undefined ? place : clampToImage([place[0] + weight * by[0], place[1] + weight * by[1]]);
  }) };
}

/**
 * The same for a boundary that snaps to the edges of the picture: the path between the neighbouring handles and the selected point is
 * computed anew, as in drawing.
 */
export function withPointSnapped({ hint, index }: { readonly hint: BoundaryHint; readonly index: number }, to: ImagePoint, options: { readonly aspect: number; readonly wire: LiveWire }): { readonly hint: BoundaryHint; readonly index: number } {
  const { path } = hint;
  const { wire } = options;
  const handles = handlesOf(path, { aspect: options.aspect, keep: index });
  const at = handles.indexOf(index);
  const [before, after] = [handles[at - 1], handles[at + 1]];
  const place = wire.snap(clampToImage(to));
  wire.anchor(place);
  const towards = (handle: number | undefined): readonly ImagePoint[] => (handle === undefined ? [] : wire.lineTo(path[handle]!));
  const left = [...path.slice(0, Math.max(0, before ?? 0)), ...towards(before).toReversed()];
  const right = [...towards(after), ...(after === undefined ? [] : path.slice(after + 1))];
  return { hint: { ...hint, path: [...left, place, ...right] }, index: left.length };
}

/** A path with a new point at its position nearest to `near`; a stroke keeps its width there. */
export function withPointAdded<Held extends PathHint>(hint: Held, near: ImagePoint, aspect: number): { readonly hint: Held; readonly index: number } {
  const { path } = hint;
  let index = 1;
  let best = { far: Infinity, share: 0 };
  for (let each = 1; each < path.length; each++) {
    const found = nearestOnSegment(near, [path[each - 1]!, path[each]!], aspect);
    if (found.far < best.far) [index, best] = [each, found];
  }
  if (path.length === 1) return { hint: withPoints(hint, [...path, near], (widths) => [...widths, ...widths]), index: 1 };
  const [from, to] = [path[index - 1]!, path[index]!];
  const between = (a: number, b: number): number => a + best.share * (b - a);
  const place: ImagePoint = [between(from[0], to[0]), between(from[1], to[1])];
  return { hint: withPoints(hint, path.toSpliced(index, 0, place), (widths) => widths.toSpliced(index, 0, between(widths[index - 1]!, widths[index]!))), index };
}

/** A path without a point: straight between the neighbouring handles. `undefined` when no valid path remains. */
export function withoutPoint({ hint, index }: PathPoint, aspect: number): PathPoint | undefined {
  const handles = handlesOf(hint.path, { aspect, keep: index });
  const at = handles.indexOf(index);
  const from = at === 0 ? 0 : handles[at - 1]! + 1;
  const to = at === handles.length - 1 ? hint.path.length : handles[at + 1]!;
  const path = hint.path.toSpliced(from, to - from);
  if (path.length < kindOf(hint).fewestPositions) return undefined;
  return { hint: withPoints(hint, path, (widths) => widths.toSpliced(from, to - from)), index: Math.max(0, from - 1) };
}

function withPoints<Held extends PathHint>(hint: Held, path: readonly ImagePoint[], change: (widths: readonly number[]) => readonly number[]): Held {
  return { ...hint, path, ...('widths' in hint && hint.widths !== undefined ? { widths: change(hint.widths) } : {}) };
}

/** 0…1 along the way from a fixed handle (0) to the moved one (1); flat where the path continues without a corner. */
function weightAt(t: number, { flatStart, flatEnd }: { readonly flatStart: boolean; readonly flatEnd: boolean }): number {
  if (flatStart) return flatEnd ? t * t * (3 - 2 * t) : t * t;
  return flatEnd ? 1 - (1 - t) ** 2 : t;
}

function isSmoothAt(path: readonly ImagePoint[], index: number, aspect: number): boolean {
  const [here, before, after] = [path[index]!, awayFrom(path, index, { step: -1, aspect }), awayFrom(path, index, { step: 1, aspect })];
  if (before === undefined || after === undefined) return false;
  const turn = Math.atan2((after[1] - here[1]) * aspect, after[0] - here[0]) - Math.atan2((here[1] - before[1]) * aspect, here[0] - before[0]);
  return Math.cos(turn) > Math.cos((CORNER_DEGREES * Math.PI) / 180);
}

/** The point of the path at the tangent distance; at the path's end the last one. */
function awayFrom(path: readonly ImagePoint[], index: number, { step, aspect }: { readonly step: 1 | -1; readonly aspect: number }): ImagePoint | undefined {
  let found: ImagePoint | undefined;
  for (let each = index + step; each >= 0 && each < path.length; each += step) {
    found = path[each]!;
    if (distance(found, path[index]!, aspect) >= TANGENT_REACH) break;
  }
  return found;
}

function lengthBetween(path: readonly ImagePoint[], [one, other]: readonly [number, number], aspect: number): number {
  let length = 0;
  for (let each = Math.min(one, other) + 1; each <= Math.max(one, other); each++) length += distance(path[each - 1]!, path[each]!, aspect);
  return length;
}

/** Distance of a point from a segment, and the share of it, 0…1, at the nearest position. */
function nearestOnSegment(place: ImagePoint, [from, to]: readonly [ImagePoint, ImagePoint], aspect: number): { readonly far: number; readonly share: number } {
  const [dx, dy] = [to[0] - from[0], (to[1] - from[1]) * aspect];
  const squared = dx * dx + dy * dy;
  const share = squared === 0 ? 0 : Math.min(1, Math.max(0, ((place[0] - from[0]) * dx + (place[1] - from[1]) * aspect * dy) / squared));
  return { far: Math.hypot(place[0] - from[0] - share * dx, (place[1] - from[1]) * aspect - share * dy), share };
}
