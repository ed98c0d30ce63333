import { srgbToLab } from './srgb.ts';

/** Bins of ab that sRGB reaches: the number of Zhang et al. 2016, §3.1. */
export const AB_BIN_COUNT = 313;

const GRID_STEP = 10;
const GRID_END = 120;
/** Distance of a colour within which a grid point is a bin; see the rule at {@link abBins}. */
const REACH = 13.5;
const LATTICE_LEVELS = 52;

let centres: Float32Array | undefined;
let table: Int16Array | undefined;

/**
 * Centres of the 313 ab bins, interleaved a, b; ordered by a, then b. Read only.
 *
 * The rule, as in `training/tintype_training/colour.py`: take the sRGB colours whose three code values are all multiples of 5 (52³ of
 * them) and their ab. A point of the grid {…, −10, 0, 10, …}² is a bin if one of those ab lies within 13.5 of it.
 */
export function abBins(): Float32Array {
  centres ??= findBins();
  return centres;
}

/** Index of the bin nearest to an ab, exact to half a unit of ab; clamped to −128…128. */
export function nearestAbBin(a: number, b: number): number {
  table ??= findNearest(abBins());
  const row = Math.max(-128, Math.min(128, Math.round(a))) + 128;
  const column = Math.max(-128, Math.min(128, Math.round(b))) + 128;
  return table[row * 257 + column]!;
}

function findBins(): Float32Array {
  const side = (2 * GRID_END) / GRID_STEP + 1;
  const reached = new Uint8Array(side * side);
  const reach = Math.ceil(REACH / GRID_STEP);
  for (let red = 0; red < LATTICE_LEVELS; red++) {
    for (let green = 0; green < LATTICE_LEVELS; green++) {
      for (let blue = 0; blue < LATTICE_LEVELS; blue++) {
        const [, a, b] = srgbToLab(red / (LATTICE_LEVELS - 1), green / (LATTICE_LEVELS - 1), blue / (LATTICE_LEVELS - 1));
        const nearA = Math.round(a / GRID_STEP);
        const nearB = Math.round(b / GRID_STEP);
        for (let i = nearA - reach; i <= nearA + reach; i++) {
          for (let j = nearB - reach; j <= nearB + reach; j++) {
            if ((i * GRID_STEP - a) ** 2 + (j * GRID_STEP - b) ** 2 <= REACH ** 2) reached[(i + GRID_END / GRID_STEP) * side + j + GRID_END / GRID_STEP] = 1;
          }
        }
      }
    }
  }
  const found: number[] = [];
  reached.forEach((is, index) => {
    if (is === 1) found.push(Math.floor(index / side) * GRID_STEP - GRID_END, (index % side) * GRID_STEP - GRID_END);
  });
  return Float32Array.from(found);
}

/** Nearest bin of every whole-number ab: 257×257, index `(a + 128) · 257 + b + 128`. Of equally near bins the first. */
function findNearest(bins: Float32Array): Int16Array {
  const nearest = new Int16Array(257 * 257);
  for (let a = -128; a <= 128; a++) {
    for (let b = -128; b <= 128; b++) {
      let best = 0;
      let bestDistance = Infinity;
      for (let bin = 0; bin < AB_BIN_COUNT; bin++) {
        const distance = (bins[2 * bin]! - a) ** 2 + (bins[2 * bin + 1]! - b) ** 2;
        if (distance < bestDistance) [best, bestDistance] = [bin, distance];
      }
      nearest[(a + 128) * 257 + b + 128] = best;
    }
  }
  return nearest;
}
