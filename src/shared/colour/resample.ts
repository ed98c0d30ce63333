import type { AbPlane } from '../model/ab-plane.ts';
import type { Size } from '../model/working-size.ts';

/**
 * Positions of a row (or column) of samples on the picture: sample `i` at fraction `start + i · step` of the picture's side. A plane of
 * `n` samples has its centres at half: `start = ½/n`, `step = 1/n`. For subsampled chroma see {@link chromaGrid}.
 */
export interface SampleGrid {
  readonly count: number;
  readonly start: number;
  readonly step: number;
}

export type ChromaSubsampling = '420' | '422' | '444';

/** Samples of a whole plane, centres at half. */
export function plainGrid(count: number): SampleGrid {
  return { count, start: 0.5 / count, step: 1 / count };
}

/**
 * Positions of the chroma samples of a picture of `size` luma samples. Horizontally 4:2:0 and 4:2:2 are co-sited with the even luma
 * columns ("left", as in MPEG-2: H.273 ChromaLocType 0); vertically 4:2:0 lies midway between two luma rows. Odd sizes round up.
 */
export function chromaGrid(size: Size, subsampling: ChromaSubsampling): { readonly columns: SampleGrid; readonly rows: SampleGrid } {
  const columns = subsampling === '444' ? plainGrid(size.width) : { count: Math.ceil(size.width / 2), start: 0.5 / size.width, step: 2 / size.width };
  const rows = subsampling === '420' ? { count: Math.ceil(size.height / 2), start: 1 / size.height, step: 2 / size.height } : plainGrid(size.height);
  return { columns, rows };
}

/** Weights that resample `count` source samples (centres at half) to a grid: `perSample` taps for each, in one run. */
interface Taps {
  readonly perSample: number;
  readonly indices: Int32Array;
  readonly weights: Float32Array;
}

/** Samples of one channel, row by row. */
export type Channel = Int16Array | Float32Array | Uint8Array | Uint16Array;

/**
 * Rows of one channel of a plane at another size. Holds no picture; one per pair of sizes, usable for any number of planes, not by two
 * threads at once.
 */
export interface Resampler {
  readonly width: number;
  readonly height: number;
  /** Writes row `row` of the resampled channel to `out`, times `factor`. `channel` is the source channel, row by row. */
  fillRow(channel: Channel, row: number, out: Float32Array, factor: number): void;
}

/** Interpolation between samples: Catmull-Rom or linear. */
type Interpolation = 'cubic' | 'linear';

/**
 * Separable resampling with precomputed taps, for each direction: Catmull-Rom bicubic (or linear) where it enlarges, the mean over the
 * new sample's area where it reduces; edge samples are repeated. Equal grids give the source exactly.
 */
export function createResampler(source: Size, columns: SampleGrid, rows: SampleGrid, interpolation: Interpolation = 'cubic'): Resampler {
  const across = makeTaps(source.width, columns, interpolation);
  const down = makeTaps(source.height, rows, interpolation);
  const middle = new Float32Array(source.width);
  return {
    width: columns.count,
    height: rows.count,
    fillRow(channel, row, out, factor) {
      blendRows(channel, source.width, down, row, factor, middle);
      spreadRow(middle, across, columns.count, out);
    },
  };
}

function blendRows(channel: Channel, width: number, down: Taps, row: number, factor: number, middle: Float32Array): void {
  middle.fill(0);
  for (let tap = row * down.perSample; tap < (row + 1) * down.perSample; tap++) {
    const weight = down.weights[tap]! * factor;
    if (weight === 0) continue;
    const from = down.indices[tap]! * width;
    for (let x = 0; x < width; x++) middle[x]! += weight * channel[from + x]!;
  }
}

