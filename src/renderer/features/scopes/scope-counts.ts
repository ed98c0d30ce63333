import { lumaCoefficients, type MatrixName } from '../../../shared/colour/luma.ts';
import type { ScopeFrame } from './scope-frame.ts';

/** Signal at the edge of the vectorscope, from its middle. */
const VECTOR_REACH = 0.5;
/** Degrees from +Cb towards +Cr of the skin tone line: the +I axis of NTSC's colour difference signals. */
export const SKIN_ANGLE = 123;

/** Number of samples with each Cb (right) and Cr (up): `side · side` counts, row by row from the top. */
export function vectorCounts({ cb, cr }: Pick<ScopeFrame, 'cb' | 'cr'>, side: number): Uint32Array {
  const counts = new Uint32Array(side * side);
  const half = side / 2;
  const scale = half / VECTOR_REACH;
  for (let index = 0; index < cb.length; index++) {
    const x = Math.min(side - 1, Math.max(0, Math.floor(half + cb[index]! * scale)));
    const y = Math.min(side - 1, Math.max(0, Math.floor(half - cr[index]! * scale)));
    counts[y * side + x]! += 1;
  }
  return counts;
}

/**
 * Number of samples at each level for each column of the picture: `columns · rows` counts, row by row, level 1 in the top row and 0 in
 * the bottom one.
 */
export function waveformCounts(channel: Float32Array, width: number, { columns, rows }: { readonly columns: number; readonly rows: number }): Uint32Array {
  const counts = new Uint32Array(columns * rows);
  for (let index = 0; index < channel.length; index++) {
    const column = Math.floor(((index % width) * columns) / width);
    const row = Math.min(rows - 1, Math.max(0, Math.round((1 - channel[index]!) * (rows - 1))));
    counts[row * columns + column]! += 1;
  }
  return counts;
}

/** Number of samples at each level, 0…1 over `bins`; values outside count in the end bins. */
export function histogram(channel: Float32Array, bins: number): Uint32Array {
  const counts = new Uint32Array(bins);
  for (const value of channel) counts[Math.min(bins - 1, Math.max(0, Math.floor(value * bins)))]! += 1;
  return counts;
}

/** Position on the vectorscope, −1…1 from its middle, right and up. */
interface VectorTarget {
  readonly label: string;
  readonly x: number;
  readonly y: number;
}

const BARS = [['R', 1, 0, 0], ['Yl', 1, 1, 0], ['G', 0, 1, 0], ['Cy', 0, 1, 1], ['B', 0, 0, 1], ['Mg', 1, 0, 1]] as const;
/** 75 % colour bars (SMPTE EG 1). */
const BAR_LEVEL = 0.75;

/** Positions of the six bar colours under a matrix. */
export function vectorTargets(matrix: MatrixName): readonly VectorTarget[] {
  const { kr, kg, kb } = lumaCoefficients(matrix);
  return BARS.map(([label, r, g, b]) => {
    const y = kr * r + kg * g + kb * b;
    return { label, x: (BAR_LEVEL * (b - y)) / (2 * (1 - kb)) / VECTOR_REACH, y: (BAR_LEVEL * (r - y)) / (2 * (1 - kr)) / VECTOR_REACH };
  });
}
