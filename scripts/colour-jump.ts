import { resampleChannel } from '../src/shared/colour/resample.ts';
import { deltaE2000 } from '../src/shared/colour/delta-e.ts';
import { AB_UNIT, type AbPlane } from '../src/shared/model/ab-plane.ts';
import type { WorkingLuma } from '../src/shared/model/working-luma.ts';

/** How far apart two colours of a frame are: CIEDE2000 with its lightness, mean over the cells, and below which 99 of a hundred lie. @param first,second planes of one size */
export function colourJump(luma: WorkingLuma, first: AbPlane, second: AbPlane): { readonly mean: number; readonly most: number } {
  if (first.width !== second.width || first.height !== second.height) throw new RangeError('planes of different sizes');
  const lightness = resampleChannel(luma.lightness, luma, first);
  const count = first.width * first.height;
  const lab = ({ samples }: AbPlane, cell: number): readonly [number, number, number] => [lightness[cell]!, samples[cell]! / AB_UNIT, samples[count + cell]! / AB_UNIT];
  const apart = Float64Array.from({ length: count }, (_, cell) => deltaE2000(lab(first, cell), lab(second, cell))).sort();
  return { mean: apart.reduce((sum, each) => sum + each, 0) / count, most: apart[Math.floor(0.99 * (count - 1))]! };
}
