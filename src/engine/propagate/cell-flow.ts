import type { Size } from '../../shared/model/working-size.ts';

/** Units of {@link CellFlow} in a cell. */
export const FLOW_UNITS = 64;

const LARGEST = 0x7fff;

/**
 * Flow of a frame into another at ¼ of the working size, planar, in 1/64 cell, as it is stored: here(x) ≈ there(x + d), sample centres at
 * whole numbers. Up to ±512 cells.
 */
export interface CellFlow {
  readonly size: Size;
  readonly dx: Int16Array;
  readonly dy: Int16Array;
}

/** @param flow (dx, dy) interleaved, in pixels of half the working size, whose sides are even @param half that size */
export function toCells(flow: Float32Array, half: Size): CellFlow {
  const size = { width: half.width / 2, height: half.height / 2 };
  const count = size.width * size.height;
  const planes = [new Int16Array(count), new Int16Array(count)] as const;
  for (const [axis, plane] of planes.entries()) {
    for (let row = 0, index = 0; row < size.height; row++) for (let column = 0; column < size.width; column++, index++) {
      const at = 4 * row * half.width + 4 * column + axis;
      const below = at + 2 * half.width;
      const mean = (flow[at]! + flow[at + 2]! + flow[below]! + flow[below + 2]!) / 4;
      plane[index] = inUnits(mean / 2);
    }
  }
  return { size, dx: planes[0], dy: planes[1] };
}

/** A distance in cells, rounded to units. */
export function inUnits(cells: number): number {
  return Math.min(LARGEST, Math.max(-LARGEST, Math.round(cells * FLOW_UNITS)));
}