function spreadRow(middle: Float32Array, across: Taps, count: number, out: Float32Array): void {
  const { perSample, indices, weights } = across;
  if (perSample === 1) {
    for (let x = 0; x < count; x++) out[x] = middle[indices[x]!]!;
    return;
  }
  if (perSample === 4) {
    for (let x = 0, tap = 0; x < count; x++, tap += 4) {
      out[x] = weights[tap]! * middle[indices[tap]!]! + weights[tap + 1]! * middle[indices[tap + 1]!]!
        + weights[tap + 2]! * middle[indices[tap + 2]!]! + weights[tap + 3]! * middle[indices[tap + 3]!]!;
    }
    return;
  }
  if (perSample === 2) {
    for (let x = 0, tap = 0; x < count; x++, tap += 2) out[x] = weights[tap]! * middle[indices[tap]!]! + weights[tap + 1]! * middle[indices[tap + 1]!]!;
    return;
  }
  for (let x = 0; x < count; x++) {
    let sum = 0;
    for (let tap = x * perSample; tap < (x + 1) * perSample; tap++) sum += weights[tap]! * middle[indices[tap]!]!;
    out[x] = sum;
  }
}

function makeTaps(sourceCount: number, grid: SampleGrid, interpolation: Interpolation): Taps {
  const clamp = (index: number): number => Math.max(0, Math.min(sourceCount - 1, index));
  const sourcePerStep = grid.step * sourceCount;
  const isSame = Math.abs(sourcePerStep - 1) < 1e-9 && Math.abs(grid.start * sourceCount - 0.5) < 1e-9;
  if (isSame) return { perSample: 1, indices: Int32Array.from({ length: grid.count }, (_, index) => clamp(index)), weights: new Float32Array(grid.count).fill(1) };

  const shrinks = sourcePerStep > 1 + 1e-9;
  const perSample = shrinks ? Math.ceil(sourcePerStep) + 1 : interpolation === 'cubic' ? 4 : 2;
  const weigh = interpolation === 'cubic' ? catmullRom : tent;
  const indices = new Int32Array(grid.count * perSample);
  const weights = new Float32Array(grid.count * perSample);
  for (let sample = 0; sample < grid.count; sample++) {
    const centre = (grid.start + sample * grid.step) * sourceCount;
    const first = shrinks ? Math.floor(centre - sourcePerStep / 2 + 1e-9) : Math.floor(centre - 0.5) - (perSample / 2 - 1);
    for (let tap = 0; tap < perSample; tap++) {
      const index = first + tap;
      indices[sample * perSample + tap] = clamp(index);
      weights[sample * perSample + tap] = shrinks
        ? Math.max(0, Math.min(index + 1, centre + sourcePerStep / 2) - Math.max(index, centre - sourcePerStep / 2)) / sourcePerStep
        : weigh(centre - 0.5 - index);
    }
  }
  return { perSample, indices, weights };
}

function tent(distance: number): number {
  return Math.max(0, 1 - Math.abs(distance));
}

/** Keys 1981, "Cubic convolution interpolation", with a = −½. */
function catmullRom(distance: number): number {
  const d = Math.abs(distance);
  if (d < 1) return 1.5 * d * d * d - 2.5 * d * d + 1;
  if (d < 2) return -0.5 * d * d * d + 2.5 * d * d - 4 * d + 2;
  return 0;
}

/**
 * An ab plane at another size (both cover the same picture): bicubic when enlarged, area mean when reduced. The same size gives the same
 * plane.
 */
export function resamplePlane(plane: AbPlane, size: Size): AbPlane {
  if (plane.width === size.width && plane.height === size.height) return plane;
  const resampler = createResampler(plane, plainGrid(size.width), plainGrid(size.height));
  const samples = new Int16Array(2 * size.width * size.height);
  const row = new Float32Array(size.width);
  for (let channel = 0; channel < 2; channel++) {
    const from = plane.samples.subarray(channel * plane.width * plane.height, (channel + 1) * plane.width * plane.height);
    for (let y = 0; y < size.height; y++) {
      resampler.fillRow(from, y, row, 1);
      const to = (channel * size.height + y) * size.width;
      for (let x = 0; x < size.width; x++) samples[to + x] = Math.max(-32768, Math.min(32767, Math.round(row[x]!)));
    }
  }
  return { width: size.width, height: size.height, samples };
}

/** As {@link resamplePlane} for one float channel (confidence, lightness). */
export function resampleChannel(values: Float32Array, from: Size, to: Size): Float32Array {
  const resampler = createResampler(from, plainGrid(to.width), plainGrid(to.height));
  const out = new Float32Array(to.width * to.height);
  for (let y = 0; y < to.height; y++) resampler.fillRow(values, y, out.subarray(y * to.width, (y + 1) * to.width), 1);
  return out;
}
