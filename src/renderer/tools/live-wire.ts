import type { ImagePoint } from '../../shared/model/hint.ts';
import type { Size } from '../../shared/model/working-size.ts';

/** Cost of each pixel for a line: low on an edge of luma, high on uniform ground. */
interface EdgeMap extends Size {
  /** 1 on the strongest edges … {@link HIGHEST_COST}, row by row. */
  readonly cost: Uint8Array;
}

/** Finds lines along the edges of a picture: Mortensen and Barrett, "Intelligent Scissors for Image Composition", SIGGRAPH 1995. */
export interface LiveWire {
  /** Sets where lines begin. */
  anchor(at: ImagePoint): void;
  /** The cheapest line from the anchor to a position, without the anchor; straight when the position is out of reach. */
  lineTo(at: ImagePoint): readonly ImagePoint[];
  /** The strongest edge close to a position, or the position itself without one. */
  snap(at: ImagePoint): ImagePoint;
}

const HIGHEST_COST = 128;
/** A gradient of this many mean gradients counts as half an edge. */
const HALF_EDGE = 2.5;
/** Radius around the anchor within which lines are computed, px of the map. */
const REACH_PX = 96;
const SNAP_PX = 5;
/** A position snaps to pixels of at most this cost. */
const SNAP_COST = 40;
/** Spacing of the points of a line, px of the map. */
const LINE_STEP = 3;
const DIAGONAL = Math.SQRT2;
/** Dial's queue: more buckets than the highest step cost, so that a ring of them suffices. */
const BUCKETS = 256;

/**
 * Costs of a gray picture, 0…255, row by row. Sobel gradient of the picture smoothed by [1 2 1] in both directions, so that grain is not
 * an edge.
 */
export function edgeMap(gray: Uint8Array | Uint8ClampedArray, { width, height }: Size): EdgeMap {
  const smooth = smoothed(gray, width, height);
  const gradient = new Float32Array(width * height);
  let sum = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const across = smooth[at - width + 1]! + 2 * smooth[at + 1]! + smooth[at + width + 1]! - smooth[at - width - 1]! - 2 * smooth[at - 1]! - smooth[at + width - 1]!;
      const down = smooth[at + width - 1]! + 2 * smooth[at + width]! + smooth[at + width + 1]! - smooth[at - width - 1]! - 2 * smooth[at - width]! - smooth[at - width + 1]!;
      gradient[at] = Math.hypot(across, down);
      sum += gradient[at];
    }
  }
  const half = Math.max(8, (HALF_EDGE * sum) / (width * height));
  return { width, height, cost: Uint8Array.from(gradient, (value) => 1 + Math.round((HIGHEST_COST - 1) * (half / (half + value)) ** 2)) };
}

function smoothed(gray: Uint8Array | Uint8ClampedArray, width: number, height: number): Float32Array {
  const across = new Float32Array(width * height);
  const both = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) across[y * width + x] = (gray[y * width + Math.max(0, x - 1)]! + 2 * gray[y * width + x]! + gray[y * width + Math.min(width - 1, x + 1)]!) / 4;
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) both[y * width + x] = (across[Math.max(0, y - 1) * width + x]! + 2 * across[y * width + x]! + across[Math.min(height - 1, y + 1) * width + x]!) / 4;
  }
  return both;
}

