import { frameRange, rangeIncludes, type FrameRange } from './frame.ts';
import { lostRuns, type Mask, type MaskKey, type MaskPoint, type MaskShape, shapeBetween, shapeOnFrame } from './mask.ts';

/** In which directions a mask is tracked from a frame. */
export const TRACK_WAYS = ['both', 'forwards', 'backwards'] as const;
export type TrackWays = (typeof TRACK_WAYS)[number];

/** One way of a mask's tracking: from a shape to the last frame, where another one may have been set by hand. */
export interface TrackLeg {
  readonly from: MaskKey;
  /** The last frame: that of `end`, else the last to be tracked. */
  readonly to: number;
  readonly end?: MaskKey;
}

/** By so much, in widths of the picture, may a tracked shape differ from what is interpolated without it. */
const TOLERANCE = 0.0006;

/** The ways of a mask from a frame to the next shapes set by hand, or to the ends of its shot. */
export function trackLegs(mask: Pick<Mask, 'keys'>, start: MaskKey, ways: TrackWays, range: FrameRange): readonly TrackLeg[] {
  const byHand = mask.keys.filter(({ frame, tracked }) => tracked !== true && rangeIncludes(range, frame));
  const after = byHand.find(({ frame }) => frame > start.frame);
  const before = byHand.findLast(({ frame }) => frame < start.frame);
  const leg = (end: MaskKey | undefined, last: number): TrackLeg => (end === undefined ? { from: start, to: last } : { from: start, to: end.frame, end });
  return [
    ...(ways === 'backwards' ? [] : [leg(after, range.last)]),
    ...(ways === 'forwards' ? [] : [leg(before, range.first)]),
  ].filter(({ to }) => to !== start.frame);
}

/** The shape from which a mask is tracked: the one seen on the frame. Where it is only interpolated, it counts as set by hand from now on. */
export function trackStart(mask: Pick<Mask, 'keys'>, frame: MaskKey['frame']): MaskKey {
  return mask.keys.find((key) => key.frame === frame) ?? { frame, shape: shapeOnFrame(mask, frame) };
}

/** Shapes of a way that were found from both of its ends: near an end they are those found from there. */
export function joinedShapes({ from, to }: TrackLeg, fromStart: ReadonlyMap<number, MaskShape>, fromEnd: ReadonlyMap<number, MaskShape>): ReadonlyMap<number, MaskShape> {
  const joined = new Map<number, MaskShape>();
  for (const frame of new Set([...fromStart.keys(), ...fromEnd.keys()])) {
    const [one, other] = [fromStart.get(frame), fromEnd.get(frame)];
    const shape = one === undefined || other === undefined ? one ?? other : shapeBetween(one, other, (frame - from.frame) / (to - from.frame));
    if (shape !== undefined) joined.set(frame, shape);
  }
  return joined;
}

/** Of shapes on frames those between which the others are interpolated, within what can be seen; first and last stay. @param keys in the order of their frames */
export function fewestKeys(keys: readonly MaskKey[]): readonly MaskKey[] {
  const [first, last] = [keys[0], keys.at(-1)];
  if (first === undefined || last === undefined || keys.length < 3) return keys;
  let farthest = { index: 0, away: TOLERANCE };
  for (let index = 1; index < keys.length - 1; index++) {
    const { frame, shape } = keys[index]!;
    const away = distanceBetween(shape, shapeBetween(first.shape, last.shape, (frame - first.frame) / (last.frame - first.frame)));
    if (away > farthest.away) farthest = { index, away };
  }
  if (farthest.index === 0) return [first, last];
  return [...fewestKeys(keys.slice(0, farthest.index + 1)), ...fewestKeys(keys.slice(farthest.index)).slice(1)];
}

/** The farthest that any part of an outline is away from its like in another shape of the same build. */
export function distanceBetween(one: MaskShape, other: MaskShape): number {
  if (one.kind === 'ellipse' && other.kind === 'ellipse') {
    const turn = Math.abs(((((other.angle - one.angle + 180) % 360) + 360) % 360) - 180);
    return Math.max(farthestOf([one.at], [other.at]), ...one.radii.map((radius, axis) => Math.abs(radius - other.radii[axis]!)), (turn * Math.PI * Math.max(...one.radii)) / 180);
  }
  if (one.kind === 'polygon' && other.kind === 'polygon') return farthestOf(one.points, other.points);
  if (one.kind === 'brush' && other.kind === 'brush') return Math.max(...one.strokes.map(({ path, radius }, index) => Math.max(farthestOf(path, other.strokes[index]!.path), Math.abs(radius - other.strokes[index]!.radius))));
  return Infinity;
}

