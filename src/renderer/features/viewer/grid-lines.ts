import type { Size } from '../../../shared/model/working-size.ts';

/** Cells along the picture's shorter side. */
const CELLS = 8;

/** Pure: lines of a grid of square cells, centred on the picture: distances from its left and top, in its unit. */
export function gridLines({ width, height }: Size): { readonly x: readonly number[]; readonly y: readonly number[] } {
  const cell = Math.min(width, height) / CELLS;
  const along = (length: number): readonly number[] => {
    const each = Math.floor(length / 2 / cell - 1e-6);
    return Array.from({ length: 2 * each + 1 }, (_, index) => length / 2 + (index - each) * cell);
  };
  return { x: along(width), y: along(height) };
}
