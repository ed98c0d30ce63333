import { type Affine, medianOf } from './affine-motion.ts';

/** A position on an outline, and the distance along its normal to the edge that it belongs to. */
export interface NormalMove {
  readonly at: readonly [number, number];
  /** Of length 1. */
  readonly normal: readonly [number, number];
  readonly move: number;
  readonly weight: number;
}

const ROUNDS = 10;
const LEAST_SPREAD = 0.5;
/** Keeps size and rotation where the outline does not determine them: a circle does not show its rotation. */
const RIDGE = 1e-3;

/**
 * The shift, rotation and scale that bring positions to their edges. Only distances along the normals count, since motion of an edge along
 * itself cannot be seen. Positions that disagree with most others have no weight.
 */
export function fitAlongNormals(moves: readonly NormalMove[]): Affine | undefined {
  const total = moves.reduce((sum, { weight }) => sum + weight, 0);
  if (moves.length < 6 || total <= 0) return undefined;
  const [middleX, middleY] = [0, 1].map((axis) => moves.reduce((sum, { at, weight }) => sum + weight * at[axis]!, 0) / total) as [number, number];
  const extent = Math.max(1, Math.sqrt(moves.reduce((sum, { at, weight }) => sum + weight * ((at[0] - middleX) ** 2 + (at[1] - middleY) ** 2), 0) / total));
  // Effect along the normal of each of the four unknowns (x, y, scale, rotation).
  const rows = moves.map(({ at: [x, y], normal: [nx, ny] }) => {
    const [u, v] = [(x - middleX) / extent, (y - middleY) / extent];
    return [nx, ny, nx * u + ny * v, ny * u - nx * v] as const;
  });
  let found: readonly number[] = [0, 0, 0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const missed = Float64Array.from(moves, ({ move }, index) => Math.abs(rows[index]!.reduce((sum, value, unknown) => sum + value * found[unknown]!, 0) - move));
    // In the first round all have weight: an outline that has moved far is far from every edge.
    const spread = round === 0 ? Infinity : 4.7 * Math.max(LEAST_SPREAD, 1.48 * medianOf(missed));
    const table = Array.from({ length: 4 }, () => new Array<number>(5).fill(0));
    moves.forEach(({ move, weight }, index) => {
      const t = missed[index]! / spread;
      const w = t >= 1 ? 0 : weight * (1 - t * t) ** 2;
      for (let one = 0; one < 4; one++) {
        for (let other = 0; other < 4; other++) table[one]![other]! += w * rows[index]![one]! * rows[index]![other]!;
        table[one]![4]! += w * rows[index]![one]! * move;
      }
    });
    for (let one = 0; one < 4; one++) table[one]![one]! += RIDGE * total;
    found = solved(table);
  }
  const [across, down, growth, turn] = found as [number, number, number, number];
  const [s, r] = [growth / extent, turn / extent];
  return [1 + s, -r, across - s * middleX + r * middleY, r, 1 + s, down - r * middleX - s * middleY];
}

/** Solves a small system, its right side in the last column; the ridge keeps it regular. */
function solved(table: number[][]): readonly number[] {
  const count = table.length;
  for (let column = 0; column < count; column++) {
    const pivot = table.slice(column).reduce((best, row, index) => (Math.abs(row[column]!) > Math.abs(table[best]![column]!) ? column + index : best), column);
    [table[column], table[pivot]] = [table[pivot]!, table[column]!];
    for (let row = 0; row < count; row++) {
      if (row === column) continue;
      const factor = table[row]![column]! / table[column]![column]!;
      for (let at = column; at <= count; at++) table[row]![at]! -= factor * table[column]![at]!;
    }
  }
  return table.map((row, index) => row[count]! / row[index]!);
}
