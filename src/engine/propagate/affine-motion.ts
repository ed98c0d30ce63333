/** x' = a·x + b·y + c, y' = d·x + e·y + f. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** Positions and how they have moved: x, y, dx, dy of each in turn. */
export type Moves = Float64Array;

const ROUNDS = 20;
/** Least spread of the residuals, in pixels: a move that is off by less than this keeps nearly all of its weight, however well the others agree. */
const LEAST_SPREAD = 0.25;

export function moved([a, b, c, d, e, f]: Affine, x: number, y: number): readonly [number, number] {
  return [a * x + b * y + c, d * x + e * y + f];
}

/**
 * The one motion that most moves agree with: least squares, weighted again and again by Tukey's function of the residuals, so that moves of
 * another thing (background behind an edge, something that passes before it) have no weight.
 * @param kind a `similarity` moves, turns and scales; an `affine` motion also stretches and shears
 */
export function fitMotion(moves: Moves, kind: 'similarity' | 'affine'): Affine | undefined {
  const count = moves.length / 4;
  if (count < (kind === 'affine' ? 6 : 3)) return undefined;
  const weights = new Float64Array(count).fill(1);
  const residuals = new Float64Array(count);
  let fit = startingMotion(moves);
  for (let round = 0; round < ROUNDS; round++) {
    for (let index = 0; index < count; index++) {
      const [x, y, dx, dy] = [moves[4 * index]!, moves[4 * index + 1]!, moves[4 * index + 2]!, moves[4 * index + 3]!];
      const [toX, toY] = moved(fit, x, y);
      residuals[index] = Math.hypot(toX - x - dx, toY - y - dy);
    }
    const spread = 3 * Math.max(LEAST_SPREAD, 1.48 * medianOf(residuals));
    for (let index = 0; index < count; index++) {
      const t = residuals[index]! / spread;
      weights[index] = t >= 1 ? 0 : (1 - t * t) ** 2;
    }
    const next = leastSquares(moves, weights, kind);
    if (next === undefined) return undefined;
    fit = next;
  }
  return fit;
}

/** The move in the middle of all, in both directions: where one thing fills more than half of the samples it is that thing's. */
function startingMotion(moves: Moves): Affine {
  const [across, down] = [2, 3].map((part) => medianOf(Float64Array.from({ length: moves.length / 4 }, (_, index) => moves[4 * index + part]!)));
  return [1, 0, across!, 0, 1, down!];
}

export function medianOf(values: Float64Array): number {
  return values.length === 0 ? 0 : values.slice().sort()[values.length >> 1]!;
}

function leastSquares(moves: Moves, weights: Float64Array, kind: 'similarity' | 'affine'): Affine | undefined {
  let [sum, meanX, meanY, meanU, meanV] = [0, 0, 0, 0, 0];
  for (let index = 0; index < weights.length; index++) {
    const [w, x, y] = [weights[index]!, moves[4 * index]!, moves[4 * index + 1]!];
    sum += w;
    meanX += w * x;
    meanY += w * y;
    meanU += w * (x + moves[4 * index + 2]!);
    meanV += w * (y + moves[4 * index + 3]!);
  }
  if (sum < 1e-6) return undefined;
  [meanX, meanY, meanU, meanV] = [meanX / sum, meanY / sum, meanU / sum, meanV / sum];
  let [xx, xy, yy, xu, yu, xv, yv] = [0, 0, 0, 0, 0, 0, 0];
  for (let index = 0; index < weights.length; index++) {
    const w = weights[index]!;
    const [x, y] = [moves[4 * index]! - meanX, moves[4 * index + 1]! - meanY];
    const [u, v] = [x + meanX + moves[4 * index + 2]! - meanU, y + meanY + moves[4 * index + 3]! - meanV];
    xx += w * x * x;
    xy += w * x * y;
    yy += w * y * y;
    xu += w * x * u;
    yu += w * y * u;
    xv += w * x * v;
    yv += w * y * v;
  }
  let [a, b, d, e] = [1, 0, 0, 1];
  if (kind === 'similarity') {
    const length = xx + yy;
    if (length > 1e-6) [a, d] = [(xu + yv) / length, (xv - yu) / length];
    [b, e] = [-d, a];
  } else {
    const area = xx * yy - xy * xy;
    // Samples on one line do not determine the motion across it.
    if (area < 1e-4 * (xx + yy) ** 2) return leastSquares(moves, weights, 'similarity');
    [a, b] = [(xu * yy - yu * xy) / area, (yu * xx - xu * xy) / area];
    [d, e] = [(xv * yy - yv * xy) / area, (yv * xx - xv * xy) / area];
  }
  return [a, b, meanU - a * meanX - b * meanY, d, e, meanV - d * meanX - e * meanY];
}
