import type { MaskPoint, MaskShape } from '../../shared/model/mask.ts';

/** Positions by which a shape is changed: the first moves it. Of an ellipse the ends of its two radii follow, of a polygon its points. */
export function maskHandles(shape: MaskShape, aspect: number): readonly MaskPoint[] {
  switch (shape.kind) {
    case 'ellipse': return [shape.at, radiusEnd(shape, 0, aspect), radiusEnd(shape, 1, aspect)];
    case 'polygon': return [middleOf(shape.points), ...shape.points];
    case 'brush': return [middleOf(shape.strokes.flatMap(({ path }) => path))];
  }
}

type Ellipse = Extract<MaskShape, { readonly kind: 'ellipse' }>;

/** @param aspect height of the picture in widths of it */
function radiusEnd({ at, radii, angle }: Ellipse, axis: 0 | 1, aspect: number): MaskPoint {
  const turn = ((angle + 90 * axis) * Math.PI) / 180;
  return [at[0] + radii[axis] * Math.cos(turn), at[1] + (radii[axis] * Math.sin(turn)) / aspect];
}

function middleOf(points: readonly MaskPoint[]): MaskPoint {
  const mean = (axis: 0 | 1): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  return [mean(0), mean(1)];
}

const within = (value: number): number => Math.min(2, Math.max(-1, value));
const LEAST_RADIUS = 0.005;
const radiusOf = (value: number): number => Math.min(2, Math.max(LEAST_RADIUS, value));

/** A shape moved by fractions of the picture. */
export function movedShape(shape: MaskShape, [byX, byY]: readonly [number, number]): MaskShape {
  const moved = ([x, y]: MaskPoint): MaskPoint => [within(x + byX), within(y + byY)];
  switch (shape.kind) {
    case 'ellipse': return { ...shape, at: moved(shape.at) };
    case 'polygon': return { ...shape, points: shape.points.map(moved) };
    case 'brush': return { ...shape, strokes: shape.strokes.map(({ path, radius }) => ({ path: path.map(moved), radius })) };
  }
}

/** A shape made larger or smaller around its middle. */
export function scaledShape(shape: MaskShape, factor: number): MaskShape {
  const [middle] = maskHandles(shape, 1);
  const scaled = (point: MaskPoint): MaskPoint => [within(middle![0] + factor * (point[0] - middle![0])), within(middle![1] + factor * (point[1] - middle![1]))];
  switch (shape.kind) {
    case 'ellipse': return { ...shape, radii: [radiusOf(shape.radii[0] * factor), radiusOf(shape.radii[1] * factor)] };
    case 'polygon': return { ...shape, points: shape.points.map(scaled) };
    case 'brush': return { ...shape, strokes: shape.strokes.map(({ path, radius }) => ({ path: path.map(scaled), radius: radiusOf(radius * factor) })) };
  }
}

/** A shape with one of its handles moved to a position. The ends of an ellipse's radii turn it, too. */
export function withHandleMoved(shape: MaskShape, index: number, to: MaskPoint, aspect: number): MaskShape {
  if (index === 0) {
    const [from] = maskHandles(shape, aspect);
    return movedShape(shape, [to[0] - from![0], to[1] - from![1]]);
  }
  if (shape.kind === 'polygon') return { ...shape, points: shape.points.with(index - 1, to) };
  if (shape.kind === 'brush') return shape;
  const [across, down] = [to[0] - shape.at[0], (to[1] - shape.at[1]) * aspect];
  const length = radiusOf(Math.hypot(across, down));
  const angle = (Math.atan2(down, across) * 180) / Math.PI - (index === 2 ? 90 : 0);
  return { ...shape, radii: index === 1 ? [length, shape.radii[1]] : [shape.radii[0], length], angle: angle < -180 ? angle + 360 : angle };
}