export function createLiveWire(map: EdgeMap): LiveWire {
  const { width, height, cost } = map;
  const pixelOf = ([x, y]: ImagePoint): readonly [number, number] => [Math.min(width - 1, Math.floor(x * width)), Math.min(height - 1, Math.floor(y * height))];
  const placeOf = (x: number, y: number): ImagePoint => [(x + 0.5) / width, (y + 0.5) / height];
  let tree: Tree | undefined;

  return {
    anchor(at) { tree = cheapestTree(map, pixelOf(at)); },
    lineTo(at) {
      const [toX, toY] = pixelOf(at);
      if (tree === undefined || !tree.holds(toX, toY)) return [at];
      const pixels = tree.pathTo(toX, toY);
      return [...pixels.filter((_, index) => index > 0 && index < pixels.length - 1 && index % LINE_STEP === 0).map(([x, y]) => placeOf(x, y)), at];
    },
    snap(at) {
      const [x, y] = pixelOf(at);
      let best = at;
      let lowest = SNAP_COST;
      for (let row = Math.max(0, y - SNAP_PX); row <= Math.min(height - 1, y + SNAP_PX); row++) {
        for (let column = Math.max(0, x - SNAP_PX); column <= Math.min(width - 1, x + SNAP_PX); column++) {
          const far = Math.hypot(column + 0.5 - at[0] * width, row + 0.5 - at[1] * height);
          // Of two equally strong edges the nearer one.
          const price = cost[row * width + column]! + far;
          if (far > SNAP_PX || price >= lowest) continue;
          lowest = price;
          best = placeOf(column, row);
        }
      }
      return best;
    },
  };
}

/** Cheapest paths from one pixel to all pixels within reach. */
interface Tree {
  holds(x: number, y: number): boolean;
  /** From the root to a pixel, both included. */
  pathTo(x: number, y: number): readonly (readonly [number, number])[];
}

const NEIGHBOURS = [[-1, -1], [0, -1], [1, -1], [-1, 0], [1, 0], [-1, 1], [0, 1], [1, 1]] as const;

/** Dijkstra with integer costs and Dial's buckets, within reach of the root. */
function cheapestTree({ width, height, cost }: EdgeMap, [rootX, rootY]: readonly [number, number]): Tree {
  const left = Math.max(0, rootX - REACH_PX);
  const top = Math.max(0, rootY - REACH_PX);
  const columns = Math.min(width - 1, rootX + REACH_PX) - left + 1;
  const rows = Math.min(height - 1, rootY + REACH_PX) - top + 1;
  const total = new Uint32Array(columns * rows).fill(0xffffffff);
  const from = new Int8Array(columns * rows).fill(-1);
  const buckets: number[][] = Array.from({ length: BUCKETS }, () => []);
  const root = (rootY - top) * columns + rootX - left;
  total[root] = 0;
  buckets[0]!.push(root);
  let waiting = 1;
  for (let now = 0; waiting > 0; now++) {
    const bucket = buckets[now % BUCKETS]!;
    for (let node = bucket.pop(); node !== undefined; node = bucket.pop()) {
      waiting -= 1;
      if (total[node] !== now) continue;
      const x = node % columns;
      const y = (node - x) / columns;
      for (let side = 0; side < NEIGHBOURS.length; side++) {
        const [stepX, stepY] = NEIGHBOURS[side]!;
        const toX = x + stepX;
        const toY = y + stepY;
        if (toX < 0 || toY < 0 || toX >= columns || toY >= rows) continue;
        const price = cost[(top + toY) * width + left + toX]!;
        const next = toY * columns + toX;
        const reached = now + (stepX !== 0 && stepY !== 0 ? Math.round(price * DIAGONAL) : price);
        if (reached >= total[next]!) continue;
        total[next] = reached;
        from[next] = side;
        buckets[reached % BUCKETS]!.push(next);
        waiting += 1;
      }
    }
  }
  return {
    holds: (x, y) => x >= left && y >= top && x < left + columns && y < top + rows,
    pathTo(toX, toY) {
      const path: (readonly [number, number])[] = [];
      let node = (toY - top) * columns + toX - left;
      for (;;) {
        const x = node % columns;
        const y = (node - x) / columns;
        path.push([left + x, top + y]);
        const side = from[node]!;
        if (side < 0) return path.reverse();
        const [stepX, stepY] = NEIGHBOURS[side]!;
        node -= stepY * columns + stepX;
      }
    },
  };
}