function farthestOf(points: readonly MaskPoint[], others: readonly MaskPoint[]): number {
  return points.reduce((most, [x, y], index) => Math.max(most, Math.abs(x - others[index]![0]), Math.abs(y - others[index]![1])), 0);
}

/** Runs of the frames of tracked ways that have no shape, in order. @param found shapes of each way, by frame */
export function lostFrames(legs: readonly TrackLeg[], found: readonly ReadonlyMap<number, unknown>[]): readonly FrameRange[] {
  const runs: { first: number; last: number }[] = [];
  const missing = legs.flatMap(({ from, to, end }, index) => {
    const [first, last] = to > from.frame ? [from.frame + 1, end === undefined ? to : to - 1] : [end === undefined ? to : to + 1, from.frame - 1];
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset).filter((frame) => !found[index]!.has(frame));
  });
  for (const frame of missing.sort((one, other) => one - other)) {
    const before = runs.at(-1);
    if (before?.last === frame - 1) before.last = frame;
    else runs.push({ first: frame, last: frame });
  }
  return runs.map(({ first, last }) => frameRange(first, last));
}

/** Of runs of frames what lies outside a range. */
export function outside(runs: readonly FrameRange[], range: FrameRange): readonly FrameRange[] {
  return runs.flatMap((run) => [
    ...(run.first < range.first ? [frameRange(run.first, Math.min(run.last, range.first - 1))] : []),
    ...(run.last > range.last ? [frameRange(Math.max(run.first, range.last + 1), run.last)] : []),
  ]);
}

/** A mask with other tracked shapes within a range, and the frames of it on which it was lost. What a person set stays. */
export function withTrackedShapes({ lost: before = [], ...mask }: Mask, range: FrameRange, { keys, lost }: { readonly keys: readonly MaskKey[]; readonly lost: readonly FrameRange[] }): Mask {
  const kept = mask.keys.filter(({ frame, tracked }) => tracked !== true || !rangeIncludes(range, frame));
  const taken = new Set(kept.map(({ frame }) => frame));
  const holes = [...outside(before, range), ...lost].sort((one, other) => one.first - other.first);
  return { ...mask, keys: [...kept, ...keys.filter(({ frame }) => !taken.has(frame))].sort((one, other) => one.frame - other.frame), ...(holes.length === 0 ? {} : { lost: holes }) };
}

/** The runs of frames of a shot on which a mask is lost, in order. @param range frames of the shot */
export function lostRunsIn(mask: Pick<Mask, 'keys' | 'lost'>, range: FrameRange): readonly FrameRange[] {
  return lostRuns(mask).filter(({ first, last }) => last >= range.first && first <= range.last)
    .map(({ first, last }) => frameRange(Math.max(first, range.first), Math.min(last, range.last)));
}

/** Of these the one that a frame lies in, else the next one after it, else the last before it. */
export function lostRunNear(mask: Pick<Mask, 'keys' | 'lost'>, frame: number, range: FrameRange): FrameRange | undefined {
  const runs = lostRunsIn(mask, range);
  return runs.find(({ last }) => last >= frame) ?? runs.at(-1);
}

/**
 * A mask that stays where it was through frames on which it was lost: with its shape before them, or after them where it has none before, set by hand on their first and last one.
 * They are no longer lost.
 * @param run one of `lostRuns`, or a part of it
 */
export function withPositionHeld({ lost = [], ...mask }: Mask, run: FrameRange): Mask {
  const shape = shapeOnFrame(mask, mask.keys[0]!.frame < run.first ? run.first - 1 : run.last + 1);
  const held = (run.first === run.last ? [run.first] : [run.first, run.last]).map((frame): MaskKey => ({ frame, shape }));
  const left = outside(lost, run);
  return {
    ...mask, keys: [...mask.keys.filter(({ frame }) => !rangeIncludes(run, frame)), ...held].sort((one, other) => one.frame - other.frame),
    ...(left.length === 0 ? {} : { lost: left }),
  };
}
