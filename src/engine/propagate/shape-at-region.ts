import type { MaskPoint, MaskShape } from '../../shared/model/mask.ts';
import { maskCoverage, outlineOf } from '../../shared/model/mask-coverage.ts';
import { tracedOutline } from '../../shared/model/traced-outline.ts';
import type { Size } from '../../shared/model/working-size.ts';
import { medianOf } from './affine-motion.ts';
import { fitAlongNormals, type NormalMove } from './fit-along-normals.ts';
import { shapeAfter } from './moved-shape.ts';
import { evenly, placesOnOutline } from './outline-match.ts';
import { SamplePosition } from './sample-position.ts';
import type { SeenRegion } from './seen-region.ts';

/** Distance from the outline within which the edge is searched, as a share of the mask's size: smaller in each round. */
const REACHES = [0.3, 0.15, 0.1] as const;
const LEAST_REACH = 4;
const STEP = 0.5;
const OUTLINE_SAMPLES = 72;
/** Confidence up to which an edge has no effect on a point, and from which on it has its full effect. */
const UNSURE = 0.15;
const SURE = 0.5;

/** For a region of fewer samples flow is more exact than the region's edge. */
const FINER = 0.75;

/**
 * A shape moved to the edge of a region: first as a whole, then, for a polygon, each point to its position on the outline. Where no edge is near,
 * or the network's confidence is low, it stays.
 */
export function shapeAtRegion(shape: MaskShape, region: SeenRegion, size: Size): MaskShape {
  let now = shape;
  const extent = Math.sqrt(areaOf(shape, size));
  for (const share of REACHES) {
    const outline = outlineSamples(now, size);
    const seen = edgesSeen(outline, region, { size, reach: Math.max(LEAST_REACH, share * extent) });
    const sure = seen.filter(({ weight }) => weight > UNSURE);
    const isFar = medianOf(Float64Array.from(sure, ({ move }) => Math.abs(move))) > (FINER * size.width) / region.width;
    // The shape is moved as a whole only if most of its outline has an edge near.
    const motion = sure.length < 0.5 * outline.length || !isFar ? undefined : fitAlongNormals(sure);
    if (motion !== undefined) now = shapeAfter(now, motion, size, () => [0, 0]);
  }
  return now.kind === 'polygon' ? { ...now, points: pointsAtOutline(now.points, region, size) } : now;
}

function areaOf(shape: MaskShape, size: Size): number {
  return maskCoverage({ shape, feather: 0, inverted: false }, size).values.reduce((sum, value) => sum + (value > 127 ? 1 : 0), 0);
}

/** Places around a shape, in samples of `size`, in order. */
function outlineSamples(shape: MaskShape, size: Size): readonly MaskPoint[] {
  const closed = shape.kind !== 'brush' ? shape : tracedOutline(inUnits(maskCoverage({ shape, feather: 0, inverted: false }, size)), { most: 48 });
  if (closed === undefined) return [];
  return evenly(outlineOf(closed, size)[0]!.slice(0, -1).map(([x, y]): MaskPoint => [x * size.width, y * size.height]), OUTLINE_SAMPLES);
}

function inUnits({ width, height, values }: Size & { readonly values: Uint8Array }): Size & { readonly values: Float32Array } {
  return { width, height, values: Float32Array.from(values, (value) => value / 255) };
}

/** The nearest edge of the region on the normal of each point of a closed line; of weight 0 where none is near. Normals go outwards. */
function edgesSeen(line: readonly MaskPoint[], region: SeenRegion, { size, reach }: { readonly size: Size; readonly reach: number }): readonly NormalMove[] {
  const around = line.reduce((sum, [x, y], index) => sum + x * line[(index + 1) % line.length]![1] - line[(index + 1) % line.length]![0] * y, 0);
  const [scaleX, scaleY] = [region.width / size.width, region.height / size.height];
  const position = new SamplePosition(region);
  const sample = (plane: Float32Array, x: number, y: number): number => {
    position.moveTo(x * scaleX - 0.5, y * scaleY - 0.5);
    return position.of(plane);
  };
  return line.map((at, index): NormalMove => {
    const [before, after] = [line.at(index - 1)!, line[(index + 1) % line.length]!];
    const [alongX, alongY] = [after[0] - before[0], after[1] - before[1]];
    const length = Math.hypot(alongX, alongY) * Math.sign(around || 1);
    if (length === 0) return { at, normal: [0, 0], move: 0, weight: 0 };
    const normal = [alongY / length, -alongX / length] as const;
    const on = (far: number): number => sample(region.values, at[0] + far * normal[0], at[1] + far * normal[1]);
    for (let far = 0; far <= reach; far += STEP) for (const start of far === 0 ? [0] : [far, -far]) {
      const [inner, outer] = [on(start - STEP), on(start + STEP)];
      if (inner < 0 || outer >= 0) continue;
      const move = start - STEP + (2 * STEP * inner) / (inner - outer);
      return { at, normal, move, weight: Math.max(0, sample(region.confidence, at[0] + move * normal[0], at[1] + move * normal[1])) };
    }
    return { at, normal, move: 0, weight: 0 };
  });
}

/** Points of a polygon where they belong on the region's outline, as far as the network is sure of it there. */
function pointsAtOutline(points: readonly MaskPoint[], region: SeenRegion, { width, height }: Size): readonly MaskPoint[] {
  const line = points.map(([x, y]): MaskPoint => [x * width, y * height]);
  const places = placesOnOutline(line, region, { width, height });
  if (places === undefined) return points;
  const position = new SamplePosition(region);
  return line.map(([x, y], index): MaskPoint => {
    const [toX, toY] = places[index]!;
    const far = Math.hypot(toX - x, toY - y);
    position.moveTo((toX * region.width) / width - 0.5, (toY * region.height) / height - 0.5);
    const sure = position.of(region.confidence);
    const weight = far === 0 ? 0 : Math.min(1, Math.max(0, (sure - UNSURE) / (SURE - UNSURE))) * Math.max(0, 1 - (FINER * width) / region.width / far);
    if (weight === 0) return points[index]!;
    return [placed((x + weight * (toX - x)) / width), placed((y + weight * (toY - y)) / height)];
  });
}

function placed(value: number): number {
  return Math.round(Math.min(2, Math.max(-1, value)) * 1e5) / 1e5;
}
