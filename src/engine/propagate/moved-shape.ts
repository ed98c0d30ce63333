import type { EllipseShape, MaskPoint, MaskShape } from '../../shared/model/mask.ts';
import type { Size } from '../../shared/model/working-size.ts';
import { type Affine, moved } from './affine-motion.ts';

/** Motion of a position relative to that of the whole shape, in samples. */
export type OwnMove = (x: number, y: number) => readonly [number, number];

const LEAST_RADIUS = 0.001;

/**
 * A mask's shape after a motion of the samples of a picture of `size`, which has the picture's proportions. Points of a polygon and of strokes
 * move a little on their own, too; an ellipse stays one.
 */
export function shapeAfter(shape: MaskShape, motion: Affine, size: Size, own: OwnMove): MaskShape {
  const { width, height } = size;
  const scale = Math.sqrt(Math.abs(motion[0] * motion[4] - motion[1] * motion[3]));
  const point = ([x, y]: MaskPoint): MaskPoint => {
    const [across, down] = moved(motion, x * width, y * height);
    const [ownX, ownY] = own(x * width, y * height);
    return [place((across + ownX) / width), place((down + ownY) / height)];
  };
  switch (shape.kind) {
    case 'ellipse': return ellipseAfter(shape, motion, size);
    case 'polygon': return { ...shape, points: shape.points.map(point) };
    case 'brush': return { kind: 'brush', strokes: shape.strokes.map(({ path, radius }) => ({ path: path.map(point), radius: length(radius * scale) })) };
  }
}

/** Fine enough for a hundredth of a sample, and short in the document. */
function place(value: number): number {
  return Math.round(Math.min(2, Math.max(-1, value)) * 1e5) / 1e5;
}

function length(value: number): number {
  return Math.round(Math.min(2, Math.max(LEAST_RADIUS, value)) * 1e5) / 1e5;
}

/** The image of an ellipse under an affine motion is an ellipse: its half axes are the singular vectors of motion · axes. */
function ellipseAfter({ at, radii, angle }: EllipseShape, motion: Affine, { width, height }: Size): EllipseShape {
  const [a, b, , d, e] = motion;
  const [across, down] = moved(motion, at[0] * width, at[1] * height);
  const [sin, cos] = [Math.sin((angle * Math.PI) / 180), Math.cos((angle * Math.PI) / 180)];
  // Columns: where the ends of the two radii go, in widths of the picture.
  const [ax, ay] = [radii[0] * (a * cos + b * sin), radii[0] * (d * cos + e * sin)];
  const [bx, by] = [radii[1] * (b * cos - a * sin), radii[1] * (e * cos - d * sin)];
  // The turn of the parameter at which the two become perpendicular.
  const turn = 0.5 * Math.atan2(2 * (ax * bx + ay * by), ax * ax + ay * ay - bx * bx - by * by);
  const [s, c] = [Math.sin(turn), Math.cos(turn)];
  const [firstX, firstY, secondX, secondY] = [ax * c + bx * s, ay * c + by * s, bx * c - ax * s, by * c - ay * s];
  // One ellipse has several descriptions (radii swapped, rotated by half a turn): the one nearest to the ellipse before is taken.
  const candidates = [[firstX, firstY, secondX, secondY], [secondX, secondY, firstX, firstY]].flatMap(([x, y, otherX, otherY]) => [1, -1].map((sign) => ({
    radii: [length(Math.hypot(x!, y!)), length(Math.hypot(otherX!, otherY!))] as const, angle: (Math.atan2(sign * y!, sign * x!) * 180) / Math.PI,
  })));
  const away = (to: number): number => Math.abs(((((to - angle + 180) % 360) + 360) % 360) - 180);
  const best = candidates.reduce((one, other) => (away(other.angle) < away(one.angle) ? other : one));
  // A circle has no direction, so its angle would be random.
  const isRound = Math.abs(best.radii[0] - best.radii[1]) < 0.02 * best.radii[0] && Math.abs(radii[0] - radii[1]) < 0.02 * radii[0];
  return { kind: 'ellipse', at: [place(across / width), place(down / height)], radii: best.radii, angle: isRound ? angle : Math.round(best.angle * 1e3) / 1e3 };
}
