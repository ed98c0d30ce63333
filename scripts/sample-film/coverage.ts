import type { Outline } from './shapes.ts';

/** How much of each pixel of a window an outline covers, 0…1, by exact signed areas. Nonzero winding. */
export interface Coverage {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

let sums = new Float32Array(0);

/**
 * Coverage of outlines given in pixels, clipped to a picture of `width` × `height`; `undefined` when nothing is inside.
 * Method: accumulate signed trapezoid areas per row, then sum along the row (as font rasterisers do).
 * @param margin pixels added on each side, for what is blurred afterwards.
 */
export function coverOutlines(outlines: readonly Outline[], width: number, height: number, margin: number): Coverage | undefined {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const outline of outlines) {
    for (let index = 0; index < outline.length; index += 2) {
      x0 = Math.min(x0, outline[index]!);
      x1 = Math.max(x1, outline[index]!);
      y0 = Math.min(y0, outline[index + 1]!);
      y1 = Math.max(y1, outline[index + 1]!);
    }
  }
  const left = Math.max(-margin, Math.floor(x0) - margin);
  const top = Math.max(-margin, Math.floor(y0) - margin);
  const right = Math.min(width + margin, Math.ceil(x1) + margin);
  const bottom = Math.min(height + margin, Math.ceil(y1) + margin);
  if (!(right > left && bottom > top)) return undefined;
  const w = right - left;
  const h = bottom - top;
  const stride = w + 2;
  if (sums.length < stride * h) sums = new Float32Array(stride * h);
  else sums.fill(0, 0, stride * h);
  for (const outline of outlines) addOutline(outline, left, top, w, h);
  const values = new Float32Array(w * h);
  for (let y = 0; y < h; y++) {
    let sum = 0;
    for (let x = 0; x < w; x++) {
      sum += sums[y * stride + x]!;
      values[y * w + x] = Math.min(1, Math.abs(sum));
    }
  }
  return { left, top, width: w, height: h, values };
}

function addOutline(outline: Outline, left: number, top: number, w: number, h: number): void {
  const last = outline.length - 2;
  for (let index = 0; index <= last; index += 2) {
    const next = index === last ? 0 : index + 2;
    addEdge(outline[index]! - left, outline[index + 1]! - top, outline[next]! - left, outline[next + 1]! - top, w, h);
  }
}

function addEdge(ax: number, ay: number, bx: number, by: number, w: number, h: number): void {
  if (ay === by) return;
  const direction = ay < by ? 1 : -1;
  const [x0, y0, x1, y1] = direction === 1 ? [ax, ay, bx, by] : [bx, by, ax, ay];
  const slope = (x1 - x0) / (y1 - y0);
  const stride = w + 2;
  const firstRow = Math.max(0, Math.floor(y0));
  const endRow = Math.min(h, Math.ceil(y1));
  let x = y0 < 0 ? x0 - y0 * slope : x0;
  for (let row = firstRow; row < endRow; row++) {
    const dy = Math.min(row + 1, y1) - Math.max(row, y0);
    const xNext = x + slope * dy;
    addSpan(row * stride, Math.min(w, Math.max(0, x)), Math.min(w, Math.max(0, xNext)), dy * direction);
    x = xNext;
  }
}

/** One row's share of an edge that runs from `a` to `b` over `d` of the row's height. */
function addSpan(row: number, a: number, b: number, d: number): void {
  const low = Math.min(a, b);
  const high = Math.max(a, b);
  const first = Math.floor(low);
  const end = Math.ceil(high);
  if (end <= first + 1) {
    const share = d * (0.5 * (a + b) - first);
    sums[row + first]! += d - share;
    sums[row + first + 1]! += share;
    return;
  }
  const perPixel = 1 / (high - low);
  const lead = 1 - (low - first);
  const tail = high - end + 1;
  const a0 = 0.5 * perPixel * lead * lead;
  const am = 0.5 * perPixel * tail * tail;
  sums[row + first]! += d * a0;
  if (end === first + 2) {
    sums[row + first + 1]! += d * (1 - a0 - am);
  } else {
    const a1 = perPixel * (1.5 - (low - first));
    sums[row + first + 1]! += d * (a1 - a0);
    for (let x = first + 2; x < end - 1; x++) sums[row + x]! += d * perPixel;
    sums[row + end - 1]! += d * (1 - (a1 + (end - first - 3) * perPixel) - am);
  }
  sums[row + end]! += d * am;
}

/** Two box blurs in each direction: near enough to a Gaussian of σ ≈ 0.8 · radius. */
export function blurCoverage(coverage: Coverage, radius: number): Float32Array {
  const { width, height } = coverage;
  const reach = Math.max(1, Math.round(radius));
  const values = coverage.values.slice();
  const line = new Float32Array(Math.max(width, height));
  const pass = (start: number, step: number, count: number): void => {
    for (let round = 0; round < 2; round++) {
      let sum = 0;
      for (let i = 0; i < Math.min(reach, count); i++) sum += values[start + i * step]!;
      for (let i = 0; i < count; i++) {
        if (i + reach < count) sum += values[start + (i + reach) * step]!;
        line[i] = sum / (2 * reach + 1);
        if (i - reach >= 0) sum -= values[start + (i - reach) * step]!;
      }
      for (let i = 0; i < count; i++) values[start + i * step] = line[i]!;
    }
  };
  for (let y = 0; y < height; y++) pass(y * width, 1, width);
  for (let x = 0; x < width; x++) pass(x, width, height);
  return values;
}
