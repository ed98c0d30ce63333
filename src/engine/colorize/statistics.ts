import { AB_BIN_COUNT, nearestAbBin } from '../../shared/colour/ab-bins.ts';
import { workingSize } from '../../shared/model/working-size.ts';
import { labOfPixels, type RgbSamples } from './rgb-to-lab.ts';

/** Colour statistics of a reference still: the network's global hint. */
export interface AbStatistics {
  /** Share of each of the 313 ab bins; sums to 1. */
  readonly histogram: Float32Array;
  /** Mean HSV saturation, 0…1. */
  readonly saturation: number;
}

/** Training counts bins of photos at a quarter of this short side, so references are reduced to the same size. */
const STATISTICS_SHORT_SIDE = 256;

/** 313 bins, an indicator, saturation, an indicator; all zeros without a reference. */
export const GLOBAL_SIZE = AB_BIN_COUNT + 3;

/** Statistics of a colour picture of any size. A gray picture has them too: it requests gray. */
export function referenceStatistics(picture: RgbSamples): AbStatistics {
  const working = workingSize(picture, STATISTICS_SHORT_SIDE);
  const columns = Math.min(picture.width, working.width / 4);
  const rows = Math.min(picture.height, working.height / 4);
  const sums = new Float64Array(2 * columns * rows);
  const counts = new Float64Array(columns * rows);
  labOfPixels(picture, (index, _lightness, a, b) => {
    const row = Math.floor((Math.floor(index / picture.width) * rows) / picture.height);
    const cell = row * columns + Math.floor(((index % picture.width) * columns) / picture.width);
    sums[2 * cell]! += a;
    sums[2 * cell + 1]! += b;
    counts[cell]! += 1;
  });
  const histogram = new Float32Array(AB_BIN_COUNT);
  counts.forEach((count, cell) => (histogram[nearestAbBin(sums[2 * cell]! / count, sums[2 * cell + 1]! / count)]! += 1 / counts.length));
  return { histogram, saturation: meanSaturation(picture) };
}

function meanSaturation({ samples }: RgbSamples): number {
  let sum = 0;
  for (let index = 0; index < samples.length; index += 3) {
    const [r, g, b] = [samples[index]!, samples[index + 1]!, samples[index + 2]!];
    const peak = Math.max(r, g, b);
    if (peak > 0) sum += (peak - Math.min(r, g, b)) / peak;
  }
  return sum / (samples.length / 3);
}

/** The histogram's 313 shares, then the saturation: Float32, little-endian. */
export function encodeStatistics({ histogram, saturation }: AbStatistics): Uint8Array {
  const bytes = new Uint8Array(4 * (AB_BIN_COUNT + 1));
  const view = new DataView(bytes.buffer);
  [...histogram, saturation].forEach((value, index) => { view.setFloat32(4 * index, value, true); });
  return bytes;
}

/** @throws RangeError when the bytes are not statistics */
export function decodeStatistics(bytes: Uint8Array): AbStatistics {
  if (bytes.byteLength !== 4 * (AB_BIN_COUNT + 1)) throw new RangeError('These are not the statistics of a reference.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = Float32Array.from({ length: AB_BIN_COUNT + 1 }, (_, index) => view.getFloat32(4 * index, true));
  return { histogram: values.slice(0, AB_BIN_COUNT), saturation: values[AB_BIN_COUNT]! };
}

/** The network's `global` vector of {@link GLOBAL_SIZE}. */
export function globalVector(reference: AbStatistics | undefined): Float32Array {
  const vector = new Float32Array(GLOBAL_SIZE);
  if (reference === undefined) return vector;
  vector.set(reference.histogram);
  vector[AB_BIN_COUNT] = 1;
  vector[AB_BIN_COUNT + 1] = reference.saturation;
  vector[AB_BIN_COUNT + 2] = 1;
  return vector;
}
