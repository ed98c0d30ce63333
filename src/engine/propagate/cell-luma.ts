import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import type { Size } from '../../shared/model/working-size.ts';
import { halved } from './flow-warp.ts';

/** Luma of a frame at ¼ of the working size: the mean of 4×4 pixels, L·255/100, rounded. */
export type CellLuma = Uint8Array;

export function cellLuma(luma: WorkingLuma): CellLuma {
  const quarter = halved(halved(luma.lightness, luma), { width: luma.width / 2, height: luma.height / 2 });
  const codes = new Uint8Array(quarter.length);
  for (let index = 0; index < codes.length; index++) codes[index] = Math.round(quarter[index]! * 2.55);
  return codes;
}

/** A picture's size in cells, for a working size in pixels, whose sides are multiples of 4. */
export function cellSize({ width, height }: Size): Size {
  return { width: width / 4, height: height / 4 };
}
