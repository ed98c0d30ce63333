import { AB_UNIT, type AbPlane } from '../../../src/shared/model/ab-plane.ts';

/** Catmull-Rom weights by definition (four cardinal splines), independent of the shader under test. */
function spline([p0, p1, p2, p3]: readonly [number, number, number, number], t: number): number {
  return 0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t * t + (3 * p1 - p0 - 3 * p2 + p3) * t * t * t);
}

/** ab at a position of a plane; sample centres lie at half-integers, edges are repeated. */
export function planeColourAt(plane: AbPlane, at: readonly [number, number]): readonly [number, number] {
  const count = plane.width * plane.height;
  const x = at[0] * plane.width - 0.5;
  const y = at[1] * plane.height - 0.5;
  const sample = (offset: number, column: number, row: number): number => plane.samples[offset + Math.min(plane.height - 1, Math.max(0, row)) * plane.width + Math.min(plane.width - 1, Math.max(0, column))]! / AB_UNIT;
  const channel = (offset: number): number => {
    const rows = [-1, 0, 1, 2].map((dy) => {
      const row = Math.floor(y) + dy;
      const [p0, p1, p2, p3] = [-1, 0, 1, 2].map((dx) => sample(offset, Math.floor(x) + dx, row));
      return spline([p0!, p1!, p2!, p3!], x - Math.floor(x));
    });
    return spline([rows[0]!, rows[1]!, rows[2]!, rows[3]!], y - Math.floor(y));
  };
  return [channel(0), channel(count)];
}
