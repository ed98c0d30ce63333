import type { Size } from '../../shared/model/working-size.ts';

/** Share of the greatest weight from which on a cell counts as known: cells on an outline have colours of both sides. */
const KNOWN_SHARE = 0.9;

/**
 * Planes in which each cell takes the values of the nearest known cell, counted in steps along rows and columns; known cells keep theirs.
 * @param planes channels · n, planar @param weight n, 0…1, not 0 everywhere; cells with nearly the greatest weight are known
 */
export function filledFromNearest(planes: Float32Array, weight: Float32Array, { width, height }: Size): Float32Array {
  const count = width * height;
  const least = KNOWN_SHARE * weight.reduce((most, value) => Math.max(most, value), 0);
  /** The known cell that each takes its values from, −1 while there is none. */
  const from = new Int32Array(count).fill(-1);
  const queue = new Int32Array(count);
  let end = 0;
  const reach = (index: number, known: number): void => {
    if (from[index] !== -1) return;
    from[index] = known;
    queue[end++] = index;
  };
  for (let index = 0; index < count; index++) if (weight[index]! >= least) reach(index, index);
  for (let at = 0; at < end; at++) {
    const index = queue[at]!;
    const column = index % width;
    if (column > 0) reach(index - 1, from[index]!);
    if (column < width - 1) reach(index + 1, from[index]!);
    if (index >= width) reach(index - width, from[index]!);
    if (index < count - width) reach(index + width, from[index]!);
  }
  const filled = new Float32Array(planes.length);
  for (let start = 0; start < planes.length; start += count) for (let index = 0; index < count; index++) filled[start + index] = planes[start + from[index]!]!;
  return filled;
}
