import { type Mask, type MaskPoint, type PolygonShape } from '../../shared/model/mask.ts';

/** A place on the outline of a polygon: `share` 0…1 of the way from the point `after` to the next one. */
export interface OutlinePlace {
  readonly after: number;
  readonly share: number;
}

const FEWEST_POINTS = 3;
const MOST_POINTS = 512;

/** The position of a place on the outline, which of a smooth polygon is a curve (Catmull-Rom). */
export function positionOnOutline({ points, smooth }: PolygonShape, { after, share: t }: OutlinePlace): MaskPoint {
  const corner = (index: number): MaskPoint => points.at((index + points.length) % points.length)!;
  const [before, from, to, next] = [corner(after - 1), corner(after), corner(after + 1), corner(after + 2)];
  const along = (axis: 0 | 1): number => (smooth
    ? 0.5 * (2 * from[axis] + (to[axis] - before[axis]) * t + (2 * before[axis] - 5 * from[axis] + 4 * to[axis] - next[axis]) * t * t + (3 * from[axis] - before[axis] - 3 * to[axis] + next[axis]) * t * t * t)
    : from[axis] + t * (to[axis] - from[axis]));
  return [Math.min(2, Math.max(-1, along(0))), Math.min(2, Math.max(-1, along(1)))];
}

/** A polygon mask with a point more on the outline, on all its frames, where it has the index `after + 1`; `undefined` where it has no room for one. */
export function withPointOnOutline(mask: Mask, place: OutlinePlace): Mask | undefined {
  return withPolygons(mask, (shape) => (shape.points.length >= MOST_POINTS ? undefined : shape.points.toSpliced(place.after + 1, 0, positionOnOutline(shape, place))));
}

/** A polygon mask without one of its points, on all its frames; `undefined` where it has but three. */
export function withoutMaskPoint(mask: Mask, index: number): Mask | undefined {
  return withPolygons(mask, (shape) => (shape.points.length <= FEWEST_POINTS || index >= shape.points.length ? undefined : shape.points.toSpliced(index, 1)));
}

/** All shapes of a mask keep the same number of points, so that they can be interpolated. */
function withPolygons(mask: Mask, change: (shape: PolygonShape) => readonly MaskPoint[] | undefined): Mask | undefined {
  const keys = mask.keys.map((key) => {
    const points = key.shape.kind === 'polygon' ? change(key.shape) : undefined;
    return points === undefined || key.shape.kind !== 'polygon' ? undefined : { ...key, shape: { ...key.shape, points } };
  });
  return keys.every((key) => key !== undefined) ? { ...mask, keys } : undefined;
}
